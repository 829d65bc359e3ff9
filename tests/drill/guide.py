"""The blocks of commands in docs/guides/operating.md, by the heading that they stand under."""

import re
from typing import NamedTuple

from tests.paths import ROOT

GUIDE = ROOT / "docs" / "guides" / "operating.md"
_HEADING = re.compile(r"#+ (.+)")


class Block(NamedTuple):
    """Commands for one machine.

    heading   the nearest heading above it
    role      the kind of machine that the fence names: "web" or "database"
    """

    heading: str
    role: str
    commands: str


def blocks(text: str) -> list[Block]:
    """Every fenced block of a guide in its order. Raises ValueError where a fence does not say on which machine it is run."""
    found: list[Block] = []
    heading, lines = "", list[str]()
    fence: list[str] | None = None
    for line in text.splitlines():
        if line.startswith("```"):
            if fence is None:
                fence, lines = line[3:].split(), []
            else:
                found.append(_block(heading, fence, lines))
                fence = None
        elif fence is not None:
            lines.append(line)
        elif said := _HEADING.fullmatch(line):
            heading = said[1]
    return found


def _block(heading: str, fence: list[str], lines: list[str]) -> Block:
    if len(fence) != 2 or fence[0] != "sh" or fence[1] not in ("web", "database"):
        raise ValueError(f"under 「{heading}」: a block of commands begins with ```sh web or ```sh database")
    return Block(heading, fence[1], "\n".join(lines))
