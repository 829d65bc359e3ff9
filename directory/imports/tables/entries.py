"""The rows below a header: which of them are one entry, and which are group lines, notes or totals and so no entry."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from directory.imports.tables.ditto import spelled_out
from directory.imports.tables.headers import Header
from directory.imports.tables.headings import squeezed
from directory.spreadsheets import cells
from directory.spreadsheets.findings import Finding, Severity
from directory.spreadsheets.sheets import Sheet, SheetRow

LONGEST_GROUP = 30
"""Letters of a group line."""
_NOTE = re.compile(
    r"^(?:※|＊|\*|注|[（(]注|備考|・|問い?合わ?せ|お問い?合わ?せ|連絡先|担当|作成|出典|資料)|。|[:：].*\d{2,4}-\d"
)
_NOTE_WITH_CELLS = re.compile(
    r"^(?:※|注[:：]|お?問い?合わ?せ先?[:：]?$|(?:お?問い?合わ?せ先?|担当|連絡先|出典|作成|資料)[:：])"
)
_TOTAL = re.compile(r"^(?:合計|総計|小計|計|総数)(?:$|[\d（(:：、\s])")
_EXAMPLE = re.compile(r"^[（(【\[]?(?:例|記入例|記載例|入力例|サンプル)[）)】\]]?[:：]?$")
_BRACKETS = re.compile(r"^[（(].*[）)]$")
_MARKED = re.compile(r"^[□■○●◎◯◆◇★☆▼▲▽△♦◉▶▷⬛【《〈＜<［\[〔≪]")
_MARKS = "□■○●◎◯◆◇★☆▼▲▽△♦◉▶▷⬛【】《》〈〉＜＞<>［］[]〔〕≪≫　 "
_AREA = re.compile(
    r"(?:地区|圏域|地域|学区|校区|支部|ブロック|エリア|方面|区域|管内|[東西南北中]部|中央|支所|包括|連合|自治会|町内会|[町村])$"
)
_COUNT = re.compile(r"[\s　]*[（(]?\d+\s*(?:か所|カ所|ヶ所|箇所|件|団体|グループ)[）)]?$")
_COLUMN_NUMBER = re.compile(r"[(（]?(?:\d{1,2}|[①-⑳])[)）]?")


_OF_ONE_ENTRY = ("running_number", "external_id", "code", "address", "lat", "street")
"""Fields that tell of a row without a name that it is an entry all the same, whose name is missing."""
_OF_ONE_PLACE = ("address", "venue", "lat", "street")
_GROUPS = ("地区", "区分")


@dataclass
class Entry:
    """One entry of a list.

    rows    the rows that tell it, in the columns of its header; merged cells carry their text down
    labels  what group lines, titles and the sheet say of it: {"地区": "東長沼地区"}
    extra   texts that stand below its name in brackets
    """

    rows: list[SheetRow]
    labels: dict[str, str]
    extra: list[str] = field(default_factory=list)

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.rows[0].line

    @property
    def last(self) -> SheetRow:
        """What its rows say last in each column: what a 〃 below it stands for."""
        width = max(len(row.cells) for row in self.rows)
        told = ([row.cell(at) for row in self.rows if row.cell(at).strip()] for at in range(width))
        return SheetRow(self.rows[-1].line, tuple(texts[-1] if texts else "" for texts in told))

    def cell(self, column: int) -> str:
        """What its rows say in a column, each text once."""
        if len(self.rows) == 1:
            return self.rows[0].cell(column)
        return "\n".join(dict.fromkeys(filter(None, (row.cell(column).strip() for row in self.rows))))


def group_label(text: str) -> tuple[str, str]:
    """A group line as heading and value, without its marks.

    >>> group_label("【東長沼地区】（3か所）"), group_label("□その他")
    (('地区', '東長沼地区'), ('区分', 'その他'))
    """
    name = _COUNT.sub("", text.strip()).strip(_MARKS)
    return ("地区" if is_area(name) else "区分"), name


def is_area(text: str) -> bool:
    """Whether a text is the name of a district."""
    return len(text) <= LONGEST_GROUP and bool(_AREA.search(text))


class EntryReader:
    """Reads the rows of one table into entries. What is no entry goes to `findings`."""

    def __init__(self, sheet: Sheet, header: Header, first_column: int, width: int, labels: dict[str, str]):
        self.sheet, self.header, self.labels = sheet, header, dict(labels)
        self.left, self.right = first_column, first_column + width
        self.findings: list[Finding] = []
        self.entries: list[Entry] = []
        fields = header.fields
        self.name_at = fields["name"][0]
        self.numbers = set(fields.get("running_number", ()))
        self.owned = {at for name in _OF_ONE_ENTRY for at in fields.get(name, ())}
        self.places = {at for name in _OF_ONE_PLACE for at in fields.get(name, ())}
        self.headings = {squeezed(part) for text in header.headings for part in (text, *text.split(" ")) if part}
        self.width = sum(bool(text) for text in header.headings)
        self.by_line = {row.line: row for row in sheet.rows} if sheet.merges else {}
        self.after_gap = False
        self.only_numbers: list[SheetRow] = []
        self.pending: SheetRow | None = None
        """A group line that no entry has followed yet."""

    def read(self, rows: Sequence[SheetRow], stands_over_header: bool = False) -> list[Entry]:
        """The entries of the rows below the header. `stands_over_header`: the last row may be the title of the next table."""
        cut = [SheetRow(row.line, row.cells[self.left : self.right]) for row in rows]
        last = next((row for row in reversed(cut) if not row.is_empty), None) if stands_over_header else None
        for row in cut:
            texts = [cell.strip() for cell in row.cells if cell.strip()]
            if row is last and len(texts) == 1 and not _NOTE.search(texts[0]):
                self._begin_group(row, texts[0])
            elif texts:
                self._add(row)
            self.after_gap = not texts
        if self.only_numbers:
            numbers = "　".join(cell for row in self.only_numbers for cell in row.cells if cell.strip())
            reason = f"番号のほかに何も書いていない行（{len(self.only_numbers)}行）"
            self.findings.append(Finding(Severity.OUTSIDE, reason, None, "", numbers))
        return self.entries

    def leave_pending(self) -> None:
        """Put a group line to the findings that stands over nothing."""
        if self.pending:
            self._outside(self.pending, "見出しのような行")
            self.pending = None

    def _add(self, row: SheetRow) -> None:
        told = [(at, cell.strip()) for at, cell in enumerate(row.cells) if cell.strip()]
        if reason := _why_no_entry(told):
            self._outside(row, reason)
        elif len(told) > 1 and all(squeezed(text) in self.headings for _, text in told):
            return  # the header again
        elif len(told) == 1 and self.width > 2:
            self._add_single(row, *told[0])
        elif row.cell(self.name_at).strip():
            self._begin(row)
        else:
            self._add_nameless(row, told)

    def _begin(self, row: SheetRow) -> None:
        self.entries.append(Entry([self._filled(row)], dict(self.labels)))
        self.pending = None

    def _outside(self, row: SheetRow, reason: str) -> None:
        self.findings += outside_lines([row], reason)

    def _add_single(self, row: SheetRow, at: int, text: str) -> None:
        """A row in which one cell is filled: a group line, a note, more of the entry above, or a name and nothing else."""
        merge = self.sheet.merge_at.get((row.line, at + self.left))
        is_name, is_wide = at == self.name_at, bool(merge and merge.right > merge.left)
        if self._is_below_merge(row):
            self._add_below_merge(row, [(at, text)])
        elif _NOTE.search(text) or (len(text) > LONGEST_GROUP and (is_wide or is_name)):
            self._outside(row, "表の中か下の、ことわり書き")
        elif is_name and _BRACKETS.match(text) and self.entries and not self.after_gap:
            self.entries[-1].extra.append(text.strip("（）() "))
        elif at in self.numbers and text.isdigit():
            self.only_numbers.append(row)
        elif is_wide or at < self.name_at or (is_name and (_MARKED.match(text) or is_area(text))):
            self._begin_group(row, text)
        elif is_name:
            self._outside(row, "名前のほかに何も書いていない行")
        else:
            self._add_nameless(row, [(at, text)])

    def _begin_group(self, row: SheetRow, text: str) -> None:
        self.leave_pending()
        heading, name = group_label(text)
        self.labels = {key: value for key, value in self.labels.items() if key not in _GROUPS} | {heading: name}
        self.pending = row

    def _is_below_merge(self, row: SheetRow) -> bool:
        merge = self.sheet.merge_at.get((row.line, self.name_at + self.left))
        return bool(merge and self.header.line < merge.top < row.line and self.entries)

    def _add_nameless(self, row: SheetRow, told: Sequence[tuple[int, str]]) -> None:
        columns = {at for at, text in told if not cells.is_nothing(text)}
        if self._is_below_merge(row):
            self._add_below_merge(row, told)
        elif columns <= self.numbers:
            self.only_numbers.append(row)
        elif columns & self.owned:
            self._begin(row)
        elif self.after_gap or not self.entries or _NOTE.search(told[0][1]):
            self._outside(row, "名前のない行")
        else:
            self.entries[-1].rows.append(self._filled(row))

    def _add_below_merge(self, row: SheetRow, told: Sequence[tuple[int, str]]) -> None:
        """A row under a name that is merged down: another place of that name, or more of the same entry."""
        last = self.entries[-1]
        if any(at in self.places and text != last.rows[0].cell(at).strip() for at, text in told):
            self._begin(row)
        else:
            last.rows.append(self._filled(row))

    def _filled(self, row: SheetRow) -> SheetRow:
        """A row with the texts of cells that are merged with one above, and of those that a 〃 stands for."""
        if self.by_line:
            row = SheetRow(row.line, tuple(self._text(row, at) for at in range(self.right - self.left)))
        row, findings = spelled_out(row, lambda: self.entries[-1].last if self.entries else None, self.header)
        self.findings += findings
        return row

    def _text(self, row: SheetRow, at: int) -> str:
        merge = self.sheet.merge_at.get((row.line, at + self.left))
        if merge and self.header.line < merge.top < row.line and merge.left == at + self.left:
            return self.by_line[merge.top].cell(merge.left)
        return row.cell(at)


def _why_no_entry(told: Sequence[tuple[int, str]]) -> str:
    """Why a row cannot be an entry, "" where it can."""
    texts = [text for _, text in told]
    if _TOTAL.match(texts[0]):
        return "合計の行"
    if _NOTE_WITH_CELLS.match(texts[0]):
        return "表の中か下の、ことわり書き"
    if any(map(_EXAMPLE.match, texts[:2])):
        return "記入例の行"
    if len(told) > 2 and all(map(_COLUMN_NUMBER.fullmatch, texts)) and told[-1][0] - told[0][0] == len(told) - 1:
        return "列の番号の行"
    return ""


def outside_lines(rows: Sequence[SheetRow], reason: str) -> Iterator[Finding]:
    """A finding for each row that says something."""
    for row in rows:
        text = "　".join(cell.strip() for cell in row.cells if cell.strip())
        if text:
            yield Finding(Severity.OUTSIDE, reason, row.line or None, "", text)
