"""Lists of outcomes: every problem with its line and column, all or nothing, and never twice."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from matching.models import Look, Outcome, Participant
from tests.factories import make_agency, make_resource

HEADER = "番号,地域資源,はじめた日,3か月後,やめた日,やめたわけ"


@pytest.fixture
def people(db):
    agency = make_agency()
    return [Participant.objects.create(code=code, agency=agency) for code in ("M-1", "M-2")]


@pytest.fixture
def farm(people):
    return make_resource(name="ふれあい農園")


@pytest.fixture
def run(tmp_path):
    """Import some lines; what the command said."""

    def run(*lines, header=HEADER, encoding="utf-8", arguments=()):
        file = tmp_path / "outcomes.csv"
        file.write_text("\n".join([header, *lines]), encoding=encoding)
        call_command("import_outcomes", str(file), *arguments)

    return run


def stored():
    return list(
        Outcome.objects.order_by("pk").values_list(
            "participant__code", "resource__name", "started_on", "stayed", "ended_on", "ended_because"
        )
    )


FIRST = ("M-1", "ふれあい農園", dt.date(2026, 6, 1), True, None, "")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_places_by_name_or_number_and_dates_as_people_write_them(run, farm, encoding):
    run(
        "M-1,ふれあい農園,2026/6/1,○,,",
        f"M-2,{farm.pk},令和8年6月2日,いいえ,R8.8.1,合わなかった",
        ",,,,,",
        encoding=encoding,
    )
    left = ("M-2", "ふれあい農園", dt.date(2026, 6, 2), False, dt.date(2026, 8, 1), "not_fit")
    assert stored() == [FIRST, left]


def test_reading_again_changes_nothing_and_a_later_list_fills_in(run, farm, capsys):
    for line, said in {
        "M-1,ふれあい農園,2026-06-01,,,": "新しい 1、変わった 0、同じ 0",
        "M-1,ふれあい農園,2026-6-1,,,": "新しい 0、変わった 0、同じ 1",
        "M-1,ふれあい農園,2026/06/01,はい,,": "新しい 0、変わった 1、同じ 0",
        "M-1,ふれあい農園,2026年6月1日,,,": "新しい 0、変わった 0、同じ 1",
    }.items():
        run(line)
        assert said in capsys.readouterr().out
    assert stored() == [FIRST]


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("Z-9,ふれあい農園,2026-06-01,,,", "番号", "この番号の方はいません"),
        (",ふれあい農園,2026-06-01,,,", "番号", "番号が要ります"),
        ("M-1,ない農園,2026-06-01,,,", "地域資源", "この場所はありません"),
        ("M-1,99999999999999999999,2026-06-01,,,", "地域資源", "この場所はありません"),
        ("M-1,ふたつの会,2026-06-01,,,", "地域資源", "同じ名前の場所が2つ"),
        ("M-1,ふれあい農園,,,,", "はじめた日", "はじめた日が要ります"),
        ("M-1,ふれあい農園,先月のはじめ,,,", "はじめた日", "読みとれません"),
        ("M-1,ふれあい農園,2026-02-30,,,", "はじめた日", "2026年2月30日という日は ありません"),
        ("M-1,ふれあい農園,2099-01-01,,,", "はじめた日", "まだ来ていない日"),
        ("M-1,ふれあい農園,2026-06-01,たぶん,,", "3か月後", "「○」か「×」"),
        ("M-1,ふれあい農園,2026-06-01,,2026-05-01,合わなかった", "やめた日", "はじめた日より後"),
        ("M-1,ふれあい農園,2026-06-01,,2026-07-01,", "やめた日", "両方入れてください"),
        ("M-1,ふれあい農園,2026-06-01,,2026-07-01,なんとなく", "やめたわけ", "目標にとどいた"),
        ("M-2,ふれあい農園,2026-06-01,○,,", "番号", "2行目と、同じ人"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_column_and_nothing_is_stored(run, farm, line, column, reason):
    make_resource(name="ふたつの会")
    make_resource(name="ふたつの会")
    with pytest.raises(CommandError) as refused:
        run("M-2,ふれあい農園,2026-06-01,,,", line)
    told = str(refused.value).splitlines()[0]
    assert told.startswith(f"3行目「{column}」")
    assert reason in told
    assert stored() == []


def test_all_that_is_wrong_is_told_at_once(run, farm):
    with pytest.raises(CommandError) as refused:
        run("Z-9,ない農園,先週あたり,,,", "M-1,ふれあい農園,2026-06-01,たぶん,,")
    assert [line.split("：")[0] for line in str(refused.value).splitlines()[:-1]] == [
        "2行目「番号」",
        "2行目「地域資源」",
        "2行目「はじめた日」",
        "3行目「3か月後」",
    ]


def test_a_trial_stores_nothing(run, farm, capsys):
    run("M-1,ふれあい農園,2026-06-01,,,", arguments=["--dry-run"])
    assert "新しい 1" in capsys.readouterr().out
    assert stored() == []


def test_a_list_without_its_columns_says_which_are_missing(run, people):
    with pytest.raises(CommandError, match="「地域資源」"):
        run("M-1,2026-06-01", header="番号,はじめた日")


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("M-1,ふれあい農園,2999-01-01,,,", "はじめた日"),
        ("M-1,ふれあい農園,2026-06-01,,2026-05-01,合わなかった", "やめた日"),
        ("M-1,ふれあい農園,2026-06-01,はい,2026-06-20,合わなかった", "3か月後"),
    ],
)
def test_what_cannot_be_is_refused_with_its_column(run, farm, line, column):
    with pytest.raises(CommandError, match=column):
        run(line)
    assert stored() == []


def test_a_later_list_does_not_contradict_what_is_stored(run, farm):
    run("M-1,ふれあい農園,2026-06-01,はい,,")
    with pytest.raises(CommandError, match="両方は選べません"):
        run("M-1,ふれあい農園,2026-06-01,,2026-10-20,合わなかった")
    assert stored() == [FIRST]


def test_whose_outcomes_were_stored_is_recorded(run, farm):
    run("M-1,ふれあい農園,2026-06-01,,,", "M-2,ふれあい農園,2026-06-01,,,")
    run("M-1,ふれあい農園,2026-06-01,,,", "M-2,ふれあい農園,2026-06-01,はい,,")
    assert list(Look.objects.order_by("pk").values_list("code", "action")) == [
        ("M-1", "changed"), ("M-2", "changed"), ("M-2", "changed"),
    ]  # fmt: skip
