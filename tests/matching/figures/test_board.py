"""The figures of 3,000 invented cases equal a count made independently, row by row, and hide what must be hidden."""

import datetime as dt
from collections import Counter, defaultdict

import jpholiday
import pytest
from django.utils import timezone

from directory.models import Area, AreaSystem, Attendance, Resource
from matching.figures.areas import Areas
from matching.figures.board import Board
from matching.figures.indicators import BY_SLUG, COUNTS, INDICATORS
from matching.figures.masking import NOTHING, Released, said
from matching.figures.periods import Month, Period, period_from
from matching.figures.state_questions import forms_of
from matching.models import (
    FollowUp,
    GapTask,
    Introduction,
    Outcome,
    OutreachContact,
    Participant,
    PlanEvaluation,
    ReferralSheet,
    ReferralStep,
    SupportPlan,
)
from tests.benchmarks.cases import UNTIL, make_cases
from tests.factories import make_agency, make_resource, make_town
from tests.matching.figures.attack import revealed

pytestmark = pytest.mark.django_db
YEAR = dt.date(2025, 4, 1), dt.date(2026, 4, 1)


@pytest.fixture
def agency(db):
    return make_cases(3000).memberships.get().agency


def is_new_year(day):
    """12/29 to 1/3."""
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)


class Independent:
    """The numbers of the 年度 2025 by loops over the rows themselves: (indicator, name of the area or "") -> number."""

    def __init__(self, agency):
        self.found, self.areas, self.seen, self.waited = Counter(), {}, set(), []
        for area in Area.objects.prefetch_related("towns"):
            self.areas |= {town.pk: area.name for town in area.towns.all()}
        people = Participant.objects.filter(agency=agency).prefetch_related("sheets", "introductions")
        self.people = {person.pk: person for person in people}
        for person in self.people.values():
            days = [person.received_on, *(sheet.recorded_on for sheet in person.sheets.all())]
            self.count("received", min([*days, *(one.begun_on for one in person.introductions.all())]), person.town_id)
        self.steps = defaultdict(set)
        for one in FollowUp.objects.select_related("outcome"):
            if one.done_at.date() < dt.date(2026, 11, 1):
                self.follow_up(one)
        for one in Introduction.objects.select_related("outcome").order_by("begun_on"):
            self.introduction(one)
        self.outreach()
        for plan in SupportPlan.objects.all():
            slug = "plans_first" if plan.number == 1 else "plans_revised"
            self.count(slug, plan.made_on, self.people[plan.participant_id].town_id)
        for one in PlanEvaluation.objects.exclude(result="goes_on").select_related("plan"):
            reached = "plans_reached" if one.achieved == "yes" else "plans_left"
            for slug in ["plans_ended", reached] if one.result == "ends" else ["plans_broken_off"]:
                self.count(slug, one.day, self.people[one.plan.participant_id].town_id)
        for one in Outcome.objects.select_related("resource__place").order_by("started_on"):
            self.count("hosts", one.started_on, one.resource.place.town_id, once=one.resource_id)

        self.passed_on()
        self.needs()
        self.places()

    def needs(self):
        for person in self.people.values():
            days = [one.recorded_on for one in person.sheets.all() if YEAR[0] <= one.recorded_on < YEAR[1]]
            if days:
                self.count("needs", min(days), person.town_id)
                on = [one for one in person.introductions.all() if one.begun_on < dt.date(2026, 11, 1)]
                goes_on = [one for one in on if not one.ended_on or one.ended_on >= dt.date(2026, 11, 1)]
                led = [one for one in on if one.outcome_id and one.ended_on and one.ended_on >= min(days)]
                if not goes_on and not led:
                    self.count("needs_none", min(days), person.town_id)

    def passed_on(self):
        for sheet in ReferralSheet.objects.prefetch_related("steps"):
            self.sheet(sheet)
        self.found["sheet_days", ""] = sorted(self.waited)[len(self.waited) // 2]

    def places(self):
        for one in Attendance.objects.exclude(people=0).select_related("resource__place").order_by("month", "pk"):
            town = one.resource.place.town_id
            self.count("bases", one.month, town, once=one.resource_id)
            if one.resource.organization_id:
                self.count("organizations", one.month, town, once=one.resource.organization_id)

    def sheet(self, sheet):
        day = timezone.localdate(sheet.made_at)
        steps = [one for one in sheet.steps.all() if timezone.localdate(one.at) < dt.date(2026, 11, 1)]
        answers = [one.at for one in steps if one.kind in ("taken", "together", "advice")]
        days = None
        if answers:
            after = [day + dt.timedelta(days=n) for n in range(1, (timezone.localdate(min(answers)) - day).days + 1)]
            days = sum(one.weekday() < 5 and not jpholiday.is_holiday(one) and not is_new_year(one) for one in after)
            self.waited += [days] if YEAR[0] <= day < YEAR[1] else []
        self.count("sheets", day, sheet.town_id)
        self.count("sheets_open" if days is None else "sheets_soon" if days <= 3 else "later", day, sheet.town_id)
        if [one.kind for one in steps].count("passed") >= 2:
            self.count("sheets_round", day, sheet.town_id)

    def count(self, slug, day, town, once=None):
        """Add one where the day is in the year, and nothing of this slug was counted `once` before."""
        if YEAR[0] <= day < YEAR[1] and (slug, once) not in self.seen:
            self.found[slug, ""] += 1
            self.found[slug, self.areas.get(town, "圏域の外・分からない")] += 1
            self.seen |= {(slug, once)} if once else set()

    def outreach(self):
        reached = defaultdict(list)
        for one in OutreachContact.objects.filter(day__range=(YEAR[0], YEAR[1] - dt.timedelta(days=1))):
            reached[one.participant_id].append(one)
        for key, contacts in reached.items():
            first, ready = min(one.day for one in contacts), any(one.is_ready for one in contacts)
            met = ready or any(one.received == "met" for one in contacts)
            for slug in ["outreach"] + ["outreach_met"] * met + ["outreach_ready"] * ready:
                self.count(slug, first, self.people[key].town_id)

    def follow_up(self, one):
        day, town = one.done_at.date(), self.people[one.outcome.participant_id].town_id
        if one.side == "person":
            self.steps[one.outcome_id].add(one.step)
            self.count("heard", day, town)
        if one.side == "person" and one.feeling == "good":
            self.count("good", day, town)
        if one.side == "host" and one.again == "yes":
            self.count("again", day, town)

    def introduction(self, one):
        outcome, town = one.outcome, self.people[one.participant_id].town_id
        self.count("introduced", one.begun_on, town, once=one.participant_id)
        days = (outcome.ended_on - outcome.started_on).days if outcome and outcome.ended_on else 0
        true_of = {
            "asked": True,
            "visit": outcome or one.visit_on,
            "trial": outcome or "trial" in (one.stage, one.reached),
            "joined": outcome,
            "three": outcome and (outcome.stayed or days >= 90),
            "six": outcome and (180 in self.steps[outcome.pk] or days >= 180),
        }
        for slug in filter(true_of.get, true_of):
            self.count(slug, one.begun_on, town)


def test_the_figures_equal_an_independent_count_and_hide_no_more_than_they_must(agency):
    board, expected = Board(agency, UNTIL), Independent(agency).found
    period, wrong, hidden = Period.of_year(2025), [], 0
    slugs = {one.slug for one in INDICATORS} - {"places", "attendances", "developed"}
    for line in board.lines(period):
        slug = line.indicator.slug
        for name, number in [("", line.now), *zip(board.areas.names, line.areas, strict=True)]:
            hidden += number is None
            if slug in slugs and not (slug == "sheet_days" and name) and number not in (None, expected[slug, name]):
                wrong.append((slug, name, number, expected[slug, name]))
    assert wrong == []
    # Of all people of the city nothing is hidden, and of its areas few.
    assert [line.indicator.slug for line in board.lines(period) if line.now is None] == []
    assert hidden < 0.45 * len(INDICATORS) * len(board.areas.names)
    assert expected["received", ""] > 1000
    slugs -= {"sheet_days"}
    rows = [len(board.rows(slug, period)) for slug in slugs]
    assert rows == [expected[slug, ""] for slug in slugs]


def test_nothing_hidden_in_these_cases_can_be_worked_out(db):
    board = Board(make_cases(150).memberships.get().agency, UNTIL)
    found = {}
    for count in COUNTS:
        if count.of_people:
            # Also of the 年度 that goes on, as if its numbers were said as they are.
            tables = [Released(table.counts) for table in board._released[count.slug].values()]
            found[count.slug] = [one for table in tables for one in revealed(table, tried=3)]
    assert found == {slug: [] for slug in found}
    assert len(found) == 10


def test_the_numbers_of_a_year_that_goes_on_are_said_in_steps_and_then_as_they_are(db):
    agency = make_agency()
    Participant.objects.bulk_create(
        Participant(code=f"A-{n}", agency=agency, received_on=dt.date(2026, 4 + n // 2, 3)) for n in range(18)
    )
    year = Period.of_year(2026)
    boards = [Board(agency, dt.date(2026 + month // 12, month % 12 + 1, 20)) for month in range(4, 16)]
    said_of = [said(board.number("received", Period(year.first, min(year.last, board.last)))) for board in boards]
    assert said_of[:5] == ["＊", "＊", "5人以上", "5人以上", "10人以上"]
    assert said_of[-3:] == ["15人以上", "15人以上", "18人"]
    over = Period(Month.read("2025-04"), Month.read("2026-12"))
    assert said(boards[8].number("received", over)) == "15人以上"


def test_a_period_goes_over_years_and_ends_with_the_last_month_that_is_over():
    today = dt.date(2026, 11, 27)
    asked = [("", ""), ("2025-01", "2026-02"), ("2026-11", "2026-11"), ("2026-03", "2027-01"), ("x", "2026-01")]
    said = [period_from(*one, today).in_words for one in asked]
    this_year = "2026年4月から2026年10月まで"
    over = "2026年3月から2026年10月まで"
    assert said == [this_year, "2025年1月から2026年2月まで", this_year, over, this_year]
    assert period_from("2025-04", "2026-03", today).in_words == "2025年度"
    period = Period(Month.read("2025-02"), Month.read("2025-05"))
    assert [(year, list(months)) for year, months in period.by_year()] == [(2024, [10, 11]), (2025, [0, 1])]
    assert str(period.year_before.first) == "2024-02"


def test_areas_are_those_of_one_division_alone():
    town = make_town()
    city = town.municipality
    first = AreaSystem.objects.create(municipality=city, name="圏域")
    top = Area.objects.create(system=first, name="第一")
    below = Area.objects.create(system=first, name="第一の北", parent=top)
    below.towns.add(town)
    other = Area.objects.create(system=AreaSystem.objects.create(municipality=city, name="学区"), name="小学校")
    other.towns.add(town)
    areas = Areas.of(make_agency(municipality=city))
    assert areas.names == ("第一", "圏域の外・分からない")
    assert [areas.position(town.pk), areas.position(None)] == [0, 1]


def test_another_agency_and_another_city_count_for_themselves(db):
    agency, other = make_agency(), make_agency()
    Participant.objects.bulk_create(
        Participant(code=f"{one.pk}-{n}", agency=one, received_on=dt.date(2026, 5, 1))
        for one, many in ((agency, 6), (other, 9))
        for n in range(many)
    )
    period = Period(Month.read("2026-04"), Month.read("2026-10"))
    boards = [Board(one, UNTIL) for one in (agency, other)]
    assert [said(board.number("received", period)) for board in boards] == ["5人以上", "5人以上"]
    assert [len(board.rows("received", period)) for board in boards] == [6, 9]


def test_the_year_so_far_says_as_much_of_areas_as_a_whole_year(db):
    town = make_town()
    system = AreaSystem.objects.create(municipality=town.municipality, name="圏域")
    Area.objects.create(system=system, name="第一").towns.add(town)
    agency = make_agency(municipality=town.municipality)
    days = [dt.date(2026, month, 3) for month in (4, 4, 5, 6, 9, 10)]
    Participant.objects.bulk_create(
        Participant(code=f"{home}-{n}", agency=agency, town=home, received_on=day)
        for n, day in enumerate(days)
        for home in (town, None)
    )
    board = Board(agency, UNTIL)
    so_far = Period(Month.read("2026-04"), Month.read("2026-10"))
    assert [said(board.number("received", so_far, area)) for area in (None, 0, 1)] == ["10人以上", "5人以上", "5人以上"]
    assert board.number("received", Period(so_far.first, Month.read("2026-09")), 0) is None


def test_the_days_to_the_first_answer_are_of_the_first_agency_and_passing_on_is_none(db):
    first, second = make_agency(), make_agency()
    asked = timezone.make_aware(dt.datetime(2026, 9, 17, 23, 30))  # a Thursday; 9/21 to 9/23 are holidays
    for n in range(7):
        sheet = ReferralSheet.objects.create(
            number=f"T-{n}", agency=second, made_at=asked, sender="self", channel="form", topic="other"
        )
        ReferralStep.objects.create(sheet=sheet, kind="sent", to_agency=first, at=asked)
        ReferralStep.objects.create(sheet=sheet, kind="passed", agency=first, to_agency=second, at=asked)
        if n < 5:
            at = asked + dt.timedelta(days=[0, 1, 7, 8, 80][n])
            ReferralStep.objects.create(sheet=sheet, kind="advice", agency=second, at=at)
    september = Period(Month.read("2026-09"), Month.read("2026-09"))
    boards = [Board(agency, UNTIL) for agency in (first, second)]
    slugs = ("sheets", "sheets_soon", "sheets_open", "sheet_days", "sheets_round")
    numbers = [[board.number(slug, september) for slug in slugs] for board in boards]
    # Answered on the same day, the next, after two and three working days; what came in December is no answer yet.
    assert [one.days for one in boards[0].rows("sheets", september)] == [0, 1, 2, 3, None, None, None]
    assert numbers == [[5, None, None, None, 0], [0, 0, 0, NOTHING, 0]]
    ReferralStep.objects.create(sheet=sheet, kind="taken", agency=second, at=asked + dt.timedelta(days=12))
    board = Board(first, UNTIL)
    assert [board.number(slug, september) for slug in slugs[:4]] == [5, None, None, None]
    for n in range(7, 12):
        sheet = ReferralSheet.objects.create(
            number=f"T-{n}", agency=first, made_at=asked, sender="self", channel="form", topic="other"
        )
        ReferralStep.objects.create(sheet=sheet, kind="sent", to_agency=first, at=asked)
    board = Board(first, UNTIL)
    assert [board.number(slug, september) for slug in slugs[:4]] == [10, None, 5, 2]


def test_a_place_that_came_of_a_task_counts_on_the_day_of_its_end(db):
    place = make_resource()
    agency = make_agency(municipality=place.municipality)
    for day in (dt.date(2026, 5, 3), dt.date(2026, 6, 3)):
        GapTask.objects.create(
            agency=agency, change="fee", kind="new", talks="会と", made_on=day, done_on=day, resource=place
        )
    GapTask.objects.create(agency=agency, change="fee", kind="new", talks="会と", made_on=day, done_on=day)
    assert Board(agency, UNTIL).number("developed", Period.of_year(2026)) == 1


def test_a_place_counts_once_where_it_was_first_listed(db):
    place = make_resource()
    agency = make_agency(municipality=place.municipality)
    day = dt.datetime(2026, 5, 3, tzinfo=dt.UTC)
    Resource.objects.filter(pk=place.pk).update(first_published_at=day)
    board = Board(agency, UNTIL)
    assert board.number("places", Period.of_year(2026)) == 1
    assert board.number("places", Period.of_year(2025)) == 0


def test_the_columns_of_the_state_are_data(tmp_path):
    file = tmp_path / "forms.yaml"
    file.write_text(
        "- {name: A, from: 2024, columns: [{heading: 受付, indicator: received}]}\n"
        "- {name: A, from: 2026, columns: [{heading: 受付件数, indicator: received}, {heading: 手書き}]}\n",
        encoding="utf-8",
    )
    assert [form.columns for form in forms_of(2025, file)] == [(("受付", "received"),)]
    assert [form.columns for form in forms_of(2026, file)] == [(("受付件数", "received"), ("手書き", ""))]
    file.write_text("- {name: A, from: 2024, columns: [{heading: x, indicator: nothing}]}", encoding="utf-8")
    with pytest.raises(KeyError):
        forms_of(2025, file)
    assert {slug for form in forms_of(2026) for _, slug in form.columns if slug} <= BY_SLUG.keys()
