"""The numbers of matching as rows: weights, thresholds, travel speeds, each with label, source and valid-from date.

Pure: no database. The shipped rows stand in fixtures/weights.yaml; a city's own rows have the same shape.
"""

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import yaml

from matching.engine.weight_limits import why_not
from matching.engine.wording import FIXTURES, MODES


@dataclass(frozen=True, slots=True)
class WeightRow:
    """One number: `weight.interest`, `closeness.half`, `travel.walk.km_per_hour`, …"""

    name: str
    value: float
    label: str
    source: str
    valid_from: dt.date

    @classmethod
    def from_mapping(cls, raw: Mapping[str, Any]) -> "WeightRow":
        """A row of fixtures/weights.yaml; ValueError names the row and what is wrong with it."""
        name, value = raw.get("name", "?"), raw.get("value")
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
            raise ValueError(f"{name}: 値は0以上の数にしてください（{value}）。")
        if reason := why_not(name, value):
            raise ValueError(f"{name}: {reason}")
        if missing := [key for key in ("name", "label", "source", "valid_from") if not raw.get(key)]:
            raise ValueError(f"{name}: {'、'.join(missing)} がありません。")
        return cls(name, float(value), raw["label"], raw["source"], raw["valid_from"])


@dataclass(frozen=True)
class Weights:
    """The numbers of one day, by name. A name without a row is a KeyError: every criterion brings its own."""

    values: Mapping[str, float]

    @classmethod
    def on(cls, rows: Iterable[WeightRow], day: dt.date) -> "Weights":
        """Of each name the newest row that holds on a day; before the first of them, the first."""
        chosen: dict[str, WeightRow] = {}
        for row in sorted(rows, key=lambda row: row.valid_from):
            if row.name not in chosen or row.valid_from <= day:
                chosen[row.name] = row
        return cls({name: row.value for name, row in chosen.items()})

    def __getitem__(self, name: str) -> float:
        return self.values[name]

    def of(self, criterion: str) -> float:
        """The weight of a criterion."""
        return self.values[f"weight.{criterion}"]

    def changed(self, **values: float) -> "Weights":
        """These numbers with some replaced; in a keyword `__` stands for the dot: `changed(weight__interest=2.0)`."""
        return replace(self, values={**self.values, **{k.replace("__", "."): v for k, v in values.items()}})

    @cached_property
    def speeds(self) -> dict[str, tuple[float, float]]:
        """Way to travel -> metres of straight line in a minute, minutes of waiting."""
        return {
            mode: (
                self[f"travel.{mode}.km_per_hour"] * 1000 / 60 / self["travel.road_factor"],
                self[f"travel.{mode}.wait_minutes"],
            )
            for mode in MODES
        }


@cache
def shipped_rows() -> tuple[WeightRow, ...]:
    """The rows of fixtures/weights.yaml."""
    raw = yaml.safe_load((FIXTURES / "weights.yaml").read_text(encoding="utf-8"))
    return tuple(WeightRow.from_mapping(row) for row in raw)


@cache
def shipped_weights(day: dt.date = dt.date.max) -> Weights:
    """The shipped numbers of a day (by default the newest)."""
    return Weights.on(shipped_rows(), day)
