"""The pages of figures: what each role sees, that no name and no small number is on them, and that goals belong to their agency."""

import csv
import datetime as dt
import io
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.associations.attendance import fiscal_year
from directory.models import Area, AreaSystem
from matching.figures.indicators import BY_SLUG, INDICATORS
from matching.figures.periods import last_month
from matching.models import Identity, Look, Participant, ReferralSheet, ReferralStep, YearGoal
from tests.benchmarks.cases import make_cases
from tests.cms.listings.test_attendance_views import text_of as pdf_text
from tests.factories import make_agency, make_municipality, make_town, make_user
from tests.read_pdf import ReadPdf

pytestmark = pytest.mark.django_db
NAME = "夕凪 春子"
ELEVEN = "11人" if last_month(timezone.localdate()).position == 11 else "10人以上"
"""Eleven people as they are said of this 年度, which is over in April alone."""

BY_LABEL = {"".join(one.label.split()): one for one in INDICATORS}


@pytest.fixture
def agency(db):
    """An agency whose two areas received 8 and 3 people in the last month that is over."""
    city = make_municipality()
    agency = make_agency(municipality=city)
    system, day = AreaSystem.objects.create(municipality=city, name="圏域"), last_month(timezone.localdate()).first_day
    for name, many in (("北", 8), ("南", 3)):
        town = make_town(f"{name}町", municipality=city)
        Area.objects.create(system=system, name=name).towns.add(town)
        Participant.objects.bulk_create(
            Participant(code=f"{name}-{n}", agency=agency, town=town, received_on=day) for n in range(many)
        )
    Identity.objects.create(participant=Participant.objects.get(code="南-0"), name=NAME)
    return agency


def received(page):
    """The row of the first indicator on a page of the board."""
    return next(row for _, rows in page.context["groups"] for row in rows if row["indicator"].slug == "received")


def test_the_rows_of_sheets_are_their_numbers(leader, agency):
    day = last_month(timezone.localdate()).first_day
    at = timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
    person = Participant.objects.get(code="南-0")
    for n in range(6):
        sheet = ReferralSheet.objects.create(
            number=f"T-{n}", agency=agency, made_at=at, sender="self", channel="form", topic="other", who=NAME,
            participant=person, reply="taken", replied_at=at,
        )  # fmt: skip
        ReferralStep.objects.create(sheet=sheet, kind="sent", to_agency=agency, at=at)
        ReferralStep.objects.create(sheet=sheet, kind="taken", agency=agency, at=at)
    page = leader.get(reverse("desk_figures_rows", args=["sheet_days"]))
    text = page.content.decode()
    assert text.count("T-") == 6
    assert text.count("0営業日") == 6
    assert NAME not in text
    assert "南-0" not in text
    assert not Look.objects.filter(participant=person).exists()


def test_a_viewer_sees_numbers_without_a_small_one_a_name_or_a_list(viewer):
    page = viewer.get(reverse("desk_figures"))
    row = received(page)
    assert (row["now"], row["areas"]) == (ELEVEN, ["＊", "＊", "0"])
    assert received(viewer.get(reverse("desk_figures"), {"area": 1}))["now"] == "＊"
    text = page.content.decode()
    assert NAME not in text
    assert "南-0" not in text
    assert reverse("desk_figures_rows", args=["received"]) not in text
    assert viewer.get(reverse("desk_figures_rows", args=["received"])).status_code == 403
    assert {look.what[:3] for look in Look.objects.all()} == {"指標（"}


def test_what_leaves_the_desk_is_masked_alike(viewer):
    file = viewer.get(reverse("desk_figures_csv"))
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[1][1:3] == ["新しく受けた相談", ELEVEN]
    assert rows[1][-3:] == ["＊", "＊", "0"]
    state = list(csv.reader(io.StringIO(viewer.get(reverse("desk_figures_state")).content.decode("utf-8-sig"))))
    assert dict(zip(*state[:2], strict=True))["新規相談受付件数"] == ELEVEN
    paper = pdf_text(viewer.get(reverse("desk_figures_paper")).content)
    assert ELEVEN in paper
    assert NAME not in paper
    assert [look.action for look in Look.objects.order_by("pk")] == ["exported", "exported", "printed"]


def cells(text):
    """Heading of each row of a page's tables -> its other cells, the words alone, table after table."""
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", text, re.S):
        head, *rest = [
            "".join(re.sub(r"<[^>]+>", "", one).split()) for one in re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.S)
        ]
        found.setdefault(head, []).append([one for one in rest if one])
    return found


@pytest.mark.parametrize(
    "asked", [{}, {"area": 0}, {"from": "2025-04", "to": "2026-03"}, {"from": "2025-06", "to": "2026-01", "area": 2}]
)
def test_screen_table_and_paper_say_the_same_of_each_cell(client, asked):
    user = make_cases(120)
    YearGoal.objects.create(agency=user.memberships.get().agency, year=2025, indicator="sheets", goal=30, baseline=7)
    client.force_login(user)
    screen = cells(client.get(reverse("desk_figures"), asked).content.decode())
    file = client.get(reverse("desk_figures_csv"), asked).content.decode("utf-8-sig")
    paper = ReadPdf(client.get(reverse("desk_figures_paper"), asked).content).text
    rows = [["".join(cell.split()) for cell in row] for row in csv.reader(io.StringIO(file))]
    heads, *lines, _ = rows
    assert len(lines) == len(INDICATORS)
    for _, label, now, before, goal, first, _, what, how, *areas in lines:
        (said_now, said_before, said_goal), said_areas = screen[label]
        unit = BY_LABEL[label].unit
        goals = (f"{goal}{unit}" if goal else "—") + (f"はじめ{first}{unit}" if first else "")
        assert (label, said_now, said_before, said_goal, said_areas) == (label, now, before, goals, areas)
        assert f"{label}{now}{before}{goals}" in paper
        assert f"{label}{''.join(areas)}" in paper
        assert f"{label}{what}{how}" in paper
    assert heads[-len(areas) :] == screen["指標"][1]
    shown = [cell for line in lines for cell in (*line[2:4], *line[9:])]
    assert "＊" in shown
    assert sum(cell not in ("＊", "0", "—") for cell in shown) > 20


def test_the_sheet_of_a_year_says_the_same_on_screen_and_paper(client):
    user = make_cases(120)
    YearGoal.objects.create(agency=user.memberships.get().agency, year=2025, indicator="sheets", goal=30)
    client.force_login(user)
    page = client.get(reverse("desk_year_sheet", args=[2025]))
    paper = ReadPdf(client.get(reverse("desk_year_paper", args=[2025])).content).text
    of_year = client.get(reverse("desk_figures"), {"from": "2025-04", "to": "2026-03"})
    board = [
        (row["indicator"].slug, row["now"], row["before"]) for _, rows in of_year.context["groups"] for row in rows
    ]
    assert [(row["indicator"].slug, row["now"], row["before"]) for row in page.context["lines"]] == board
    text = "".join(re.sub(r"<[^>]+>", "", page.content.decode()).split())
    for slug, now, before in board:
        label = "".join(BY_SLUG[slug].label.split())
        assert (f"{label}{now}前の年{before}めあて30件" if slug == "sheets" else f"{label}{now}{before}書く") in text
        assert f"{label}{now}{before}" in paper


def test_a_coordinator_sees_the_rows_by_their_numbers_and_each_look_is_recorded(leader):
    page = leader.get(reverse("desk_figures_rows", args=["received"]), {"area": 1})
    text = page.content.decode()
    assert [person.code for _, _, person, _ in page.context["rows"]] == ["南-0", "南-1", "南-2"]
    assert "北-0" not in text
    assert NAME not in text
    assert Look.objects.filter(participant__code__startswith="南").count() == 3
    assert leader.get(reverse("desk_figures_rows", args=["places"])).status_code == 404
    assert leader.get(reverse("desk_figures_rows", args=["nothing"])).status_code == 404


def test_a_goal_is_written_by_a_coordinator_and_stands_beside_the_number_and_on_the_sheet(leader, agency):
    year = last_month(timezone.localdate()).year
    path = reverse("desk_year_goal", args=[year, "received"])
    said = {"goal": 20, "baseline": 9, "source": "計画 42ページ", "judgement": "fair", "found": "冬に少ない"}
    answer = leader.post(path, said | {"next_aim": "冬も聞く", "measure": "訪ねる"})
    assert answer.url.endswith("#received")
    leader.post(path, said | {"next_aim": "夏も聞く"})
    goal = YearGoal.objects.get()
    assert (goal.agency, goal.year, goal.goal, goal.next_aim, goal.written_by.name) == (
        agency,
        year,
        20,
        "夏も聞く",
        "",
    )
    row = received(leader.get(reverse("desk_figures")))
    assert row["bars"].goal == 200
    assert row["bars"].now == (110 if ELEVEN == "11人" else 100)
    sheet = pdf_text(leader.get(reverse("desk_year_paper", args=[year])).content)
    for word in (ELEVEN, "20人", "もう少し", "冬に少ない", "夏も聞く"):
        assert word in sheet
    assert "冬に少ない" in leader.get(reverse("desk_year_sheet", args=[year])).content.decode()


@pytest.mark.parametrize("wrong", [{"goal": -1}, {"goal": "たくさん"}, {"judgement": "excellent"}])
def test_a_goal_that_is_none_is_refused(leader, wrong):
    assert leader.post(reverse("desk_year_goal", args=[2026, "received"]), wrong).status_code == 200
    assert not YearGoal.objects.exists()


def test_another_agency_is_neither_seen_nor_written(client, agency):
    elsewhere = make_user("coordinator")
    client.force_login(elsewhere)
    asked = {"agency": agency.pk}
    assert received(client.get(reverse("desk_figures"), asked))["now"] == "0人"
    assert client.get(reverse("desk_figures_rows", args=["received"]), asked).context["rows"] == []
    client.post(f"{reverse('desk_year_goal', args=[2026, 'received'])}?agency={agency.pk}", {"goal": 1})
    assert YearGoal.objects.get().agency == elsewhere.memberships.get().agency


def test_a_viewer_writes_no_goal(viewer):
    assert viewer.post(reverse("desk_year_goal", args=[2026, "received"]), {"goal": 1}).status_code == 403


@pytest.mark.parametrize(("year", "indicator"), [(2019, "received"), (2026, "nothing")])
def test_what_there_is_not(leader, year, indicator):
    assert leader.get(reverse("desk_year_goal", args=[year, indicator])).status_code == 404
    later = fiscal_year(timezone.localdate()) + 1
    assert leader.get(reverse("desk_year_sheet", args=[later])).status_code == 404


@pytest.mark.parametrize("asked", [{"from": "x", "to": "2026-13"}, {"area": "９"}, {"area": "99"}, {"agency": "x"}])
def test_an_address_that_cannot_be_read_asks_for_everything(viewer, asked):
    assert received(viewer.get(reverse("desk_figures"), asked))["now"] == ELEVEN


def test_the_board_asks_few_queries_however_many_people(viewer, agency, django_assert_max_num_queries):
    viewer.get(reverse("desk_figures"))
    with django_assert_max_num_queries(45):
        viewer.get(reverse("desk_figures"))


def test_towns_of_people_who_wait_give_no_town_away(client, agency):
    """Their sum stands above them."""
    client.force_login(make_user("viewer", agency))
    page = client.get(reverse("desk_numbers"))
    assert page.context["towns"] == [("北町", "＊"), ("南町", "＊")]
    # A table of nothing but ＊ is folded, with the reason in one line.
    assert "どの町も 少ないので 伏せています" in page.content.decode()
