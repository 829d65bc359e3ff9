"""Days, times of day, meetings and distances in the language of the reader; in Japanese as `hours.wording` and `geo.walking` say them."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from directory.geo.walking import walk, walk_in_words
from directory.hours import wording
from directory.hours.rules import A_DAY, WEEKDAY_LETTERS, Occurrence, ends_next_day, span_in_minutes
from directory.languages.spoken import is_japanese

_WEEKDAYS = ("月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日")
_MONTHS = ("1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月")


def weekday(number: int) -> str:
    """「月曜日」, "Monday" of 0."""
    return _(_WEEKDAYS[number])


def month(number: int) -> str:
    """「1月」, "January" of 1."""
    return _(_MONTHS[number - 1])


def short_date(day: dt.date, today: dt.date | None = None) -> str:
    """「11月24日」, "24 November"; with the year where it is another one than that of `today`."""
    if is_japanese():
        return wording.short_date(day, today)
    if today and day.year != today.year:
        return full_date(day)
    return pgettext("日付", "%(month)s%(day)s日") % {"month": month(day.month), "day": day.day}


def full_date(day: dt.date) -> str:
    """「2026年11月24日」, "24 November 2026"."""
    if is_japanese():
        return wording.full_date(day)
    return pgettext("日付", "%(year)s年%(month)s%(day)s日") % {
        "year": day.year,
        "month": month(day.month),
        "day": day.day,
    }


def date_with_weekday(day: dt.date) -> str:
    """「2026年11月24日（火）」, "Tuesday, 24 November 2026"."""
    if is_japanese():
        return wording.date_with_weekday(day)
    return _with_weekday(day, full_date(day))


def short_date_with_weekday(day: dt.date, today: dt.date) -> str:
    """「11月24日（火）」, "Tuesday, 24 November", also of today: for what is read on another day."""
    if is_japanese():
        return f"{wording.short_date(day, today)}（{WEEKDAY_LETTERS[day.weekday()]}）"
    return _with_weekday(day, short_date(day, today))


def _with_weekday(day: dt.date, date: str) -> str:
    return pgettext("日付", "%(date)s（%(weekday)s）") % {"date": date, "weekday": weekday(day.weekday())}


def moment(at: dt.datetime) -> str:
    """「11月24日 9時05分」, "24 November, 9:05"; local time."""
    if is_japanese():
        return f"{at.month}月{at.day}日 {at.hour}時{at.minute:02}分"
    return f"{short_date(at.date())}, {at.hour}:{at.minute:02}"


def hours_in_words(start: dt.time | None, end: dt.time | None) -> str:
    """「10時〜11時30分」, "10:00–11:30"; "22:00–2:00 (next day)", "from 10:00", "until 12:00", or "" where neither is known."""
    if is_japanese():
        return wording.hours_in_words(start, end)
    first, last = span_in_minutes(start, end)
    begins = "" if first is None else wording.clock(first)
    ends = "" if last is None else wording.clock(last) if last <= A_DAY else _next_day(last - A_DAY)
    if begins and ends:
        return f"{begins}–{ends}"
    if begins:
        return _("%(time)sから") % {"time": begins}
    return _("%(time)sまで") % {"time": ends} if ends else ""


def _next_day(minutes: int) -> str:
    return _("翌日の%(time)s") % {"time": wording.clock(minutes)}


def day_of_meeting(day: dt.date, today: dt.date | None = None) -> str:
    """「きょう」, 「11月24日（火）」; "today", "Tuesday, 24 November"."""
    if is_japanese():
        return wording.occurrence_in_words(Occurrence(day), today)
    return _("きょう") if day == today else _with_weekday(day, short_date(day, today))


def occurrence_in_words(occurrence: Occurrence, today: dt.date | None = None) -> str:
    """「11月24日（火）10時〜12時」, "Tuesday, 24 November, 10:00–12:00"; "yesterday 22:00 – today 2:00" of one that goes on past midnight."""
    day, start, end = occurrence.day, occurrence.start, occurrence.end
    if is_japanese():
        return wording.occurrence_in_words(occurrence, today)
    if today and start and end and day == today - dt.timedelta(1) and ends_next_day(start, end):
        times = {"start": f"{start:%-H:%M}", "end": f"{end:%-H:%M}"}
        return _("きのう %(start)s〜きょう %(end)s") % times
    return ", ".join(filter(None, [day_of_meeting(day, today), hours_in_words(start, end)]))


def on_foot(metres: float, speed: float, about: bool = False) -> str:
    """「歩いて約8分（450m）」, "about 8 minutes on foot (450 m)" of a straight line in metres, at `speed` metres of road in a minute."""
    if is_japanese():
        return walk_in_words(metres, speed, about)
    told = walk(metres, speed, about)
    if told.minutes is None:
        return _("約%(distance)s") % {"distance": told.distance}
    numbers = {"minutes": told.minutes, "distance": told.distance}
    if about:
        return ngettext("歩いて およそ%(minutes)s分", "歩いて およそ%(minutes)s分", told.minutes) % numbers
    words = ngettext("歩いて約%(minutes)s分（%(distance)s）", "歩いて約%(minutes)s分（%(distance)s）", told.minutes)
    return words % numbers


def ages_in_words(low: int | None, high: int | None) -> str:
    """「65歳から」, 「3歳まで」, 「0歳から3歳まで」; "from age 65", "up to age 3", "age 0 to 3"; "" for all ages."""
    numbers = {"low": low, "high": high}
    if low is None:
        return "" if high is None else _("%(high)s歳まで") % numbers
    return (_("%(low)s歳から") if high is None else _("%(low)s歳から%(high)s歳まで")) % numbers


def ago(months: int) -> str:
    """「1年2か月前」, "14 months ago" of whole months; above two years "3 years ago"."""
    years, rest = divmod(months, 12)
    if is_japanese():
        return f"{f'{years}年' if years else ''}{f'{rest}か月' if rest or not years else ''}前"
    if years < 2:
        return ngettext("%(months)sか月前", "%(months)sか月前", months) % {"months": months}
    return _("%(years)s年前") % {"years": years}
