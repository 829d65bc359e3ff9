"""Of which municipality a row is: its columns for code and city decide, then its address, where a list holds several."""

import re

from directory.gazetteer.municipality_names import PREFECTURE, is_code_of, is_name_of, wards
from directory.gazetteer.postal_register import municipality_names
from directory.imports.row_reader import RowReader
from directory.japanese.folding import fold
from directory.spreadsheets import cells
from directory.spreadsheets.findings import Severity, Wrong

SHORTEST_TOWN = 2
"""Letters of a town's name by which a venue is known to be there."""


def told_elsewhere(row: RowReader) -> str:
    """The name or code of another municipality that the columns of a row say it belongs to; "" where they say none.

    A code that cannot be right is reported.
    """
    city = _city_elsewhere(row)
    try:
        code = _code_elsewhere(row)
    except Wrong as wrong:
        code = ""
        reason = str(wrong) if city is None else f"{wrong}市区町村名のとおりに読みました。"
        row.report(Severity.WRONG if city is None else Severity.NOTICED, "code", row.cell("code"), reason)
    if city is None:
        return code
    if code and not city:
        row.report(Severity.NOTICED, "code", code, "市区町村名と合わないコードです。市区町村名のとおりに読みました。")
    return city


def _city_elsewhere(row: RowReader) -> str | None:
    """The city column; None where it is empty or says no municipality."""
    where, said = row.context.municipality, row.cell("city")
    is_own = is_name_of(said, where)
    prefecture = row.cell("prefecture")
    if PREFECTURE.fullmatch(prefecture) and prefecture != where.prefecture:
        return prefecture + said
    if is_own is None:
        return None
    return "" if is_own else said


def _code_elsewhere(row: RowReader) -> str:
    """The code column. It may hold a prefecture (13, 130001), five digits without the check digit, or a ward. Raises Wrong."""
    where, said = row.context.municipality, cells.narrow(row.cell("code")).removesuffix(".0")
    if not said or said == where.pk[:5]:
        return ""
    if re.fullmatch(r"\d{1,2}", said):
        return "" if int(said) == int(where.pk[:2]) else f"都道府県コード {said}"
    if said in municipality_names() and len(said) == 5:
        return "" if is_code_of(said, where) else f"{municipality_names()[said]}（{said}）"
    code, mended = cells.municipality_code(said)
    if mended:
        row.report(Severity.MENDED, "code", said, f"{mended}（{code}）。")
    is_of_prefecture = code[2:5] == "000" and code[:2] == where.pk[:2]
    return "" if is_of_prefecture or is_code_of(code, where) else f"{municipality_names().get(code[:5], '')}（{code}）"


def address_is_elsewhere(row: RowReader) -> bool:
    """Whether the address of a row names another municipality."""
    address = row.address
    return bool(address) and row.context.geocoding.gazetteer.within(cells.address(address)[0]) is None


def says_where(row: RowReader) -> bool:
    """Whether anything in a row ties it to its municipality: a column for it, an address, a point, or the name of one of its towns."""
    if row.address or row.cell("city") or row.cell("code") or (row.cell("lat") and row.cell("lng")):
        return True
    return any(names_a_part(row, text) for text in (*map(row.raw, range(row.width)), *row.row.labels.values()))


def names_a_part(row: RowReader, text: str) -> bool:
    """Whether a text has the municipality's name in it, or begins with the name of one of its towns or wards."""
    where, names = row.context.municipality, row.context.geocoding.gazetteer.names
    if where.name in text or text.startswith(tuple(wards(where.pk).values()) or ("\0",)):
        return True
    folded = fold(text[:20])
    return any(folded[:length] in names for length in range(SHORTEST_TOWN, min(len(folded), 12) + 1))
