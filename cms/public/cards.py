"""The card of a place: what it is, its next date, where, how far, when it was last checked."""

import datetime as dt
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from cms.kept_pages.card_rows import public_rows
from cms.public.place_words import where_without_place
from cms.public.query import PlaceQuery
from cms.public.wanted import ANY_TIME, Wanted
from directory.catalogue.check_intervals import stale
from directory.catalogue.freshness import months_ago, months_later
from directory.catalogue.organizations import Organization
from directory.catalogue.resources import Resource
from directory.catalogue.statements import StatusStatement, Verification
from directory.catalogue.vocabulary import is_desk
from directory.changes.closures import day_of
from directory.hours.rules import Occurrence
from directory.languages.times import ago, short_date
from directory.search.public_search import NEAR, SAID, MatchReason
from directory.snapshot.selection import Page
from directory.snapshot.staleness import LONG_AGO

LOOKED_AHEAD = 60
"""Days in which a wanted date is looked for."""


@dataclass(frozen=True)
class PlaceCard:
    """A resource at a moment.

    metres   distance from the point that was asked for, None without one
    stale    whether the last check is too old
    parts    the parts of the place in which the search text was found
    home     code of the site's own municipality, whose name is left out; "" where no name is ever shown
    wanted   the weekdays and parts of the day that were asked for, of which the next date is shown
    """

    resource: Resource
    now: dt.datetime
    metres: float | None = None
    stale: bool = False
    parts: Sequence[MatchReason] = ()
    home: str = ""
    wanted: Wanted = ANY_TIME

    @property
    def depends_on(self) -> tuple[Hashable, ...]:
        """All but the listing that what it says depends on; of the clock the minute."""
        minute = self.now.replace(second=0, microsecond=0)
        return type(self), minute, self.metres, self.stale, tuple(self.parts), self.home, self.wanted

    @property
    def day(self) -> dt.date:
        """The day of the moment."""
        return self.now.date()

    @cached_property
    def next_date(self) -> Occurrence | None:
        """The next date that is not over, of the wanted ones where there is any; None where none is known."""
        return self._next_wanted or next(iter(self._dates(1)), None)

    @cached_property
    def _next_wanted(self) -> Occurrence | None:
        if self.wanted == ANY_TIME:
            return None
        last = self.day + dt.timedelta(LOOKED_AHEAD)
        return next(filter(self.wanted.holds, self.resource.coming(self.day, self.now.time(), last)), None)

    @property
    def is_other_time(self) -> bool:
        """Whether none of the wanted dates is near, so that the next date is another one."""
        return self.wanted != ANY_TIME and self.next_date is not None and self._next_wanted is None

    def _dates(self, count: int) -> list[Occurrence]:
        return self.resource.next_dates(self.day, count, self.now.time())

    @property
    def meets_today(self) -> bool:
        """Whether the next date is today's, or began yesterday evening and still goes on."""
        return self.next_date is not None and self.next_date.day <= self.day

    @property
    def is_over_today(self) -> bool:
        """Whether it met today and is over by now."""
        if self.next_date is None or self.meets_today or not self.wanted.is_on(self.day):
            return False
        today = day_of(self.resource, self.day)
        return today is not None and not today.off

    @cached_property
    def is_desk(self) -> bool:
        """Whether people call or come there to ask for advice."""
        return is_desk(self.resource.rows_of("kinds"))

    @property
    def is_open_now(self) -> bool:
        """Whether it has begun by now and is not over, as far as its hours are known."""
        meeting = self.next_date
        if meeting is None or meeting.start is None or meeting.ends_at is None or not self.meets_today:
            return False
        return dt.datetime.combine(meeting.day, meeting.start) <= self.now.replace(tzinfo=None)

    @property
    def opens_again(self) -> str:
        """「今 ひらいています。」, 「今は 閉まっています。」 of a desk with known dates; "" of everything else."""
        if not self.is_desk or self.next_date is None or self.next_date.start is None:
            return ""
        return _("今 ひらいています。") if self.is_open_now else _("今は 閉まっています。")

    @property
    def telephone(self) -> str:
        """The first number of a desk that everybody may call, where `public_rows` read it; else ""."""
        return getattr(self.resource, "desk_telephone", "")

    @property
    def has_rules(self) -> bool:
        """Whether it has any schedule."""
        return bool(self.resource.rows_of("schedules"))

    @cached_property
    def stands(self) -> StatusStatement | None:
        """The pause or the end that holds on the day; None for an active place."""
        status = self.resource.status_on(self.day)
        return None if status is None or status.status == StatusStatement.Status.ACTIVE else status

    @property
    def has_ended(self) -> bool:
        """Whether the place has ended."""
        return self.stands is not None and self.stands.status == StatusStatement.Status.ENDED

    @property
    def standing(self) -> str:
        """「お休み中（1月5日まで）」, 「終わりました（2026年3月31日）」: the pause or the end in a few words; "" for an active place."""
        if self.stands is None:
            return ""
        day = self.stands.since if self.has_ended else self.stands.until
        words = short_date(day, self.day) if day else ""
        status = _(self.stands.get_status_display())
        if not words:
            return status
        said = {"status": status, "day": words}
        return (_("%(status)s（%(day)s）") if self.has_ended else _("%(status)s（%(day)sまで）")) % said

    @property
    def is_elsewhere(self) -> bool:
        """Whether it is in another municipality than the site's own."""
        return bool(self.home) and self.resource.municipality_id != self.home

    @cached_property
    def whereabouts_read(self) -> list[tuple[str, str]]:
        """Town and name of the building, each with its confirmed reading or "", as far as known; before them the municipality,
        if it is not the site's own."""
        resource, place = self.resource, self.resource.public_place
        known = [(str(resource.municipality) if self.is_elsewhere else "", "")]
        if place is None:
            known.append((_(where_without_place(resource)), ""))
        else:
            town = place.town
            known.append((str(town or ""), town.reading if town and not town.koaza else ""))
            known.append((place.name, place.reading))
        found: dict[str, str] = {}
        for name, reading in known:
            found.setdefault(name, reading)
        return [(name, reading) for name, reading in found.items() if name]

    @property
    def whereabouts(self) -> str:
        """The same in one line."""
        return "・".join(name for name, _ in self.whereabouts_read)

    @property
    def address(self) -> str:
        """The page to which it leads."""
        return self.resource.get_absolute_url()

    @cached_property
    def pin(self) -> str:
        """Latitude, longitude and marks of its pin (1: approximate, 2: not checked for long) for the map; "" without a point."""
        place = self.resource.public_place
        if place is None or place.lat is None:
            return ""
        return f"{place.lat:.5f},{place.lng:.5f},{int(place.is_approximate) | int(self.stale) << 1}"

    @cached_property
    def verification(self) -> Verification | None:
        """The newest check."""
        return self.resource.last_verification

    @property
    def checked_ago(self) -> str:
        """How long ago the last check is: 「11か月前」."""
        return ago(months_ago(self.verification.day, self.day))

    @property
    def was_checked_long_ago(self) -> bool:
        """Whether its last check is LONG_AGO months old or older."""
        return self.verification is not None and months_later(self.verification.day, LONG_AGO) <= self.day

    @cached_property
    def kinds(self) -> list[str]:
        """Short labels of its kinds."""
        return [kind.short_label for kind in self.resource.rows_of("kinds")]

    @property
    def found_in(self) -> list[str]:
        """「団体「ひまわりの会」」: where the search text was found, except in the name, which the card shows anyway, and in
        the town where the walk from it is told."""
        told = (part for part in self.parts if part.label in _PARTS and not (part.label == "town" and self.found_near))
        return list(dict.fromkeys(f"{_said_of(part.label)}「{part.text}」" for part in told))

    @property
    def said(self) -> list[str]:
        """Excerpts of what it says of itself, in which the text was found; not of the sentence that the card shows anyway."""
        told = (part.text for part in self.parts if part.label == SAID)
        return [text for text in told if text.strip("…") not in self.resource.summary]

    @property
    def found_near(self) -> MatchReason | None:
        """The place name that was searched for, from which the walk is told."""
        return next((part for part in self.parts if part.label == NEAR), None)


_PARTS = {"organization": "団体", "place": "建物", "town": "町", "word": "", "telephone": "電話"}


def _said_of(part: str) -> str:
    # The catalogue of "" is its head.
    return _(_PARTS[part]) if _PARTS[part] else ""


def cards_of(
    page: Page, now: dt.datetime, question: PlaceQuery, home: str, wanted: Wanted = ANY_TIME
) -> list[PlaceCard]:
    """The cards of one page of a list, in its order, in at most a fixed number of queries; `question` is the query of the list.

    `wanted` says which weekdays and parts of the day were chosen: Wanted(frozenset({1}), frozenset({"morning"})) for
    Tuesday mornings; each card then shows its next date of these.
    """
    rows = public_rows(page.keys)
    parts = question.parts(rows.values())
    metres = page.metres or [None] * len(page.keys)
    told = zip(page.keys, metres, page.stale, strict=True)
    return [
        PlaceCard(rows[key], now, far, old, parts.get(key, ()), home, wanted) for key, far, old in told if key in rows
    ]


def keys_on(*lists: Iterable[PlaceCard]) -> list[int]:
    """The keys of all places that stand on some cards."""
    return [place.pk for cards in lists for card in cards for place in (card.resource, *getattr(card, "instead", ()))]


def cards_of_organization(organization: Organization, now: dt.datetime, home: str) -> list[PlaceCard]:
    """The public places of an organization that have not ended."""
    rows = Resource.objects.public().for_cards().filter(organization=organization).order_by("name", "pk")
    old = set(stale(rows, now.date()).values_list("pk", flat=True))
    cards = [PlaceCard(resource, now, stale=resource.pk in old, home=home) for resource in rows]
    return [card for card in cards if not card.has_ended]
