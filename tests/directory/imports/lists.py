"""Small invented lists as cities and a 社協 keep them, for tests: text files in fixtures_small/lists, and workbooks built here."""

from typing import NamedTuple

import openpyxl

SMALL_LISTS = {
    "kodomo_standard.csv": 3,
    "prefecture.csv": 1,
    "salon_utf16.txt": 2,
    "semicolons.csv": 2,
    "papamama.geojson": 2,
    "properties.geojson": 1,
    "twice.csv": 1,
    "residents.csv": 2,
}
"""The files of fixtures_small/lists, and how many listings of Inagi are in each."""


class Book(NamedTuple):
    """A workbook: its sheets with rows and merged cells, and the names of the places in it."""

    sheets: dict[str, tuple[list[list], list[str]]]
    places: tuple[str, ...]


_SALON_HEAD = [
    ["ふれあい・いきいきサロン一覧"],
    ["令和8年4月1日現在"],
    ["No", "サロン名", "会場", None, "開催日時", None, "対象", None, None, "参加費", "代表者", None, "備考"],
    [None, None, "名称", "住所", "曜日", "時間", "高齢者", "子ども", "その他", None, "氏名", "電話", None],
]
_SALON_MERGES = ["A3:A4", "B3:B4", "C3:D3", "E3:F3", "G3:I3", "J3:J4", "K3:L3", "M3:M4"]
WORKBOOKS = {
    "districts.xlsx": Book(
        {
            "表紙": ([["稲城市サロン一覧"], [None], ["稲城市社会福祉協議会"]], []),
            "北部地区": (
                [
                    *_SALON_HEAD,
                    [1, "さくら会", "平尾会館", "稲城市平尾1-2", "第1・3火曜", "10:00〜12:00", "○", None, None, "100円", "山田花子", "042-000-1111", "上ばき"],
                    [2, "つばき会", "平尾集会所", "稲城市平尾3-4", "毎週月曜", "13:30〜15:00", "○", "○", None, "無料", "鈴木一郎", None, None],
                    [None, None, None, None, "毎月第4土曜", "10:00〜12:00", None, None, None, None, None, None, "土は親子のみ"],
                    ["※都合により変わることがあります。"],
                    ["合計", "2か所"],
                ],
                [*_SALON_MERGES, "A6:A7", "B6:B7", "C6:C7", "D6:D7"],
            ),
            "南部": (
                [
                    *_SALON_HEAD,
                    ["東長沼地区"],
                    [1, "うめ会", "東長沼自治会館", None, "第2水曜", "10:00〜", None, None, "一人暮らし", "200円", "田中太郎", "090-1234-5678", None],
                    ["【大丸】"],
                    [2, "もも会", "大丸会館", None, "随時", None, "○", None, None, None, "佐藤次郎", None, "休止中"],
                ],
                [*_SALON_MERGES, "A5:M5"],
            ),
        },
        ("さくら会", "つばき会", "うめ会", "もも会"),
    ),
    "blocks.xlsx": Book(
        {
            "一覧": (
                [
                    ["稲城市サロン一覧"],
                    ["No", "名称", "電話", None, "No", "名称", "電話"],
                    [1, "さくらサロン", "042-000-1111", None, 3, "うめサロン", "042-000-3333"],
                    [2, "つばきサロン", "042-000-2222", None, 4, "ももサロン", "042-000-4444"],
                ],
                ["A1:G1"],
            )
        },
        ("さくらサロン", "つばきサロン", "うめサロン", "ももサロン"),
    ),
    "stacked.xlsx": Book(
        {
            "一覧": (
                [
                    ["■平尾地区"],
                    ["サロン名", "会場", "日時"],
                    ["さくら", "平尾会館", "毎週火曜 10時〜12時"],
                    ["（ひらお保育園の中）"],
                    ["つばき", "平尾集会所", "第1月曜"],
                    [None],
                    ["■大丸地区"],
                    ["サロン名", "会場", "日時"],
                    ["うめ", "大丸会館", "毎月第2木曜 13:00〜15:00"],
                    [None],
                    ["子ども食堂"],
                    ["名称", "住所", "開催日", "定員"],
                    ["もも食堂", "稲城市大丸5", "毎月第3土曜", 20],
                    [None],
                    ["問合せ：稲城市社協 042-000-0000"],
                ],
                [],
            )
        },
        ("さくら", "つばき", "うめ", "もも食堂"),
    ),
    "weekdays.xlsx": Book(
        {
            "一覧": (
                [
                    ["名称", "住所", "月", "火", "水", "木", "金", "土", "日", "時間"],
                    ["さくら館", "稲城市平尾1", "○", "○", None, "○", None, None, None, "9:00〜17:00"],
                    ["つばき館", "稲城市平尾2", None, "第2・4", None, None, None, None, None, "10:00〜12:00"],
                    ["うめ館", "稲城市平尾3", "10:00〜12:00", None, None, "13:00〜15:00", None, None, None, None],
                ],
                [],
            )
        },
        ("さくら館", "つばき館", "うめ館"),
    ),
}  # fmt: skip


def workbook(sheets):
    """An openpyxl workbook of sheets: {name: (rows, merged cells)}."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, (rows, merges) in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for merge in merges:
            sheet.merge_cells(merge)
    return book


def saved_workbook(folder, name):
    """The path of one of WORKBOOKS, written into a folder."""
    path = folder / name
    workbook(WORKBOOKS[name].sheets).save(path)
    return path
