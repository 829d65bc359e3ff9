"""The small pages: each is saved alone, says what is wrong, shows what it will look like, and undoes nothing."""

import pytest
from django.urls import reverse

from directory.amendments import Amendment, approve
from directory.models import Resource
from tests.cms.portal import now_of, post_step, text_of
from tests.factories import make_place

pytestmark = pytest.mark.django_db


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
    assert post_step(my, listing, slug, **changed).url == reverse("listing_edit", args=[listing.pk])
    (made,) = Amendment.objects.all()
    assert difference in made.lines[0][1]
    assert (made.made_by, made.on_behalf) == (owner, False)
    assert (made.state == "waiting") == (slug in ("where", "contact"))


@pytest.mark.parametrize("slug", ["name", "when", "where", "who", "what", "bring", "contact"])
def test_a_page_saved_as_it_is_changes_nothing(my, listing, slug):
    post_step(my, listing, slug)
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
    page = post_step(my, listing, slug, **changed)
    assert page.status_code == 200
    assert told in text_of(page)
    assert not Amendment.objects.exists()


def test_a_preview_saves_nothing_and_reads_the_times_back_with_six_dates(my, listing):
    page = post_step(my, listing, "when", times="毎週金曜 13:30–15:00", save=False, look="card")
    text = text_of(page)
    assert "まだ 保存していません" in text
    assert "毎週金曜 13:30–15:00" in text
    assert text.count("（金）13時30分〜15時") == 7, "six dates, and the card's own"
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
    known = make_place(name="大丸公民館", address="大丸1-2")
    post_step(my, listing, "where", name="大丸公民館", address="")
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

    page = post_step(my, listing, "photo", photo=upload(), photo_alt="体操をしています")
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


def test_what_the_city_approved_is_not_taken_back_by_the_association(my, listing, approver):
    post_step(my, listing, "contact", **{"contacts-0-value": "042-222-2222"})
    approve(Amendment.objects.get(), approver)
    my.post(reverse("listing_undo", args=[listing.pk, Amendment.objects.get().pk]))
    assert now_of(listing).contacts.get().value == "042-222-2222"
