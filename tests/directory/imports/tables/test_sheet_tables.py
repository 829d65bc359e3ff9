"""A sheet as a 社協 keeps it gives its entries; layout, notes and totals are no entries, and none of them is lost."""

import pytest

from directory.imports.findings_by_kind import group_findings
from directory.imports.tables.sheet_tables import read_tables, with_sheet
from directory.spreadsheets.findings import Unreadable
from directory.spreadsheets.sheets import Merge, Sheet, SheetRow


def sheet(text, *merges, name=""):
    """A sheet from lines of cells with | between them. Merges are (top, left, bottom, right)."""
    lines = text.strip("\n").split("\n")
    rows = [SheetRow(number, tuple(cell.strip() for cell in line.split("|"))) for number, line in enumerate(lines, 1)]
    return Sheet(rows, name, tuple(Merge(*merge) for merge in merges))


def told(read):
    """Each entry: its name, and what its other columns say."""
    found = {}
    for table in read.tables:
        [name_at, *_] = table.header.fields["name"]
        for entry in table.entries:
            others = {
                h: entry.cell(at) for at, h in enumerate(table.header.headings) if at != name_at and entry.cell(at)
            }
            found[entry.cell(name_at)] = others | entry.labels
    return found


def outside(read):
    return [(finding.line, finding.value) for finding in read.findings if finding.severity.name == "OUTSIDE"]


def test_a_plain_table_below_a_title():
    read = read_tables(
        sheet("稲城市 サロン一覧\n令和8年4月現在\n\n名称|住所|日時\nさくら|平尾1|火曜\nつばき|大丸2|"), {}
    )
    assert told(read) == {"さくら": {"住所": "平尾1", "日時": "火曜"}, "つばき": {"住所": "大丸2"}}
    assert outside(read) == [(1, "稲城市 サロン一覧"), (2, "令和8年4月現在")]


@pytest.mark.parametrize("merges", [(), [(1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4)]])
def test_a_header_of_two_rows_is_one_with_and_without_merged_cells(merges):
    text = "サロン名|会場||対象|\n|名称|住所|高齢者|子ども\nさくら|平尾会館|平尾1|○|"
    header = read_tables(sheet(text, *merges), {}).tables[0].header
    assert header.headings == ("サロン名", "会場 名称", "会場 住所", "対象 高齢者", "対象 子ども")
    assert {name: header.fields[name] for name in ("name", "venue", "address")} == {
        "name": [0],
        "venue": [1],
        "address": [2],
    }
    assert header.targets == {3: "高齢者", 4: "子ども"}


def test_a_row_of_headings_over_the_header_belongs_to_it():
    text = "基本||開催|\nサロン名|住所|曜日|時間\nさくら|平尾1|火|10:00〜12:00"
    header = read_tables(sheet(text, (1, 0, 1, 1), (1, 2, 1, 3)), {}).tables[0].header
    assert {"name", "address", "weekdays", "hours"} <= set(header.fields)


def test_a_heading_below_persons_is_never_the_places_own():
    text = "サロン名|住所|代表者||\n|平仮名|氏名|住所|電話\nさくら|平尾1|山田|大丸9|090-1111-2222"
    header = read_tables(sheet(text.replace("|平仮名|", "||"), (1, 2, 1, 4)), {}).tables[0].header
    assert header.fields["address"] == [1]
    assert "telephone" not in header.fields
    assert header.persons == [2, 3, 4]


@pytest.mark.parametrize("line", ["平尾地区||", "【平尾地区】||", "■平尾地区（3か所）||", "|平尾地区|"])
def test_a_group_line_is_told_of_the_rows_below_it(line):
    read = read_tables(sheet(f"No|名称|住所\n1|つばき|大丸2\n{line}\n2|さくら|平尾1"), {})
    assert told(read)["さくら"]["地区"] == "平尾地区"
    assert "地区" not in told(read)["つばき"]


def test_a_title_with_a_district_is_told_of_all():
    assert (
        told(read_tables(sheet("東長沼地区\n団体名|会場|日時\nみほん会|公民館|月曜"), {}))["みほん会"]["地区"]
        == "東長沼地区"
    )


def test_a_repeated_header_and_what_is_no_entry_is_none():
    text = "名称|住所|日時\n①|②|③\n記入例|稲城市1|火曜\nさくら|平尾1|火曜\n名称|住所|日時\nつばき|大丸2|\n合計|2か所|\n※変わることがあります。||\n||\n担当：福祉課|042-000-1111|"
    read = read_tables(sheet(text), {})
    assert list(told(read)) == ["さくら", "つばき"]
    assert [line for line, _ in outside(read)] == [2, 3, 7, 8, 10]


def test_an_entry_over_two_rows_is_one():
    text = (
        "名称|会場|日時|備考\nさくら|平尾会館|第1火曜 10時〜12時|茶\n||第3木曜 13時〜15時|菓子\nつばき|大丸会館|月曜|"
    )
    read = read_tables(sheet(text), {})
    assert told(read)["さくら"] == {
        "会場": "平尾会館",
        "日時": "第1火曜 10時〜12時\n第3木曜 13時〜15時",
        "備考": "茶\n菓子",
    }
    assert [len(entry.rows) for entry in read.entries] == [2, 1]


def test_cells_merged_down_carry_their_text_to_every_entry():
    text = "地区|名称|住所\n北部|さくら|平尾1\n|つばき|平尾2\n南部|うめ|大丸3"
    assert {name: cells["地区"] for name, cells in told(read_tables(sheet(text, (2, 0, 3, 0)), {})).items()} == {
        "さくら": "北部",
        "つばき": "北部",
        "うめ": "南部",
    }


def test_a_name_merged_over_two_venues_is_two_places():
    text = "名称|会場|日時\nさくら会|平尾会館|第1火曜\n|大丸会館|第3火曜"
    read = read_tables(sheet(text, (2, 0, 3, 0)), {})
    assert [(entry.cell(0), entry.cell(1)) for entry in read.entries] == [
        ("さくら会", "平尾会館"),
        ("さくら会", "大丸会館"),
    ]


def test_a_row_without_a_name_but_with_an_address_of_its_own_is_not_added_to_the_one_above():
    read = read_tables(sheet("名称|住所|電話\nさくら|平尾1|042-000-1111\n|大丸2|042-000-2222"), {})
    assert [entry.cell(0) for entry in read.entries] == ["さくら", ""]


def test_blocks_beside_each_other_are_read_one_after_the_other():
    read = read_tables(
        sheet("No|名称|電話||No|名称|電話\n1|さくら|042-000-1111||2|つばき|042-000-2222\n|||| 3|うめ|"), {}
    )
    assert {name: cells.get("電話") for name, cells in told(read).items()} == {
        "さくら": "042-000-1111",
        "つばき": "042-000-2222",
        "うめ": None,
    }


def test_a_name_in_brackets_below_a_name_is_more_of_it():
    read = read_tables(sheet("名称|住所|日時\nさくら|平尾1|火曜\n（みほん保育園内）||\nつばき|大丸2|月曜"), {})
    assert [(entry.cell(0), entry.extra) for entry in read.entries] == [("さくら", ["みほん保育園内"]), ("つばき", [])]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("サロン名|さくら\n会場|平尾会館\n日時|火曜\n\nサロン名|つばき\n会場|大丸会館\n日時|月曜", "カード"),
        ("サロン名|さくら|つばき\n住所|平尾1|大丸2\n電話番号|042-000-1111|042-000-2222", "カード"),
        ("サロン名|さくら|代表者|山田\n会場|平尾会館|電話|042-000-1111\n日時|火曜|参加費|100円", "カード"),
        ("12月\n日|月|火|水|木|金|土\n" + "\n".join("|".join(str(7 * w + d) for d in range(1, 8)) for w in range(4)), "カレンダー"),
        ("行事名|場所名称|開催日\nまつり|公園|2026-12-01", "行事"),
        ("ID|住所|開催曜日\n1|平尾1|火", "名前の列が見つかりません"),
        ("お知らせ\nことしのサロンについて", "見出しの行が見つかりません"),
    ],
)  # fmt: skip
def test_what_is_no_table_of_places_is_refused_by_its_name(text, says):
    with pytest.raises(Unreadable, match=says):
        read_tables(sheet(text), {})


def test_a_calendar_of_marks_in_a_table_of_places_is_a_table():
    header = read_tables(sheet("名称|月|火|水|木|金|土|日\nさくら|○|||○|||"), {}).tables[0].header
    assert header.weekdays == dict(enumerate("月火水木金土日", 1))


@pytest.mark.parametrize(
    ("name", "several", "labels"),
    [
        ("平尾地区", False, {"地区": "平尾地区"}),
        ("食堂", True, {"区分": "食堂"}),
        ("食堂", False, {}),
        ("Sheet1", True, {}),
        ("2026年度", True, {}),
        ("", True, {}),
    ],
)
def test_the_name_of_a_sheet_is_told_where_it_says_something(name, several, labels):
    assert with_sheet({}, sheet("a", name=name), several=several) == labels


def test_a_group_below_a_sheets_district_keeps_both():
    assert with_sheet({"地区": "大丸地区"}, sheet("a", name="南部地区"), several=True) == {"地区": "南部地区 大丸地区"}


DITTO = [
    ("さくら|平尾会館|平尾1\nつばき|{0}|{0}", ("平尾会館", "平尾1")),
    ("さくら|平尾会館|平尾1\nもみじ|{0}|{0}\nつばき|{0}|大丸2", ("平尾会館", "大丸2")),
    ("さくら|平尾会館|平尾1\n大丸地区||\nつばき|大丸会館|{0}", ("大丸会館", "平尾1")),
    ("さくら|平尾会館|平尾1\nつばき|{0}（2階）|{0}", ("{0}（2階）", "平尾1")),
]


@pytest.mark.parametrize("mark", ["〃", " 〃 ", "同上", "仝", "”", "上に同じ"])
@pytest.mark.parametrize(("rows", "meant"), DITTO)
def test_a_ditto_mark_says_what_stands_above_it(rows, meant, mark):
    read = read_tables(sheet("名称|会場名|住所\n" + rows.format(mark)), {})
    venue, address = meant
    assert told(read)["つばき"] | {"地区": ""} == {"会場名": venue.format(mark).strip(), "住所": address, "地区": ""}


def test_each_ditto_mark_is_told_with_what_it_was_read_as():
    read = read_tables(sheet("名称|会場名|電話番号|FAX\nさくら|〃|042-000-1111|同左\nつばき|平尾会館|〃|"), {})
    assert told(read)["さくら"] == {"会場名": "〃", "電話番号": "042-000-1111", "FAX": "042-000-1111"}
    assert told(read)["つばき"] == {"会場名": "平尾会館", "電話番号": "042-000-1111"}
    said = [(one.severity.name, one.line, one.column) for one in read.findings]
    assert said == [("NOTICED", 2, "会場名"), ("MENDED", 2, "FAX"), ("MENDED", 3, "電話番号")]


def test_ditto_marks_are_told_together_by_what_they_mean():
    read = read_tables(sheet("名称|会場名|住所\nさくら|平尾会館|平尾1\nつばき|〃|同上"), {})
    [group] = group_findings(read.findings)
    assert group.title == "上のセルと同じ、というしるしです。そのことばで読みました（…）：2行"
    assert group.line(group.findings[1]).endswith("（平尾1）。")
