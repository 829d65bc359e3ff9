"""The page of one run: how far it is, what it would change or has changed, and the buttons to store it and to go back."""

from django.db.models import Count, Window
from django.db.models.functions import RowNumber
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cms.admin.imports.access import imports_only, may_store, run_or_404, store_only
from cms.admin.imports.headings import is_in_doubt, merged_headings
from cms.admin.imports.tasks import begin_step, lend_a_hand
from directory.imports.findings_by_kind import unit_of
from directory.imports.steps.import_runs import UNDO_DAYS
from directory.imports.steps.running import progress_of
from directory.imports.steps.undoing import Stored, obstacles
from directory.models import ImportFinding, ImportRun, PlannedRow
from directory.spreadsheets.findings import Severity

State = ImportRun.State
LINES = 20
"""Findings of a kind that the page of a run shows; a page of its own has the others."""
REASONS = 50
"""Reasons why nothing can be undone that the page shows."""
SENTENCES = {
    PlannedRow.State.NEW: "まだ ないので、新しく入れます。",
    PlannedRow.State.CHANGED: "前に取りこんだ場所です。変わった所だけを直します。人が直した所は、そのままにします。",
    PlannedRow.State.TWIN: "同じかもしれない場所が、もうあります。つなぐか、別のものか、えらんでください。",
    PlannedRow.State.GONE: "前の一覧にあって、この一覧にない場所です。消しません。終わった所には、しるしをつけられます。",
}
"""What the rows of each state are."""


@imports_only
def run_page(request, pk):
    """One run. While a step is being done, the page shows how far it is and comes again by itself."""
    run = lend_a_hand(run_or_404(request, pk))
    context = {
        "run": run,
        "progress": progress_of(run) if run.is_working else None,
        "may_store": may_store(request.user),
        "undo_days": UNDO_DAYS,
        "can_undo": run.has_file,
        "header_title": str(run),
    }
    if run.state in (State.TRIED, State.APPLIED, State.UNDONE):
        context |= _plan(run) | {"groups": _finding_groups(run)}
    return render(request, "admin_city/import_run.html", context)


def _plan(run: ImportRun) -> dict:
    """The rows of each state, and how many are chosen for what."""
    chosen: dict[str, int] = dict.fromkeys(PlannedRow.Choice.values, 0)
    by_state: dict[str, dict[str, int]] = {}
    counted = run.rows.order_by().values("state", "choice").annotate(count=Count("pk"))
    for state, choice, count in counted.values_list("state", "choice", "count"):
        chosen[choice] += count
        by_state.setdefault(state, {})[choice] = count
    states = [
        {
            "state": state,
            "label": state.label,
            "sentence": SENTENCES[state],
            "count": sum(by_state[state].values()),
            "choices": [
                (words, by_state[state][choice])
                for choice, words in _words_of(state).items()
                if choice in by_state[state]
            ],
        }
        for state in PlannedRow.State
        if state in by_state
    ]
    moved = sum(count for choice, count in chosen.items() if choice != PlannedRow.Choice.SKIP)
    headings = merged_headings(run.headings)
    doubt = [one["heading"] for one in headings if one["heading"] and is_in_doubt(one)]
    return {"states": states, "chosen": chosen, "moved": moved, "headings": len(headings), "doubt": doubt}


def _words_of(state: PlannedRow.State) -> dict[str, str]:
    words = dict(PlannedRow(state=state).choices)
    return words | ({"join": PlannedRow.Choice.JOIN.label} if state == PlannedRow.State.TWIN else {})


def _finding_groups(run: ImportRun) -> list[dict]:
    """Findings by kind, each with its first lines; two queries."""
    found = run.findings.order_by("group").values("group", "title", "severity")
    counted = found.annotate(count=Count("pk"), with_line=Count("line"))
    number = Window(RowNumber(), partition_by=["group"], order_by="pk")
    lines: dict[int, list[str]] = {}
    for group, text in run.findings.annotate(n=number).filter(n__lte=LINES).values_list("group", "text"):
        lines.setdefault(group, []).append(text)
    return [
        one
        | {
            "severity": Severity[one["severity"]].value,
            "unit": unit_of(one["count"], one["with_line"]),
            "lines": lines[one["group"]],
            "says_more": any(lines[one["group"]]),
            "more": one["count"] > LINES,
        }
        for one in counted
    ]


@store_only
@require_POST
def store(request, pk):
    """Begin to store what was chosen."""
    run = run_or_404(request, pk)
    if run.state == State.TRIED and begin_step(run, State.APPLYING, applied_by=request.user, trouble=""):
        return redirect("city_import", pk)
    messages.warning(request, "もう入れはじめています。")
    return redirect("city_import", pk)


@store_only
def undo(request, pk):
    """Ask whether to take an import back, or say why that cannot be; POST begins to do it."""
    run = run_or_404(request, pk, State.APPLIED)
    if not run.has_file:
        raise Http404
    reasons = obstacles(Stored.of_rows(run.rows.all(), run.made))
    if request.method == "POST" and not reasons:
        begin_step(run, State.UNDOING, undone_by=request.user, trouble="")
        return redirect("city_import", pk)
    context = {
        "run": run,
        "reasons": reasons[:REASONS],
        "more": max(0, len(reasons) - REASONS),
        "header_title": f"{run} を元にもどす",
    }
    return render(request, "admin_city/import_undo.html", context | _plan(run))


@imports_only
@require_POST
def again(request, pk):
    """Read a file again: after a failure, or because the directory has changed since it was tried."""
    run = run_or_404(request, pk, State.TRIED, State.UNREADABLE)
    begin_step(run, State.READING, trouble="")
    return redirect("city_import", pk)


@imports_only
@require_POST
def discard(request, pk):
    """やめる: delete a run that was not stored, with its file."""
    run = run_or_404(request, pk, State.TRIED, State.UNREADABLE)
    run.delete()
    messages.success(request, f"「{run}」の取りこみを やめました。何も変わっていません。")
    return redirect("city_imports")


def finding_lines(run: ImportRun, group: int):
    """All findings of one kind, in the order of the lines."""
    return ImportFinding.objects.filter(run=run, group=group).order_by("pk")
