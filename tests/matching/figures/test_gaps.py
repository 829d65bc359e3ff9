"""What is missing, priced in people: which single change would help whom, counted for areas and masked."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from django.utils import timezone

from directory.models import Area, AreaSystem
from matching.figures.areas import Areas
from matching.figures.gaps.board import GapBoard, Waiting
from matching.figures.gaps.tasks import GapTask, tasks_of, what_became
from matching.figures.gaps.wording import in_words, is_change
from matching.models import Introduction, NeedsSheet, Participant
from matching.proposals import ranked_lists
from tests.factories import make_agency, make_place, make_resource, make_town
from tests.matching.figures.attack import revealed, revealed_by_gaps, revealed_by_next_year

pytestmark = pytest.mark.django_db
WED_EVENING = {"available": [{"weekdays": ["wed"], "from": "16:00", "to": "19:00"}]}
WALKS = {"travel": {"modes": ["walk"], "max_minutes": 10}}
GAMES = {"interests": {"want": ["board_games"]}, "targets": ["older"], "age": 70}
FAR = {"lat": 35.70, "lng": 139.60}
OPEN = {"activities": ["board_games"], "targets": ["everyone"], "referral": "open"}


@pytest.fixture
def agency(db):
    town = make_town()
    system = AreaSystem.objects.create(municipality=town.municipality, name="日常生活圏域")
    Area.objects.create(system=system, name="平尾圏域").towns.add(town)
    return make_agency(municipality=town.municipality)


def wait(agency, many, facts, town=None):
    """So many people of a town who wait, with one sheet alike."""
    first = Participant.objects.count()
    rows = Participant.objects.bulk_create(
        Participant(code=f"G-{first + n}", agency=agency, town=town or make_town()) for n in range(many)
    )
    today = timezone.localdate()
    NeedsSheet.objects.bulk_create(NeedsSheet(participant=one, facts=GAMES | facts, recorded_on=today) for one in rows)
    return rows


def numbers(agency):
    """Slug of each gap -> people."""
    return {gap.slug: gap.people for gap in GapBoard(agency, timezone.localdate()).gaps}


PLACES = {
    "schedule.wed-夕方": ({"schedule": "毎週火曜 10:00–12:00"}, WED_EVENING),
    "needs.pick_up": ({"schedule": "毎週水曜 16:00–18:00", "place": FAR}, WED_EVENING | WALKS),
    "needs.quiet": ({"features": {"quiet": "no"}}, {"needs": ["quiet"]}),
    "fee": ({"fee": 1000}, {"max_fee": 100}),
    "group": ({"group_size": 60}, {"max_group": 5}),
    "referral": ({"referral": "closed"}, {}),
    "age": ({"max_age": 40}, {}),
    "new": ({"activities": ["music"], "fee": 1000}, {"max_fee": 100}),
}
"""What would help -> the one place of the town, and what its people need."""


@pytest.mark.parametrize("slug", PLACES)
def test_each_change_that_would_help(agency, slug):
    place, needs = PLACES[slug]
    at = make_place(**place["place"]) if "place" in place else make_place()
    make_resource(**OPEN | place | {"place": at})
    wait(agency, 6, needs)
    assert numbers(agency) == {slug: 6}


def test_a_place_that_would_need_two_changes_is_no_near_miss(agency):
    make_resource("毎週火曜 10:00–12:00", fee=1000, **OPEN)
    wait(agency, 6, WED_EVENING | {"max_fee": 100})
    assert numbers(agency) == {"new": 6}


def test_who_has_a_place_that_fits_is_in_no_gap_but_a_refusal_of_the_year_is(agency):
    listing = make_resource("毎週水曜 16:00–18:00", **OPEN)
    rows = wait(agency, 12, WED_EVENING)
    assert numbers(agency) == {}
    today = timezone.localdate()
    for one, ago in [(one, 30) for one in rows[:5]] + [(one, 400) for one in rows[5:10]]:
        ended = today - dt.timedelta(days=ago)
        Introduction.objects.create(
            participant=one, resource=listing, begun_on=ended, moved_on=ended, ended_on=ended, stage="broken_off",
            ended_because="full",
        )  # fmt: skip
    assert numbers(agency) == {"capacity": 5}


def test_a_task_ends_in_a_listing_that_meets_the_people_and_the_next_years_board_says_so(agency):
    make_resource("毎週火曜 10:00–12:00", **OPEN)
    wait(agency, 6, WED_EVENING)
    today = timezone.localdate()
    task = GapTask.objects.create(
        agency=agency, change="schedule.wed-夕方", people=6, made_on=today - dt.timedelta(300), kind="new", talks="会と"
    )
    became = what_became(GapBoard(agency, today), tasks_of(agency, today))
    assert [(one.label, one.now, one.suits) for one in became] == [("水曜の夕方に 開けば", 6, None)]
    task.resource, task.done_on = make_resource("毎週水曜 16:00–18:00", **OPEN), today
    task.save()
    became = what_became(GapBoard(agency, today), tasks_of(agency, today))
    assert [(one.task.people, one.now, one.suits) for one in became] == [(6, 0, 6)]
    GapTask.objects.update(made_on=today - dt.timedelta(days=800), done_on=today - dt.timedelta(days=700))
    assert tasks_of(agency, today) == []


def test_small_numbers_are_hidden_and_cannot_be_worked_out(agency):
    make_resource("毎週火曜 10:00–12:00", **OPEN)
    far = make_town("矢野口")
    wait(agency, 7, WED_EVENING)
    wait(agency, 3, WED_EVENING | {"targets": ["youth"], "interests": {"want": ["board_games", "tea"]}}, far)
    board = GapBoard(agency, timezone.localdate())
    [gap] = board.gaps
    assert (gap.people, gap.areas) == (10, (None, None))
    assert dict(gap.targets) == {"高齢の人": None, "若者": None}
    assert revealed(board.table(gap.slug)) == []
    assert board.number(gap.slug, area="平尾圏域") is None
    assert len(board.people_of(gap.slug, area=0)) == 7


def board_of(agency, *people):
    """A board of people who wait: (how many, area, slugs of what helps them, wish, group)."""
    board = GapBoard(agency, timezone.localdate())
    board.areas = Areas(("北", "南", "東"), {})
    rows = [one for many, *one in people for _ in range(many)]
    board.waiting = [
        Waiting(n, area, *([*more, "tea", "older"][:2]), frozenset(changes.split()))
        for n, (area, changes, *more) in enumerate(rows)
    ]
    return board


SUBTRACTED = [
    # 19 whom a change helps, less 16 who need a lift
    [(8, 0, "needs.pick_up"), (8, 1, "needs.pick_up"), (4, 0, "fee")],
    # of each area, less those who need a lift
    [(10, 0, "needs.pick_up"), (10, 1, "needs.pick_up"), (3, 0, "fee"), (2, 1, "fee")],
    # of two areas together
    [(12, 0, "needs.pick_up group"), (1, 0, "fee"), (6, 1, "fee"), (7, 2, "fee")],
]


@pytest.mark.parametrize("people", SUBTRACTED)
def test_no_gap_is_what_is_left_of_all_whom_a_change_helps(agency, people):
    board = board_of(agency, *people)
    assert revealed_by_gaps(board, board.helped) == []
    counts = [[one.area for one in board.waiting].count(area) for area in range(3)]
    told = replace(board.helped, people=sum(counts), areas=tuple(counts))
    assert revealed_by_gaps(board, told), "the attack sees through what is not joined"


def test_no_gap_of_invented_boards_is_worked_out(agency):
    slugs = ("needs.pick_up", "fee", "capacity", "group")
    for seed in range(25):
        chance = np.random.default_rng(seed)
        kinds = [" ".join(chance.choice(slugs, chance.integers(1, 3), replace=False)) for _ in range(5)]
        people = [(int(chance.poisson(3)), int(chance.integers(3)), kind) for kind in kinds for _ in range(2)]
        board = board_of(agency, *people)
        assert revealed_by_gaps(board, board.helped) == [], seed


def opened(agency, before, seed, monkeypatch):
    """The board after a place opened that suits some of those who wait and some who do not, and what is said of how many it suits."""
    chance = np.random.default_rng(seed)
    leave = {one.person for one in before.waiting if chance.random() < 0.6}
    after = GapBoard(agency, timezone.localdate())
    after.areas, after.waiting = before.areas, [one for one in before.waiting if one.person not in leave]
    suited = [None] * (len(leave) + int(chance.integers(0, 3)))
    monkeypatch.setattr("matching.figures.gaps.tasks.people_suited", lambda *asked: suited)
    task = GapTask(pk=1, agency=agency, change=before.gaps[0].slug, people=before.gaps[0].people, resource_id=1)
    [became] = what_became(after, [task])
    return after, became.suits


def test_the_board_of_next_year_tells_nothing_that_is_hidden_in_either(agency, monkeypatch):
    for seed in range(12):
        chance = np.random.default_rng(seed)
        people = [
            (int(chance.poisson(4)), int(chance.integers(2)), kind)
            for kind in ("needs.pick_up", "fee", "needs.pick_up fee", "capacity")
        ]
        before = board_of(agency, *people)
        after, suits = opened(agency, before, seed, monkeypatch)
        assert revealed_by_next_year(before, after, suits) == [], seed
    before, after = board_of(agency, (9, 0, "fee")), board_of(agency, (4, 0, "fee"))
    assert revealed_by_next_year(before, after, 5) == [("fee", None), ("fee", 0)], "nine less the five whom it suits"
    assert revealed_by_next_year(before, after, None) == []


def test_whom_a_listing_suits_is_not_said_beside_a_gap_that_is_hidden_now(agency):
    make_resource("毎週火曜 10:00–12:00", **OPEN)
    wait(agency, 5, WED_EVENING)
    wait(agency, 4, WED_EVENING | {"needs": ["wheelchair"]})
    today = timezone.localdate()
    listing = make_resource("毎週水曜 16:00–18:00", features={"wheelchair": "no"}, **OPEN)
    tasks = [
        GapTask.objects.create(
            agency=agency, change=change, people=9, made_on=today, kind="new", talks="会と", resource=listing
        )
        for change in ("schedule.wed-夕方", "fee")
    ]
    became = what_became(GapBoard(agency, today), tasks)
    assert [(one.now, one.suits) for one in became] == [(None, None), (0, None)]


def test_whom_nothing_helps_is_said_beside_the_others_and_never_in_a_sum(agency):
    board = board_of(agency, (9, 0, "fee"), (3, 1, "new"), (6, 2, "fee"))
    said = {gap.slug: (gap.people, gap.areas) for gap in board.gaps} | {"": (board.helped.people, board.helped.areas)}
    assert said == {"fee": (15, (9, 0, 6)), "new": (None, (None, None, None)), "": (15, (9, 0, 6))}


def test_a_gap_is_crossed_by_wish_area_and_group_where_that_is_safe(agency):
    many = [
        (6 + n, area, "fee", wish, group)
        for n, (area, wish, group) in enumerate(
            (area, wish, group) for area in range(3) for wish in ("tea", "music") for group in ("older", "youth")
        )
    ]
    board = board_of(agency, *many)
    of_all, of_youth = board.crossed("fee"), board.crossed("fee", "youth")
    assert dict(of_all.rows) == {"音楽・歌": (17, 25, 33), "お茶・おしゃべり": (13, 21, 29)}
    assert dict(of_youth.rows) == {"音楽・歌": (9, 13, 17), "お茶・おしゃべり": (7, 11, 15)}
    assert board.number("fee", "tea", "北") == 13
    assert board.crossed("fee", "x").target == ""
    few = board_of(agency, *many[:-1], (3, *many[-1][1:]))
    assert dict(few.crossed("fee", "youth").rows)["音楽・歌"] != (9, 13, 3)
    assert revealed(few.table("fee"), tried=10) == []
    assert few.number("fee", "no wish") == 0


def test_another_agency_has_gaps_of_its_own(agency):
    make_resource("毎週火曜 10:00–12:00", **OPEN)
    wait(agency, 6, WED_EVENING)
    assert numbers(make_agency()) == {}


def test_no_query_is_made_for_each_person(agency, django_assert_max_num_queries):
    make_resource("毎週火曜 10:00–12:00", **OPEN)
    wait(agency, 5, WED_EVENING)
    numbers(agency)
    wait(agency, 20, WED_EVENING)
    with django_assert_max_num_queries(30):
        assert numbers(agency) == {"schedule.wed-夕方": 25}


def test_only_of_whom_something_changed_the_engine_is_asked_again(agency, monkeypatch):
    make_resource("毎週火曜 10:00–12:00", **OPEN)
    first, *_ = wait(agency, 6, WED_EVENING)
    asked = []
    match = ranked_lists.match
    monkeypatch.setattr(ranked_lists, "match", lambda *args: asked.append(1) or match(*args))
    seen = [numbers(agency), numbers(agency)]
    NeedsSheet.objects.create(
        participant=first, facts=GAMES | WED_EVENING | {"age": 71}, recorded_on=timezone.localdate()
    )
    seen.append(numbers(agency))
    # Alike needs are asked once.
    assert (seen, len(asked)) == ([{"schedule.wed-夕方": 6}] * 3, 2)
    make_resource("毎週水曜 16:00–18:00", **OPEN)
    assert (numbers(agency), len(asked)) == ({}, 4)


def test_what_is_a_change_and_how_it_is_said(agency):
    vocabulary = GapBoard(agency, timezone.localdate()).vocabulary
    said = {
        "needs.pick_up": "送迎があれば", "needs.quiet": "「静か」が できれば", "schedule.sun-朝": "日曜の朝に 開けば",
        "capacity": "空きがあれば",
    }  # fmt: skip
    assert {slug: in_words(slug, vocabulary) for slug in said} == said
    assert all(is_change(slug, vocabulary) for slug in said)
    assert not any(is_change(slug, vocabulary) for slug in ("needs.x", "schedule.wed", "schedule.x-朝", "travel", ""))
