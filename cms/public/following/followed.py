"""What somebody follows: the places of a list or one place, by calendar (`webcal`) or by feed (Atom)."""

import datetime as dt
import re
from functools import cached_property
from hashlib import blake2s
from urllib.parse import urlsplit

import numpy as np
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from cms.content.site_settings import SiteSettings
from cms.operations.languages import in_language
from cms.public.choices import facet_choices
from cms.public.facets import Facets
from cms.public.typed_text import Asker, index_asked
from directory.publishing.versions import Edition
from directory.snapshot import loading
from directory.snapshot.codes import ACTIVE
from directory.snapshot.day import followed_on
from directory.snapshot.selection import Selection

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


class FollowedList:
    """The places that a list finds with the same parameters, whatever the hour, with those that are paused or have ended.

    「きょう ひらく」 is left out: it would be another list tomorrow.
    """

    def __init__(self, data: QueryDict, site: SiteSettings, today: dt.date):
        data = data.copy()
        data.pop("open", None)
        columns = loading.current()
        self.site, words = site, facet_choices(columns, site.home)
        everything = Selection(followed_on(columns, today), minute=0)
        everything = everything.in_municipality(words.home) if words.home else everything
        self.facets = Facets(data, everything, words, Asker(site.home, site.walking_speed))

    @cached_property
    def keys(self) -> np.ndarray:
        """Keys of the places: those that meet first; of a text the best first, else the oldest, so that a cut list stays."""
        selection = self.facets.selection
        keys = selection.keys if self.facets.text else np.sort(selection.keys)
        columns, snapshot = selection.snapshot.columns, selection.snapshot
        away = columns.status_on(snapshot.day)[snapshot.rows_of(keys)] != ACTIVE
        return np.concatenate([keys[~away], keys[away]])

    @property
    def name(self) -> str:
        """What is asked for, as people say it: 「サロン 平尾」; "" for all places of the site."""
        return printable(" ".join(gettext(option.label) for _, option in self.facets.conditions))

    @property
    def outdated(self) -> list[str]:
        """Labels of the facets whose values are no longer there. What a text was read as may change with the words."""
        return [self.facets.filters[name].label for name in self.facets.errors if name != "off"]

    def refusal(self) -> HttpResponse:
        """The answer where a condition is no longer there: without it the list would be another and longer one."""
        there = f"{settings.SITE_URL}{reverse('start')}?{self.facets.query}"
        text = f"「{'」「'.join(self.outdated)}」の えらんだものが、今は ありません。一覧で えらびなおしてください。\n{there}\n"
        return HttpResponse(text, content_type="text/plain; charset=utf-8", status=400)


def followed_query(facets: Facets) -> str:
    """The query string with which a list is followed: what FollowedList reads of it."""
    return facets.with_values({"open": []})


def etag(request: HttpRequest, **parts: object) -> str:
    """The version of the directory, with a text that of the index too, the day, the site's settings and the address."""
    site = SiteSettings.load(request_or_site=request)
    facts = (
        Edition.current(),
        index_asked(request.GET),
        timezone.localdate(),
        site.home,
        site.title,
        site.desk_to_call,
        request.get_full_path(),
        get_language(),
    )
    return f'"{blake2s(repr(facts).encode(), digest_size=16).hexdigest()}"'


def webcal(path: str) -> str:
    """The address by which a calendar program subscribes to a path of this site."""
    return f"webcal://{urlsplit(settings.SITE_URL).netloc}{path}"


def in_my_language(path: str) -> str:
    """A path for a program that keeps no cookie: it chooses the language of the page on which it stands; Japanese needs no choice."""
    return in_language(path, get_language())


def printable(text: str) -> str:
    """A text without what neither a calendar nor XML can hold; every run of it becomes one blank."""
    return _UNPRINTABLE.sub(" ", text).strip()
