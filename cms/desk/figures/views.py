"""指標: the figures of an agency with goals, their rows, and the yearly sheet (PDCA). Numbers are masked on the screen too."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.content.site_settings import SiteSettings
from cms.desk.access import choose_agency, numbers_only, record_look, record_people
from cms.desk.figures.asked import Asked
from cms.desk.figures.bars import bars
from cms.desk.figures.forms import GoalForm
from cms.print.pdf import pdf_response
from directory.associations.attendance import fiscal_year
from directory.spreadsheets.csv_cells import csv_cell
from matching.cases.participants import Participant
from matching.casework.referrals.sheets import ReferralSheet
from matching.figures.board import Board, Line
from matching.figures.goals import YearGoal
from matching.figures.indicators import BY_SLUG
from matching.figures.masking import HIDDEN_IN_WORDS, SO_FAR_IN_WORDS, said
from matching.figures.periods import EARLIEST, Period
from matching.figures.state_questions import forms_of
from matching.oversight.audit_log import Look

WHAT = "指標"
ROWS_FOR_COORDINATORS = "この一覧は、この機関のコーディネーターだけが見られます。"
GOALS_FOR_COORDINATORS = "めあてと ふりかえりは、この機関のコーディネーターが書きます。"
MOST_ROWS = 500


def _asked(request: HttpRequest) -> Asked:
    """What the address asks for, of an agency of which the user may see the numbers."""
    may = request.permissions  # type: ignore[attr-defined]
    agency, agencies = choose_agency(request, {*may.coordinated, *may.viewed})
    return Asked.of(request.GET, agency, agencies, timezone.localdate())


def _row(line: Line, goal: YearGoal | None) -> dict[str, Any]:
    unit = line.indicator.unit
    aim = goal.goal if goal else None
    return {
        "indicator": line.indicator,
        "now": said(line.now, unit),
        "before": said(line.before, unit),
        "areas": [said(number, "") for number in line.areas],
        "goal": goal or YearGoal(),
        "bars": bars(line.now, line.before, aim),
    }


def _groups(asked: Asked) -> list[tuple[str, list[dict[str, Any]]]]:
    """The lines by the work they belong to."""
    goals = _goals(asked.board, asked.period.last.year)
    found: dict[str, list[dict[str, Any]]] = {}
    for line in asked.board.lines(asked.period, asked.area):
        found.setdefault(line.indicator.work, []).append(_row(line, goals.get(line.indicator.slug)))
    return list(found.items())


def _goals(board: Board, year: int) -> dict[str, YearGoal]:
    return {one.indicator: one for one in YearGoal.objects.filter(agency=board.agency, year=year)}


def _legend(asked: Asked) -> str:
    return HIDDEN_IN_WORDS + SO_FAR_IN_WORDS * (not asked.board.is_over(asked.period.last.year))


def _context(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    may = request.permissions  # type: ignore[attr-defined]
    return {
        "room": "numbers",
        "asked": asked,
        "legend": _legend(asked),
        "coordinates": asked.agency.pk in may.coordinated,
        "today": timezone.localdate(),
        "site": SiteSettings.load(request_or_site=request),
    }


@require_safe
@numbers_only
def figures(request: HttpRequest) -> HttpResponse:
    """All indicators for a period and an area, beside the year before and the goal, and each area."""
    asked = _asked(request)
    record_look(request, Look.Action.SEEN, what=f"{WHAT}（{asked.period.in_words}）")
    return render(request, "desk/figures/board.html", _context(request, asked) | {"groups": _groups(asked)})


@require_safe
@numbers_only
def figures_paper(request: HttpRequest) -> HttpResponse:
    """The same on paper, the charts beside their table."""
    asked = _asked(request)
    record_look(request, Look.Action.PRINTED, what=f"{WHAT}（{asked.period.in_words}）")
    return pdf_response("print/figures.html", _context(request, asked) | {"groups": _groups(asked)}, "shihyo")


@require_safe
@numbers_only
def figures_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table for a spreadsheet, with how each number is counted."""
    asked = _asked(request)
    record_look(request, Look.Action.EXPORTED, what=f"{WHAT}（{asked.period.in_words}）")
    heads = ["事業", "指標", asked.period.in_words, "前の年", "めあて", "はじめの数", "めあての もと"]
    rows = [[*heads, "何の数か", "数えかた", *asked.board.areas.names]]
    for work, lines in _groups(asked):
        for row in lines:
            goal, one = row["goal"], row["indicator"]
            numbers = [row["now"], row["before"], goal.goal, goal.baseline, goal.source]
            rows.append([work, one.label, *numbers, one.what, one.how, *row["areas"]])
    return _csv([*rows, [_legend(asked)]], "shihyo")


@require_safe
@numbers_only
def state_csv(request: HttpRequest) -> HttpResponse:
    """What the State asks of the 年度, one line for each form."""
    asked = _asked(request)
    year = asked.period.last.year
    record_look(request, Look.Action.EXPORTED, what=f"国への報告（{year}年度）")
    rows: list[list[Any]] = []
    for form in forms_of(year):
        rows.append(["様式", "年度", "機関", *(heading for heading, _ in form.columns)])
        rows.append([form.name, year, asked.agency, *form.row(asked.board, Period.of_year(year))])
    return _csv([*rows, [_legend(asked)]], "kuni")


def _csv(rows: Iterable[Iterable[Any]], filename: str) -> HttpResponse:
    text = io.StringIO("\ufeff")  # Excel takes a file without this mark for CP932
    text.seek(0, io.SEEK_END)
    csv.writer(text).writerows([csv_cell(cell) for cell in row] for row in rows)
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{filename}.csv"'
    return answer


@require_safe
@numbers_only
def rows(request: HttpRequest, indicator: str) -> HttpResponse:
    """The people behind a number, by their codes alone, for the coordinators of their agency."""
    asked = _asked(request)
    if indicator not in BY_SLUG or not BY_SLUG[indicator].count.of_people:
        raise Http404("この指標には、一覧が ありません。")
    if asked.agency.pk not in request.permissions.coordinated:  # type: ignore[attr-defined]
        raise PermissionDenied(ROWS_FOR_COORDINATORS)
    events = asked.board.rows(indicator, asked.period, asked.area)[:MOST_ROWS]
    keys = {one.person for one in events if one.person and not one.sheet}
    people = Participant.objects.known().select_related("in_charge").defer("note", "held_because").in_bulk(keys)
    record_people(request, people.values(), f"{WHAT}の一覧")
    areas = asked.board.areas
    sheets = ReferralSheet.objects.for_lists().in_bulk([one.sheet for one in events if one.sheet])
    shown = [
        (
            one,
            areas.names[areas.position(one.town)],
            None if one.sheet else people.get(one.person or 0),
            sheets.get(one.sheet or 0),
        )
        for one in events
    ]
    context = {"indicator": BY_SLUG[indicator], "rows": shown, "most": MOST_ROWS}
    return render(request, "desk/figures/rows.html", _context(request, asked) | context)


def _year(request: HttpRequest, year: int) -> Asked:
    if not EARLIEST <= year <= fiscal_year(timezone.localdate()):
        raise Http404("この年度の表は、ありません。")
    return _asked(request).with_period(Period.of_year(year))


def _sheet(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    year = asked.period.first.year
    goals = _goals(asked.board, year)
    lines = [_row(line, goals.get(line.indicator.slug)) for line in asked.board.lines(asked.period)]
    return _context(request, asked) | {"year": year, "lines": lines}


@require_safe
@numbers_only
def year_sheet(request: HttpRequest, year: int) -> HttpResponse:
    """The sheet of a 年度: what was found, how it is judged, the next aim, and what is done."""
    asked = _year(request, year)
    record_look(request, Look.Action.SEEN, what=f"PDCAの表（{year}年度）")
    context = _sheet(request, asked)
    written = [row for row in context["lines"] if row["goal"].pk]
    unwritten = [row for row in context["lines"] if not row["goal"].pk]
    return render(request, "desk/figures/year.html", context | {"written": written, "unwritten": unwritten})


@require_safe
@numbers_only
def year_paper(request: HttpRequest, year: int) -> HttpResponse:
    """The same on paper."""
    asked = _year(request, year)
    record_look(request, Look.Action.PRINTED, what=f"PDCAの表（{year}年度）")
    return pdf_response("print/figures_year.html", _sheet(request, asked), f"pdca-{year}")


@numbers_only
def year_goal(request: HttpRequest, year: int, indicator: str) -> HttpResponse:
    """Goal and judgement of one indicator in a 年度."""
    asked = _year(request, year)
    if indicator not in BY_SLUG:
        raise Http404("この指標は、ありません。")
    if asked.agency.pk not in request.permissions.coordinated:  # type: ignore[attr-defined]
        raise PermissionDenied(GOALS_FOR_COORDINATORS)
    known = {"agency": asked.agency, "year": year, "indicator": indicator}
    goal = YearGoal.objects.filter(**known).first() or YearGoal(**known)
    form = GoalForm(request.POST or None, instance=goal)
    if request.method == "POST" and form.is_valid():
        form.instance.written_by = request.user
        form.save()
        record_look(request, Look.Action.CHANGED, what=f"めあて（{year}年度）")
        return redirect(f"{asked.address('desk_year_sheet', year)}#{indicator}")
    line = asked.board.lines(asked.period, slugs=[indicator])[0]
    context = {"form": form, "line": _row(line, goal), "year": year}
    return render(request, "desk/figures/goal.html", _context(request, asked) | context)
