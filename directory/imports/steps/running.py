"""The steps of a run of the admin, each done once by whoever claims it: read and plan, store, undo.

How far a step is stands in a cache of files and not in the database, since what a transaction writes nobody else sees.
"""

import datetime as dt
import logging
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.cache import caches
from django.db import transaction
from django.utils import timezone

from directory.gazetteer.geocoders import Geocoding, configured
from directory.imports.findings_by_kind import group_findings
from directory.imports.import_log import logged
from directory.imports.list_reader import ReadList, ReadOptions, read_list
from directory.imports.steps.alone import AnotherImport, alone
from directory.imports.steps.applying import ApplyOptions, apply
from directory.imports.steps.import_runs import ImportFinding, ImportRun
from directory.imports.steps.planned_rows import PlannedRow
from directory.imports.steps.planning import ImportPlan, ListPlan, plan
from directory.imports.steps.undoing import CannotUndo, Stored, undo
from directory.imports.tables.headers import UnderstoodHeading
from directory.imports.tables.headings import LONGEST_HEADING
from directory.publishing.versions import Edition
from directory.spreadsheets.findings import Finding, Severity, Unreadable
from directory.spreadsheets.reading import read_sheets
from directory.spreadsheets.sheets import without_invisible

ROWS_AT_ONCE = 500
"""Rows that one statement writes; their facts are long."""
ROWS_WITH_HEADINGS, TEXTS = 15, 200
"""Rows among which somebody finds the headings that the reader did not, and the texts of them that are kept."""
KEPT_OF_ROWS = ["resource", "facts", "before", "after", "told_before"]
"""What storing a plan notes in its rows."""
logger = logging.getLogger(__name__)
State = ImportRun.State
CHANGED_MEANWHILE = "ためしたあとに、ほかの人が場所を変えました。もう一度 たしかめてから、入れてください。"
ANOTHER = "いま、ほかの一覧を 入れているところです。終わったら、つづけます。"
UNEXPECTED = "思わぬことがおきて、できませんでした。何も変わっていません。もう一度 ためしてもだめなら、システムの管理者に知らせてください。"


def progress_of(run: ImportRun) -> tuple[int, int] | None:
    """Rows done and rows in all of the step that runs; None where nobody knows."""
    return caches["progress"].get(_progress_key(run))


def _progress_key(run: ImportRun) -> str:
    return f"import-run-{run.pk}"


def _tell_progress(run: ImportRun, done: int, total: int) -> None:
    # On a full disk nobody sees how far it is, and it goes on.
    with suppress(OSError):
        caches["progress"].set(_progress_key(run), (done, total), timeout=3_600)


def do_waiting_step(run: ImportRun, today: dt.date) -> None:
    """Do the step that waits in a run. Nothing happens where somebody else does it already or none waits."""
    steps = {
        State.READING: (_read, State.UNREADABLE),
        State.APPLYING: (_apply, State.TRIED),
        State.UNDOING: (_undo, State.APPLIED),
    }
    if run.state not in steps or not run.claim():
        return
    step, failed = steps[run.state]
    caches["progress"].delete(_progress_key(run))
    try:
        step(run, today)
    except AnotherImport:
        # The step waits again; whoever looks at the page next, or `run_due`, does it.
        run.move(run.state, trouble=ANOTHER)
    except Exception:
        logger.exception("import step failed", extra={"step": step.__name__.strip("_")})
        # What the step has noted in the object is rolled back in the database.
        run.refresh_from_db(fields=["state"])
        run.move(failed, trouble=UNEXPECTED)
    finally:
        caches["progress"].delete(_progress_key(run))


def _read(run: ImportRun, today: dt.date) -> None:
    """Read the file and plan what it would change."""
    edition = Edition.current().number
    read = _read_anew(run)
    planned = plan([read], run.municipality, today)
    with transaction.atomic():
        keep_plan(run, planned)
        is_unreadable = not read.prefix
        run.move(
            State.UNREADABLE if is_unreadable else State.TRIED,
            headings=[_heading_as_json(one) for one in read.headings],
            counts=_counts(planned.lists[0]) | ({"texts": _first_texts(run)} if is_unreadable else {}),
            edition=edition,
            trouble="\n".join(finding.reason for finding in read.findings) if is_unreadable else "",
        )


def _read_anew(run: ImportRun) -> ReadList:
    options = ReadOptions(run.municipality_id, run.kind, run.source, run.licence, mapping=run.mapping)
    geocoding = Geocoding(run.municipality, configured())
    with _file_of(run) as path:
        return read_list(path, options, geocoding)


@contextmanager
def _file_of(run: ImportRun) -> Iterator[Path]:
    """The file of a run, in a folder that goes with the block."""
    content = ImportRun.objects.values_list("content", flat=True).get(pk=run.pk)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, Path(run.file_name).name)
        path.write_bytes(content)
        yield path


def _first_texts(run: ImportRun) -> list[str]:
    """The texts in the first rows of a file whose headings nobody knows; [] where it holds no table."""
    try:
        with _file_of(run) as path:
            rows = [row for sheet in read_sheets(path) for row in sheet.rows[:ROWS_WITH_HEADINGS]]
    except Unreadable:
        return []
    texts = (without_invisible(" ".join(cell.split())) for row in rows for cell in row.cells)
    return [text for text in dict.fromkeys(texts) if text and len(text) <= LONGEST_HEADING][:TEXTS]


def _heading_as_json(one: UnderstoodHeading) -> dict:
    told = {name: getattr(one, name) for name in ("heading", "field", "sheet")}
    return told | {"sure": one.sure.name, "samples": list(one.samples)}


def _counts(one: ListPlan) -> dict:
    read = one.read
    told = {"said": read.said, "refused": read.refused, "unchanged": one.unchanged}
    return told | {"cells": {what: counted.most_common() for what, counted in read.cells.items() if counted.total()}}


def keep_plan(run: ImportRun, planned: ImportPlan) -> None:
    """Store a plan in place of the one that the run has; what was chosen of a row that is still the same stays chosen."""
    chosen = {(row.key, row.state): row for row in run.rows.defer("facts", "differences")}
    for row in planned.rows:
        row.run = run
        if (old := chosen.get((row.key, row.state))) and old.chosen in dict(row.choices):
            row.choose(old.chosen)
    run.rows.all().delete()
    run.findings.all().delete()
    PlannedRow.objects.bulk_create(planned.rows, batch_size=ROWS_AT_ONCE)
    groups = group_findings(finding for one in planned.lists for finding in (*one.read.findings, *_alike(one)))
    ImportFinding.objects.bulk_create(ImportFinding.of_groups(run, groups), batch_size=ROWS_AT_ONCE)


def _alike(one: ListPlan) -> Iterator[Finding]:
    """What there is to say of rows that look like another row of the same list; both are stored."""
    for pair in one.alike:
        row, other = one.read.rows[pair.key], one.read.rows[pair.other]
        reason = f"{other.line}行目「{other.facts['name']}」に似ています。同じものなら、どちらかを「入れない」にしてください。"
        yield Finding(Severity.NOTICED, reason, row.line, "", row.facts["name"], row.sheet)


def _apply(run: ImportRun, today: dt.date) -> None:
    """Store what was chosen; nothing where the directory has changed so that the plan is another one now."""
    # Read first, then keep others away: a geocoder on the net must not hold up another import.
    read = _read_anew(run) if Edition.current().number != run.edition else None
    with alone(wait=False):
        _store(run, today, read)


def _store(run: ImportRun, today: dt.date, read: ReadList | None) -> None:
    """Store in a block in which nobody else does. `read`: the file, where it was read again."""
    if Edition.current().number != run.edition:
        edition, planned = Edition.current().number, plan([read or _read_anew(run)], run.municipality, today)
        if _signature(planned.rows) != _signature(run.rows.all()):
            with transaction.atomic():
                keep_plan(run, planned)
                run.move(State.TRIED, edition=edition, counts=_counts(planned.lists[0]), trouble=CHANGED_MEANWHILE)
            return
    rows = list(run.rows.all())
    options = ApplyOptions(
        today, run.applied_by, keeps_states=True, progress=lambda done, total: _tell_progress(run, done, total)
    )
    with transaction.atomic(), logged(run.kind, 1, dry_run=False) as counts:
        applied = apply(rows, run.municipality, options)
        PlannedRow.objects.bulk_update(rows, KEPT_OF_ROWS, batch_size=ROWS_AT_ONCE)
        made = {"organizations": applied.organizations, "places": applied.places, "dates": applied.dates}
        run.move(State.APPLIED, made=made, applied_at=timezone.now(), trouble="")
        counts |= {"added": applied.counts["store"], "changed": applied.counts["change"], "stored": True}


def _signature(rows: Iterable[PlannedRow]) -> list[tuple]:
    """What a person has seen of a plan, so that two plans can be compared."""
    return sorted(
        (row.key, row.state, row.facts, row.differences, row.kept, [twin["key"] for twin in row.twins]) for row in rows
    )


def _undo(run: ImportRun, today: dt.date) -> None:
    try:
        with alone(wait=False), transaction.atomic():
            undo(Stored.of_rows(run.rows.all(), run.made), today, run.undone_by)
            run.move(State.UNDONE, undone_at=timezone.now(), trouble="")
    except CannotUndo as reasons:
        run.move(State.APPLIED, trouble=str(reasons))


def forget_old_runs(now: dt.datetime) -> int:
    """Delete the files and rows of runs that can be undone no longer, and runs that were only tried; gives how many."""
    old = ImportRun.objects.old(now)
    stored = old.filter(state__in=(State.APPLIED, State.UNDONE)).exclude(content=None)
    count = stored.count()
    PlannedRow.objects.filter(run__in=stored).delete()
    ImportFinding.objects.filter(run__in=stored).delete()
    stored.update(content=None, made={}, trouble="")
    gone, _ = old.exclude(state__in=(State.APPLIED, State.UNDONE)).delete()
    return count + gone
