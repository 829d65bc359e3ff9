"""Free text about hours of opening, read into rules only where that is certain.

Pure. What was not understood is handed back in `rest`. A rest that speaks of days or hours could change every rule, so
then there are none: a rule that comes out of here is right, or it is not there.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from directory.hours.rules import Rule
from directory.hours.statements import Opening, Weekdays, closed, combined, out_of_season
from directory.hours.tokens import CLOCK, Token, Unclear, days, fold, hours, period, season, tokens

LONGEST = 1_000
"""Characters above which a text is not about hours alone; it is not looked at."""
_CLOSURES = {"HOLIDAYS": "closed_on_holidays", "OBON": "closed_at_obon", "NEW_YEAR": "closed_at_new_year"}
_OF_TIMES = {"DAYS", "HOURS", "SEASON", "PERIOD", "DATE", "OFF", "NO_CLOSURE", *_CLOSURES}
_SMALL_WORDS = {"SEPARATOR", "FILLER", "OTHERWISE"}
_SPEAKS_OF_TIMES = re.compile(
    r"\d(?![\d,]*[円名人組歳階])|[曜休祝週毎盆末除隔限午朝昼夕夜頃不]"
    r"|以外|中止|[上中下]旬|変更|場合|但し|ただし|期間|ごろ|学期"
)


@dataclass(frozen=True)
class Reading:
    """What was read: rules, and the words that were not understood."""

    rules: tuple[Rule, ...]
    rest: str

    @property
    def certain(self) -> bool:
        """Whether everything was understood."""
        return not self.rest


def read(text: str, today: dt.date | None = None) -> Reading:
    """What a text says about hours; with `today`, a date without a year is one of the coming half year."""
    if len(text) > LONGEST:
        return Reading((), text)
    text = fold(text)
    known, rest = _known_and_unknown(text)
    listener = _Listener(today)
    try:
        for segment in known:
            listener.hear(segment)
        rules = listener.rules()
    except ValueError:
        return Reading((), text)
    if any(segment.speaks_of_times for segment in rest):
        rules = []
    words = " ".join(filter(None, (segment.text for segment in rest)))
    return Reading(tuple(rules), words if words or rules else text)


def read_columns(weekdays_text: str, start_text: str, end_text: str, note_text: str) -> Reading:
    """What four columns of a municipal file say together: 利用可能曜日, 開始時間, 終了時間, 利用可能時間特記事項."""
    weekdays, start, end, note = (
        "" if cell in ("-", "ー") else cell for cell in map(fold, (weekdays_text, start_text, end_text, note_text))
    )
    if not all(re.fullmatch(rf"(?:{CLOCK})?", cell) for cell in (start, end)):
        return Reading((), " ".join(filter(None, (weekdays, start, end, note))))
    span = f"{start}〜{end}" if start and end else f"{start}から" if start else f"{end}まで" if end else ""
    return read("。".join(filter(None, (f"{weekdays} {span}".strip(), note))))


@dataclass(frozen=True)
class _Segment:
    """Words between two breaks; `inside` brackets."""

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
    """Segments that are words of ours from end to end, and the others.

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


class _Listener:
    """Hears segments in the order they were said; `rules` is what they mean together. All raise Unclear."""

    def __init__(self, today: dt.date | None):
        self.today = today
        self.openings: list[Opening] = []
        self.coming_months: frozenset[int] = frozenset()
        self.closures: set[str] = set()
        self.off_days: list[Weekdays] = []
        self.off_months: frozenset[int] = frozenset()
        self.periods: list[tuple[dt.date | None, dt.date | None]] = []
        self.complete = False
        self.working_days = False
        self.without_closures = False

    def hear(self, segment: _Segment) -> None:
        """Takes one segment."""
        words = [word for word in segment.words if word.kind not in _SMALL_WORDS]
        if words and words[-1].kind == "OFF":
            opens = max((at + 1 for at, word in enumerate(words) if word.kind in ("HOURS", "PERIOD")), default=0)
            self._hear_opening(words[:opens])
            self._hear_closure([word for word in words[opens:-1] if word.kind != "JUST"])
            # A closure in brackets may concern only what stands before it, so nothing may follow.
            self.complete |= segment.inside and bool(self.openings)
        else:
            while words and words[0].kind == "JUST":
                words.pop(0)
            if words and words[0].kind == "HOURS" and self.openings and self.openings[-1].hours:
                self.openings.append(Opening())
            self._hear_opening(words)

    def _hear_closure(self, words: list[Token]) -> None:
        if not words:
            raise Unclear("何が休みか分かりません。")
        for word in words:
            if word.kind in _CLOSURES:
                self.closures.add(_CLOSURES[word.kind])
            elif word.kind == "SEASON":
                self.off_months |= season(word.text)
            elif word.kind == "DAYS" and days(word.text).plain:
                self.off_days.append(days(word.text).weekdays)
            else:
                raise Unclear(word.text)

    def _hear_opening(self, words: list[Token]) -> None:
        hear = {"DAYS": self._days, "HOURS": self._hours, "SEASON": self._season, "JUST": self._just}
        hear |= {"PERIOD": self._period, "NO_CLOSURE": self._no_closure}
        for word in words:
            if word.kind not in hear:
                raise Unclear(word.text)
            hear[word.kind](word.text)

    @property
    def _said(self) -> Opening:
        """The opening that is being said."""
        return self.openings[-1] if self.openings else Opening()

    def _say(self, **changes) -> None:
        self.openings[-1:] = [replace(self._said, **changes)]

    def _days(self, text: str) -> None:
        heard = days(text)
        if self._said.has_days and (self._said.hours or self.coming_months or heard.every != self._said.every):
            if self.complete:
                raise Unclear(text)
            self.openings.append(Opening())
        self.working_days |= text == "平日"
        weekdays = dict(self._said.weekdays)
        for day, weeks in heard.weekdays.items():
            weekdays[day] = weekdays.get(day, frozenset()) | weeks
        self._say(
            weekdays=weekdays,
            monthdays=self._said.monthdays | heard.monthdays,
            months=self._said.months | self.coming_months,
            every=heard.every,
        )
        self.coming_months = frozenset()
        if heard.needs_season and not self._said.months:
            raise Unclear(text)

    def _hours(self, text: str) -> None:
        if self.coming_months and self._said.has_days:
            raise Unclear(text)
        self._say(hours=(*self._said.hours, hours(text)))

    def _season(self, text: str) -> None:
        if self.coming_months:
            raise Unclear(text)
        self.coming_months = season(text)

    def _just(self, text: str) -> None:
        if self._said.has_days:
            self._say(instead=True)

    def _period(self, text: str) -> None:
        self.periods.append(period(text, self.today))

    def _no_closure(self, text: str) -> None:
        self.without_closures = True

    def rules(self) -> list[Rule]:
        """The rules of all that was heard."""
        if self.coming_months and len(self.openings) == 1 and not self._said.months:
            self._say(months=self.coming_months)
            self.coming_months = frozenset()
        if self.without_closures and not any(opening.has_days for opening in self.openings):
            self._days("毎日")
        openings = combined(self.openings)
        if self.working_days:
            # Days off work: the public holidays as well, but only of these days.
            self.closures.add("closed_on_holidays")
        if self.coming_months or len(self.periods) > 1 or self._contradicts(openings):
            raise Unclear("組み合わせが分かりません。")
        for off in self.off_days:
            openings = closed(openings, off)
        if self.off_months:
            openings = [out_of_season(opening, self.off_months) for opening in openings]
        since, until = self.periods[0] if self.periods else (None, None)
        shared = {"since": since, "until": until, **dict.fromkeys(self.closures, True)}
        return [Rule(**pattern, **shared) for opening in openings for pattern in opening.patterns()]

    def _contradicts(self, openings: list[Opening]) -> bool:
        closes = bool(self.closures or self.off_days or self.off_months)
        open_days = {day for opening in openings for day in opening.weekdays}
        return (
            (not openings and (closes or bool(self.periods)))
            or (self.without_closures and (closes or len(open_days) < 7))
            or (self.working_days and (len(openings) > 1 or open_days != set(range(5))))
        )
