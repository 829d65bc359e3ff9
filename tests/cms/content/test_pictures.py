"""Pictures are public as pictures alone, and no longer than somebody shows them."""

import datetime as dt
import gc
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Picture
from wagtail.images import get_image_model

from directory.changes.amendments import Amendment
from directory.models import ApprovalRule, Resource
from tests.factories import make_resource

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary files of its renditions to the collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
SECRET = b"HOME OF YAMADA"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    yield
    gc.collect()


def photo(size=(80, 60), kind="JPEG", name="山田の家.jpg", cut=1.0, mode="RGB") -> SimpleUploadedFile:
    """A picture as a telephone writes it: with a position, a text and a comment."""
    picture, out = Picture.effect_noise(size, 90).convert(mode), io.BytesIO()
    facts = picture.getexif()
    facts.get_ifd(0x8825)[2] = (35.0, 30.0, 12.0)
    facts[0x010E] = SECRET.decode()
    picture.save(out, kind, exif=facts, **({"comment": SECRET} if kind == "JPEG" else {}))
    data = out.getvalue()
    return SimpleUploadedFile(name, data[: int(len(data) * cut)], f"image/{kind.lower()}")


def send(client, listing, **said):
    """The page 「写真」, sent."""
    url = reverse("listing_step", args=[listing.pk, "photo"])
    said = {"photo_alt": "体操", "agreed": "on"} | said
    return client.post(url, {"seen": client.get(url).context["mark"], "save": "1"} | said)


def data_of(image) -> bytes:
    """The file of a picture, as everybody can fetch it."""
    return Path(image.file.path).read_bytes()


def shown(listing):
    """The picture of a listing as the database has it."""
    return Resource.objects.get(pk=listing.pk).photo


def test_nothing_hidden_in_a_photo_is_published(my, listing):
    assert send(my, listing, photo=photo()).status_code == 302
    data, name = data_of(shown(listing)), shown(listing).file.name
    assert SECRET not in data
    assert b"Exif" not in data
    assert Path(name).name.startswith("photo")
    assert not Picture.open(io.BytesIO(data)).getexif()


def test_nor_in_a_picture_that_staff_put_into_the_admin(client, approver):
    client.force_login(approver)
    facts = {"title": "会館", "collection": "1"}
    client.post("/admin/images/add/", facts | {"file": photo()})
    answer = client.post(
        reverse("wagtailimages_chooser:create"),
        {f"image-chooser-upload-{name}": value for name, value in (facts | {"file": photo()}).items()},
    )
    answer = client.post("/admin/images/multiple/add/", facts | {"files[]": photo()})
    assert answer.status_code == 200
    images = get_image_model().objects.all()
    assert len(images) == 3
    for image in images:
        assert SECRET not in data_of(image)
        assert SECRET not in data_of(image.get_rendition("max-40x40"))
        assert image.width == 80


def test_one_can_still_see_through_a_mark(my, listing):
    send(my, listing, photo=photo(kind="PNG", name="a.png", mode="RGBA"))
    assert Picture.open(io.BytesIO(data_of(shown(listing)))).mode == "RGBA"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"cut": 0.5, "size": (400, 400)}, "さいごまで読めません"),
        ({"kind": "PNG", "name": "a.png", "cut": 0.5, "size": (400, 400)}, ""),
        ({"size": (8000, 5001)}, ""),
    ],
)
def test_a_broken_or_huge_file_is_refused_and_the_form_comes_back(my, listing, wrong, said):
    answer = send(my, listing, photo=photo(**wrong))
    assert answer.status_code == 200
    assert answer.context["form"].errors["photo"]
    assert said in str(answer.context["form"].errors["photo"])
    assert shown(listing) is None


def test_a_photo_that_is_taken_away_is_gone_at_once(my, listing, django_capture_on_commit_callbacks):
    send(my, listing, photo=photo())
    path = Path(shown(listing).file.path)
    with django_capture_on_commit_callbacks(execute=True):
        send(my, listing, remove="on")
    assert shown(listing) is None
    assert not path.exists()
    assert not get_image_model().objects.exists()
    assert "元に戻す" not in my.get(reverse("listing_history", args=[listing.pk])).content.decode().split("写真")[0]
    assert not Amendment.objects.order_by("-pk").first().can_be_undone


def test_but_not_while_another_listing_shows_it(my, listing, django_capture_on_commit_callbacks):
    send(my, listing, photo=photo())
    other = make_resource(photo=shown(listing), photo_alt="体操")
    with django_capture_on_commit_callbacks(execute=True):
        send(my, listing, remove="on")
    assert Path(shown(other).file.path).exists()


def test_what_was_exchanged_or_refused_goes_after_a_month(my, listing, approver):
    send(my, listing, photo=photo())
    first = shown(listing)
    send(my, listing, photo=photo())
    ApprovalRule.objects.create(municipality=listing.municipality, fields=["photo"])
    send(my, listing, photo=photo(), photo_alt="待つ")
    staffs = get_image_model().objects.create(title="市の写真", file=photo(), uploaded_by_user=approver)
    call_command("run_due")
    assert get_image_model().objects.count() == 4
    Amendment.objects.update(decided_at=timezone.now() - dt.timedelta(days=31))
    call_command("run_due")
    kept = set(get_image_model().objects.values_list("pk", flat=True))
    waiting = Amendment.objects.waiting().get().changes["photo"]["new"]
    assert kept == {shown(listing).pk, waiting, staffs.pk}
    assert first.pk not in kept
