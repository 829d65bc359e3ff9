"""What several statements about hours mean together: 「月〜土 8:00–18:00、土は8:00–13:30、第3火曜は休み」.

Pure. Two statements that could both be meant for a day and do not say which holds are Unclear.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from directory.hours.rules import EVERY_MONTH, EVERY_WEEK, LAST, NOT_LAST, Rule, ends_next_day, span_in_minutes
from directory.hours.token_meanings import Hours, Unclear

Weekdays = dict[int, frozenset[int]]
"""Each weekday (0 is Monday, HOLIDAYS the national holidays) with the weeks of the month in which it is meant, as in `rules.Rule`."""
HOLIDAYS = 7
"""National holidays, beside the weekdays: 「土日祝」 is {5, 6, 7}."""
CLOSURES = ("HOLIDAYS", "OBON", "NEW_YEAR")
"""Kinds of tokens that name a usual closure: national holidays, お盆 and 年末年始."""


@dataclass(frozen=True)
class Opening:
    """Days that share their hours.

    instead     written with 「は」 or 「のみ」, so that it replaces a wider opening on these days
    is_of_work  「平日」: holidays are no such days
    named       weekdays that were named one by one, not as days between two others
    hours_first the hours stood before the days: hours that follow belong to some of the days, and nobody says to which
    """

    weekdays: Weekdays = field(default_factory=dict)
    monthdays: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    every: int = 1
    hours: tuple[Hours, ...] = ()
    instead: bool = False
    is_of_work: bool = False
    named: frozenset[int] = frozenset()
    hours_first: bool = False

    @property
    def has_days(self) -> bool:
        """Whether it names a day; if not, its hours belong to the days before it."""
        return bool(self.weekdays or self.monthdays)

    def rules(self, since: dt.date | None, until: dt.date | None, closures: Collection[str]) -> Iterator[Rule]:
        """Its rules: one for each set of weeks and for the days of the month, times one for each of its hours.

        `since`, `until` and `closures` (some of CLOSURES) hold for all of them.
        """
        by_weeks: dict[frozenset[int], list[int]] = {}
        for day, weeks in self.weekdays.items():
            by_weeks.setdefault(weeks, []).append(day)
        days = [
            Rule(tuple(day for day in found if day != HOLIDAYS), tuple(weeks), open_on_holidays=HOLIDAYS in found)
            for weeks, found in by_weeks.items()
        ]
        if self.monthdays:
            days.append(Rule(monthdays=tuple(self.monthdays)))
        for rule in days:
            for start, end in self.hours or ((None, None),):
                yield replace(
                    rule,
                    months=tuple(self.months),
                    every=self.every,
                    start=start,
                    end=end,
                    since=since,
                    until=until,
                    **closed_columns(closures),
                )


def closed_columns(closures: Collection[str]) -> dict[str, Any]:
    """The columns of a Rule for some of CLOSURES."""
    names = {"HOLIDAYS": "closed_on_holidays", "OBON": "closed_at_obon", "NEW_YEAR": "closed_at_new_year"}
    return {column: kind in closures for kind, column in names.items()}


def combined(openings: Sequence[Opening]) -> list[Opening]:
    """The openings of a text made consistent: an `instead` one is taken out of the wider one that it narrows. Raises Unclear."""
    found: list[Opening] = []
    for opening in openings:
        if any(share_time(*pair) for pair in combinations(opening.hours, 2)):
            raise Unclear("時刻が重なっています。")
        if opening.has_days:
            found = _beside(found, opening)
        else:
            found = [_with_hours(found, opening.hours)] if found else [opening]
    if len({bool(opening.hours) for opening in found}) > 1 or len({bool(opening.months) for opening in found}) > 1:
        raise Unclear("時刻や月が、一部の日にしかありません。")
    return found


def share_time(one: Hours, other: Hours) -> bool:
    """Whether two spans overlap. None as a start or an end sets no limit: a span without an end goes on."""
    (start, end), (other_start, other_end) = span_in_minutes(*one), span_in_minutes(*other)
    return not (
        (end is not None and other_start is not None and end <= other_start)
        or (other_end is not None and start is not None and other_end <= start)
    )


def _beside(found: list[Opening], opening: Opening) -> list[Opening]:
    kept = []
    for earlier in found:
        if not _share_a_day(earlier, opening):
            kept.append(earlier)
            continue
        overlap = any(share_time(one, other) for one in earlier.hours for other in opening.hours)
        if overlap and opening.instead and _is_within(opening, earlier):
            opening = _completed(opening, earlier)
            left = without(earlier, opening.weekdays)
            kept += [left] if left.weekdays else []
        elif overlap or opening.instead or _has_other_weeks(opening, earlier):
            raise Unclear("同じ日に、ちがう時刻があります。")
        else:
            kept.append(earlier)
    return [*kept, opening]


def _share_a_day(one: Opening, other: Opening) -> bool:
    if one.months and other.months and not one.months & other.months:
        return False
    return any(
        weeks & other.weekdays[day] or LAST in weeks | other.weekdays[day]
        for day, weeks in one.weekdays.items()
        if day in other.weekdays
    )


def _has_other_weeks(one: Opening, other: Opening) -> bool:
    """Whether a day has other weeks in both: the hours of 「第3火曜」 may stand instead of those of 「毎週火曜」, or beside them."""
    return any(weeks != other.weekdays.get(day, weeks) for day, weeks in one.weekdays.items())


def _is_within(narrow: Opening, wide: Opening) -> bool:
    if HOLIDAYS in narrow.weekdays and HOLIDAYS not in wide.weekdays:
        # A wide opening of all weekdays is open on holidays as well; of another it is not known.
        if len(wide.weekdays) < 7:
            return False
        wide = replace(wide, weekdays=wide.weekdays | {HOLIDAYS: EVERY_WEEK})
    same_pattern = (narrow.months, narrow.every, narrow.monthdays) == (wide.months, wide.every, frozenset())
    return same_pattern and all(weeks <= wide.weekdays.get(day, frozenset()) for day, weeks in narrow.weekdays.items())


def _completed(opening: Opening, earlier: Opening) -> Opening:
    """「日曜は17:00まで」 begins when the other days begin."""
    if len(earlier.hours) != 1:
        return opening
    start, end = earlier.hours[0]
    hours = tuple((first or start, last or end) for first, last in opening.hours)
    if any(ends_next_day(*span) and span not in opening.hours for span in hours):
        raise Unclear("おわりの時刻が、はじまりより前です。")
    return replace(opening, hours=hours)


def _with_hours(found: list[Opening], hours: tuple[Hours, ...]) -> Opening:
    """Hours said in a sentence of their own: the parts of the one span before, or more hours of the same days."""
    if len(found) != 1 or not hours:
        raise Unclear("どの日の時刻か分かりません。")
    before = found[0].hours
    if before == ((hours[0][0], hours[-1][1]),):
        return replace(found[0], hours=hours)
    if any(share_time(one, other) for one in before for other in hours):
        raise Unclear("時刻が重なっています。")
    return replace(found[0], hours=before + hours)


def without(opening: Opening, off: Weekdays) -> Opening:
    """The opening but for some days. The last week can only be taken from all weeks: among others it is the fourth or the fifth."""
    left = dict(opening.weekdays)
    for day in left.keys() & off.keys():
        if off[day] == {LAST} and left[day] == EVERY_WEEK:
            left[day] = frozenset({NOT_LAST})
            continue
        if {LAST, NOT_LAST} & (left[day] | off[day]) and left[day] != off[day]:
            raise Unclear("最終の週が、ほかの週と重なるかもしれません。")
        left[day] = left[day] - off[day]
    return replace(opening, weekdays={day: weeks for day, weeks in left.items() if weeks})


def closed(openings: Sequence[Opening], off: Weekdays) -> list[Opening]:
    """The openings without days said to be off. A day that was named as open and is then wholly off is Unclear."""
    open_days = {day for opening in openings for day in opening.weekdays}
    named = {day for opening in openings for day in opening.named}
    left = [without(opening, off) for opening in openings]
    lost = open_days - {day for opening in left for day in opening.weekdays}
    if lost & named or any(opening.monthdays for opening in openings):
        raise Unclear("開く日が、休みの日でもあります。")
    return left


def out_of_season(opening: Opening, off: frozenset[int]) -> Opening:
    """The opening without the months `off` (1 to 12); without months of its own, it has all of them.

    Raises Unclear where no month is left.
    """
    months = (opening.months or EVERY_MONTH) - off
    if not months:
        raise Unclear("開く月がありません。")
    return replace(opening, months=months)


def agrees_with_frequency(openings: Sequence[Opening], times: int, per: str) -> bool:
    """Whether days meet so many times a "week", "month" or "year"; 0 times: weekly, monthly or yearly, however often."""
    weekly = {day for opening in openings for day, weeks in opening.weekdays.items() if weeks == EVERY_WEEK}
    monthly = sum(len(weeks) for opening in openings for weeks in opening.weekdays.values() if weeks != EVERY_WEEK)
    monthly += sum(len(opening.monthdays) for opening in openings)
    if any(opening.every > 1 for opening in openings) or (weekly and monthly):
        return False
    in_months = {len(opening.months) or len(EVERY_MONTH) for opening in openings}
    found = {"week": len(weekly - {HOLIDAYS}), "month": monthly, "year": monthly * max(in_months)}[per]
    return found == times if times else found > 0
