"""Lines of hours as a volunteer or a clerk types them from paper: a line may speak of those above it."""

import datetime as dt

import pytest

from cms.forms.hours_lines import read_lines
from directory.hours.wording import describe

TODAY = dt.date(2026, 11, 27)
TUESDAYS = "毎月第2・第4火曜 10:00–12:00"
NOT_IN_DECEMBER = f"{TUESDAYS}（12月は休み）"
DECEMBER = "毎年12月の第2水曜 10:00–12:00"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ([TUESDAYS, "12月は第2水曜だけ"], [NOT_IN_DECEMBER, DECEMBER]),
        ([TUESDAYS, "１２月は、第２水曜日のみ"], [NOT_IN_DECEMBER, DECEMBER]),
        ([f"{TUESDAYS}（12月は第2水曜だけ）"], [NOT_IN_DECEMBER, DECEMBER]),
        ([TUESDAYS, "12月は第2水曜だけ 13:00〜15:00"], [NOT_IN_DECEMBER, DECEMBER.replace("10:00–12:00", "13:00–15:00")]),
        # It limits December itself, and says nothing of the other line.
        ([TUESDAYS, "12月のみ 第2水曜 13:00〜15:00"], [TUESDAYS, DECEMBER.replace("10:00–12:00", "13:00–15:00")]),
        ([TUESDAYS, "毎月第3金曜 13:00–15:00"], [TUESDAYS, "毎月第3金曜 13:00–15:00"]),
        (["毎週水曜日　午前１０時～１２時", "8月は休み、第5週は やりません"], ["毎週水曜 10:00–12:00（8月・第5水曜は休み）"]),
        (["毎週水曜 10:00–12:00", "毎週金曜 13:00–15:00", "8月は休み"], ["毎週水曜 10:00–12:00（8月は休み）", "毎週金曜 13:00–15:00（8月は休み）"]),
        ([TUESDAYS, "12月は第2水曜だけ", "8月は休み"], [f"{TUESDAYS}（8月・12月は休み）", DECEMBER]),
        ([TUESDAYS, "8月は休み", "12月は第2水曜だけ"], [f"{TUESDAYS}（8月・12月は休み）", DECEMBER]),
        (["毎週水曜 10:00–12:00（8月は休み、第5週は やりません）"], ["毎週水曜 10:00–12:00（8月・第5水曜は休み）"]),
    ],
)  # fmt: skip
def test_what_the_lines_mean_together(typed, meant):
    rules, unread = read_lines(typed, TODAY)
    assert ([describe(rule) for rule in rules], unread) == (meant, [])


@pytest.mark.parametrize("typed", [["8月は休み"], [TUESDAYS, "雨の日はやりません"], [f"{TUESDAYS}（たぶん）"]])
def test_a_line_that_is_not_understood_is_told(typed):
    assert read_lines(typed, TODAY)[1] == [typed[-1]]
