"""Findings of one kind together: 「町の位置が分かりません：37行」 instead of thirty-seven lines. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from directory.spreadsheets.findings import Finding, Severity

_VARYING = re.compile(r"(「[^「」]*」|（[^（）]*）|[0-9０-９][0-9０-９.,:]*)")
"""Parts of a reason that name the one case: what is quoted or in brackets, and numbers."""
ANYTHING = "…"
ASKS = "たしかめてから 入れてください。"
"""How a reason ends that asks somebody to look before the row is stored."""


@dataclass(frozen=True)
class FindingGroup:
    """Findings of one severity whose reasons say the same; `reason` has 「…」 where they differ."""

    severity: Severity
    reason: str
    findings: tuple[Finding, ...]

    @property
    def title(self) -> str:
        """The reason and how often: 「町の位置が分かりません：37行」."""
        count = len(self.findings)
        return f"{self.reason.rstrip('。')}：{count:,}{unit_of(count, sum(1 for one in self.findings if one.line))}"

    def line(self, finding: Finding) -> str:
        """One of its findings, without the reason where that is the reason of all."""
        return str(replace(finding, reason="") if finding.reason == self.reason else finding)


def unit_of(count: int, with_line: int) -> str:
    """What findings are counted in: lines where each of them has one."""
    return "行" if count == with_line else "件"


def group_findings(findings: Iterable[Finding]) -> list[FindingGroup]:
    """The groups of some findings: what must be corrected first, then what is about the whole file, then what asks, then the largest.

    Lines keep their order.
    """
    groups: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.severity, _VARYING.sub(ANYTHING, finding.reason)), []).append(finding)
    found = [FindingGroup(severity, _common(group), tuple(group)) for (severity, _), group in groups.items()]
    order = list(Severity)
    return sorted(
        found,
        key=lambda group: (
            order.index(group.severity),
            _has_lines(group),
            not group.reason.endswith(ASKS),
            -len(group.findings),
            group.reason,
        ),
    )


def _has_lines(group: FindingGroup) -> bool:
    return any(one.line for one in group.findings)


def _common(findings: list[Finding]) -> str:
    """The reason that all share, with 「…」 for the parts that are not the same in all."""
    parts = zip(*(_VARYING.split(finding.reason) for finding in findings), strict=True)
    return "".join(same[0] if len(set(same)) == 1 else _blank(same[0]) for same in parts)


def _blank(part: str) -> str:
    return part[0] + ANYTHING + part[-1] if part[:1] in "「（" else ANYTHING
