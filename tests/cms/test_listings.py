"""The portal: ways in, the three big actions, the small pages, people, claims, and the city's answer."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from cms.admin.roles import appoint_approver
from cms.outbox import KeptMail
from directory.amendments import Amendment, ApprovalRule
from directory.attempts import LIMITS, Door
from directory.claims import Claim
from directory.invitations import Invitation, invite
from directory.links import Link, Purpose, give
from directory.models import Representative, Resource, StatusStatement, User
from directory.representatives import join, lead_of
from tests.factories import make_organization, make_resource, make_user

pytestmark = pytest.mark.django_db
TELEPHONE = {"kind": "telephone", "value": "042-111-1111", "person": "", "note": "", "is_public": True}


@pytest.fixture
def owner(db):
    return make_user(name="山田 花子", email="hanako@example.jp")


@pytest.fixture
def listing(owner):
    organization = make_organization(name="ひまわり会")
    join(organization, owner, "lead")
    return make_resource(
        name="ひまわりサロン",
        organization=organization,
        schedule="毎月第2・第4火曜 10:00–12:00",
        contacts=[TELEPHONE],
        fee=100,
    )


@pytest.fixture
def my(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def approver(db):
    user = make_user("staff", name="市の人")
    appoint_approver(user)
    return user


def _now(listing):
    return Resource.objects.get(pk=listing.pk)


def _link(text):
    return re.search(r"https?://[^/\s]+(/my/l/\S+)", text).group(1)


def _sent():
    return mail.outbox[-1]


def _text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def _step(client, listing, slug, **changed):
    """Post one small page as the browser would after changing some fields."""
    url = reverse("listing_step", args=[listing.pk, slug])
    context = client.get(url).context
    form, data = context["form"], {"seen": context["mark"], "save": "1"}
    for row in form.rows.forms if hasattr(form, "rows") else [form]:
        for bound in row:
            value = bound.value()
            data[bound.html_name] = "" if value is None else value
            if bound.field.show_hidden_initial:
                data[bound.html_initial_name] = value
    if hasattr(form, "rows"):
        data |= {f"contacts-{name}": value for name, value in form.rows.management_form.initial.items()}
    data = {name: value for name, value in (data | changed).items() if value is not False}
    return client.post(url, data)


# Ways in


def test_a_link_by_mail_signs_in_once_and_only_by_the_button(client, owner, listing):
    answer = client.post(reverse("listings_mail"), {"email": " Hanako@example.jp "})
    assert "リンクを送りました" in _text(answer)
    path = _link(_sent().body)
    for _ in range(2):
        opened = client.get(path)
        assert "_auth_user_id" not in client.session
    assert opened["Referrer-Policy"] == "no-referrer"
    assert "no-store" in opened["Cache-Control"]
    assert client.post(path).url == reverse("listings_home")
    assert client.session["_auth_user_id"] == str(owner.pk)
    client.logout()
    dead = client.post(path)
    assert (dead.status_code, "もう使われました" in _text(dead)) == (410, True)
    assert "_auth_user_id" not in client.session


def test_the_button_works_where_the_browser_hides_the_origin(owner, listing):
    """A page without a referrer sends `Origin: null`, which Django's own check would refuse."""
    from django.test import Client

    strict = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    path = reverse("link", args=[give(Purpose.SIGN_IN, user=owner).token])
    assert strict.post(path).status_code == 302


@pytest.mark.parametrize("who", ["nobody", "coordinator", "staff"])
def test_nobody_learns_who_has_an_account_and_agencies_get_no_link(client, who):
    if who != "nobody":
        make_user(who, email="a@example.jp")
    assert "リンクを送りました" in _text(client.post(reverse("listings_mail"), {"email": "a@example.jp"}))
    assert not mail.outbox
    assert not Link.objects.exists()


def test_mails_and_codes_are_braked(client, listing, owner):
    each, _ = LIMITS[Door.SIGN_IN_MAIL]
    for _ in range(each):
        client.post(reverse("listings_mail"), {"email": "hanako@example.jp"})
    assert client.post(reverse("listings_mail"), {"email": "hanako@example.jp"}).status_code == 429
    each, _ = LIMITS[Door.CODE]
    secret = invite(listing.organization, name="鈴木")[1]
    wrong = [client.post(reverse("listings_code"), {"code": f"000000000{n}"[-10:]}) for n in range(each)]
    assert all("この番号は ありません" in _text(answer) for answer in wrong)
    assert client.post(reverse("listings_code"), {"code": secret.code}).status_code == 429


def test_an_invitation_by_mail_needs_no_password(client, listing, owner):
    client.force_login(owner)
    url = reverse("organization_invite", args=[listing.organization_id])
    client.post(url, {"name": "鈴木 太郎", "email": "taro@example.jp"})
    client.logout()
    path = _link(_sent().body)
    assert "ひまわり会" in _text(client.get(path))
    assert not User.objects.filter(username="taro@example.jp").exists()
    client.post(path, {"name": "鈴木 太郎", "password": ""})
    new = User.objects.get(username="taro@example.jp")
    assert new.email == "taro@example.jp", "who reads the mailbox has proven it"
    assert Representative.objects.current().filter(user=new, role="helper").exists()
    assert "ひまわりサロン" in _text(client.get(reverse("listings_home")))


def test_a_letter_is_a_pdf_whose_code_opens_the_same_door(client, listing, monkeypatch):
    from directory import links

    monkeypatch.setattr(links.secrets, "randbelow", lambda limit: 1_234_567_890)
    coordinator = make_user("coordinator")
    client.force_login(coordinator)
    made = client.post(
        reverse("organization_hand_over", args=[listing.organization_id]), {"name": "つぎの人", "email": ""}
    )
    assert made["Content-Type"] == "application/pdf"
    assert made.content.startswith(b"%PDF")
    assert Invitation.objects.get().on_behalf
    client.logout()
    assert client.post(reverse("listings_code"), {"code": "123-456-7890"}).url == reverse("link_by_code")
    page = reverse("link_by_code")
    assert "パスワード" in _text(client.post(page, {"name": "つぎの人", "identity": "042-123-4567", "password": ""}))
    client.post(page, {"name": "つぎの人", "identity": "042-123-4567", "password": "himawari-no-tane"})
    assert lead_of(listing.organization).user.username == "0421234567"


def test_a_letter_answered_with_a_mail_address_is_proven_by_a_mail(client, listing):
    _, secret = invite(listing.organization, name="鈴木")
    page = reverse("link", args=[secret.token])
    client.post(page, {"name": "鈴木", "identity": "Suzuki@example.jp", "password": ""})
    assert not Representative.objects.filter(role="helper").exists()
    client.post(_link(_sent().body), {"name": "鈴木", "password": ""})
    assert Representative.objects.get(role="helper").user.email == "suzuki@example.jp"
    assert client.post(page, {}).status_code == 410, "the letter is used up with it"


def test_an_invitation_never_becomes_somebody_elses_account(client, listing):
    staff = make_user("staff", username="staff@example.jp", email="staff@example.jp")
    _, secret = invite(listing.organization, name="だれか", email="staff@example.jp")
    answer = client.post(reverse("link", args=[secret.token]), {"name": "だれか", "password": "himawari-no-tane"})
    assert "もう使われています" in _text(answer)
    assert "_auth_user_id" not in client.session
    client.force_login(staff)
    client.post(reverse("link", args=[secret.token]))
    assert Representative.objects.get(role="helper").user == staff


@pytest.mark.parametrize("typed", ["042-123-4567", "0421234567", "０４２ー１２３ー４５６７"])
def test_a_telephone_number_signs_in_however_it_is_typed(client, listing, typed):
    _, secret = invite(listing.organization, name="鈴木")
    facts = {"name": "鈴木", "identity": "042(123)4567", "password": "himawari-no-tane"}
    client.post(reverse("link", args=[secret.token]), facts)
    client.logout()
    answer = client.post(reverse("sign_in"), {"username": typed, "password": "himawari-no-tane"})
    assert answer.url == reverse("after_sign_in")


def test_a_place_that_nobody_keeps_can_be_claimed_from_its_page(client, listing):
    unowned = make_resource()
    claim = reverse("listing_claim", args=[unowned.pk])
    assert claim in client.get(unowned.get_absolute_url()).content.decode()
    assert "代表の方は" not in _text(client.get(listing.get_absolute_url()))


# Three big actions


def test_still_right_is_a_check_by_the_association(my, listing, owner):
    my.post(reverse("listing_right", args=[listing.pk]))
    check = _now(listing).last_verification
    assert (check.how, check.made_by, check.on_behalf, check.day) == ("self", owner, False, timezone.localdate())


def test_closed_in_august_with_two_taps(my, listing):
    august = next(value for value, label in _months(my, listing) if label.startswith("8月"))
    my.post(reverse("listing_close", args=[listing.pk]), {"when": august, "reason": "夏休みです"})
    said, year = StatusStatement.objects.get(), int(august[:4])
    assert (said.status, said.until, said.reason) == ("paused", dt.date(year, 8, 31), "夏休みです")
    assert said.since in (dt.date(year, 8, 1), timezone.localdate())
    assert "8月31日" in _text(my.get(reverse("listings_home")))
    assert "夏休みです" in _text(my.get(listing.get_absolute_url()))
    my.post(reverse("listing_reopen", args=[listing.pk, said.pk]))
    assert _now(listing).status_on(dt.date(year, 8, 31)).status == "active"
    assert my.post(reverse("listing_reopen", args=[listing.pk, said.pk])).status_code == 404


def _months(client, listing):
    return client.get(reverse("listing_close", args=[listing.pk])).context["form"].months


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({}, "いつ休むかを えらんでください"),
        ({"when": "dates"}, "休みの はじめの日を えらんでください"),
        ({"when": "dates", "since": "2027-08-10", "until": "2027-08-01"}, "おわりの日は、はじめの日より後"),
        ({"when": "dates", "since": "2020-08-10", "until": "2020-08-11"}, "もう すぎた日です"),
    ],
)
def test_a_pause_that_makes_no_sense_is_told_and_kept_in_the_form(my, listing, facts, where):
    page = my.post(reverse("listing_close", args=[listing.pk]), facts | {"reason": "工事のため"})
    assert where in _text(page)
    assert "工事のため" in page.content.decode()
    assert not StatusStatement.objects.exists()


def test_until_further_notice_and_open_again(my, listing):
    my.post(reverse("listing_close", args=[listing.pk]), {"when": "open"})
    said = StatusStatement.objects.get()
    assert (said.since, said.until) == (timezone.localdate(), None)
    assert "お休み中" in _text(my.get(reverse("listings_home")))
    my.post(reverse("listing_reopen", args=[listing.pk, said.pk]))
    assert "お休み中" not in _text(my.get(reverse("listings_home")))


def test_the_end_waits_for_the_city(my, listing):
    my.post(reverse("listing_end", args=[listing.pk]), {"since": "2027-03-31", "reason": "人が へりました"})
    assert not StatusStatement.objects.exists()
    page = _text(my.get(reverse("listings_home")))
    assert "市の確認を待っています" in page
    assert "3月31日から" in page


def test_one_question_and_its_answer(my, listing):
    page = _text(my.get(reverse("listings_home")))
    assert "駐車場は ありますか" in page
    my.post(reverse("listing_fact", args=[listing.pk]), {"feature": "parking", "answer": "no"})
    assert _now(listing).answers() == {"parking": "no"}
    assert "駐車場は ありますか" not in _text(my.get(reverse("listings_home")))
    my.post(reverse("listing_fact", args=[listing.pk]), {"feature": "trial", "answer": "unknown"})
    assert "見学だけでも" not in _text(my.get(reverse("listings_home"))), "who does not know is not asked again"
    assert my.post(reverse("listing_fact", args=[listing.pk]), {"feature": "x", "answer": "no"}).status_code == 302
    assert _now(listing).answers() == {"parking": "no"}


# The small pages


@pytest.mark.parametrize(
    ("slug", "changed", "difference"),
    [
        ("name", {"name": "ひまわりの会"}, "ひまわりサロン→ひまわりの会"),
        ("when", {"start": "13:00", "end": "15:00"}, "はじまり 10時→13時、おわり 12時→15時"),
        ("when", {"weeks": ["1", "3"]}, "毎月第2・第4火曜 10:00–12:00→毎月第1・第3火曜 10:00–12:00"),
        ("when", {"times": "毎週金曜 10:00–12:00"}, "→毎週金曜 10:00–12:00"),
        ("when", {"closed": ["closed_on_holidays"]}, "→毎月第2・第4火曜 10:00–12:00（祝日は休み）"),
        ("what", {"fee": "0"}, "100円→無料"),
        ("bring", {"to_bring": "上ばき"}, "（なし）→上ばき"),
        ("who", {"min_age": "65"}, "（なし）→65"),
        ("where", {"name": "新しい会館", "address": "平尾1-2"}, "→新しい会館、平尾1-2"),
        ("where", {"undecided": "on"}, "→（なし）"),
        ("contact", {"contacts-0-value": "042-222-2222"}, "電話 042-111-1111→電話 042-222-2222"),
        ("contact", {"contacts-0-value": ""}, "→（なし）"),
        (
            "contact",
            {"contacts-1-kind": "email", "contacts-1-value": "a@example.jp"},
            "→メール a@example.jp／電話 042-111-1111",
        ),
    ],
)
def test_each_page_is_saved_alone(my, listing, owner, slug, changed, difference):
    assert _step(my, listing, slug, **changed).url == reverse("listing_edit", args=[listing.pk])
    (made,) = Amendment.objects.all()
    assert difference in made.lines[0][1]
    assert (made.made_by, made.on_behalf) == (owner, False)
    assert (made.state == "waiting") == (slug in ("where", "contact"))


@pytest.mark.parametrize("slug", ["name", "when", "where", "who", "what", "bring", "contact"])
def test_a_page_saved_as_it_is_changes_nothing(my, listing, slug):
    _step(my, listing, slug)
    assert not Amendment.objects.exists()


@pytest.mark.parametrize(
    ("slug", "changed", "told"),
    [
        ("name", {"name": ""}, "名前を書いてください"),
        ("when", {"weekdays": []}, "曜日を1つは えらんでください"),
        ("when", {"weeks": ["every", "2"]}, "「毎週」か「第○」の、どちらか"),
        ("when", {"end": "09:00"}, "おわりの時刻は、はじまりより後"),
        ("when", {"times": "そのうち"}, "「そのうち」が読みとれません"),
        ("where", {"name": ""}, "場所の名前を書いてください"),
        ("contact", {"contacts-0-value": "でんわ"}, "042-123-4567 のように"),
        ("contact", {"contacts-1-kind": "email", "contacts-1-value": "a@"}, "hanako@example.jp のように"),
        ("who", {"min_age": "90", "max_age": "60"}, "「何歳まで」は「何歳から」と同じか"),
        ("photo", {"photo_alt": ""}, "写真を えらんでください"),
    ],
)
def test_errors_say_what_and_where_and_keep_the_form(my, listing, slug, changed, told):
    page = _step(my, listing, slug, **changed)
    assert page.status_code == 200
    assert told in _text(page)
    assert not Amendment.objects.exists()


def test_a_preview_saves_nothing_and_reads_the_times_back_with_six_dates(my, listing):
    page = _step(my, listing, "when", times="毎週金曜 13:30–15:00", save=False, look="card")
    text = _text(page)
    assert "まだ 保存していません" in text
    assert "毎週金曜 13:30–15:00" in text
    assert text.count("（金）13時30分〜15時") == 7, "six dates, and the card's own"
    assert not Amendment.objects.exists()
    whole = _step(my, listing, "where", name="新しい会館", save=False, look="page")
    assert "新しい会館" in _text(whole)
    assert _now(listing).place.name != "新しい会館"


def test_what_somebody_else_changed_meanwhile_is_not_undone(my, listing):
    url = reverse("listing_step", args=[listing.pk, "bring"])
    mark = my.get(url).context["mark"]
    Resource.objects.filter(pk=listing.pk).update(to_bring="水とう")
    page = my.post(url, {"seen": mark, "save": "1", "to_bring": "上ばき"})
    assert "ほかの人が、先に ここを変えました" in _text(page)
    assert _now(listing).to_bring == "水とう"
    my.post(url, {"seen": page.context["mark"], "save": "1", "to_bring": "上ばき"})
    assert _now(listing).to_bring == "上ばき"


def test_a_form_is_filled_with_what_waits(my, listing):
    _step(my, listing, "contact", **{"contacts-0-value": "042-222-2222"})
    page = my.get(reverse("listing_step", args=[listing.pk, "contact"]))
    assert 'value="042-222-2222"' in page.content.decode()
    assert "市の確認を 待っている変更が あります" in _text(page)


def test_a_known_place_is_found_by_its_name_and_not_made_twice(my, listing):
    from tests.factories import make_place

    known = make_place(name="大丸公民館", address="大丸1-2")
    _step(my, listing, "where", name="大丸公民館", address="")
    assert Amendment.objects.get().changes["place"]["new"] == known.pk


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_photo_is_written_anew_and_needs_words_and_consent(my, listing, settings, tmp_path):
    import io

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image as Picture
    from wagtail.images import get_image_model

    settings.MEDIA_ROOT = tmp_path
    picture, out = Picture.new("RGB", (3000, 1000), "green"), io.BytesIO()
    exif = picture.getexif()
    exif[0x010E] = "secret position"
    picture.save(out, "JPEG", exif=exif)

    def upload():
        return SimpleUploadedFile("a.jpg", out.getvalue(), "image/jpeg")

    page = _step(my, listing, "photo", photo=upload(), photo_alt="体操をしています")
    assert "のせてよいか 聞いてください" in _text(page)
    _step(my, listing, "photo", photo=upload(), photo_alt="体操をしています", agreed="on")
    now, image = _now(listing), get_image_model().objects.get()
    assert (now.photo, now.photo_alt, now.photo_source) == (image, "体操をしています", "団体からの提供")
    assert (image.width, image.height) == (2000, 667)
    with image.file.open("rb") as stored:
        assert b"secret position" not in stored.read()
    _step(my, listing, "photo", remove="on")
    assert _now(listing).photo is None


def test_what_was_public_at_once_can_be_taken_back_by_its_owner(my, listing):
    _step(my, listing, "bring", to_bring="上ばき")
    made = Amendment.objects.get()
    page = my.get(reverse("listing_history", args=[listing.pk]))
    assert "持ち物: （なし）→上ばき" in _text(page)
    assert "元に戻す" in _text(page)
    my.post(reverse("listing_undo", args=[listing.pk, made.pk]))
    assert _now(listing).to_bring == ""


def test_what_the_city_approved_is_not_taken_back_by_the_association(my, listing, approver):
    _step(my, listing, "contact", **{"contacts-0-value": "042-222-2222"})
    from directory.amendments import approve

    approve(Amendment.objects.get(), approver)
    my.post(reverse("listing_undo", args=[listing.pk, Amendment.objects.get().pk]))
    assert _now(listing).contacts.get().value == "042-222-2222"


# People


def test_handing_over_to_a_helper_is_one_action(my, listing, owner):
    helper = make_user(name="鈴木 太郎")
    joined = join(listing.organization, helper)
    my.post(reverse("organization_hand_over", args=[listing.organization_id]), {"helper": joined.pk})
    assert lead_of(listing.organization).user == helper
    assert my.get(reverse("listings_home")).status_code == 403


def test_handing_over_to_somebody_new_happens_when_they_accept(my, client, listing, owner):
    my.post(
        reverse("organization_hand_over", args=[listing.organization_id]),
        {"name": "田中 一郎", "email": "ichiro@example.jp"},
    )
    path = _link(_sent().body)
    assert lead_of(listing.organization).user == owner
    my.logout()
    client.post(path, {"name": "田中 一郎", "password": ""})
    assert lead_of(listing.organization).user.name == "田中 一郎"


def test_a_helper_neither_invites_nor_hands_over(client, listing):
    helper = make_user()
    join(listing.organization, helper)
    client.force_login(helper)
    for name in ("organization_invite", "organization_hand_over"):
        assert client.get(reverse(name, args=[listing.organization_id])).status_code == 403
    page = _text(client.get(reverse("organization_people", args=[listing.organization_id])))
    assert "引きつぐ" not in page, "nobody sees a button that then refuses them"


# On behalf, claims, and the city


def test_a_coordinator_changes_on_the_telephone_and_it_says_so(client, listing):
    coordinator = make_user("coordinator", name="佐藤 次郎")
    client.force_login(coordinator)
    assert "ひまわりサロン" in _text(client.get(reverse("listings_home"), {"q": "ひまわり"}))
    _step(client, listing, "bring", to_bring="上ばき")
    client.post(reverse("listing_right", args=[listing.pk]))
    client.post(reverse("listing_close", args=[listing.pk]), {"when": "open"})
    made, check, said = Amendment.objects.get(), _now(listing).last_verification, StatusStatement.objects.get()
    assert (made.on_behalf, check.on_behalf, said.on_behalf) == (True, True, True)
    assert check.how == "telephone"
    assert "佐藤 次郎さん（団体に代わって）" in _text(client.get(reverse("listing_history", args=[listing.pk])))


def test_a_claim_goes_to_the_city_and_its_yes_invites(client, approver):
    listing = make_resource(name="だれのでもない場所")
    page = reverse("listing_claim", args=[listing.pk])
    assert "メールアドレスか 電話番号" in _text(client.post(page, {"organization_name": "会", "name": "鈴木"}))
    facts = {"organization_name": "ひまわり会", "name": "鈴木", "email": "suzuki@example.jp"}
    client.post(page, facts | {"website": "http://robot.example"})
    assert not Claim.objects.exists(), "a machine filled in the trap"
    assert "申し出を うけとりました" in _text(client.post(page, facts))
    client.force_login(approver)
    assert "だれのでもない場所" in _text(client.get(reverse("approvals")))
    client.post(reverse("city_claim", args=[Claim.objects.get().pk]), {"accept": "1"})
    client.logout()
    client.post(_link(_sent().body), {"name": "鈴木", "password": ""})
    assert "だれのでもない場所" in _text(client.get(reverse("listings_home")))
    assert client.get(page).status_code == 404


def test_the_city_refuses_a_claim_with_a_reason(client, approver):
    claim = Claim.objects.create(
        resource=make_resource(), organization_name="会", name="鈴木", email="suzuki@example.jp"
    )
    client.force_login(approver)
    page = reverse("city_claim", args=[claim.pk])
    assert "わけを書いてください" in _text(client.post(page, {"refuse": "1", "reason": ""}))
    client.post(page, {"refuse": "1", "reason": "別の団体の場所です"})
    assert "別の団体の場所です" in _sent().body


def test_the_approver_reads_the_difference_and_the_volunteer_the_reason(client, listing, owner, approver):
    client.force_login(owner)
    _step(client, listing, "contact", **{"contacts-0-value": "042-222-2222"})
    made = Amendment.objects.get()
    client.force_login(approver)
    page = client.get(reverse("approval", args=[made.pk]))
    assert "電話 042-111-1111→電話 042-222-2222" in _text(page)
    client.post(
        reverse("approval", args=[made.pk]),
        {"approve": "1", "field": ["contacts"], "looked_at": page.context["looked_at"], "reason": "電話しました"},
    )
    assert _now(listing).contacts.get().value == "042-222-2222"
    assert "電話しました" in _sent().body
    client.force_login(owner)
    assert "市からのことば: 電話しました" in _text(client.get(reverse("listings_home")))


def test_a_conflict_is_shown_before_it_can_be_overruled(client, listing, owner, approver):
    client.force_login(owner)
    _step(client, listing, "contact", **{"contacts-0-value": "042-222-2222"})
    page_of = reverse("approval", args=[Amendment.objects.get().pk])
    client.force_login(approver)
    early = client.get(page_of).context["looked_at"]
    contact = listing.contacts.get()
    contact.value = "042-999-9999"
    contact.save()
    answer = {"approve": "1", "field": ["contacts"]}
    shown = client.post(page_of, answer | {"looked_at": early})
    assert "042-999-9999" in _text(shown)
    assert _now(listing).contacts.get().value == "042-999-9999"
    client.post(page_of, answer | {"looked_at": shown.context["looked_at"]})
    assert _now(listing).contacts.get().value == "042-222-2222"


def test_the_city_takes_back_what_was_public_at_once(client, listing, owner, approver):
    client.force_login(owner)
    _step(client, listing, "bring", to_bring="上ばき")
    client.force_login(approver)
    assert "（なし）→上ばき" in _text(client.get(reverse("approvals")))
    client.post(reverse("approval_revert", args=[Amendment.objects.get().pk]))
    assert _now(listing).to_bring == ""


def test_the_city_decides_what_waits_and_prints_letters(client, listing, approver):
    client.force_login(approver)
    code = listing.municipality_id
    client.post(reverse("approval_rules"), {f"{code}-waits": ["name"]})
    assert ApprovalRule.objects.get().fields == ["name"]
    client.post(reverse("approval_rules"), {})
    assert ApprovalRule.objects.get().fields == ["name"], "an empty request decides nothing"
    page = reverse("city_invitations")
    assert "ひまわり会" in _text(client.get(page))
    assert client.post(page, {"organization": [listing.organization_id]}).content.startswith(b"%PDF")
    assert Invitation.objects.get().role == "lead"


def test_mail_stays_on_the_machine_outside_production(settings, client, owner, listing):
    settings.EMAIL_BACKEND = "cms.outbox.OutboxBackend"
    client.post(reverse("listings_mail"), {"email": owner.email})
    assert KeptMail.objects.get().to == owner.email
