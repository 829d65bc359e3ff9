"""Texts and numbers as the cells of a data set: one line, letters that every machine has, times and days of ISO 8601. Pure."""

import datetime as dt
import unicodedata

import jaconv

from directory.hours.rules import A_DAY, span_in_minutes


def is_of_one_vendor(letter: str) -> bool:
    """Whether only some makers' character sets have a letter (機種依存文字): it is in CP932, and not in JIS X 0208."""
    try:
        letter.encode("cp932")
    except UnicodeEncodeError:
        return False
    try:
        letter.encode("shift_jis")
    except UnicodeEncodeError:
        return letter not in "〜－∥￠￡￢"
    return False


def plain_cell(text: str) -> str:
    """A text on one line, without blanks at its ends, with usual letters for those of one vendor that have equal ones.

    >>> plain_cell("①体操 　㈱さくら\\n月曜")
    '1体操 (株)さくら 月曜'
    """
    usual = "".join(unicodedata.normalize("NFKC", one) if is_of_one_vendor(one) else one for one in text)
    return " ".join(usual.split())


def katakana(reading: str) -> str:
    """A stored reading, which is in hiragana, as lists want it."""
    return jaconv.hira2kata(reading)


def clock(time: dt.time | None) -> str:
    """「09:30」; "" for None."""
    return f"{time:%H:%M}" if time else ""


def clock_of_end(start: dt.time | None, end: dt.time | None) -> str:
    """The end as `clock`; midnight is 「24:00」, which ends the day and does not begin it."""
    return "24:00" if span_in_minutes(start, end)[1] == A_DAY else clock(end)


def yes_or_no(answer: str | None) -> str:
    """「有」, 「無」, or "" where nobody knows."""
    return {"yes": "有", "no": "無"}.get(answer or "", "")


def degrees(number: float | None) -> str:
    """A coordinate with six places behind the point, which is a hand's breadth; "" for None."""
    return "" if number is None else f"{number:.6f}"
