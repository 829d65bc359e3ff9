"""Making booklets: laid out in the background part by part, with how far it is, and kept as files until they are made anew."""

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import suppress

from django.conf import settings
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from cms.content.site_settings import SiteSettings
from cms.print.booklet_content import BookletContent, by_heading, heading_of
from cms.print.map_ground import ground_of
from cms.print.pdf import PdfParts, render_pdf
from cms.print.town_map import A3_LANDSCAPE, A3_PORTRAIT, A4_PORTRAIT, a3_of, cut_in_pages, in_runs, spots_of, town_map
from directory.catalogue.help_lines import help_lines
from directory.changes.booklets import KEPT, Booklet, ask_for
from directory.publishing.versions import Edition

AT_ONCE = 50
"""Places that are laid out between two looks at how far it is."""
SMALL = 60
"""Places up to which the page that waits makes the booklet itself where no worker comes: some seconds."""
MOST_HELP_LINES = 6
A_DAY = dt.timedelta(days=1)
FAILED_KEPT = dt.timedelta(days=7)
"""How long it is told that a booklet could not be made."""
FAILED = "思わぬことがおきて、つくれませんでした。もう一度 つくってもだめなら、システムの管理者に 知らせてください。"
logger = logging.getLogger(__name__)
State = Booklet.State


def address_of(booklet: Booklet) -> str:
    """Where the QR code of a booklet leads: to what changed since."""
    return f"{settings.SITE_URL}{reverse('booklet_changes', args=[booklet.code])}"


def begin(municipality, area, by) -> Booklet:
    """The booklet of an area (None for the whole city): one that is current or waits already, else one that a worker makes."""
    with transaction.atomic():
        booklet, is_new = ask_for(municipality, area, by)
        if is_new:
            make_booklet.enqueue(booklet.pk)
    return booklet


@task()
def make_booklet(key: int) -> None:
    """Make a booklet that waits; nothing where it is made already, or is gone."""
    if booklet := Booklet.objects.filter(pk=key).first():
        make(booklet, timezone.localtime())


def make(booklet: Booklet, now: dt.datetime) -> None:
    """Make a booklet that waits, at a moment (local time); nothing where somebody else does. The files of the one before go."""
    if not booklet.is_waiting or not booklet.claim():
        return
    try:
        _make(booklet, now)
    except Exception:
        logger.exception("booklet not made")
        Booklet.objects.filter(pk=booklet.pk).update(state=State.FAILED, trouble=FAILED)
    finally:
        caches["progress"].delete(_progress_key(booklet))


def progress_of(booklet: Booklet) -> tuple[int, int] | None:
    """Places laid out and places in all; None where nobody knows."""
    return caches["progress"].get(_progress_key(booklet))


def _progress_key(booklet: Booklet) -> str:
    return f"booklet-{booklet.pk}"


def _tell_progress(booklet: Booklet, done: int, total: int) -> None:
    # On a full disk nobody sees how far it is, and it goes on.
    with suppress(OSError):
        caches["progress"].set(_progress_key(booklet), (done, total), timeout=3_600)


def _make(booklet: Booklet, now: dt.datetime) -> None:
    version = Edition.current()
    booklet.edition, booklet.lot, booklet.printed_at = version.number, version.lot, now
    content = BookletContent(booklet, now)
    booklet.places = content.printed
    for done in (paper := Paper(booklet, content)).parts():
        _tell_progress(booklet, done, len(content.entries))
    booklet.pages = paper.pdf.pages
    booklet.file.save(f"{booklet.code}.pdf", ContentFile(paper.pdf.written()), save=False)
    booklet.map_file.save(f"{booklet.code}-map.pdf", ContentFile(paper.map_sheet()), save=False)
    booklet.state = State.MADE
    booklet.save()
    transaction.on_commit(lambda: drop_files_before(booklet))


def drop_files_before(booklet: Booklet) -> None:
    """Delete the files of older booklets of the same area; their codes stay known."""
    same = Booklet.objects.filter(municipality=booklet.municipality, area=booklet.area, for_all=booklet.for_all)
    for old in same.filter(pk__lt=booklet.pk).exclude(file=""):
        drop_files(old)


def drop_files(booklet: Booklet) -> None:
    """Delete the files of a booklet."""
    for file in (booklet.file, booklet.map_file):
        if file:
            file.delete(save=False)
    Booklet.objects.filter(pk=booklet.pk).update(file="", map_file="")


class Paper:
    """The pages of a booklet."""

    def __init__(self, booklet: Booklet, content: BookletContent):
        self.content, self.pdf = content, PdfParts()
        self.spots = spots_of((entry.number, entry.resource) for entry in content.entries)
        self._city, self._ground = booklet.municipality_id, ground_of(booklet.municipality_id)
        self._context = {
            "booklet": booklet,
            "content": content,
            "site": SiteSettings.load(),
            "address": address_of(booklet),
            "has_map": bool(self.spots),
        }

    def parts(self) -> Iterator[int]:
        """Lay out part by part; gives how many places are done."""
        self.pdf.add("print/booklet_front.html", self._context)
        yield 0
        entries = self.content.entries
        for done in range(0, len(entries), AT_ONCE):
            goes_on = done > 0 and heading_of(entries[done - 1]) == heading_of(entries[done])
            facts = {"headings": by_heading(entries[done : done + AT_ONCE]), "goes_on": goes_on}
            self.pdf.add("print/booklet_places.html", self._context | facts)
            yield min(done + AT_ONCE, len(entries))
        self.pdf.add("print/booklet_back.html", self._context | self._back())
        yield len(entries)

    def _back(self) -> dict:
        maps = [
            {"drawn": drawn, "told": f"{in_runs(drawn.numbers)}番"}
            for spots in cut_in_pages(self.spots)
            if (drawn := town_map(spots, self._city, A4_PORTRAIT, self._ground))
        ]
        lines = help_lines(self._city)[:MOST_HELP_LINES]
        return {"maps": maps, "help_lines": lines, "booklets_address": f"{settings.SITE_URL}{reverse('booklets')}"}

    def map_sheet(self) -> bytes:
        """The A3 map of the same places with the same numbers."""
        is_whole = self._context["booklet"].for_all
        size = a3_of(self.spots, self._ground.corners if is_whole else ()) if self.spots else A3_LANDSCAPE
        drawn = town_map(self.spots, self._city, size, self._ground, is_whole=is_whole) if self.spots else None
        facts = {"map": drawn, "is_upright": size == A3_PORTRAIT}
        return render_pdf("print/map_sheet.html", self._context | facts)


def lend_a_hand(booklet: Booklet, now: dt.datetime) -> Booklet:
    """The booklet as it is now, after making a small one for which no worker came."""
    if booklet.is_stuck and len(BookletContent.keys_of(booklet, now)) <= SMALL:
        make(booklet, now)
        booklet.refresh_from_db()
    return booklet


def make_waiting(now: dt.datetime) -> int:
    """Make the booklets that nobody has taken up, or whose worker is gone; gives how many."""
    stuck = [booklet for booklet in Booklet.objects.waiting() if booklet.is_stuck]
    for booklet in stuck:
        make(booklet, now)
    return len(stuck)


def forget_old(now: dt.datetime) -> int:
    """Delete what is known of booklets that nobody can hold any more, and of those that failed; gives how many."""
    old = Booklet.objects.filter(asked_at__lt=now - KEPT)
    failed = Booklet.objects.filter(state=State.FAILED, asked_at__lt=now - FAILED_KEPT)
    gone = [*old, *failed]
    for booklet in gone:
        drop_files(booklet)
        booklet.delete()
    return len(gone) + _drop_files_of_nobody(now)


def _drop_files_of_nobody(now: dt.datetime) -> int:
    """Delete files whose booklet is gone: of a city that was deleted, of a worker that died; gives how many."""
    folder = Booklet._meta.get_field("file").upload_to
    if not default_storage.exists(folder):
        return 0
    kept = {name for pair in Booklet.objects.values_list("file", "map_file") for name in pair}
    names = (f"{folder}/{name}" for name in default_storage.listdir(folder)[1])
    gone = [one for one in names if one not in kept and default_storage.get_modified_time(one) < now - A_DAY]
    for name in gone:
        default_storage.delete(name)
    return len(gone)
