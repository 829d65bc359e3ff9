"""Text files as rows: CSV, TSV and semicolons, in the encodings that Japanese offices use. Pure."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from directory.spreadsheets.findings import Unreadable
from directory.spreadsheets.sheets import SheetRow

_DELIMITERS = ",\t;"
LOOKED_AT = 60
"""Lines by which the delimiter is chosen."""


def decoded(data: bytes, name: str) -> str:
    """The text of a file in UTF-8 (with or without BOM), UTF-16, CP932 or EUC. Raises Unreadable."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if data[:200].count(0) >= 4:
        # Text of Windows without its mark: the zero of the first Latin letter or line break tells the order of the bytes.
        return data.decode("utf-16-le" if data[:200].index(0) % 2 else "utf-16-be", errors="replace")
    for encoding in ("utf-8-sig", "cp932", "euc_jp"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "cp932" or not _is_euc(data, text):
            return text
    raise Unreadable(
        f"ファイル「{name}」の文字が読めません。文字コードをUTF-8かShift_JISにして保存しなおしてください。"
    )


def _is_euc(data: bytes, as_cp932: str) -> bool:
    """Whether a text that CP932 can read is EUC: read so it is full of half-width katakana, which nobody writes in such numbers."""
    if sum("｡" <= letter <= "ﾟ" for letter in as_cp932) * 4 < len(as_cp932):
        return False
    try:
        data.decode("euc_jp")
    except UnicodeDecodeError:
        return False
    return True


def read_delimited(text: str, name: str) -> Iterator[SheetRow]:
    """The rows of a text. Raises Unreadable for a quotation mark that is not closed."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    line = 1
    try:
        for cells in reader:
            yield SheetRow(line, tuple(cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(
            f'ファイル「{name}」の{line}行目から先が読めません。長すぎるセル（13万字より長い）か、閉じていない「"」がないか、'
            "見てください。"
        ) from error


def _delimiter(text: str) -> str:
    """The delimiter that cuts the most of the first lines into the same number of columns; titles above a table have none."""
    head = text[:100_000]

    def fit(delimiter: str) -> tuple[int, int]:
        widths: Counter[int] = Counter()
        try:
            for number, cells in enumerate(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)):
                if number == LOOKED_AT:
                    break
                # A quotation mark alone in a cell: the text of one cell was cut in two.
                widths[len(cells)] += not any(cell.count('"') % 2 for cell in cells)
        except csv.Error:
            pass
        return max(((rows * (width - 1), width) for width, rows in widths.items() if width > 1), default=(0, 0))

    return max(_DELIMITERS, key=fit)
