"""The cells of one row that speak of time, read together: asserted only where all of them agree.

Pure. Lists have a column for the weekday and the truth in a note beside it: of 217 schedules that were read from the weekday
alone, in 36 published lists of 子ども食堂, 170 were false. So every cell is read, each that says days must say the same days, and
where one is unclear nothing is asserted and every word of the cells is kept as text.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields

from directory.hours.cell_text import CellText, Disagreement
from directory.hours.normalization import normalized
from directory.hours.other_cells import check_others, texts_to_read
from directory.hours.parser import ParsedHours, parse_hours
from directory.hours.rules import EVERY_WEEK, NOT_LAST, DateException, Rule, span_in_minutes
from directory.hours.token_meanings import Hours
from directory.hours.tokens import CLOCK, DAY

_NOTHING = frozenset(("", "-", "ー", "―", "−", "なし", "無し", "無", "特になし", "通年", "年間"))
_CODES = {
    "1": "週5回以上",
    "2": "週3〜4回",
    "3": "週1〜2回",
    "4": "月2回",
    "5": "月1回",
    "6": "数か月に1回",
    "7": "季節限定",
    "8": "不定期",
}
"""開催頻度 of 子ども食堂一覧 in words, as the published lists use it. Some write how often a month instead: 1 beside 「木」."""
_ALL_BUT_ONE = 4
"""Weeks of a month in which a weekly meeting takes place that leaves one out: 「毎週土曜（第3土曜除く）」."""
_LEAST_DAYS = {"1": 5, "2": 3}
"""Days a week that a code says at least."""
_NOT_TOLD = frozenset(("非公開", "未公開", "非公表"))
"""Cells for a time that say that it is not for everybody."""
_NO, _YES = frozenset("×✕✖x休"), frozenset("○〇◯◎●")


@dataclass(frozen=True)
class HoursCells:
    """The cells of one row by what their headings say; "" for a cell that is not there.

    ordinal     which week of the month; frequency: how often, in words or as the code of 子ども食堂一覧
    days        anything about days (開催日); hours: anything about hours (開催時間); note: free text about both
    holidays    whether it opens on holidays: ○, × or words
    others      texts of all other cells (name, remarks): they assert nothing, but can contradict
    """

    weekdays: str = ""
    ordinal: str = ""
    frequency: str = ""
    days: str = ""
    start: str = ""
    end: str = ""
    hours: str = ""
    note: str = ""
    season: str = ""
    holidays: str = ""
    closed: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class HoursReading:
    """What a row says of time.

    text    what a page shows beside the rules and dates; all words of the cells where nothing is asserted
    reason  why cells that speak of time are not asserted, a sentence for the report; "" where they are
    """

    rules: tuple[Rule, ...] = ()
    dates: tuple[DateException, ...] = ()
    text: str = ""
    reason: str = ""


def read_hours_cells(cells: HoursCells, today: dt.date | None = None) -> HoursReading:
    """The rules or dates of a row where all its cells agree, else its words. `today` as for `parser.parse_hours`."""
    clean = _cleaned(cells)
    words = _in_words(clean)
    if not words:
        return HoursReading()
    try:
        parsed = _agreed(clean, today)
        check_others(parsed, clean.others)
    except ValueError as trouble:
        reason = str(trouble) if isinstance(trouble, Disagreement) else "日時が読みとれません。"
        return HoursReading(text=words, reason=f"{reason}書いてあるとおりに入れました。")
    return HoursReading(parsed.rules, parsed.dates, parsed.rest)


def _cleaned(cells: HoursCells) -> HoursCells:
    told = {
        field.name: "" if (text := getattr(cells, field.name).strip()) in _NOTHING - _says_no(field.name) else text
        for field in fields(cells)
        if field.name != "others"
    }
    return HoursCells(**told, others=cells.others)


def _says_no(name: str) -> frozenset[str]:
    """Words that are an answer in a cell, not an empty one: 祝日 「なし」 may mean closed on holidays."""
    return frozenset(("なし", "無し", "無")) if name == "holidays" else frozenset()


def _in_words(cells: HoursCells) -> str:
    """All that the cells say, as one text."""
    closed = cells.closed if not cells.closed or "休" in cells.closed else f"休み：{cells.closed}"
    holidays = cells.holidays if not cells.holidays or "祝" in cells.holidays else f"祝日：{cells.holidays}"
    told = [
        cells.weekdays,
        cells.ordinal,
        _often(cells),
        cells.days,
        cells.season,
        _span(cells),
        cells.hours,
        cells.note,
    ]
    return " ".join(dict.fromkeys(filter(None, [*told, holidays, closed])))


def _often(cells: HoursCells) -> str:
    """How often in words; "" for a code that cannot be true of the weekdays beside it, which would only mislead."""
    code = normalized(cells.frequency)
    if code in _LEAST_DAYS and 0 < len(_weekdays(cells.weekdays)) < _LEAST_DAYS[code]:
        return ""
    return _CODES.get(code, cells.frequency)


def _weekdays(text: str) -> frozenset[int]:
    """The weekdays of a cell; none where they are unclear."""
    try:
        return CellText(text, None).weekdays
    except ValueError:
        return frozenset()


def _span(cells: HoursCells) -> str:
    start, end = normalized(cells.start), normalized(cells.end)
    if _NOT_TOLD & {start, end}:
        return "時間は 公開していません"
    return f"{start}〜{end}" if start or end else ""


def _agreed(cells: HoursCells, today: dt.date | None) -> ParsedHours:
    """What all cells say together. Raises ValueError where they do not agree, or one of them is unclear."""
    often, told_days = _frequency(cells)
    bare = _bare_days(cells)
    free = [cells.days, told_days, cells.hours, cells.note, *texts_to_read(cells.others, today)]
    texts = [CellText(text, today) for text in dict.fromkeys(filter(None, free))]
    with_days = [text for text in texts if text.has_days]
    others = [text for text in texts if not text.has_days and not text.has_hours]
    hours = [text for text in texts if text.has_hours and not text.has_days]
    stays = bool(bare and with_days and _changes(with_days, CellText(bare, today)))
    base = bare if stays or not with_days else _base(with_days, bare, today)
    span = _common_hours(hours, _span(cells), [] if stays else with_days, today)
    head = f"{normalized(cells.season)} {base}".strip()
    if stays or not with_days:
        head, span = f"{head} {span}".strip(), ""
    tail = [text.text for text in (*(with_days if stays else ()), *others)]
    composed = "。".join(filter(None, [often, head, span, *tail, *_closures(cells)]))
    parsed = parse_hours(composed, today)
    if not parsed.asserts_something:
        raise ValueError(composed)
    if normalized(cells.frequency) in _CODES and not _has_frequency(parsed, normalized(cells.frequency)):
        raise Disagreement(f"開催頻度「{cells.frequency}」と、日が合いません。")
    return parsed


def _frequency(cells: HoursCells) -> tuple[str, str]:
    """How often, as a word that the parser knows, and days that stand in the same cell."""
    text = normalized(cells.frequency)
    if text in _CODES:
        return "", ""
    if re.search(DAY, text.replace("毎月", "").replace("月", "", text.startswith("月"))) and not re.search("週", text):
        return "", text
    return text, ""


def _has_frequency(parsed: ParsedHours, code: str) -> bool:
    """Whether what was read meets as often as a code of 開催頻度 says."""
    weekly = all(
        (not rule.weeks or len(rule.weeks) == _ALL_BUT_ONE or NOT_LAST in rule.weeks)
        and not rule.monthdays
        and rule.every == 1
        for rule in parsed.rules
    )
    days = len({day for rule in parsed.rules for day in rule.weekdays})
    days_of_month = len({(day, week) for rule in parsed.rules for day in rule.weekdays for week in rule.weeks})
    days_of_month += len({day for rule in parsed.rules for day in rule.monthdays})
    limited = all(rule.months or rule.since or rule.until for rule in parsed.rules)
    return {
        "1": weekly and days >= _LEAST_DAYS["1"],
        "2": weekly and days >= _LEAST_DAYS["2"],
        "3": weekly and days <= 2,
        "4": days_of_month == 2 or all(rule.every == 2 for rule in parsed.rules),
        "5": days_of_month == 1,
        "6": all(0 < len(rule.months) <= 6 for rule in parsed.rules),
        "7": limited,
    }.get(code, False)


def _bare_days(cells: HoursCells) -> str:
    """The weekday cell with the ordinal and the holidays that stand in cells of their own."""
    weekdays, ordinal = normalized(cells.weekdays), normalized(cells.ordinal)
    if ordinal and "毎週" not in ordinal:
        if not re.fullmatch(rf"{DAY}", weekdays) or "曜" in ordinal:
            raise Disagreement("第何週かと曜日の組み合わせが、1つに決まりません。")
        numbers = re.sub(r"週目?", "", ordinal)
        weekdays = weekdays if "曜" in weekdays else f"{weekdays}曜"
        weekdays = f"{numbers if numbers.startswith(('第', '最')) else f'第{numbers}'}{weekdays}"
    if weekdays and "毎週" in ordinal and "毎" not in weekdays:
        weekdays = f"毎週{weekdays}"
    if weekdays and normalized(cells.holidays) in _YES:
        weekdays += "・祝日"
    return weekdays


def _closures(cells: HoursCells) -> list[str]:
    """The cells about closed days, as the parser reads them."""
    closed, holidays = normalized(cells.closed), normalized(cells.holidays)
    if closed and "休" not in closed:
        closed = f"{closed}は休み"
    if holidays in _NO:
        holidays = "祝日は休み"
    elif holidays in _YES:
        holidays = ""
    elif holidays and "祝" not in holidays:
        holidays = f"祝日{holidays}"
    return [closed, holidays]


def _changes(with_days: Sequence[CellText], bare: CellText) -> bool:
    """Whether the texts with days only change some of the days of the weekday cell (「土は12:00まで」)."""
    return all(text.changes_others and text.weekdays != bare.weekdays for text in with_days)


def _base(with_days: Sequence[CellText], bare: str, today: dt.date | None) -> str:
    """The text whose days hold: all texts say the same, and the weekday cell names the same weekdays."""
    first = next((text for text in with_days if text.has_hours), with_days[0])
    if any(text.days != first.days for text in with_days):
        raise Disagreement("日を書いたセルどうしが合いません。")
    if len([text for text in with_days if text.has_hours]) > 1:
        rules = {frozenset(parse_hours(text.text, today).rules) for text in with_days if text.has_hours}
        if len(rules) > 1:
            raise Disagreement("時刻を書いたセルどうしが合いません。")
    if bare:
        named = CellText(bare, today)
        plain = all(weeks == EVERY_WEEK for _, weeks in named.days) and "毎週" not in bare
        if named.days != first.days and not (plain and named.weekdays == first.weekdays):
            raise Disagreement(f"曜日「{bare}」と「{first.text}」が合いません。")
    return first.text


def _common_hours(hours: Sequence[CellText], span: str, with_days: Sequence[CellText], today: dt.date | None) -> str:
    """The hours to add to the days: those of a text of its own, or of the columns. They must not contradict each other."""
    told = [_spans(text) for text in hours] + [_spans(text) for text in with_days if text.has_hours]
    if span:
        if not re.fullmatch(rf"(?:{CLOCK})?〜(?:{CLOCK})?", span):
            raise Disagreement(f"時刻「{span}」が読みとれません。")
        columns = _spans(CellText(_readable(span), today))
        if any(columns not in (spans, _hull(spans)) and any(span != columns[0] for span in spans) for spans in told):
            raise Disagreement("時刻を書いたセルどうしが合いません。")
    if any(spans != told[0] for spans in told):
        raise Disagreement("時刻を書いたセルどうしが合いません。")
    if any(text.has_hours for text in with_days):
        return ""
    return hours[0].text if hours else _readable(span)


def _readable(span: str) -> str:
    """「12:00から」 and 「12:00まで」 for a span with an open end."""
    return f"{span[:-1]}から" if span.endswith("〜") else f"{span[1:]}まで" if span.startswith("〜") else span


def _spans(text: CellText) -> list[Hours]:
    return [span for opening in text.builder.openings for span in opening.hours]


def _hull(spans: Sequence[Hours]) -> list[Hours]:
    """The first start and the last end of some spans."""
    starts, ends = zip(*spans, strict=True)
    if None in starts or None in ends:
        return [(starts[0], ends[-1])]
    by_end = max(spans, key=lambda span: span_in_minutes(*span)[1] or 0)
    return [(min(start for start in starts if start), by_end[1])]
