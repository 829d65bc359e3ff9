"""The small pages: each is saved alone, says what is wrong, shows what it will look like, and undoes nothing."""

import datetime as dt

import pytest
from django.urls import reverse

from directory.associations.representatives import add_representative
from directory.changes.amendments import Amendment, approve
from directory.hours.rules import Rule
from directory.models import ApprovalRule, Resource, Schedule
from tests.cms.listing_pages import now_of, post_step, text_of
from tests.factories import make_organization, make_place, make_resource

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("slug", "changed", "difference"),
    [
        ("name", {"name": "ひまわりの会"}, "ひまわりサロン→ひまわりの会"),
        ("when", {"start": "13:00", "end": "15:00"}, "はじまり 10時→13時、おわり 12時→15時"),
        ("when", {"weeks": ["1", "3"]}, "毎月第2・第4火曜 10:00–12:00→毎月第1・第3火曜 10:00–12:00"),
        ("when", {"times": "毎週金曜 10:00–12:00"}, "→毎週金曜 10:00–12:00"),
        ("when", {"closed": ["closed_on_holidays"]}, "→毎月第2・第4火曜 10:00–12:00（祝日は休み）"),
        ("when", {"start": "22:00", "end": "02:00", "next_day": "on"}, "おわり 12時→翌2時"),
        ("when", {"start": "18:00", "end": "00:00"}, "おわり 12時→24時"),
        ("when", {"end": "24:00"}, "おわり 12時→24時"),
        ("when", {"start": ""}, "はじまり 10時→決まっていない"),
        (
            "when",
            {"weeks": ["every"], "weekdays": ["5", "6"], "open_on_holidays": "on"},
            "→毎週土・日・祝日 10:00–12:00",
        ),
        ("when", {"weeks": ["every"], "weekdays": [], "open_on_holidays": "on"}, "→祝日のみ 10:00–12:00"),
        ("when", {"weeks": ["every"], "weekdays": [], "per": "month", "count": "２回"}, "→月2回 10:00–12:00"),
        ("what", {"fee": "0"}, "100円→無料"),
        ("bring", {"to_bring": "上ばき"}, "（なし）→上ばき"),
        ("first", {"entrance": "うらの戸"}, "（なし）→うらの戸"),
        ("easy", {"summary_easy": "お茶を のみます。"}, "（なし）→お茶を のみます。"),
        ("who", {"min_age": "65"}, "（なし）→65"),
        ("who", {"min_age": "６５才"}, "（なし）→65"),
        ("what", {"fee": "1,200円"}, "100円→1,200円"),
        ("what", {"fee": "200円（お茶代）"}, "お茶代"),
        ("what", {"fee": "２００ 円"}, "100円→200円"),
        ("what", {"group_size": "12人"}, "（なし）→12"),
        ("helpers", {"wants_helpers": "on", "helpers_wanted": "お茶の用意"}, "いいえ→はい"),
        ("name", {"reading": "ヒマワリさろん"}, "（なし）→ひまわりさろん"),
        ("contact", {"contacts-0-value": "０４２ー２２２−２２２２"}, "電話 042-111-1111→電話 042-222-2222"),
        (
            "when",
            {"weeks": ["other"], "weekdays": ["1"], "first": "2026-12-01"},
            "毎月第2・第4火曜 10:00–12:00→2026年12月1日から 隔週火曜 10:00–12:00",
        ),
        ("where", {"name": "新しい会館", "address": "平尾1-2"}, "→新しい会館、平尾1-2"),
        ("where", {"undecided": "on"}, "→（なし）"),
        ("contact", {"contacts-0-value": "042-222-2222"}, "電話 042-111-1111→電話 042-222-2222"),
        (
            "contact",
            {"contacts-0-value": "（０４２）０００ー１２３４ 内線12（午前中のみ）"},
            "→電話 042-000-1234 内線12(午前中のみ)",
        ),
        ("contact", {"contacts-0-kind": "email", "contacts-0-value": "a..b@docomo.ne.jp"}, "→メール a..b@docomo.ne.jp"),
        ("contact", {"contacts-0-value": ""}, "→（なし）"),
        (
            "contact",
            {"contacts-1-kind": "email", "contacts-1-value": "a@example.jp"},
            "→メール a@example.jp／電話 042-111-1111",
        ),
    ],
)
def test_each_page_is_saved_alone(my, listing, owner, slug, changed, difference):
    assert post_step(my, listing, slug, **changed).url == reverse("listing_edit", args=[listing.pk])
    (made,) = Amendment.objects.all()
    assert difference in "、".join(line[1] for line in made.lines)
    assert (made.made_by, made.on_behalf) == (owner, False)
    assert (made.state == "waiting") == (slug in ("where", "contact"))


def test_more_contacts_than_the_form_adds_stay_and_old_texts_stop_nobody(my, listing):
    for number in range(8):
        listing.contacts.model.objects.create(resource=listing, kind="telephone", value=f"昔の番号{number}")
    post_step(my, listing, "contact", **{"contacts-0-note": "平日"})
    [made] = Amendment.objects.all()
    assert len(made.changes["contacts"]["new"]) == 9


@pytest.mark.parametrize("slug", ["name", "when", "where", "who", "what", "bring", "contact"])
def test_a_page_saved_as_it_is_changes_nothing(my, listing, slug):
    post_step(my, listing, slug)
    assert not Amendment.objects.exists()


@pytest.mark.parametrize(
    ("slug", "changed", "told"),
    [
        ("name", {"name": ""}, "名前を書いてください"),
        ("when", {"weekdays": []}, "曜日を1つは えらんでください"),
        ("when", {"weeks": ["every", "2"]}, "「毎週」「隔週」「第○」の、どれか1つ"),
        ("when", {"weeks": ["every", "other"]}, "どれか1つ"),
        ("when", {"weeks": ["other"], "weekdays": ["1"]}, "つぎに ひらく日を えらんでください"),
        ("when", {"weeks": ["other"], "weekdays": ["1"], "first": "2026-12-02"}, "同じ曜日の日です"),
        ("when", {"times": "隔週火曜 10:00–12:00"}, "いつからかも 書いてください"),
        ("what", {"fee": "ひゃく円"}, "数字で 書いてください。例: 100"),
        ("what", {"fee": "-100"}, "0以上の 数字を"),
        ("what", {"group_size": "十二"}, "数字で 書いてください。例: 12"),
        ("who", {"min_age": "ろくじゅう"}, "数字で 書いてください。例: 65"),
        ("who", {"targets": []}, "だれでも来てよいときは「どなたでも」です"),
        ("helpers", {"helpers_wanted": "お茶の用意"}, "募集していますか"),
        ("name", {"reading": "向日葵"}, "ひらがなで 書いてください"),
        ("contact", {"contacts-0-kind": ""}, "連絡のしかたを えらんでください"),
        (
            "when",
            {"end": "02:00"},
            "午後なら 14:00 と 入れます。つぎの日の 2時までなら、「おわりは つぎの日」に しるしを",
        ),
        ("when", {"end": "10:00"}, "同じ時刻です"),
        ("when", {"next_day": "on"}, "その日のうちに 終わるなら、「おわりは つぎの日」の しるしを はずします"),
        ("when", {"start": "", "next_day": "on"}, "はじまりと おわりの 両方の時刻を"),
        ("when", {"per": "month", "count": "2"}, "曜日や 祝日と、「月に何回か」の、どちらか 1つ"),
        ("when", {"weeks": ["every"], "weekdays": [], "per": "month"}, "何回くらいか、数字で"),
        ("when", {"weeks": ["every"], "weekdays": [], "count": "2"}, "どれかを えらんでください"),
        ("when", {"weeks": ["every"], "weekdays": [], "per": "month", "count": "0"}, "1以上の 数字を"),
        ("when", {"open_on_holidays": "on"}, "「祝日も ひらく」は、毎週のときだけ"),
        (
            "when",
            {"weeks": ["every"], "open_on_holidays": "on", "closed": ["closed_on_holidays"]},
            "祝日が、休みの日にも なっています",
        ),
        ("when", {"times": "そのうち"}, "「そのうち」が読みとれません"),
        ("where", {"name": ""}, "場所の名前を書いてください"),
        ("contact", {"contacts-0-value": "でんわ"}, "042-123-4567 のように"),
        ("contact", {"contacts-1-kind": "email", "contacts-1-value": "a@"}, "hanako@example.jp のように"),
        ("who", {"min_age": "90", "max_age": "60"}, "「何歳まで」は「何歳から」と同じか"),
        ("photo", {"photo_alt": ""}, "写真を えらんでください"),
    ],
)
def test_errors_say_what_and_where_and_keep_the_form(my, listing, slug, changed, told):
    page = post_step(my, listing, slug, **changed)
    assert page.status_code == 200
    assert told in text_of(page)
    assert not Amendment.objects.exists()


def test_every_other_week_can_be_chosen_again_after_it_is_saved(my, listing):
    post_step(my, listing, "when", weeks=["other"], weekdays=["1"], first="2026-12-01")
    form = my.get(reverse("listing_step", args=[listing.pk, "when"])).context["form"]
    assert (form["weeks"].value(), str(form["first"].value())) == (["other"], "2026-12-01")
    post_step(my, listing, "when")
    assert Amendment.objects.count() == 1, "saved as it is, it changes nothing"
    post_step(my, listing, "when", times="隔週金曜 10:00–12:00（2026年12月4日から）")
    assert now_of(listing).schedules.get().rule.every == 2


@pytest.mark.parametrize(
    ("rule", "shown", "folded"),
    [
        (Rule(weekdays=(5,), start=dt.time(22), end=dt.time(2)), {"next_day": True, "end": dt.time(2)}, False),
        (Rule(weekdays=(5,), start=dt.time(18), end=dt.time(0)), {"next_day": False, "end": dt.time(0)}, True),
        (Rule(weekdays=(5, 6), open_on_holidays=True), {"open_on_holidays": True, "weekdays": ["5", "6"]}, False),
        (Rule(times=2, per="month"), {"per": "month", "count": 2, "weekdays": []}, False),
        (Rule(weekdays=(1,), end=dt.time(12)), {"start": None, "end": dt.time(12), "next_day": False}, True),
    ],
)
def test_what_few_places_need_is_folded_until_one_has_it_and_is_saved_as_it_is(my, listing, rule, shown, folded):
    listing.schedules.all().delete()
    Schedule.of(rule, resource=listing).save()
    page = my.get(reverse("listing_step", args=[listing.pk, "when"]))
    form = page.context["form"]
    assert {name: form[name].value() for name in shown} == shown
    assert form.shows_rare is not folded
    post_step(my, listing, "when")
    assert not Amendment.objects.exists()


@pytest.mark.parametrize("rule", [Rule(weekdays=(2,), weeks=(-2,)), Rule(monthdays=(15,))])
def test_what_no_control_can_say_is_written_in_words(my, listing, rule):
    listing.schedules.all().delete()
    Schedule.of(rule, resource=listing).save()
    form = my.get(reverse("listing_step", args=[listing.pk, "when"])).context["form"]
    assert "weekdays" not in form.fields
    post_step(my, listing, "when")
    assert not Amendment.objects.exists(), "what is written there is read as the same rule"


def test_for_everybody_and_for_some_are_not_chosen_together(my, listing):
    form = my.get(reverse("listing_step", args=[listing.pk, "who"])).context["form"]
    assert form["targets"].value() == ["anybody"]
    assert [label for _, label in form.fields["targets"].choices].count("どなたでも") == 1
    older = next(key for key, label in form.fields["targets"].choices if label == "高齢の人")
    page = post_step(my, listing, "who", targets=["anybody", older])
    assert "両方に しるしが あります" in text_of(page)
    post_step(my, listing, "who", targets=[older])
    assert Amendment.objects.get().changes["targets"]["new"] == [older]


def test_a_reading_is_proposed_and_taken_with_one_tap_and_stored_only_by_saving(my, listing):
    assert "よみがなの案: ひまわりさろん" in text_of(my.get(reverse("listing_step", args=[listing.pk, "name"])))
    page = post_step(my, listing, "name", save=False, take="1")
    assert 'value="ひまわりさろん"' in page.content.decode()
    assert now_of(listing).reading == ""
    post_step(my, listing, "name", reading="ひまわりさろん")
    assert "よみがなの案" not in text_of(my.get(reverse("listing_step", args=[listing.pk, "name"])))


@pytest.mark.parametrize(
    ("slug", "changed", "shown"),
    [
        ("bring", {"to_bring": "上ばき"}, "持ち物: 上ばき"),
        ("contact", {"contacts-0-value": "042-222-2222", "contacts-0-person": "山田"}, "042-222-2222 山田さん"),
        (
            "helpers",
            {"wants_helpers": "on", "helpers_wanted": "お茶の用意"},
            "手つだってくれる人を さがしています お茶の用意",
        ),
        ("who", {"min_age": "65"}, "年齢 65歳"),
        ("where", {"name": "新しい会館"}, "新しい会館"),
        ("what", {"fee": "0"}, "お金 無料"),
    ],
)
def test_the_preview_shows_the_part_that_is_being_changed(my, listing, slug, changed, shown):
    page = post_step(my, listing, slug, save=False, look="card", **changed)
    html = page.content.decode()
    assert 'formaction="#look"' in html
    assert shown in text_of(page).split("保存すると、こう見えます")[1]
    assert html.count('id="look"') == 1
    assert not Amendment.objects.exists()


def test_the_preview_tab_says_that_nothing_is_saved(my, listing):
    page = post_step(my, listing, "bring", to_bring="上ばき", save=False, look="page")
    assert "まだ 保存していません" in text_of(page)
    assert "持ち物 上ばき" in text_of(page)


def test_a_preview_of_what_is_wrong_shows_the_errors(my, listing):
    page = post_step(my, listing, "what", fee="ひゃく円", save=False, look="card")
    assert "数字で 書いてください" in text_of(page)
    assert 'id="look"' not in page.content.decode(), "the browser stays at the top, where the errors are"


def test_a_preview_saves_nothing_and_reads_the_times_back_with_six_dates(my, listing, time_machine):
    time_machine.move_to(dt.datetime.fromisoformat("2026-11-24T09:00+09:00"), tick=False)
    page = post_step(my, listing, "when", times="毎週金曜 13:30–15:00", save=False, look="card")
    text = text_of(page)
    assert "まだ 保存していません" in text
    assert "毎週金曜 13:30–15:00" in text
    assert text.replace("（金） 13", "（金）13").count("（金）13時30分〜15時") == 7, "six dates, and the card's own"
    assert not Amendment.objects.exists()
    whole = post_step(my, listing, "where", name="新しい会館", save=False, look="page")
    assert "新しい会館" in text_of(whole)
    assert now_of(listing).place.name != "新しい会館"


def test_what_somebody_else_changed_meanwhile_is_not_undone(my, listing):
    url = reverse("listing_step", args=[listing.pk, "bring"])
    mark = my.get(url).context["mark"]
    Resource.objects.filter(pk=listing.pk).update(to_bring="水とう")
    page = my.post(url, {"seen": mark, "save": "1", "to_bring": "上ばき"})
    assert "ほかの人が、先に ここを変えました" in text_of(page)
    assert now_of(listing).to_bring == "水とう"
    my.post(url, {"seen": page.context["mark"], "save": "1", "to_bring": "上ばき"})
    assert now_of(listing).to_bring == "上ばき"


def test_a_form_is_filled_with_what_waits(my, listing):
    post_step(my, listing, "contact", **{"contacts-0-value": "042-222-2222"})
    page = my.get(reverse("listing_step", args=[listing.pk, "contact"]))
    assert 'value="042-222-2222"' in page.content.decode()
    assert "市の確認を 待っている変更が あります" in text_of(page)


def test_a_known_place_is_found_by_its_name_and_not_made_twice(my, listing):
    known = make_resource(place=make_place(name="大丸公民館", address="大丸1-2")).place
    post_step(my, listing, "where", name="大丸公民館", address="")
    assert Amendment.objects.get().changes["place"]["new"] == known.pk


def wait_for_approval(listing, fields):
    ApprovalRule.objects.update_or_create(municipality=listing.municipality, defaults={"fields": fields})


def where_supporters_meet(**facts):
    place = make_place(35.611, 139.511, name="ひみつの家", address="坂浜9-9")
    return make_resource(place=place, **{"visibility": "supporters"} | facts)


@pytest.mark.parametrize("facts", [{}, {"visibility": "public", "live": False}], ids=["supporters only", "a draft"])
@pytest.mark.parametrize("waits", [False, True])
def test_a_name_does_not_bring_back_where_only_supporters_meet(my, listing, approver, facts, waits):
    hidden = where_supporters_meet(**facts)
    wait_for_approval(listing, ["place"] if waits else [])
    look = post_step(my, listing, "where", name="ひみつの家", address="", save=False, look="card")
    page = post_step(my, listing, "where", name="ひみつの家", address="")
    if waits:
        approve(Amendment.objects.get(), approver)
    place = now_of(listing).place
    assert place.pk != hidden.place_id
    assert place.lat != hidden.place.lat
    for answer in (look, page, my.get(reverse("place", args=[listing.pk]))):
        assert "坂浜9-9" not in answer.content.decode()


@pytest.mark.parametrize("who", ["its own", "a colleague's", "the desk"])
def test_those_who_know_a_place_find_it(client, listing, owner, coordinator, who):
    wait_for_approval(listing, [])
    hidden = where_supporters_meet(organization=listing.organization if who == "its own" else None)
    user = {"its own": owner, "the desk": coordinator, "a colleague's": owner}[who]
    if who == "a colleague's":
        hidden.organization = make_organization()
        hidden.save()
        add_representative(hidden.organization, owner)
    client.force_login(user)
    post_step(client, listing, "where", name="ひみつの家", address="")
    assert now_of(listing).place == hidden.place


def test_rooms_of_one_name_are_asked_about_and_never_guessed(my, listing):
    rooms = [make_resource(place=make_place(name="集会室", address=f"平尾{n}-1")).place for n in (1, 2)]
    wait_for_approval(listing, [])
    before = now_of(listing).place
    page = post_step(my, listing, "where", name="集会室", address="")
    text = text_of(page)
    assert "同じ名前の場所が 2つ あります" in text
    assert all(f"平尾{n}-1" in text for n in (1, 2))
    hidden = where_supporters_meet()
    page = post_step(my, listing, "where", name="集会室", address="", which=str(hidden.place_id))
    assert "どれかを えらんでください" in text_of(page)
    assert now_of(listing).place == before
    post_step(my, listing, "where", name="集会室", address="", which=str(rooms[1].pk))
    assert now_of(listing).place == rooms[1]
    post_step(my, listing, "where", name="集会室", address="", which="another")
    assert now_of(listing).place not in (*rooms, before)


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

    page = post_step(my, listing, "photo", photo=upload(), photo_alt="体操をしています")
    assert "写真は、もう一度 えらんでください" in page.content.decode()
    assert "のせてよいか 聞いてください" in text_of(page)
    post_step(my, listing, "photo", photo=upload(), photo_alt="体操をしています", agreed="on")
    now, image = now_of(listing), get_image_model().objects.get()
    assert (now.photo, now.photo_alt, now.photo_source) == (image, "体操をしています", "団体からの提供")
    assert (image.width, image.height) == (2000, 667)
    with image.file.open("rb") as stored:
        assert b"secret position" not in stored.read()
    post_step(my, listing, "photo", remove="on")
    assert now_of(listing).photo is None


def test_what_was_public_at_once_can_be_taken_back_by_its_owner(my, listing):
    post_step(my, listing, "bring", to_bring="上ばき")
    made = Amendment.objects.get()
    page = my.get(reverse("listing_history", args=[listing.pk]))
    assert "持ち物: （なし）→上ばき" in text_of(page)
    assert "元に戻す" in text_of(page)
    my.post(reverse("listing_undo", args=[listing.pk, made.pk]))
    assert now_of(listing).to_bring == ""


def test_a_second_tap_and_an_old_value_that_no_longer_fits_are_told_calmly(my, listing):
    post_step(my, listing, "who", min_age="70")
    post_step(my, listing, "who", min_age="")
    post_step(my, listing, "who", max_age="60")
    gone = Amendment.objects.filter(changes__min_age__new=None).get()
    undo = reverse("listing_undo", args=[listing.pk, gone.pk])
    assert "今の内容と 合わなくなります" in text_of(my.post(undo, follow=True))
    assert now_of(listing).min_age is None
    newest = Amendment.objects.first()
    undo = reverse("listing_undo", args=[listing.pk, newest.pk])
    my.post(undo)
    answer = my.post(undo, follow=True)
    assert (answer.status_code, "元に戻せません" in text_of(answer)) == (200, True)
    assert now_of(listing).max_age is None


def test_what_the_city_approved_is_not_taken_back_by_the_association(my, listing, approver):
    post_step(my, listing, "contact", **{"contacts-0-value": "042-222-2222"})
    approve(Amendment.objects.get(), approver)
    my.post(reverse("listing_undo", args=[listing.pk, Amendment.objects.get().pk]))
    assert now_of(listing).contacts.get().value == "042-222-2222"
