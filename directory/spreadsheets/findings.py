"""What an import has to say: where, which value, why; and whether that stops it."""

from dataclasses import dataclass
from enum import Enum

SHOWN = 40
"""Letters of a value that a message repeats."""


class Severity(Enum):
    """What a finding means for its row."""

    WRONG = "直してください"
    MENDED = "直して読みました"
    NOTICED = "見てください"


@dataclass(frozen=True)
class Finding:
    """One remark about a file. `line` counts from 1 as an editor shows it; None is the whole file."""

    severity: Severity
    reason: str
    line: int | None = None
    column: str = ""
    value: str = ""

    def __str__(self) -> str:
        where = f"{self.line}行目" if self.line else ""
        value = " ".join(self.value.split())
        shown = value if len(value) <= SHOWN else f"{value[:SHOWN]}…（{len(self.value):,}字）"
        where += f"「{self.column}」" if self.column else ""
        return "：".join(part for part in (where, f"「{shown}」" if shown else "", self.reason) if part)


class Unreadable(Exception):
    """A file that cannot be read at all; the message says what to do."""


class Wrong(ValueError):
    """A cell that cannot be right; the message says why."""
