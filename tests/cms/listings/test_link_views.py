"""Ways into the portal: links in mails, codes on paper, invitations; none opens more than it should."""

import datetime as dt
import threading

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.listings import link_views
from cms.mail.outbox import KeptMail
from cms.mail.queue import Mail, deliver_due, enqueue_sign_in
from directory.accounts.links import MOST_SIGN_IN_LINKS, Link, Purpose, create_link
from directory.accounts.rate_limits import LIMITS, LimitedAction
from directory.associations.invitations import MOST_A_DAY, Invitation, invite
from directory.associations.representatives import lead_of
from directory.models import Representative, User
from tests.cms.listing_pages import link_in, newest_mail, text_of
from tests.factories import make_resource, make_user

pytestmark = pytest.mark.django_db


def test_a_link_by_mail_signs_in_once_and_only_by_the_button(client, owner, listing):
    answer = client.post(reverse("listings_mail"), {"email": " Hanako@example.jp "})
    assert "リンクを送りました" in text_of(answer)
    path = link_in(newest_mail().body)
    for _ in range(2):
        opened = client.get(path)
        assert "_auth_user_id" not in client.session
    assert opened["Referrer-Policy"] == "no-referrer"
    assert "no-store" in opened["Cache-Control"]
    assert client.post(path).url == reverse("listings_home")
    assert client.session["_auth_user_id"] == str(owner.pk)
    client.logout()
    dead = client.post(path)
    assert (dead.status_code, "もう使われました" in text_of(dead)) == (410, True)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("typed", ["ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ", "hanako＠example.jp", " Hanako@Example.jp "])
def test_an_address_in_wide_letters_is_an_address(client, owner, listing, typed):
    assert "リンクを送りました" in text_of(client.post(reverse("listings_mail"), {"email": typed}))
    assert newest_mail().to == ["hanako@example.jp"]


def test_an_address_that_is_none_is_told_in_our_words(client):
    page = text_of(client.post(reverse("listings_mail"), {"email": "はなこ"}))
    assert "まだ 送っていません" in page
    assert "@ のあるアドレスを書いてください" in page


def test_the_button_works_where_the_browser_hides_the_origin(owner, listing):
    """A page without a referrer sends `Origin: null`, which Django's own check would refuse."""
    strict = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    path = reverse("link", args=[create_link(Purpose.SIGN_IN, user=owner).token])
    assert strict.post(path).status_code == 302


@pytest.mark.parametrize("who", ["nobody", "coordinator", "staff"])
def test_nobody_learns_who_has_an_account_and_agencies_get_no_link(client, who):
    if who != "nobody":
        make_user(who, email="a@example.jp")
    assert "リンクを送りました" in text_of(client.post(reverse("listings_mail"), {"email": "a@example.jp"}))
    deliver_due()
    assert not mail.outbox
    assert not Link.objects.exists()
    assert not Mail.objects.exists(), "and who was asked for is not remembered"


def test_mails_and_codes_have_a_rate_limit(client, listing, owner):
    each = LIMITS[LimitedAction.SIGN_IN_MAIL].per_network
    for _ in range(each):
        client.post(reverse("listings_mail"), {"email": "hanako@example.jp"})
    assert client.post(reverse("listings_mail"), {"email": "hanako@example.jp"}).status_code == 429
    each = LIMITS[LimitedAction.CODE].per_network
    secret = invite(listing.organization, name="鈴木")[1]
    wrong = [client.post(reverse("listings_code"), {"code": f"000000000{n}"[-10:]}) for n in range(each)]
    assert all("この番号は ありません" in text_of(answer) for answer in wrong)
    assert client.post(reverse("listings_code"), {"code": secret.code}).status_code == 429


def test_an_invitation_by_mail_needs_no_password(client, listing, owner):
    client.force_login(owner)
    url = reverse("organization_invite", args=[listing.organization_id])
    client.post(url, {"name": "鈴木 太郎", "email": "taro@example.jp"})
    client.logout()
    path = link_in(newest_mail().body)
    assert "ひまわり会" in text_of(client.get(path))
    assert not User.objects.filter(username="taro@example.jp").exists()
    client.post(path, {"name": "鈴木 太郎", "password": ""})
    new = User.objects.get(username="taro@example.jp")
    assert new.email == "taro@example.jp", "who reads the mailbox has proven it"
    assert Representative.objects.current().filter(user=new, role="helper").exists()
    assert "ひまわりサロン" in text_of(client.get(reverse("listings_home")))


def test_a_letter_is_a_pdf_whose_code_opens_the_same_page(client, listing, monkeypatch):
    from directory.accounts import links

    monkeypatch.setattr(links.secrets, "randbelow", lambda limit: 1_234_567_890)
    coordinator = make_user("coordinator")
    client.force_login(coordinator)
    made = client.post(
        reverse("organization_hand_over", args=[listing.organization_id]), {"name": "つぎの人", "email": ""}
    )
    assert made["Content-Type"] == "application/pdf"
    assert made.content.startswith(b"%PDF")
    assert made["Content-Disposition"].startswith("attachment"), "the page stays; a second letter would end the first"
    assert Invitation.objects.get().on_behalf
    client.logout()
    assert client.post(reverse("listings_code"), {"code": "123-456-7890"}).url == reverse("link_by_code")
    page = reverse("link_by_code")
    assert "パスワード" in text_of(client.post(page, {"name": "つぎの人", "identity": "042-123-4567", "password": ""}))
    client.post(page, {"name": "つぎの人", "identity": "042-123-4567", "password": "himawari-no-tane"})
    assert lead_of(listing.organization).user.username == "0421234567"


def test_a_letter_answered_with_a_mail_address_is_proven_by_a_mail(client, listing):
    _, secret = invite(listing.organization, name="鈴木")
    page = reverse("link", args=[secret.token])
    client.post(page, {"name": "鈴木", "identity": "Suzuki@example.jp", "password": ""})
    assert not Representative.objects.filter(role="helper").exists()
    client.post(link_in(newest_mail().body), {"name": "鈴木", "password": ""})
    assert Representative.objects.get(role="helper").user.email == "suzuki@example.jp"
    assert client.post(page, {}).status_code == 410, "the letter is used up with it"


def test_an_invitation_never_becomes_somebody_elses_account(client, listing):
    staff = make_user("staff", username="staff@example.jp", email="staff@example.jp")
    _, secret = invite(listing.organization, name="だれか", email="staff@example.jp")
    answer = client.post(reverse("link", args=[secret.token]), {"name": "だれか", "password": "himawari-no-tane"})
    assert "もう使われています" in text_of(answer)
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


def test_mail_stays_on_the_machine_outside_production(settings, client, owner, listing):
    settings.EMAIL_BACKEND = "cms.mail.outbox.OutboxBackend"
    client.post(reverse("listings_mail"), {"email": owner.email})
    deliver_due()
    assert KeptMail.objects.get().to == owner.email


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 302),
        ({"origin": "http://testserver"}, 302),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null", "sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
def test_no_other_site_signs_somebody_in_by_a_link_of_its_own(client, owner, listing, headers, status):
    path = reverse("link", args=[create_link(Purpose.SIGN_IN, user=owner).token])
    answer = client.post(path, headers=headers)
    assert answer.status_code == status
    assert ("_auth_user_id" in client.session) is (status == 302)
    if status == 403:
        assert "もう一度 おねがいします" in text_of(answer)


def test_a_form_without_its_mark_is_refused_calmly(client, owner, listing):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    answer = strict.post(reverse("listing_right", args=[listing.pk]))
    assert answer.status_code == 403
    assert "もう一度 おねがいします" in text_of(answer)


def test_a_typed_code_opens_its_page_once_and_for_minutes_only(client, listing, time_machine):
    secret = create_link(Purpose.SHEET, resource=listing)
    page, typed = reverse("link_by_code"), reverse("listings_code")
    client.post(typed, {"code": secret.code})
    assert "042-111-1111" in text_of(client.get(page))
    client.post(typed, {"code": "1"})
    assert client.get(page).url == typed, "the next one has begun"
    client.post(typed, {"code": secret.code})
    client.post(page, {"answer": "keep", "people": ""})
    assert client.get(page).url == typed, "it is answered"
    secret = create_link(Purpose.SHEET, resource=listing)
    client.post(typed, {"code": secret.code})
    time_machine.move_to(timezone.now() + link_views.TYPED_CODE_VALID)
    assert client.get(page).url == typed, "it was long ago"


def test_a_second_tap_on_begin_makes_nobody_twice(client, listing):
    secret = invite(listing.organization, name="鈴木", email="suzuki@example.jp")[1]
    path = reverse("link", args=[secret.token])
    answers = [Client().post(path, {"name": "鈴木", "password": ""}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 410]
    assert "もう使われました" in text_of(answers[1])
    assert User.objects.filter(email="suzuki@example.jp").count() == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time, and no second one waits in memory")
@pytest.mark.django_db(transaction=True)
def test_two_taps_at_one_moment_are_one_and_a_calm_word(listing):
    path = reverse("link", args=[invite(listing.organization, name="鈴木", email="suzuki@example.jp")[1].token])
    gate, codes = threading.Barrier(4), []

    def tap():
        gate.wait()
        codes.append(Client(raise_request_exception=False).post(path, {"name": "鈴木", "password": ""}).status_code)
        connection.close()

    taps = [threading.Thread(target=tap) for _ in range(4)]
    for one in taps:
        one.start()
    for one in taps:
        one.join()
    assert sorted(codes) == [302, 410, 410, 410]
    assert User.objects.filter(email="suzuki@example.jp").count() == 1


def test_an_association_invites_only_so_many_a_day(my, listing):
    url = reverse("organization_invite", args=[listing.organization_id])
    for number in range(MOST_A_DAY + 1):
        answer = my.post(url, {"name": "鈴木", "email": f"s{number}@example.jp"})
    assert (answer.status_code, f"1日に {MOST_A_DAY}人まで" in text_of(answer)) == (200, True)
    assert answer.context["form"]["email"].value() == f"s{MOST_A_DAY}@example.jp"
    deliver_due()
    assert len(mail.outbox) == MOST_A_DAY
    Invitation.objects.update(made_at=timezone.now() - dt.timedelta(days=1))
    assert my.post(url, {"name": "鈴木", "email": "s@example.jp"}).status_code == 302


def test_a_name_is_no_place_for_an_advertisement(my, listing):
    for name in ("organization_invite", "organization_hand_over"):
        url = reverse(name, args=[listing.organization_id])
        answer = my.post(url, {"name": "賞金 http://evil.example/", "email": "victim@example.jp"})
        assert "アドレスは書けません" in str(answer.context["form"].errors["name"])
    other = make_resource()
    answer = Client().post(
        reverse("listing_claim", args=[other.pk]),
        {"organization_name": "https://evil.example", "name": "http://x", "email": "victim@example.jp"},
    )
    assert {"organization_name", "name"} <= answer.context["form"].errors.keys()
    assert not mail.outbox


def test_what_was_typed_after_a_code_had_run_out_comes_back_with_the_same_code(client, listing, time_machine):
    secret, other = (create_link(Purpose.SHEET, resource=one) for one in (listing, make_resource()))
    page, typed = reverse("link_by_code"), reverse("listings_code")
    client.post(typed, {"code": secret.code})
    for code, comes_back in ((other.code, False), (secret.code, True)):
        time_machine.move_to(timezone.now() + link_views.TYPED_CODE_VALID)
        answer = client.post(page, {"answer": "wrong", "said": "第3火曜に なりました"}, follow=True)
        if not comes_back:
            assert "書いたものは とってあります" in text_of(answer)
        back = client.post(typed, {"code": code}, follow=True)
        assert ("第3火曜に なりました" in text_of(back)) == comes_back
        client.post(typed, {"code": secret.code})


def test_a_letter_does_not_tell_of_every_number_whether_it_has_an_account(client, listing):
    path = reverse("link", args=[invite(listing.organization, name="鈴木")[1].token])
    make_user(username="0421234567")
    facts = {"name": "鈴木", "identity": "042-123-4567", "password": "himawari-no-tane"}
    codes = [client.post(path, facts).status_code for _ in range(LIMITS[LimitedAction.IDENTITY].per_network + 1)]
    assert codes == [200] * (len(codes) - 1) + [429]


def test_the_newest_link_lives_on_for_who_asks_when_strangers_have_asked_enough(owner, listing, time_machine):
    for _ in range(MOST_SIGN_IN_LINKS):
        enqueue_sign_in(owner.email)
    deliver_due()
    newest = link_in(mail.outbox[-1].body)
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=29))
    enqueue_sign_in(owner.email)
    deliver_due()
    assert len(mail.outbox) == MOST_SIGN_IN_LINKS
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=20))
    assert Client().post(newest).status_code == 302
