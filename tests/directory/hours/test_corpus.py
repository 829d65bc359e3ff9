"""The corpus of opening hours is read as people read it; `python -m tests.benchmarks.hours` lists what is not."""

from collections import Counter
from datetime import date, time

import pytest

from directory.hours.rules import DateException, Rule
from tests.benchmarks.hours import RIGHT, TEXT, WRONG, Entry, Reading, answers, corpus, figures, verdict

LEAST_RIGHT = 0.75
LEAST_OF_A_KIND = 15

TUESDAYS = Reading((Rule(weekdays=(1,), start=time(10), end=time(12)),))
TWICE_A_MONTH = Reading((Rule(times=2, per="month"),))
SECOND_AND_FOURTH = Reading((Rule(weekdays=(1,), weeks=(2,)), Rule(weekdays=(1,), weeks=(4,))))


def test_nothing_false_and_most_of_it_right():
    given = list(answers(corpus()))
    assert [str(answer.entry) for answer in given if answer.verdict == WRONG] == []
    assert figures(given)["right_share"] >= LEAST_RIGHT


def test_every_kind_has_its_texts_and_no_text_comes_twice():
    said = Counter(entry.text or str(entry) for entry in corpus())
    assert [text for text, times in said.items() if times > 1] == []
    assert min(Counter(entry.kind for entry in corpus()).values()) >= LEAST_OF_A_KIND


@pytest.mark.parametrize(
    ("expected", "found", "judged"),
    [
        ([TUESDAYS], TUESDAYS, RIGHT),
        ([SECOND_AND_FOURTH], Reading((Rule(weekdays=(1,), weeks=(2, 4)),)), RIGHT),
        ([Reading(), TUESDAYS], TUESDAYS, RIGHT),
        ([Reading()], Reading(), RIGHT),
        ([TUESDAYS], Reading(), TEXT),
        ([Reading()], TUESDAYS, WRONG),
        ([Reading()], TWICE_A_MONTH, WRONG),
        ([TWICE_A_MONTH], Reading((Rule(times=1, per="month"),)), WRONG),
        ([TUESDAYS], Reading((Rule(weekdays=(1,), start=time(10)),)), WRONG),
        ([TUESDAYS], Reading((*TUESDAYS.rules, Rule(weekdays=(3,)))), WRONG),
        ([TUESDAYS], Reading(TUESDAYS.rules, (DateException(date(2026, 8, 11), meets=False),)), WRONG),
        ([TUESDAYS], Reading(TUESDAYS.rules, (DateException(date(2019, 4, 12), meets=True),)), WRONG),
        ([TUESDAYS], Reading((Rule(weekdays=(1,), start=time(10), end=time(12), closed_at_new_year=True),)), WRONG),
    ],
)
def test_answers_are_judged_by_the_meetings_they_give(expected, found, judged):
    assert verdict(Entry("", readings=tuple(expected)), found) == judged
