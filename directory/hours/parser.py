"""Free text about opening hours, parsed into rules only where that is certain.

Pure. What was not understood is returned in `rest`. A rest that speaks of days or hours could change every rule, so then
no rule is returned: a wrong rule is worse than none.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from directory.hours.rules import Rule
from directory.hours.statements import CLOSURES, Opening, Weekdays, closed, combined, out_of_season
from directory.hours.tokens import CLOCK, Token, Unclear, days, hours, normalized, period, season, tokens

LONGEST = 1_000
"""Characters; a longer text is not about hours alone and is not parsed."""
_OF_TIMES = {"DAYS", "HOURS", "SEASON", "PERIOD", "DATE", "OFF", "NO_CLOSURE", *CLOSURES}
_SMALL_WORDS = {"SEPARATOR", "FILLER", "OTHERWISE"}
_SPEAKS_OF_TIMES = re.compile(
    r"\d(?![\d,]*[円名人組歳階])|[曜休祝週毎盆末除隔限午朝昼夕夜頃不]"
    r"|以外|中止|[上中下]旬|変更|場合|但し|ただし|期間|ごろ|学期"
)


@dataclass(frozen=True)
class ParsedHours:
    """The rules of a text, and the words of it that were not understood."""

    rules: tuple[Rule, ...]
    rest: str

    @property
    def certain(self) -> bool:
        """Whether everything was understood."""
        return not self.rest


def parse_hours(text: str, today: dt.date | None = None) -> ParsedHours:
    """The rules that a text states. With `today`, a date without a year is one of the coming half year; else it is unclear.

    Where words contradict each other, or more than LONGEST characters are given, there are no rules and `rest` is the text.
    """
    if len(text) > LONGEST:
        return ParsedHours((), text)
    text = normalized(text)
    known, rest = _known_and_unknown(text)
    builder = _RuleBuilder(today)
    try:
        for segment in known:
            builder.add(segment)
        rules = builder.rules()
    except ValueError:
        return ParsedHours((), text)
    if any(segment.speaks_of_times for segment in rest):
        rules = []
    words = " ".join(filter(None, (segment.text for segment in rest)))
    return ParsedHours(tuple(rules), words if words or rules else text)


def parse_hours_columns(weekdays_text: str, start_text: str, end_text: str, note_text: str) -> ParsedHours:
    """What four columns of a municipal file say together: 利用可能曜日, 開始時間, 終了時間, 利用可能時間特記事項."""
    weekdays, start, end, note = (
        "" if cell in ("-", "ー") else cell
        for cell in map(normalized, (weekdays_text, start_text, end_text, note_text))
    )
    if not all(re.fullmatch(rf"(?:{CLOCK})?", cell) for cell in (start, end)):
        return ParsedHours((), " ".join(filter(None, (weekdays, start, end, note))))
    span = f"{start}〜{end}" if start and end else f"{start}から" if start else f"{end}まで" if end else ""
    return parse_hours("。".join(filter(None, (f"{weekdays} {span}".strip(), note))))


@dataclass(frozen=True)
class _Segment:
    """The tokens between two breaks (a full stop, a bracket, a line end). `inside`: whether they stand in brackets."""

    words: tuple[Token, ...]
    inside: bool

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words).strip(" 、,・")

    @property
    def speaks_of_times(self) -> bool:
        return any(word.kind in _OF_TIMES for word in self.words) or bool(_SPEAKS_OF_TIMES.search(self.text))


def _segments(text: str) -> Iterator[_Segment]:
    words: list[Token] = []
    depth = 0
    for word in tokens(text):
        if word.kind != "BREAK":
            words.append(word)
        if word.kind in ("BREAK", "OFF"):
            yield _Segment(tuple(words), depth > 0)
            words = []
            depth += word.text.count("(") - word.text.count(")")
    yield _Segment(tuple(words), depth > 0)


def _known_and_unknown(text: str) -> tuple[list[_Segment], list[_Segment]]:
    """Segments in which every token is known, and the others.

    A remark after them (「10:00〜12:00 要予約」) stands apart by the space or comma before it.
    """
    known, rest = [], []
    for segment in _segments(text):
        kinds = [word.kind for word in segment.words]
        first = next((at for at, kind in enumerate(kinds) if kind in ("UNKNOWN", "DATE")), None)
        if first is None:
            known.append(segment)
        elif first and kinds[first - 1] == "SEPARATOR" and set(kinds[first:]) <= {"UNKNOWN", *_SMALL_WORDS}:
            known.append(replace(segment, words=segment.words[:first]))
            rest.append(replace(segment, words=segment.words[first:]))
        else:
            rest.append(segment)
    return known, rest


class _RuleBuilder:
    """Takes segments in the order in which they are written; `rules` is what they mean together. All raise Unclear."""

    def __init__(self, today: dt.date | None) -> None:
        self.today = today
        self.openings: list[Opening] = []
        self.months_of_next: frozenset[int] = frozenset()
        """Months that stand before the days to which they belong."""
        self.closures: set[str] = set()
        self.off_days: list[Weekdays] = []
        self.off_months: frozenset[int] = frozenset()
        self.periods: list[tuple[dt.date | None, dt.date | None]] = []
        self.complete = False
        self.working_days = False
        self.without_closures = False

    def add(self, segment: _Segment) -> None:
        """Add what one segment says."""
        words = [word for word in segment.words if word.kind not in _SMALL_WORDS]
        if words and words[-1].kind == "OFF":
            opens = max((at + 1 for at, word in enumerate(words) if word.kind in ("HOURS", "PERIOD")), default=0)
            self._add_opening(words[:opens])
            self._add_closure([word for word in words[opens:-1] if word.kind != "JUST"])
            # A closure in brackets may concern only what stands before it, so nothing may follow.
            self.complete |= segment.inside and bool(self.openings)
        else:
            while words and words[0].kind == "JUST":
                words.pop(0)
            if words and words[0].kind == "HOURS" and self.openings and self.openings[-1].hours:
                self.openings.append(Opening())
            self._add_opening(words)

    def _add_closure(self, words: list[Token]) -> None:
        if not words:
            raise Unclear("何が休みか分かりません。")
        for word in words:
            if word.kind in CLOSURES:
                self.closures.add(word.kind)
            elif word.kind == "SEASON":
                self.off_months |= season(word.text)
            elif word.kind == "DAYS" and days(word.text).plain:
                self.off_days.append(days(word.text).weekdays)
            else:
                raise Unclear(word.text)

    def _add_opening(self, words: list[Token]) -> None:
        for word in words:
            match word.kind:
                case "DAYS":
                    self._add_days(word.text)
                case "HOURS":
                    self._add_hours(word.text)
                case "SEASON":
                    self._add_season(word.text)
                case "JUST":
                    if self._current.has_days:
                        self._change_current(instead=True)
                case "PERIOD":
                    self.periods.append(period(word.text, self.today))
                case "NO_CLOSURE":
                    self.without_closures = True
                case _:
                    raise Unclear(word.text)

    @property
    def _current(self) -> Opening:
        """The opening to which the next words belong."""
        return self.openings[-1] if self.openings else Opening()

    def _change_current(self, **changes: Any) -> None:
        self.openings[-1:] = [replace(self._current, **changes)]

    def _add_days(self, text: str) -> None:
        added = days(text)
        if self._current.has_days and (
            self._current.hours or self.months_of_next or added.every != self._current.every
        ):
            if self.complete:
                raise Unclear(text)
            self.openings.append(Opening())
        self.working_days |= text == "平日"
        weekdays = dict(self._current.weekdays)
        for day, weeks in added.weekdays.items():
            weekdays[day] = weekdays.get(day, frozenset()) | weeks
        self._change_current(
            weekdays=weekdays,
            monthdays=self._current.monthdays | added.monthdays,
            months=self._current.months | self.months_of_next,
            every=added.every,
        )
        self.months_of_next = frozenset()
        if added.needs_season and not self._current.months:
            raise Unclear(text)

    def _add_hours(self, text: str) -> None:
        if self.months_of_next and self._current.has_days:
            raise Unclear(text)
        self._change_current(hours=(*self._current.hours, hours(text)))

    def _add_season(self, text: str) -> None:
        if self.months_of_next:
            raise Unclear(text)
        self.months_of_next = season(text)

    def rules(self) -> list[Rule]:
        """The rules of all segments together."""
        if self.months_of_next and len(self.openings) == 1 and not self._current.months:
            self._change_current(months=self.months_of_next)
            self.months_of_next = frozenset()
        if self.without_closures and not any(opening.has_days for opening in self.openings):
            self._add_days("毎日")
        openings = combined(self.openings)
        if self.working_days:
            # Days off work: the public holidays as well, but only of these days.
            self.closures.add("HOLIDAYS")
        if self.months_of_next or len(self.periods) > 1 or self._contradicts(openings):
            raise Unclear("組み合わせが分かりません。")
        for off in self.off_days:
            openings = closed(openings, off)
        if self.off_months:
            openings = [out_of_season(opening, self.off_months) for opening in openings]
        since, until = self.periods[0] if self.periods else (None, None)
        return [rule for opening in openings for rule in opening.rules(since, until, self.closures)]

    def _contradicts(self, openings: list[Opening]) -> bool:
        closes = bool(self.closures or self.off_days or self.off_months)
        open_days = {day for opening in openings for day in opening.weekdays}
        return (
            (not openings and (closes or bool(self.periods)))
            or (self.without_closures and (closes or len(open_days) < 7))
            or (self.working_days and (len(openings) > 1 or open_days != set(range(5))))
        )
