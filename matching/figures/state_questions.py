"""What the State asks each year: the columns are lines of `fixtures/state_questions.yaml`, since they change."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from matching.figures.board import Board
from matching.figures.indicators import BY_SLUG
from matching.figures.masking import said
from matching.figures.periods import Period

FILE = Path(__file__).parents[2] / "fixtures" / "state_questions.yaml"
BY_HAND = "（手で書く）"


@dataclass(frozen=True)
class Form:
    """One form: since which 年度 it is asked, and pairs of a heading and the slug of an indicator, or "" for what is written by hand."""

    name: str
    since: int
    columns: tuple[tuple[str, str], ...]

    def row(self, board: Board, period: Period) -> list[str]:
        """The answers of an agency, masked."""
        return [said(board.number(slug, period), BY_SLUG[slug].unit) if slug else BY_HAND for _, slug in self.columns]


def forms_of(year: int, path: Path = FILE) -> list[Form]:
    """The forms that are asked of a 年度, of each name the newest one. Raises KeyError for an indicator that there is not."""
    newest: dict[str, Form] = {}
    for raw in sorted(yaml.safe_load(path.read_text(encoding="utf-8")), key=lambda one: int(one["from"])):
        columns = tuple((one["heading"], one.get("indicator", "")) for one in raw["columns"])
        for _, slug in columns:
            if slug and slug not in BY_SLUG:
                raise KeyError(slug)
        if int(raw["from"]) <= year:
            newest[raw["name"]] = Form(raw["name"], int(raw["from"]), columns)
    return list(newest.values())
