"""What an import has to say: where, which value, why; and whether that stops it."""

from dataclasses import dataclass
from enum import Enum

SHOWN = 40
"""Letters of a value that a message repeats."""
SHOWN_OUTSIDE = 1_000
"""Letters of it where the value stands in no listing: the message is then the only place that has it."""


class Severity(Enum):
    """What a finding means for its row, in the order in which a person reads them."""

    WRONG = "直してください"
    ELSEWHERE = "ほかの市町村のものなので、入れません"
    NOTICED = "見てください"
    MENDED = "直して読みました"
    OUTSIDE = "一覧の外に書いてあることです（どの場所にも入れていません）"


@dataclass(frozen=True)
class Finding:
    """One remark about a file. `line` counts from 1 as an editor shows it; None is the whole file or sheet."""

    severity: Severity
    reason: str
    line: int | None = None
    column: str = ""
    value: str = ""
    sheet: str = ""

    def __str__(self) -> str:
        where = f"シート「{self.sheet}」" if self.sheet else ""
        where += f"{self.line}行目" if self.line else ""
        value, most = " ".join(self.value.split()), SHOWN_OUTSIDE if self.severity is Severity.OUTSIDE else SHOWN
        shown = value if len(value) <= most else f"{value[:most]}…（{len(self.value):,}字）"
        where += f"「{self.column}」" if self.column else ""
        return "：".join(part for part in (where, f"「{shown}」" if shown else "", self.reason) if part)


class Unreadable(Exception):
    """A file that cannot be read at all; the message says what to do."""


class Wrong(ValueError):
    """A cell that cannot be right; the message says why."""
