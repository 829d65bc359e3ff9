"""Files of towns: read line by line, corrected, completed from the postal register and stored, all of it or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import jaconv

from directory.gazetteer.municipality_names import without_county
from directory.gazetteer.postal_register import PostalTown, postal_towns
from directory.gazetteer.towns import centres, shorter_names
from directory.geo.areas import Municipality, Town
from directory.geo.points import in_japan
from directory.japanese.folding import fold
from directory.publishing.versions import directory_change
from directory.spreadsheets.cells import municipality_code, number, plain
from directory.spreadsheets.findings import Finding, Severity, Unreadable, Wrong
from directory.spreadsheets.reading import read_table
from directory.spreadsheets.sheets import SheetRow

COLUMNS = ("lg_code", "pref", "city", "town", "koaza", "kana", "zip", "lat", "lng")
"""Header of a file of towns (Geolonia 住所データ with readings and postcodes)."""


class TownLine(NamedTuple):
    """A line of a file of towns with its cells corrected; latitude and longitude in degrees."""

    code: str
    prefecture: str
    city: str
    name: str
    koaza: str
    reading: str
    postcode: str
    lat: float | None
    lng: float | None


@dataclass
class TownsLoaded:
    """What a file of towns changed; with a WRONG finding, nothing."""

    municipalities: list[str] = field(default_factory=list)
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    completed: int = 0
    without_point: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return any(finding.severity is Severity.WRONG for finding in self.findings)


def load_towns(path: Path) -> TownsLoaded:
    """Load a file of towns: all of it, or nothing when a line is wrong. Loading again changes nothing.

    Raises Unreadable where the file is no list of towns. A reading or postcode that someone filled in stays.
    """
    loaded = TownsLoaded()
    lines = _lines(read_table(path), path.name, loaded)
    if not loaded.refused:
        with directory_change():
            _store(lines, loaded)
    return loaded


def _lines(rows: list[SheetRow], name: str, loaded: TownsLoaded) -> list[TownLine]:
    header = [cell.strip().lstrip("\ufeff") for cell in rows[0].cells]
    if missing := [column for column in COLUMNS if column not in header]:
        raise Unreadable(
            f"ファイル「{name}」は町の一覧ではありません。列「{'」「'.join(missing)}」がありません。"
            f"1行目を {','.join(COLUMNS)} にしてください。"
        )
    lines, seen = [], {}
    for row in rows[1:]:
        if row.is_empty:
            continue
        if len(row.cells) < len(header):
            _refuse(
                loaded, row, "", ",".join(row.cells), f"列が{len(header)}こないといけませんが、{len(row.cells)}こです。"
            )
            continue
        line = _line(dict(zip(header, map(plain, row.cells), strict=False)), row, loaded)
        if line is None:
            continue
        key = (line.code, line.name, line.koaza)
        if key in seen:
            _refuse(
                loaded, row, "town", line.name + line.koaza, f"{seen[key]}行目と同じ町です。どちらかを消してください。"
            )
        seen[key] = row.line
        lines.append(line)
    return lines


def _refuse(loaded: TownsLoaded, row: SheetRow, column: str, value: str, reason: str) -> None:
    loaded.findings.append(Finding(Severity.WRONG, reason, row.line, column, value))


def _line(cells: dict[str, str], row: SheetRow, loaded: TownsLoaded) -> TownLine | None:
    before = len(loaded.findings)
    values: dict[str, object] = {}
    for column, read in (("lg_code", _code), ("town", _name), ("zip", _postcode), ("lat", number), ("lng", number)):
        try:
            values[column] = read(cells[column])
        except Wrong as wrong:
            _refuse(loaded, row, column, cells[column], str(wrong))
    if len(loaded.findings) > before:
        return None
    lat, lng = values["lat"], values["lng"]
    if (lat is None) != (lng is None) or (lat is not None and not in_japan(lat, lng)):
        _refuse(
            loaded, row, "lat", f"{cells['lat']},{cells['lng']}",
            "日本の中の位置ではありません。緯度と経度が入れかわっていないか、片方だけになっていないか、見てください。",
        )  # fmt: skip
        return None
    reading = jaconv.kata2hira(cells["kana"])
    return TownLine(
        code=values["lg_code"], prefecture=cells["pref"], city=cells["city"], name=cells["town"], koaza=cells["koaza"],
        reading=reading, postcode=values["zip"], lat=lat, lng=lng,
    )  # fmt: skip


def _code(text: str) -> str:
    return municipality_code(text)[0]


def _name(text: str) -> str:
    if not text:
        raise Wrong("町の名前がありません。")
    if len(text) > Town._meta.get_field("name").max_length:
        raise Wrong("町の名前が長すぎます（60字まで）。")
    return text


def _postcode(text: str) -> str:
    digits = text.replace("-", "")
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) == 7):
        raise Wrong("郵便番号は7けたの数字です。")
    return digits


def _store(lines: list[TownLine], loaded: TownsLoaded) -> None:
    codes = {line.code: line for line in lines}
    for code, line in codes.items():
        _municipality_of(code, line, [other for other in lines if other.code == code])
    loaded.municipalities = [f"{line.city}（{code}）" for code, line in codes.items()]
    rows = Town.objects.filter(municipality__in=codes)
    known = {(town.municipality_id, town.name, town.koaza): town for town in rows}
    new, changed = [], []
    register = {code: postal_towns(code) for code in codes}
    for line in (_completed(line, register[line.code], loaded) for line in lines):
        loaded.without_point += line.lat is None
        town = known.get((line.code, line.name, line.koaza))
        if town is None:
            new.append(
                Town(
                    municipality_id=line.code, name=line.name, koaza=line.koaza, reading=line.reading,
                    postcode=line.postcode, lat=line.lat, lng=line.lng,
                )
            )  # fmt: skip
        elif _differs(town, line):
            changed.append(town)
        else:
            loaded.unchanged += 1
    if new:
        Town.objects.bulk_create(new, batch_size=1_000)
    if changed:
        Town.objects.bulk_update(changed, ["reading", "postcode", "lat", "lng"], batch_size=200)
    loaded.created, loaded.changed = len(new), len(changed)


def _municipality_of(code: str, line: TownLine, lines: Iterable[TownLine]) -> None:
    points = [(other.lat, other.lng) for other in lines if other.lat is not None]
    middle = [sum(axis) / len(points) for axis in zip(*points, strict=True)] if points else [None, None]
    centre = centres().get(code, {"lat": middle[0], "lng": middle[1]})
    found, made = Municipality.objects.get_or_create(
        pk=code,
        defaults={
            "prefecture": line.prefecture,
            "name": without_county(line.city),
            "lat": centre["lat"],
            "lng": centre["lng"],
        },
    )
    if not made and found.lat is None and centre["lat"] is not None:
        found.lat, found.lng = centre["lat"], centre["lng"]
        found.save()


def _completed(line: TownLine, register: dict[str, PostalTown], loaded: TownsLoaded) -> TownLine:
    if line.reading and line.postcode:
        return line
    name = fold(line.name.removeprefix("大字"))
    postal = next((register[key] for key in (*shorter_names(name), fold(line.koaza)) if key in register), None)
    if postal is None:
        return line
    loaded.completed += 1
    return line._replace(reading=line.reading or postal.reading, postcode=line.postcode or postal.postcode)


def _differs(town: Town, line: TownLine) -> bool:
    """Take over what a line says about a town; True where something changed."""
    before = (town.reading, town.postcode, town.lat, town.lng)
    town.reading, town.postcode = town.reading or line.reading, town.postcode or line.postcode
    if line.lat is not None:
        town.lat, town.lng = line.lat, line.lng
    return before != (town.reading, town.postcode, town.lat, town.lng)
