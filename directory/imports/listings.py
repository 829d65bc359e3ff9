"""A row of a list as the plain facts of a listing: the form of fixtures/plans, which `writing` stores.

Nothing is lost: what has no place of its own is kept in the description with its heading, and hours that are not certain
stay text.
"""

import re
from collections.abc import Callable
from functools import lru_cache

import jaconv

from directory.catalogue.places import BUILDING_FEATURES
from directory.catalogue.resources import Resource
from directory.hours.parser import parse_hours_columns
from directory.hours.wording import describe, full_date
from directory.imports import contacts, positions
from directory.imports.headers import aliases
from directory.imports.row_reader import RowReader
from directory.japanese.folding import is_kana
from directory.spreadsheets import cells
from directory.spreadsheets.findings import Weight, Wrong

LONGEST_CELL = 5_000
_NOTHING = ("", None, [], {})
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")


@lru_cache(maxsize=4_096)
def _rules(days: str, start: str, end: str, note: str) -> tuple[str, ...]:
    """Rules in words; a list says the same hours again and again."""
    return tuple(describe(rule) for rule in parse_hours_columns(days, start, end, note).rules)


class ListingReader(RowReader):
    """Reads one row into the facts of a listing, step by step."""

    def read(self) -> dict | None:
        """The facts of the row; None when it says nothing or something in it is wrong."""
        if not self._says_something():
            return None
        self._whole_row()
        self._name()
        self.facts |= positions.of(self)
        self._hours()
        self._who_and_how_much()
        self._features()
        self._words()
        self.facts |= contacts.of(self)
        self.facts = dict(self.of.also) | {name: value for name, value in self.facts.items() if value not in _NOTHING}
        if any(finding.weight is Weight.WRONG for finding in self.findings):
            return None
        return self.facts

    def _says_something(self) -> bool:
        fields = self.of.header.fields
        return any(self.cell(name) for name in fields if name not in ("running_number", "code", "prefecture", "city"))

    def _whole_row(self) -> None:
        for place, heading in enumerate(self.of.header.headings):
            text = self.row.cells[place] if place < len(self.row.cells) else ""
            if len(text) > LONGEST_CELL:
                self.say(Weight.WRONG, heading, text, f"長すぎます（{LONGEST_CELL:,}字まで）。")
            elif _TAG.search(text):
                self.say(Weight.NOTICED, heading, text, "HTMLのタグがあります。かざりにはならず、文字のまま出ます。")
            if text and cells.plain(text) != text.strip():
                self.say(Weight.MENDED, heading, text, "目に見えない文字を取りました。")
        self._municipality()

    def _municipality(self) -> None:
        where, said = self.of.municipality, cells.narrow(self.cell("code"))
        try:
            code, mended = cells.municipality_code(said) if said and said != where.pk[:5] else (where.pk, "")
        except Wrong as wrong:
            self.say(Weight.WRONG, "code", said, str(wrong))
            return
        if mended:
            self.say(Weight.MENDED, "code", said, f"{mended}（{code}）。")
        city = self.cell("city").removeprefix(where.prefecture)
        prefecture_wide = code[2:5] == "000" and code[:2] == where.pk[:2]
        if code != where.pk and not prefecture_wide:
            self.say(Weight.WRONG, "code", said, f"{where.name}（{where.pk}）の行ではありません。")
        elif city and city != where.name and not city.endswith(where.name):
            self.say(Weight.WRONG, "city", city, f"{where.name}の行ではありません。")

    def _name(self) -> None:
        name = " ".join(cells.plain(self.cell("name")).split())
        limit = Resource._meta.get_field("name").max_length
        if not name:
            self.say(Weight.WRONG, "name", "", "名前がありません。")
        elif len(name) > limit:
            self.say(Weight.WRONG, "name", name, f"名前が長すぎます（{limit}字まで）。")
        reading = jaconv.kata2hira(jaconv.h2z(" ".join(self.cell("reading").split())))
        if reading and not is_kana(reading):
            self.say(Weight.NOTICED, "reading", reading, "かなではないので、よみがなには入れませんでした。")
            reading = ""
        self.facts |= {"name": name, "reading": reading[: Resource._meta.get_field("reading").max_length]}

    def _hours(self) -> None:
        days, start, end, note = (self.cell(name) for name in ("weekdays", "start", "end", "hours_note"))
        if closed := self.cell("closed_days"):
            note = "。".join(filter(None, [note, closed if "休" in closed else f"{closed}は休み"]))
        rules = _rules(days, start, end, note)
        self.facts["schedule"] = list(rules)
        span = "〜".join(filter(None, [start, end])) if end else start
        self.facts["hours_note"] = note if rules else " ".join(filter(None, [days, span, note]))

    def _who_and_how_much(self) -> None:
        self._in_words_or("targets", "対象", lambda text: {"targets": [aliases()["target_words"][text]]})
        if said := self.cell("ages"):
            youngest, oldest = cells.ages(said) or (None, None)
            self.facts |= {"min_age": youngest, "max_age": oldest}
            if self.of.kind == "childcare_hub" and (youngest, oldest) != (None, None):
                self.facts["ages_of"] = Resource.AgesOf.CHILD.value
            self.lines.append(f"対象の年齢：{said}")
        self._in_words_or("capacity", "定員", lambda text: {"capacity": _known(cells.amount(text))})
        self._in_words_or("group_size", "人数", lambda text: {"group_size": _known(cells.amount(text))})
        self._in_words_or("fee", "料金", self._fee)

    def _fee(self, text: str) -> dict:
        fee = cells.amount(text)
        if fee is not None and fee <= 65_000:
            return {"fee": fee}
        if len(text) > Resource._meta.get_field("fee_note").max_length:
            raise KeyError(text)
        return {"fee_note": " ".join(text.split())}

    def _in_words_or(self, name: str, label: str, meaning: Callable[[str], dict]) -> None:
        """What a cell means; a cell that says more than a number or a known word is kept in the description."""
        if text := self.cell(name):
            try:
                self.facts |= meaning(text)
            except KeyError:
                self.lines.append(f"{label}：{text}")

    def _features(self) -> None:
        own, building, said = {}, {}, []
        for slug, columns in self.of.header.features.items():
            answers = [self._answer(place) for place in columns]
            answer = "yes" if "yes" in answers else "no" if "no" in answers else ""
            if answer:
                (building if slug in BUILDING_FEATURES else own)[slug] = answer
        for place in self.of.header.accessibility:
            if answer := self._answer(place):
                said.append(f"{self.of.header.headings[place]}：{'あり' if answer == 'yes' else 'なし'}")
        self.facts["features"] = own
        if building or said:
            place = self.facts.setdefault("place", {"name": self.facts["name"], "precision": "none"})
            place |= {"features": building} if building else {}
            place |= {"accessibility": "\n".join(said)} if said else {}

    def _answer(self, place: int) -> str:
        text = self.at(place)
        try:
            return cells.yes_or_no(text)
        except Wrong:
            heading = self.of.header.headings[place]
            line = f"{heading}：{text}"
            if line not in self.lines:
                self.lines.append(line)
            return ""

    def _words(self) -> None:
        description = self.cell("description")
        limit = Resource._meta.get_field("summary").max_length
        short = description if len(description) <= limit else ""
        self.facts["summary"] = " ".join(short.split())
        parts = ["" if short else description, self.cell("note")]
        used = {place for columns in self.of.header.fields.values() for place in columns}
        for place, label in self.of.header.more.items():
            text = self.at(place)
            if place not in used and not cells.is_nothing(text):
                parts.append(f"{label}：{text}")
        for place, label in self.of.header.dates.items():
            parts.append(self._date(place, label))
        self.facts["description"] = "\n".join(part for part in (*parts, *self.lines) if part)

    def _date(self, place: int, label: str) -> str:
        text = self.at(place)
        try:
            day = cells.date(text)
        except Wrong as wrong:
            self.say(Weight.WRONG, self.of.header.headings[place], text, str(wrong))
            return ""
        return f"{label}：{full_date(day)}" if day else ""


def _known(value: int | None) -> int:
    if value is None or value > 32_767:
        raise KeyError(value)
    return value
