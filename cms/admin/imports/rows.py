"""The rows of one kind in a run (new, changed, twins, gone), page by page, and what is chosen of each or of all."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from wagtail.admin import messages

from cms.admin.imports.access import imports_only, run_or_404
from cms.admin.imports.run_page import SENTENCES, State, finding_lines
from directory.changes.differences import label
from directory.imports.import_reports import twin_in_words
from directory.imports.row_maker import hours_in_words
from directory.imports.steps.changes import FIELD_OF_FACT
from directory.models import PlannedRow

PER_PAGE = 50
LINES_PER_PAGE = 200
EDIT = "wagtailsnippets_directory_resource:edit"
Choice = PlannedRow.Choice


@imports_only
def rows(request, pk, state):
    """The rows of one state. POST takes the choices of this page, or one choice for all rows of the state."""
    run = run_or_404(request, pk, State.TRIED, State.APPLIED, State.UNDONE)
    if state not in PlannedRow.State:
        raise Http404
    found = run.rows.filter(state=state)
    page = Paginator(found.select_related("resource__place"), PER_PAGE).get_page(request.GET.get("page"))
    if request.method == "POST":
        if run.state != State.TRIED:
            raise Http404
        _choose(request.POST, found, list(page))
        messages.success(request, "えらびかたを のこしました。")
        return redirect(f"{reverse('city_import_rows', args=[pk, state])}?page={page.number}")
    context = {
        "run": run,
        "state": PlannedRow.State(state),
        "sentence": SENTENCES[PlannedRow.State(state)],
        "page": page,
        "lines": [_line(row) for row in page],
        "for_all": _choices_for_all(state),
        "is_open": run.state == State.TRIED,
        "header_title": f"{PlannedRow.State(state).label}：{page.paginator.count:,}",
    }
    return render(request, "admin_city/import_rows.html", context)


def _choose(data, found, shown: list[PlannedRow]) -> None:
    """Store the choices of a form: `all` for every row, else `choice-<key>` of the rows on the page."""
    wanted = data.get("all", "")
    changed = []
    for row in found.iterator() if wanted else shown:
        value = _for_row(row, wanted) if wanted else data.get(f"choice-{row.pk}", row.chosen)
        if value in dict(row.choices) and value != row.chosen:
            row.choose(value)
            changed.append(row)
    PlannedRow.objects.bulk_update(changed, ["choice", "resource"], batch_size=500)


def _for_row(row: PlannedRow, wanted: str) -> str:
    """What a choice for all means for one row: to join is to join the most likely one, where there is one."""
    if wanted != Choice.JOIN:
        return wanted
    return next((value for value, _ in row.choices if value.startswith("join-")), row.chosen)


def _choices_for_all(state: str) -> list[tuple[str, str]]:
    own = PlannedRow(state=state).choices
    return [("join", "いちばん似たものに つなぐ"), *own] if state == PlannedRow.State.TWIN else own


def _line(row: PlannedRow) -> dict:
    """What the page says of a row."""
    return {
        "row": row,
        "facts": _facts_in_words(row.facts) if row.line else _place_in_words(row),
        "kept": [label(FIELD_OF_FACT.get(name, name)) for name in row.kept],
        "twins": [twin | {"about": twin_in_words(twin), "url": _url_of(twin)} for twin in row.twins],
        "choices": row.choices,
        "chosen": row.chosen,
        "words": dict(row.choices).get(row.chosen, row.get_choice_display()),
    }


def _place_in_words(row: PlannedRow) -> list[str]:
    """Where a listing is that its list names no more."""
    return [str(row.resource.place)] if row.resource and row.resource.place else []


def _url_of(twin: dict) -> str:
    """Where staff look at a twin: its form in the admin, or its public page where it is another city's."""
    return reverse(EDIT if twin["can_join"] else "place", args=[twin["key"]])


def _facts_in_words(facts: dict) -> list[str]:
    """Where, when and by whom, as far as the row says so."""
    place = facts.get("place", {})
    hours = facts.get("schedule") or facts.get("hours_note", "")
    telephones = [_telephone(one) for one in facts.get("contacts", ()) if one["kind"] == "telephone"]
    told = (
        "、".join(filter(None, (place.get("name"), place.get("address"), place.get("building")))),
        "／".join([hours] if isinstance(hours, str) else map(hours_in_words, hours)),
        facts.get("organization", ""),
        "、".join(telephones),
    )
    return [text for text in told if text]


def _telephone(contact: dict) -> str:
    """A number with what stands beside it, and whether the public will see it."""
    hidden = "" if contact.get("public", True) else "公開しません"
    beside = "・".join(filter(None, (contact.get("note", ""), hidden)))
    return f"{contact['value']}（{beside}）" if beside else contact["value"]


@imports_only
def findings(request, pk, group):
    """All lines of one kind of finding, page by page."""
    run = run_or_404(request, pk)
    found = finding_lines(run, group)
    first = found.first()
    if first is None:
        raise Http404
    page = Paginator(found, LINES_PER_PAGE).get_page(request.GET.get("page"))
    context = {"run": run, "page": page, "first": first, "header_title": f"{first.title}：{page.paginator.count:,}"}
    return render(request, "admin_city/import_findings.html", context)
