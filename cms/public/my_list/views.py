"""自分のリスト as a page: it shows what its address names, and stores nothing."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from cms.content.site_settings import SiteSettings
from cms.kept_pages.card_rows import public_rows
from cms.public.cards import PlaceCard
from cms.public.facets import selection_for
from cms.public.my_list.codes import HIGHEST, MOST, NotACode, code_of, keys_of
from cms.public.typed_text import Asker
from directory.catalogue.resources import Resource
from directory.duplicates.merging import survivor_of
from directory.search.public_search import suggested
from directory.search.similarity import LONGEST_QUERY
from directory.snapshot import loading

NO_CODE = "この番号は 読めませんでした。紙の番号と くらべて、もう一度 入れてください。"
LINE = "https://line.me/R/share?text="
"""Opens LINE with a text to send; nothing is asked of LINE before somebody presses it."""


@dataclass(frozen=True)
class MyList:
    """The places of a list as they are now.

    keys   of the public places, in the order of the address; a merged place is the one into which it was merged
    gone   how many are on the site no more
    """

    keys: list[int]
    rows: dict[int, Resource]
    gone: int = 0

    @classmethod
    def of(cls, text: str) -> "MyList":
        """The list that an address names: 「12,45」. What is no key is left out, and what is more than MOST."""
        asked = list(
            dict.fromkeys(int(part) for part in text[:1_000].split(",") if part.isascii() and part.isdecimal())
        )
        asked = [key for key in asked if 0 < key <= HIGHEST][:MOST]
        rows = public_rows(asked)
        now = {key: key if key in rows else _survivor_key(key) for key in asked}
        if moved := [key for key in now.values() if key and key not in rows]:
            rows = rows | public_rows(moved)
        keys = list(dict.fromkeys(key for key in now.values() if key in rows))
        return cls(keys, rows, sum(key not in rows for key in now.values()))

    @property
    def text(self) -> str:
        """「12,45」."""
        return ",".join(map(str, self.keys))

    @property
    def code(self) -> str:
        """The code of the paper; "" of an empty list."""
        return code_of(self.keys)

    @property
    def address(self) -> str:
        """The absolute address that brings it back."""
        return f"{settings.SITE_URL}{address_of(self.keys)}"

    def cards(self, home: str) -> list[PlaceCard]:
        """What is said of each place at this moment."""
        now = timezone.localtime()
        return [PlaceCard(self.rows[key], now, home=home) for key in self.keys]


def _survivor_key(key: int) -> int | None:
    survivor = survivor_of(key)
    return survivor.pk if survivor else None


def address_of(keys: list[int]) -> str:
    """The page with these places."""
    return (
        f"{reverse('my_list')}?{urlencode({'places': ','.join(map(str, keys))}, safe=',')}"
        if keys
        else reverse("my_list")
    )


@require_safe
@cache_control(private=True, no_cache=True)
@sensitive_variables()
def my_list(request: HttpRequest) -> HttpResponse:
    """The list of `?places=12,45`, or of the code of a paper (`?code=`), which leads to it; `?q=` finds places to add."""
    wrong = ""
    if code := request.GET.get("code", ""):
        try:
            return redirect(address_of(keys_of(code)))
        except NotACode:
            wrong = NO_CODE
    site, shown = SiteSettings.load(request_or_site=request), MyList.of(request.GET.get("places", ""))
    text = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    context = {
        "list": shown,
        "lines": [
            (card, address_of([key for key in shown.keys if key != card.resource.pk]))
            for card in shown.cards(site.home)
        ],
        "wrong": wrong,
        "typed": code,
        "text": text,
        "found": [(row, address_of([*shown.keys, row.pk])) for row in _found(text, site, shown)] if text else [],
        "is_full": len(shown.keys) >= MOST,
        "line": f"{LINE}{quote(f'{site.title} 自分のリスト {shown.address}')}",
    }
    return render(request, "public/my_list.html", context)


def _found(text: str, site: SiteSettings, shown: MyList) -> list[Resource]:
    """A few places that a text names and that are not in the list."""
    if len(shown.keys) >= MOST:
        return []
    asker = Asker(site.home, site.walking_speed, None)
    keys = suggested(selection_for(QueryDict(), loading.current(), timezone.localtime(), asker), text)
    rows = public_rows(keys)
    return [rows[key] for key in keys if key in rows and key not in shown.keys]
