"""A full disk: a sentence, and nothing half-written left."""

import errno
import gc
import subprocess

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from wagtail.images.models import Image

from cms.print import pdf
from directory.associations.representatives import add_representative
from tests.cms.content.test_pictures import photo
from tests.factories import make_organization, make_place, make_resource, make_user

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary files of its renditions to the collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
FULL = "保存する場所が いっぱいです"


@pytest.fixture
def full_disk(settings, tmp_path, monkeypatch):
    """A disk with room for 8 KB: a tmpfs where one may be mounted, else writes that fail after the first part."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8k", "none", str(tmp_path)], capture_output=True, check=False
    )
    settings.MEDIA_ROOT = tmp_path
    if mounted.returncode:
        monkeypatch.setattr(File, "chunks", _half)
    yield tmp_path
    gc.collect()
    if not mounted.returncode:
        subprocess.run(["umount", str(tmp_path)], check=True)


def _half(file, chunk_size=None):
    file.seek(0)
    yield file.read(100)
    raise OSError(errno.ENOSPC, "No space left on device")


def left_in(folder):
    return [path.name for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def my(client):
    """Somebody who keeps a listing, with its key."""
    listing, person = make_resource(organization=make_organization(), place=make_place()), make_user()
    add_representative(listing.organization, person, "lead")
    client.force_login(person)
    client.listing = listing
    return client


def test_a_photo_that_finds_no_room_leaves_nothing_and_a_sentence(my, full_disk):
    address = reverse("listing_step", args=[my.listing.pk, "photo"])
    mark = my.get(address).context["mark"]
    sent = {"photo_alt": "体操のようす", "agreed": "on", "seen": mark, "save": "1", "photo": photo(size=(900, 700))}
    answer = my.post(address, sent)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (507, "300")
    assert FULL in page
    assert "体操のようす</textarea>" in page, "what was typed is not lost"
    assert left_in(full_disk) == []


def test_a_pdf_that_finds_no_room_says_so(my, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pdf, "HTML", full)
    answer = my.get(reverse("organization_year", args=[my.listing.organization_id, timezone.localdate().year]))
    assert (answer.status_code, FULL in answer.content.decode()) == (507, True)


def test_files_of_one_name_each_get_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    names = {default_storage.save("photos/a.txt", ContentFile(text)) for text in (b"one", b"two")}
    assert sorted(default_storage.open(name).read() for name in names) == [b"one", b"two"]
    assert len(left_in(tmp_path)) == 2


def test_a_photo_is_shown_in_full_where_no_other_size_fits(client, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    image = Image.objects.create(title="x", file=photo(size=(900, 700)))
    listing = make_resource(place=make_place(), photo=image, photo_alt="部屋")
    monkeypatch.setattr(File, "chunks", _half)
    page = client.get(f"/places/{listing.pk}/")
    assert (page.status_code, image.file.url in page.content.decode()) == (200, True)
    gc.collect()
