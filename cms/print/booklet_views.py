"""Booklets for residents: which there are, and what changed since one was printed."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.content.site_settings import SiteSettings
from directory.changes.booklets import Booklet
from directory.changes.check_codes import typed_code
from directory.changes.since_printing import since_printing

LONGEST_TYPED = 40


@require_safe
def booklets(request: HttpRequest) -> HttpResponse:
    """All booklets of the site's city, and the field for the number of one; `?code=` leads on to what changed since."""
    site, typed = SiteSettings.load(request_or_site=request), request.GET.get("code", "")[:LONGEST_TYPED]
    found = find_booklet(typed)
    if found:
        return redirect("booklet_changes", found.code)
    made = Booklet.objects.newest().select_related("area__system", "municipality")
    context = {
        "booklets": made.filter(municipality=site.home) if site.home else made,
        "typed": typed,
        "trouble": why_not_found(typed) if typed else "",
    }
    return render(request, "public/booklets.html", context)


def find_booklet(typed: str) -> Booklet | None:
    """The booklet of a number as somebody typed it; None where there is none, or a slip is in it."""
    code = typed_code(typed)
    return Booklet.objects.filter(code=code, state=Booklet.State.MADE).first() if code else None


def why_not_found(typed: str) -> str:
    """What to say of a number that leads nowhere."""
    if typed_code(typed) is None:
        return "番号が ちがうようです。8けたの数字を、もう一度 見てください。"
    return "この番号の 冊子は 見つかりません。もう一度 番号を 見てください。"


@require_safe
def booklet_changes(request: HttpRequest, code: str) -> HttpResponse:
    """「この冊子のあと 変わった所：7件」: where the QR code of a booklet leads."""
    booklet = _made(code)
    newer = Booklet.objects.newest().filter(
        municipality=booklet.municipality, area=booklet.area, for_all=booklet.for_all, pk__gt=booklet.pk
    )
    context = {
        "booklet": booklet,
        "since": since_printing(booklet, timezone.now()),
        "newer": newer.first(),
    }
    return render(request, "public/booklet_changes.html", context)


@require_safe
def booklet_file(request: HttpRequest, code: str, what: str) -> FileResponse:
    """The booklet, or its A3 map, as PDF; Http404 for one whose files are gone."""
    booklet = _made(code)
    file = booklet.map_file if what == "map" else booklet.file
    try:
        pages = file.open("rb")
    except (ValueError, FileNotFoundError):  # it has none, or somebody tidied the folder
        raise Http404("この冊子のファイルは、もう ありません。") from None
    return FileResponse(pages, content_type="application/pdf", filename=f"ibasho-{booklet.code}-{what}.pdf")


def _made(code: str) -> Booklet:
    return get_object_or_404(
        Booklet.objects.select_related("municipality", "area"), code=code, state=Booklet.State.MADE
    )
