"""Marks that stand for what another cell says: 〃 and 同上 for the one above, 同左 for the one on the left. Pure."""

import re
from collections.abc import Callable

from directory.imports.tables.headers import Header
from directory.japanese.widths import narrow
from directory.spreadsheets.findings import Finding, Severity
from directory.spreadsheets.sheets import SheetRow

_ABOVE = re.compile(r"[〃〟″゛々仝\"”]|''|´´|同上|(?:上|前)(?:に|と)同じ")
_LEFT = re.compile(r"同左|左(?:に|と)同じ")


def spelled_out(row: SheetRow, above: Callable[[], SheetRow | None], header: Header) -> tuple[SheetRow, list[Finding]]:
    """The row with the words that its marks stand for, and a finding for each mark.

    `above` gives the entry over it, whose own marks are spelled out already; it is asked only where a mark stands. A mark that
    stands for nothing stays as it is.
    """
    told, findings = list(row.cells), []
    for at, text in enumerate(row.cells):
        mark = narrow(text.strip())
        if _LEFT.fullmatch(mark):
            side, meant = "左", told[at - 1] if at else ""
        elif _ABOVE.fullmatch(mark):
            over = above()
            side, meant = "上", over.cell(at) if over else ""
        else:
            continue
        told[at] = meant if meant.strip() else text
        heading = header.headings[at] if at < len(header.headings) else ""
        findings.append(_finding(side, meant.strip(), row.line, heading, text))
    return (SheetRow(row.line, tuple(told)) if findings else row), findings


def _finding(side: str, meant: str, line: int, heading: str, text: str) -> Finding:
    is_a_mark = f"{side}のセルと同じ、というしるしです"
    if meant:
        return Finding(Severity.MENDED, f"{is_a_mark}。そのことばで読みました（{meant}）。", line, heading, text)
    nothing = f"{is_a_mark}が、{side}に ことばがありません。書いてあるとおりに入れました。"
    return Finding(Severity.NOTICED, nothing, line, heading, text)
