"""「今週ひらく」: from Monday to Sunday what opens when in an area, with what was cancelled and the holidays by name."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict

from cms.content.site_settings import SiteSettings
from cms.public.choices import facet_choices
from directory.catalogue.resources import Resource
from directory.catalogue.statements import StatusStatement
from directory.exports.meetings import CalendarMeeting, meetings_on
from directory.hours.rules import holiday_name
from directory.languages.times import hours_in_words
from directory.snapshot import loading
from directory.snapshot.codes import ENDED
from directory.snapshot.day import followed_on
from directory.snapshot.selection import Selection

MOST_PLACES = 300
"""Places whose week is told at once; of more, an area has to be chosen."""
NEXT = "next"
"""Value of `?week=` for the week after this one."""


class Line(NamedTuple):
    """A meeting of a place: when, and the word for why it does not take place ("" where it does)."""

    resource: Resource
    meeting: CalendarMeeting

    @property
    def hours(self) -> str:
        """「10時〜12時」, or "" where no hour is known."""
        return hours_in_words(self.meeting.occurrence.start, self.meeting.occurrence.end)

    @property
    def where(self) -> str:
        """The name of the building, where residents may see it and it is not the place's own name."""
        place = self.resource.public_place
        return place.name if place and place.name != self.resource.name else ""

    @property
    def telephone(self) -> str:
        """The first number that everybody may call."""
        calls = (one for one in self.resource.contacts.all() if one.is_public and one.kind == one.Kind.TELEPHONE)
        return next((one.value for one in calls), "")


class Day(NamedTuple):
    """A day of the week, the name of its holiday, and what is planned on it, the earliest first."""

    day: dt.date
    holiday: str
    lines: list[Line]

    @property
    def open(self) -> int:
        """How many meetings take place."""
        return sum(not line.meeting.cancelled for line in self.lines)


@dataclass(frozen=True)
class Week:
    """The week of the places that a query asks for: `area` as on the list, `week`.

    today   the day (local time) from which the week is counted
    """

    data: QueryDict
    site: SiteSettings
    today: dt.date

    @cached_property
    def _columns(self):
        return loading.current()

    @cached_property
    def words(self):
        """The areas that can be chosen, as the list has them."""
        return facet_choices(self._columns, self.site.home)

    @property
    def is_next(self) -> bool:
        """Whether it is the week after this one."""
        return self.data.get("week") == NEXT

    @property
    def monday(self) -> dt.date:
        """Its first day."""
        return self.today - dt.timedelta(days=self.today.weekday()) + dt.timedelta(weeks=self.is_next)

    @property
    def sunday(self) -> dt.date:
        """Its last day."""
        return self.monday + dt.timedelta(days=6)

    @cached_property
    def area(self) -> str:
        """The value of the chosen area; "" for none, and for one that is not there."""
        asked = self.data.get("area", "")
        return asked if asked in self.words.towns else ""

    @property
    def query(self) -> str:
        """What was understood of the question, as it stands in an address."""
        return urlencode({name: value for name, value in (("area", self.area), ("week", NEXT * self.is_next)) if value})

    @property
    def name(self) -> str:
        """What the area is called; the city for the whole of it."""
        named = {value: label for part in self.words.areas.values() for value, label in part.items()}
        return named.get(self.area) or self.site.city_name or "ぜんぶ"

    @cached_property
    def keys(self) -> list[int]:
        """Keys of the places of the area that have not ended by its Monday."""
        snapshot = followed_on(self._columns, self.today)
        chosen = Selection(snapshot)
        chosen = chosen.in_municipality(self.site.home) if self.site.home else chosen
        chosen = chosen.in_towns(self.words.towns[self.area]) if self.area else chosen
        ended = self._columns.status_on(self.monday)[snapshot.rows_of(chosen.keys)] == ENDED
        return sorted(chosen.keys[~ended].tolist())

    @property
    def is_too_much(self) -> bool:
        """Whether an area has to be chosen first."""
        return len(self.keys) > MOST_PLACES

    @cached_property
    def days(self) -> list[Day]:
        """Its seven days; of more than MOST_PLACES places none."""
        if self.is_too_much:
            return []
        rows = Resource.objects.public().for_cards().prefetch_related("contacts").in_bulk(self.keys).values()
        return [_day(self.monday + dt.timedelta(days=number), rows) for number in range(7)]

    @cached_property
    def without_days(self) -> int:
        """How many of its places have no meeting in the week."""
        meeting = {line.resource.pk for day in self.days for line in day.lines}
        return len(self.keys) - len(meeting)


def _day(day: dt.date, rows) -> Day:
    ended = StatusStatement.Status.ENDED.label
    lines = [Line(row, one) for row in rows for one in meetings_on(row, day) if one.cancelled != ended]
    return Day(day, holiday_name(day), sorted(lines, key=lambda one: (one.meeting.occurrence, one.resource.pk)))
