"""A row of a list as the plain facts of a listing: the form of fixtures/plans, which `writing` saves.

Nothing is lost: what has no place of its own is kept in the description with its heading, and hours that are not certain
stay text.
"""

import re
from collections.abc import Callable

from directory.catalogue.places import BUILDING_FEATURES
from directory.catalogue.resources import Resource
from directory.hours.wording import full_date
from directory.imports.contact_reader import read_contacts
from directory.imports.hours_reader import read_hours
from directory.imports.kept_cells import keep_the_rest
from directory.imports.municipality_reader import told_elsewhere
from directory.imports.place_reader import read_place
from directory.imports.row_reader import RowReader
from directory.imports.tables.headings import aliases
from directory.japanese.readings import can_be_spoken, usual_reading
from directory.spreadsheets import cells
from directory.spreadsheets.findings import Severity, Wrong

LONGEST_CELL = 5_000
_NOTHING = ("", None, [], {})
_NO_FEE = ("なし", "無し", "無")
_LONGEST_FEE = Resource._meta.get_field("fee_note").max_length
_LIMITS_FEE = re.compile(r"円|料|費|寄付|寄附|カンパ|募金|別途|変[動わ更]|異な|相談|不明|内容に|要確認|問")
"""Words about a fee after which its number may not be the whole truth."""
_TOO_WIDE = '見出しの列より右にあります。「,」の入ったセルが「"」で囲まれていないと、右にずれます。'
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")


class ListingReader(RowReader):
    """Reads one row into the facts of a listing. Each step adds to `facts`, `findings` and `description_lines`."""

    def read(self) -> dict | None:
        """The facts of the row; None when it says nothing, belongs to another municipality, or something in it is wrong."""
        if not self.says_something or self._is_elsewhere():
            return None
        self._check_cells()
        self._read_name()
        self.facts |= read_place(self)
        self.facts |= read_hours(self)
        self._read_target_and_numbers()
        self._read_fees()
        self._read_features()
        self._read_summary()
        self.facts |= read_contacts(self)
        keep_the_rest(self)
        self._read_description()
        if any(finding.severity in (Severity.WRONG, Severity.ELSEWHERE) for finding in self.findings):
            return None
        told = {name: value for name, value in self.facts.items() if value not in _NOTHING}
        return dict(self.context.also) | told

    @property
    def says_something(self) -> bool:
        """Whether the row says more than its number and its municipality."""
        header = self.context.header
        of_any_row = {
            at for name in ("running_number", "code", "prefecture", "city") for at in header.fields.get(name, ())
        }
        return any(at not in of_any_row and not cells.is_nothing(self.raw(at)) for at in range(self.width))

    def _is_elsewhere(self) -> bool:
        if place := told_elsewhere(self):
            column = "city" if self.cell("city") else "code"
            reason = f"{self.context.municipality.name}の行ではないので、入れません。"
            self.report(Severity.ELSEWHERE, column, f"{place}：{self.cell('name')}", reason)
        return bool(place)

    def _check_cells(self) -> None:
        headings = self.context.header.headings
        for column in range(self.width):
            text = self.row.cell(column)
            heading = headings[column] if column < len(headings) else ""
            if len(text) > LONGEST_CELL:
                self.report(Severity.WRONG, heading, text, f"長すぎます（{LONGEST_CELL:,}字まで）。")
            elif "<" in text and _TAG.search(text):
                self.report(
                    Severity.NOTICED, heading, text, "HTMLのタグがあります。かざりにはならず、文字のまま出ます。"
                )
            if text and (mended := cells.mended_letters(text)):
                self.report(Severity.MENDED, heading, text, mended)
            if text.strip() and self.context.header.width <= column:
                self.report(Severity.WRONG, "", text, _TOO_WIDE)

    def _read_name(self) -> None:
        name = " ".join(self.cell("name").split())
        limit = Resource._meta.get_field("name").max_length
        if not name:
            self.report(Severity.WRONG, "name", "", "名前がありません。")
        elif len(name) > limit:
            self.report(Severity.WRONG, "name", name, f"名前が長すぎます（{limit}字まで）。")
        reading = usual_reading(self.cell("reading"))
        if reading and not can_be_spoken(reading):
            self.report(Severity.NOTICED, "reading", reading, "かなではないので、よみがなには入れませんでした。")
            self.description_lines.append(f"よみ：{reading}")
            reading = ""
        if len(reading) > Resource._meta.get_field("reading").max_length:
            self.description_lines.append(f"よみ：{reading}")
            reading = ""
        self.facts |= {"name": name, "reading": reading}

    def _read_target_and_numbers(self) -> None:
        self._fact_or_description("targets", "対象", lambda text: {"targets": [aliases()["target_words"][text]]})
        self._read_target_columns()
        if said := self.cell("ages"):
            youngest, oldest = cells.ages(said) or (None, None)
            self.facts |= {"min_age": youngest, "max_age": oldest}
            if self.context.kind == "childcare_hub" and (youngest, oldest) != (None, None):
                self.facts["ages_of"] = Resource.AgesOf.CHILD.value
            self.description_lines.append(f"対象の年齢：{said}")
        self._fact_or_description("capacity", "定員", lambda text: {"capacity": _known(cells.amount(text))})
        self._fact_or_description("group_size", "人数", lambda text: {"group_size": _known(cells.amount(text))})
        self._fact_or_description("fee", "料金", self._fee)
        if "fee" not in self.facts and any(self.raw(at) in _NO_FEE for at in self.context.header.fields.get("fee", ())):
            self.facts["fee"] = 0

    def _read_target_columns(self) -> None:
        """Columns of ○ below 「対象」: those whose word is known are targets, the others are told."""
        known = aliases()["target_columns"] | aliases()["target_words"]
        slugs, others = list(self.facts.get("targets", ())), []
        for at, whom in self.context.header.targets.items():
            text = self.raw(at)
            if cells.is_yes(text) and whom in known:
                slugs.append(known[whom])
            elif text and not cells.is_dash(text):
                others.append(whom if cells.is_yes(text) else f"{whom}（{text}）")
        if others:
            self.description_lines.append(f"対象：{'、'.join(others)}")
        self.facts["targets"] = [] if "everyone" in slugs else list(dict.fromkeys(slugs))

    def _read_fees(self) -> None:
        """Fees by who pays: one fee where all are the same, else each with its word."""
        fees = self.context.header.fees
        told = {fees[at]: text for at in fees if not cells.is_nothing(text := self.raw(at)) or text in _NO_FEE}
        amounts = {0 if text in _NO_FEE else cells.amount(text) for text in told.values()}
        words = "、".join(f"{who} {_yen(text)}" for who, text in told.items())
        if len(told) == len(fees) > 1 and len(amounts) == 1 and None not in amounts and not self._tells_fee():
            self.facts |= self._fee(next(iter(told.values())) if amounts != {0} else "無料")
        elif words and not self._tells_fee() and len(words) <= _LONGEST_FEE:
            self.facts["fee_note"] = words
        elif words:
            self.description_lines.append(f"料金：{words}")
        self._read_fee_note()

    def _read_fee_note(self) -> None:
        """What a column says about the fee stands with it. A fee of which it says more than that it is free is no number."""
        note = " ".join(self.cell("fee_note").split())
        if not note or (note == "無料" and self.facts.get("fee") == 0):
            return
        if not self._tells_fee() and len(note) <= _LONGEST_FEE:
            self.facts |= self._fee(note)
            return
        fee = self.facts.get("fee")
        words = self.facts.get("fee_note") or ("無料" if fee == 0 else f"{fee}円")
        whole = f"{words}。{note}"
        is_limited = _LIMITS_FEE.search(note.replace("無料", "")) is not None
        if (is_limited or "fee_note" in self.facts) and len(whole) <= _LONGEST_FEE:
            self.facts.pop("fee", None)
            self.facts["fee_note"] = whole
        elif "fee_note" not in self.facts and len(note) <= _LONGEST_FEE:
            self.facts["fee_note"] = note
        else:
            self.description_lines.append(f"参加費について：{note}")

    def _tells_fee(self) -> bool:
        return "fee" in self.facts or "fee_note" in self.facts

    def _fee(self, text: str) -> dict:
        fee = cells.amount(text)
        if fee is not None and fee <= 65_000:
            return {"fee": fee}
        if len(text) > _LONGEST_FEE:
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
        text = self.raw(column)
        try:
            return cells.yes_or_no(text)
        except Wrong:
            heading = self.context.header.headings[column]
            line = f"{heading}：{text}"
            if line not in self.description_lines:
                self.description_lines.append(line)
            return ""

    def _read_summary(self) -> None:
        description = self.cell("description")
        limit = Resource._meta.get_field("summary").max_length
        self.facts["summary"] = " ".join(description.split()) if len(description) <= limit else ""

    def _read_description(self) -> None:
        note = self.cell("note")
        if cells.is_yes(note):
            note = f"{self.context.header.heading_of('note')}：{note}"
        parts = ["" if self.facts["summary"] else self.cell("description"), note]
        header = self.context.header
        used = {column for columns in header.fields.values() for column in columns}
        for column, label in sorted((header.more | header.marks).items()):
            text = self.raw(column)
            if column not in used and text and not cells.is_dash(text):
                parts.append(f"{label}：{_mark_in_words(text) if column in header.marks else _listed(text)}")
        for column, label in header.dates.items():
            parts.append(self._date(column, label))
        self.facts["description"] = "\n".join(part for part in (*parts, *self.description_lines) if part)

    def _date(self, column: int, label: str) -> str:
        text = self.raw(column)
        try:
            day = cells.date(text)
        except Wrong:
            return f"{label}：{text}"
        return f"{label}：{full_date(day)}" if day else ""


def _mark_in_words(text: str) -> str:
    """What a mark says; other words as they are."""
    try:
        return {"yes": "あり", "no": "なし"}.get(cells.yes_or_no(text), text)
    except Wrong:
        return text


def _listed(text: str) -> str:
    """A cell for people: several words of the standard are divided for machines (「電話;SMS」)."""
    return text if "://" in text else "、".join(part.strip() for part in re.split("[;；]", text) if part.strip())


def _yen(text: str) -> str:
    """An amount with its unit; other words as they are."""
    return f"{text}円" if cells.narrow(text).isdigit() else text


def _known(value: int | None) -> int:
    """The value; raises KeyError for None and for what a column of the database cannot hold."""
    if value is None or value > 32_767:
        raise KeyError(value)
    return value
