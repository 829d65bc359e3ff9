"""Marks that stand for what another cell says: 〃 and 同上 for the one above, 同左 for the one on the left. Pure."""

import re

from directory.imports.tables.headers import Header
from directory.japanese.widths import narrow
from directory.spreadsheets.findings import Finding, Severity
from directory.spreadsheets.sheets import SheetRow

_ABOVE = re.compile(r"[〃〟″゛々仝\"”]|''|´´|同上|(?:上|前)(?:に|と)同じ")
_LEFT = re.compile(r"同左|左(?:に|と)同じ")


def spelled_out(row: SheetRow, above: SheetRow | None, header: Header) -> tuple[SheetRow, list[Finding]]:
    """The row with the words that its marks stand for, and a finding for each mark.

    `above` is the entry over it, whose own marks are spelled out already. A mark that stands for nothing stays as it is.
    """
    told, findings = list(row.cells), []
    for at, text in enumerate(row.cells):
        mark = narrow(text.strip())
        if not (from_left := _LEFT.fullmatch(mark)) and not _ABOVE.fullmatch(mark):
            continue
        meant = (told[at - 1] if at else "") if from_left else above.cell(at) if above else ""
        side = "左" if from_left else "上"
        severity, reason = (
            Severity.MENDED,
            f"{side}のセルと同じ、というしるしです。そのことばで読みました（{meant.strip()}）。",
        )
        if meant.strip():
            told[at] = meant
        else:
            severity, reason = (
                Severity.NOTICED,
                f"{side}のセルと同じ、というしるしですが、{side}に ことばがありません。書いてあるとおりに入れました。",
            )
        findings.append(
            Finding(severity, reason, row.line, header.headings[at] if at < len(header.headings) else "", text)
        )
    return (SheetRow(row.line, tuple(told)) if findings else row), findings
