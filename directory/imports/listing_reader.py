"""A row of a list as the plain facts of a listing: the form of fixtures/plans, which `writing` saves.

Nothing is lost: what has no place of its own is kept in the description with its heading, and hours that are not certain
stay text.
"""

import re
from collections.abc import Callable
from functools import lru_cache

import jaconv

from directory.catalogue.places import BUILDING_FEATURES
from directory.catalogue.resources import Resource
from directory.hours.row_hours import HoursCells, read_hours_cells
from directory.hours.wording import describe, full_date
from directory.imports.contact_reader import read_contacts
from directory.imports.headers import aliases
from directory.imports.place_reader import read_place
from directory.imports.row_reader import RowReader
from directory.japanese.folding import is_kana
from directory.spreadsheets import cells
from directory.spreadsheets.findings import Severity, Wrong

LONGEST_CELL = 5_000
_NOTHING = ("", None, [], {})
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")


@lru_cache(maxsize=4_096)
def _rules(days: str, start: str, end: str, note: str) -> tuple[str, ...]:
    """Rules in words, none where the text is not certain. Cached: many rows of a list have the same hours."""
    return tuple(
        describe(rule) for rule in read_hours_cells(HoursCells(weekdays=days, start=start, end=end, note=note)).rules
    )


class ListingReader(RowReader):
    """Reads one row into the facts of a listing. Each step adds to `facts`, `findings` and `description_lines`."""

    def read(self) -> dict | None:
        """The facts of the row; None when it says nothing or something in it is wrong."""
        if not self._says_something():
            return None
        self._check_cells()
        self._read_name()
        self.facts |= read_place(self)
        self._read_hours()
        self._read_target_and_numbers()
        self._read_features()
        self.facts |= read_contacts(self)
        self._read_description()
        self.facts = dict(self.context.also) | {
            name: value for name, value in self.facts.items() if value not in _NOTHING
        }
        if any(finding.severity is Severity.WRONG for finding in self.findings):
            return None
        return self.facts

    def _says_something(self) -> bool:
        fields = self.context.header.fields
        return any(self.cell(name) for name in fields if name not in ("running_number", "code", "prefecture", "city"))

    def _check_cells(self) -> None:
        for column, heading in enumerate(self.context.header.headings):
            text = self.row.cells[column] if column < len(self.row.cells) else ""
            if len(text) > LONGEST_CELL:
                self.report(Severity.WRONG, heading, text, f"長すぎます（{LONGEST_CELL:,}字まで）。")
            elif _TAG.search(text):
                self.report(
                    Severity.NOTICED, heading, text, "HTMLのタグがあります。かざりにはならず、文字のまま出ます。"
                )
            if text and cells.plain(text) != text.strip():
                self.report(Severity.MENDED, heading, text, "目に見えない文字を取りました。")
        self._check_municipality()

    def _check_municipality(self) -> None:
        where, said = self.context.municipality, cells.narrow(self.cell("code"))
        try:
            code, mended = cells.municipality_code(said) if said and said != where.pk[:5] else (where.pk, "")
        except Wrong as wrong:
            self.report(Severity.WRONG, "code", said, str(wrong))
            return
        if mended:
            self.report(Severity.MENDED, "code", said, f"{mended}（{code}）。")
        city = self.cell("city").removeprefix(where.prefecture)
        prefecture_wide = code[2:5] == "000" and code[:2] == where.pk[:2]
        if code != where.pk and not prefecture_wide:
            self.report(Severity.WRONG, "code", said, f"{where.name}（{where.pk}）の行ではありません。")
        elif city and city != where.name and not city.endswith(where.name):
            self.report(Severity.WRONG, "city", city, f"{where.name}の行ではありません。")

    def _read_name(self) -> None:
        name = " ".join(cells.plain(self.cell("name")).split())
        limit = Resource._meta.get_field("name").max_length
        if not name:
            self.report(Severity.WRONG, "name", "", "名前がありません。")
        elif len(name) > limit:
            self.report(Severity.WRONG, "name", name, f"名前が長すぎます（{limit}字まで）。")
        reading = jaconv.kata2hira(jaconv.h2z(" ".join(self.cell("reading").split())))
        if reading and not is_kana(reading):
            self.report(Severity.NOTICED, "reading", reading, "かなではないので、よみがなには入れませんでした。")
            reading = ""
        self.facts |= {"name": name, "reading": reading[: Resource._meta.get_field("reading").max_length]}

    def _read_hours(self) -> None:
        days, start, end, note = (self.cell(name) for name in ("weekdays", "start", "end", "hours_note"))
        if closed := self.cell("closed_days"):
            note = "。".join(filter(None, [note, closed if "休" in closed else f"{closed}は休み"]))
        rules = _rules(days, start, end, note)
        self.facts["schedule"] = list(rules)
        span = "〜".join(filter(None, [start, end])) if end else start
        self.facts["hours_note"] = note if rules else " ".join(filter(None, [days, span, note]))

    def _read_target_and_numbers(self) -> None:
        self._fact_or_description("targets", "対象", lambda text: {"targets": [aliases()["target_words"][text]]})
        if said := self.cell("ages"):
            youngest, oldest = cells.ages(said) or (None, None)
            self.facts |= {"min_age": youngest, "max_age": oldest}
            if self.context.kind == "childcare_hub" and (youngest, oldest) != (None, None):
                self.facts["ages_of"] = Resource.AgesOf.CHILD.value
            self.description_lines.append(f"対象の年齢：{said}")
        self._fact_or_description("capacity", "定員", lambda text: {"capacity": _known(cells.amount(text))})
        self._fact_or_description("group_size", "人数", lambda text: {"group_size": _known(cells.amount(text))})
        self._fact_or_description("fee", "料金", self._fee)

    def _fee(self, text: str) -> dict:
        fee = cells.amount(text)
        if fee is not None and fee <= 65_000:
            return {"fee": fee}
        if len(text) > Resource._meta.get_field("fee_note").max_length:
            raise KeyError(text)
        return {"fee_note": " ".join(text.split())}

    def _fact_or_description(self, name: str, label: str, meaning: Callable[[str], dict]) -> None:
        """What a cell means; a cell that says more than a number or a known word is kept in the description."""
        if text := self.cell(name):
            try:
                self.facts |= meaning(text)
            except KeyError:
                self.description_lines.append(f"{label}：{text}")

    def _read_features(self) -> None:
        own, building, said = {}, {}, []
        for slug, columns in self.context.header.features.items():
            answers = [self._answer(column) for column in columns]
            answer = "yes" if "yes" in answers else "no" if "no" in answers else ""
            if answer:
                (building if slug in BUILDING_FEATURES else own)[slug] = answer
        for column in self.context.header.accessibility:
            if answer := self._answer(column):
                said.append(f"{self.context.header.headings[column]}：{'あり' if answer == 'yes' else 'なし'}")
        self.facts["features"] = own
        if building or said:
            place = self.facts.setdefault("place", {"name": self.facts["name"], "precision": "none"})
            place |= {"features": building} if building else {}
            place |= {"accessibility": "\n".join(said)} if said else {}

    def _answer(self, column: int) -> str:
        """ "yes", "no" or ""; another answer is kept as text in the description."""
        text = self.cell_at(column)
        try:
            return cells.yes_or_no(text)
        except Wrong:
            heading = self.context.header.headings[column]
            line = f"{heading}：{text}"
            if line not in self.description_lines:
                self.description_lines.append(line)
            return ""

    def _read_description(self) -> None:
        description = self.cell("description")
        limit = Resource._meta.get_field("summary").max_length
        short = description if len(description) <= limit else ""
        self.facts["summary"] = " ".join(short.split())
        parts = ["" if short else description, self.cell("note")]
        used = {column for columns in self.context.header.fields.values() for column in columns}
        for column, label in self.context.header.more.items():
            text = self.cell_at(column)
            if column not in used and not cells.is_nothing(text):
                parts.append(f"{label}：{text}")
        for column, label in self.context.header.dates.items():
            parts.append(self._date(column, label))
        self.facts["description"] = "\n".join(part for part in (*parts, *self.description_lines) if part)

    def _date(self, column: int, label: str) -> str:
        text = self.cell_at(column)
        try:
            day = cells.date(text)
        except Wrong as wrong:
            self.report(Severity.WRONG, self.context.header.headings[column], text, str(wrong))
            return ""
        return f"{label}：{full_date(day)}" if day else ""


def _known(value: int | None) -> int:
    """The value; raises KeyError for None and for what a column of the database cannot hold."""
    if value is None or value > 32_767:
        raise KeyError(value)
    return value
