"""The readings of one build in the next: the index is the one that is made without them, and no name is read twice."""

import ast
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.japanese.readings import propose_readings
from directory.models import Resource
from directory.publishing.versions import Edition
from directory.search import live_index
from directory.search.parts import array_file, entry_rows, kept_readings
from directory.search.parts.index_arrays import arrays_of
from directory.search.parts.index_code import OF_READINGS
from tests.factories import make_organization, make_place, make_resource

ODD = [
    "",
    "\n",
    "\x1e",
    "\u2028",
    "髙橋\x1e２号",
    '"',
    "\\",
    "\u3099か",
    "🏠家",
    "𠮷野",
    "⻑寿会",
    "ﾋﾏﾜﾘ",
    "<b>",
    "２\t二",
    "Ａサロン",
]
NAMES = st.one_of(st.sampled_from(ODD), st.text("会館花野一２ー「」か\u3099 aZ\n\x1e", max_size=6), st.text(max_size=4))
BUILDS = st.lists(st.lists(st.tuples(st.integers(1, 40), NAMES), max_size=30), min_size=2, max_size=3)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Where readings are kept."""
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.fixture
def asked(monkeypatch):
    """The names that the analyser was asked for."""
    names = []

    def read(some):
        names.extend(some := list(some))
        return propose_readings(some)

    monkeypatch.setattr(kept_readings, "propose_readings", read)
    return names


def build(rows, at_once=7, mark="a"):
    """The readings that a build of rows (key and name) got."""
    rows, found = sorted(rows), []
    with kept_readings.kept(mark) as read:
        for begin in range(0, len(rows), at_once):
            part = rows[begin : begin + at_once]
            readings = read((name for _, name in part), part[-1][0])
            found += [readings[name] for _, name in part]
    return found


ROWS = list(enumerate(["花野会館", "百歳体操", *ODD, "桜木サロン"], 1))
READ = [propose_readings([name])[name] for _, name in ROWS]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BUILDS, st.integers(1, 9), st.integers(1, 9))
def test_whatever_is_kept_each_name_is_read_as_it_is_alone(builds, first, then):
    for rows, at_once in zip(builds, (first, then, first), strict=False):
        assert build(rows, at_once) == [propose_readings([name])[name] for _, name in sorted(rows)]


def test_only_new_names_are_read_again(asked):
    build(ROWS, at_once=4)
    asked.clear()
    build([(-1, "新しい会"), (0, "新しい館"), *ROWS[2:4], *ROWS[5:]], at_once=7)
    assert asked == ["新しい会", "新しい館"]


def _cut(content):
    return content[: len(content) // 2]


def _changed(content):
    return content.replace("はな".encode(), "ばな".encode())


def _foreign(content):
    return b"\x80 [1, 2]\n\n"


@pytest.mark.parametrize("damage", [_cut, _changed, _foreign, lambda content: b""])
def test_a_damaged_file_costs_its_readings_and_nothing_else(asked, damage):
    build(ROWS, at_once=4)
    file = kept_readings.file()
    file.write_bytes(damage(file.read_bytes()))
    asked.clear()
    assert build(ROWS, at_once=4) == READ
    assert asked
    asked.clear()
    assert (build(ROWS, at_once=4), asked) == (READ, [])


def test_what_other_code_read_is_read_again(asked):
    build(ROWS)
    asked.clear()
    build(ROWS, mark="b")
    assert set(asked) == {name for _, name in ROWS}


def test_what_reads_calls_no_code_that_is_not_in_its_mark():
    known = {module.__name__ for module in OF_READINGS}
    for module in OF_READINGS:
        found = ast.walk(ast.parse(Path(str(module.__file__)).read_text()))
        imported = {one.module for one in found if isinstance(one, ast.ImportFrom) and one.module}
        assert {name for name in imported if name.startswith("directory")} <= known


def test_a_build_that_fails_leaves_what_was_kept_and_nothing_else(folder):
    build(ROWS)
    before = kept_readings.file().read_bytes()
    with pytest.raises(TypeError), kept_readings.kept("a") as read:
        read(["百歳体操"], None)
    assert [path.read_bytes() for path in folder.iterdir()] == [before]


@pytest.mark.django_db
def test_an_index_with_kept_readings_is_the_one_without(monkeypatch, asked):
    monkeypatch.setattr(entry_rows, "_AT_ONCE", 5)
    seeded = Random(14)
    named = [name for name in ODD if name.strip() and "\x1e" not in name]
    for number in range(20):
        organization = make_organization(name=f"{seeded.choice(named)}の会")
        place = make_place(name=f"{seeded.choice(named)}会館{number}")
        make_resource(name=f"{seeded.choice(named)}{number}", organization=organization, place=place)
    for edited in (1, 3, 0):
        version = Edition.current()
        live_index.store_anew(version)
        _, stored = array_file.read(live_index.stored_file())
        index = live_index.made_anew(version).index
        anew = arrays_of(index.entries, index.bigrams, index.own)
        assert {name: array.tolist() for name, array in stored.items()} == {
            name: array.tolist() for name, array in anew.items()
        }
        keys = list(Resource._base_manager.order_by("pk").values_list("pk", flat=True))
        Resource._base_manager.filter(pk__in=keys[:edited]).update(live=False)
        Resource._base_manager.filter(pk=keys[-2]).update(name=f"改めた会{edited}")
        make_resource(name=f"新しい会{edited}")
