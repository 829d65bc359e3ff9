"""What stands in a sheet instead of a table, said by its name: cards, calendars, lists that lie on their side."""

from collections import Counter

from directory.imports.tables.header_rows import LOOKED_THROUGH
from directory.imports.tables.headings import aliases, is_known, meanings, squeezed
from directory.spreadsheets.sheets import Sheet

_DAYS = set("日月火水木金土")
CARDS = (
    "表ではなく、1か所ずつのカード（左に見出し、右に中身）か、見出しが縦にならんだ表です。"
    "1行目に見出し、2行目から1行に1か所の表にして、もう一度してください。"
)
CALENDAR = (
    "表ではなく、カレンダー（日ごとの予定表）です。居場所の一覧（1行に1か所）を入れてください。"
    "1つずつの日は、その場所のページの「この日だけ」に入れてください。"
)


def why_no_table(sheet: Sheet) -> str:
    """The sentence for a sheet that is something else than a table; "" for one that may be a table."""
    return CALENDAR if _is_calendar(sheet) else CARDS if _is_cards(sheet) else ""


def refused_list(sheet: Sheet) -> str:
    """The sentence for a list of another kind, by its headings; "" for any other."""
    for row in sheet.rows[:15]:
        there = set(map(squeezed, row.cells))
        for heading, reason in aliases()["refused"].items():
            if squeezed(heading) in there:
                return reason
    return ""


def what_is_missing(sheet: Sheet) -> str:
    """The sentence for a sheet in which no header is found."""
    most = max(sheet.rows[:LOOKED_THROUGH], key=lambda row: sum(map(is_known, row.cells)))
    if sum(map(is_known, most.cells)) > 1:
        headings = "」「".join(cell.strip() for cell in most.cells if cell.strip())
        return (
            f"場所の名前の列が見つかりません。見出しは「{headings[:200]}」です。場所の名前の列の見出しを「名称」に書きなおして、もう一度してください。"
            "名前のない「追加情報」などは、もとの一覧に書き足してから入れてください。"
        )
    names = "」「".join(aliases()["fields"]["name"][:4])
    return (
        f"見出しの行が見つかりません。「{names}」のどれかの列と、住所などの列がいります。"
        "ちがう見出しのときは、書きなおして、もう一度してください。"
    )


def _is_cards(sheet: Sheet) -> bool:
    """Whether headings stand below each other in one column, most of what stands there."""
    for column in range(min(4, max((len(row.cells) for row in sheet.rows), default=0))):
        told = [squeezed(row.cell(column)) for row in sheet.rows[:500] if row.cell(column).strip()]
        known = Counter(text for text in told if is_known(text))
        if len(known) >= 3 and known.total() >= 0.6 * len(told) and _has_name(known):
            return True
    return False


def _has_name(headings: Counter[str]) -> bool:
    return any(m.name == "name" for heading in headings for m in meanings(heading))


def _is_calendar(sheet: Sheet) -> bool:
    """Whether days of the month stand below the days of the week."""
    for at, row in enumerate(sheet.rows[:30]):
        if {cell.strip().strip("（）()")[:1] for cell in row.cells if cell.strip()} >= _DAYS:
            below = [cell.strip() for other in sheet.rows[at + 1 : at + 20] for cell in other.cells if cell.strip()]
            numbers = {
                text for text in below if text.removesuffix("日").isdigit() and 1 <= int(text.removesuffix("日")) <= 31
            }
            if len(numbers) >= 20:
                return True
    return False
