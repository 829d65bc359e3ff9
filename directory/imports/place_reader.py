"""Where a row says that something is: its place with address and point, as exactly as that is known."""

import re

from directory.catalogue.places import Place
from directory.gazetteer.addresses import Located
from directory.gazetteer.municipality_names import wards
from directory.imports.municipality_reader import address_is_elsewhere
from directory.imports.row_reader import RowReader
from directory.spreadsheets import cells
from directory.spreadsheets.findings import Severity, Wrong

_NUMBER_THEN_BUILDING = re.compile(r"^(.*?\d\S*)\s+(\S.*)$")
_LONGEST = {name: Place._meta.get_field(name).max_length for name in ("name", "address", "building")}


def read_place(row: RowReader) -> dict:
    """The place of a row; {} where nothing is said of it."""
    told = row.address
    address, mended = cells.address(_with_ward(row, told))
    if mended:
        row.report(Severity.MENDED, "address", told, f"{mended}（{address}）。")
    point = _point(row)
    located = row.context.geocoding.locate(address)
    if told and address_is_elsewhere(row):
        _report_elsewhere(row, told)
    elif point is None:
        for note in located.notes:
            row.report(Severity.NOTICED, "address", address, note)
    venue = " ".join(row.cell("venue").split())
    if not (address or venue or point):
        return {}
    street, building = _street(row, address)
    place = {
        "name": venue[: _LONGEST["name"]] or row.facts["name"],
        "address": street,
        "building": building,
        "postcode": row.read_or_report("postcode", cells.postcode, "")
        or cells.postcode_before(told)
        or (located.town.postcode if located.town else ""),
        "town": str(located.town or ""),
        "access": row.cell("access"),
    }
    return {"place": {k: v for k, v in (place | _position(point, located)).items() if v not in ("", None)}}


def _report_elsewhere(row: RowReader, address: str) -> None:
    """An address elsewhere is a place out of town in the list of one municipality, and another's place in a list of several."""
    name = row.context.municipality.name
    if row.context.is_of_several and not row.cell("city"):
        row.report(
            Severity.ELSEWHERE, "address", f"{address}：{row.cell('name')}", f"{name}の行ではないので、入れません。"
        )
    else:
        row.report(Severity.NOTICED, "address", address, f"{name}の住所ではありません。")


def _with_ward(row: RowReader, address: str) -> str:
    """The address with the ward of a designated city that stands in the city's column alone."""
    ward = next((ward for ward in wards(row.context.municipality.pk).values() if row.cell("city").endswith(ward)), "")
    return f"{ward}{address}" if ward and address and ward not in address else address


def _point(row: RowReader) -> tuple[float, float] | None:
    lat, lng = row.cell("lat"), row.cell("lng")
    told = f"{lat},{lng}".strip(",")
    try:
        point, mended = cells.point(lat, lng)
    except Wrong as wrong:
        row.report(Severity.WRONG, "lat", told, str(wrong))
        return None
    if mended:
        row.report(Severity.MENDED, "lat", told, f"{mended}。")
    gazetteer = row.context.geocoding.gazetteer
    if point and not gazetteer.is_near(*point):
        far, name = gazetteer.metres_from_centre(*point) / 1_000, row.context.municipality.name
        row.report(
            Severity.WRONG,
            "lat",
            told,
            f"{name}の中心から約{far:.0f}kmはなれています。海の上か、ほかの市町村の位置です。",
        )
        return None
    return point


def _street(row: RowReader, address: str) -> tuple[str, str]:
    """The address from the town on, and the building with its floor."""
    street = row.context.geocoding.gazetteer.within(address)
    street = address if street is None else street
    building = cells.narrow(" ".join(row.cell("building").split()))
    parts = _NUMBER_THEN_BUILDING.match(street)
    if parts and not building and len(parts[2]) <= _LONGEST["building"]:
        street, building = parts[1], re.sub(r"^\(([^()]*)\)$", r"\1", parts[2])
    for name, text, word in (("address", street, "住所"), ("building", building, "建物の名前")):
        if len(text) > _LONGEST[name]:
            row.report(Severity.WRONG, name, text, f"{word}が長すぎます（{_LONGEST[name]}字まで）。")
    return street, building


def _position(point: tuple[float, float] | None, located: Located) -> dict:
    if point:
        return {"lat": point[0], "lng": point[1], "precision": Place.Precision.EXACT.value}
    return {"lat": located.lat, "lng": located.lng, "precision": str(located.precision)}
