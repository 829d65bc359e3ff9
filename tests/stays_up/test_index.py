"""The search index is made by one builder beside the site; who serves goes on with the one before, or plainly without one."""

import datetime as dt
import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from directory.models import Area, AreaSystem, Resource, Term
from directory.publishing.versions import EVERYTHING, directory_change
from directory.search import live_index, name_lookup, public_search
from directory.search.building import builder, dropping
from directory.search.building.builder import Outcome
from directory.search.index import Index
from directory.search.parts import kept_readings, process
from directory.snapshot import loading
from directory.snapshot.selection import Selection
from tests.factories import make_organization, make_resource

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)


def found(text):
    return sorted(public_search.found(Selection.of(loading.current(), TODAY).snapshot, text).keys.tolist())


@pytest.fixture(autouse=True)
def started(monkeypatch):
    """How often a builder was called for, of a site so large that it needs one."""
    calls = []
    monkeypatch.setattr(live_index, "STORED_FROM", 1)
    monkeypatch.setattr(process, "start", lambda: calls.append(1))
    yield calls
    for file in (live_index.stored_file(), kept_readings.file()):
        file.unlink(missing_ok=True)


@pytest.fixture
def himawari():
    return make_resource(name="ひまわり", kinds=["salon"]).pk


@pytest.fixture
def built(himawari):
    """A stored index with ひまわり, and a worker that has it."""
    assert builder.build(waits=True) is Outcome.BUILT
    assert found("himawari") == [himawari]


def next_start():
    """As another worker begins, or this one anew."""
    loading.forget()
    live_index.forget()


NOTICE = "さがす じゅんびを しています"


def test_without_a_file_the_site_answers_plainly_at_once_and_says_so(client, himawari, started):
    make_resource(name="すみれ")
    page = client.get("/?q=ひまわ").content.decode()
    assert (NOTICE in page, "ひまわり" in page, "すみれ" in page) == (True, True, False)
    assert NOTICE not in client.get("/").content.decode()
    assert started
    assert found("himawari") == []
    for text in ("ひまわり", "すみれ サロン", "囲碁", "himawari", "駅の近く", "体操 午前", "ひまわりさろんふれあい"):
        assert client.get("/", {"q": text}).status_code == client.get("/suggest", {"q": text}).status_code == 200
    assert builder.build(waits=True) is Outcome.BUILT
    assert found("himawari") == [himawari]
    assert NOTICE not in client.get("/?q=ひまわ").content.decode()


def test_plainly_too_an_organization_that_is_not_public_finds_nothing():
    run_by = {live: make_organization(name=f"くじら会{live}", live=live) for live in (True, False)}
    keys = {live: make_resource(organization=organization).pk for live, organization in run_by.items()}
    assert found("くじら会") == [keys[True]]


def test_after_a_change_of_everything_the_index_before_answers_and_nothing_that_left_is_given(built, himawari, started):
    gone, renamed = make_resource(name="ひまわり会"), make_resource(name="ひまわり荘")
    assert found("himawari") == sorted([himawari, gone.pk, renamed.pk])
    started.clear()
    with directory_change(EVERYTHING):
        type(gone).objects.filter(pk=gone.pk).update(visibility="staff")
        type(gone).objects.filter(pk=renamed.pk).update(name="すみれ荘")
    assert (found("himawari"), found("すみれ")) == (sorted([himawari, renamed.pk]), [])
    assert started
    assert builder.build(waits=True) is Outcome.BUILT
    assert (found("himawari"), found("すみれ")) == ([himawari], [renamed.pk])


def _word(**columns):
    return lambda: Term.objects.filter(slug="salon").update(**columns)


def _area():
    from tests.factories import make_town

    town = make_town()
    system, _ = AreaSystem.objects.get_or_create(municipality=town.municipality, name="圏域")
    area, _ = Area.objects.get_or_create(system=system, name="平尾圏域")
    area.towns.set([town])


@pytest.mark.parametrize("edit", [_word(position=9), _word(label="サロン（ふれあい・いきいきサロン）"), _area])
def test_what_changes_no_text_makes_no_entry_again(built, monkeypatch, edit):
    Term.objects.filter(slug="salon").update(label="サロン（ふれあい・いきいきサロン）")
    held = live_index.index_at(loading.current())
    edit()
    monkeypatch.setattr(live_index, "entries_of", lambda rows: [] if not rows else pytest.fail("read again"))
    again = live_index.index_at(loading.current())
    assert (again.entries is held.entries, again.version > held.version) == (True, True)
    assert builder.build(waits=True) is Outcome.CURRENT


@pytest.mark.parametrize("most", [5, 0])
def test_a_word_that_few_have_is_replaced_and_one_that_many_have_is_left_to_the_builder(
    built, himawari, monkeypatch, started, most
):
    monkeypatch.setattr(live_index, "MOST_REPLACED", most)
    started.clear()
    Term.objects.filter(slug="salon").update(label="寄合")
    assert found("寄合") == ([himawari] if most else [])
    assert bool(started) == (not most)
    assert builder.build(waits=True) is (Outcome.CURRENT if most else Outcome.BUILT)
    assert found("寄合") == [himawari]


def test_the_stored_copy_is_used_at_the_next_start_and_brought_up_to_date(built, himawari, monkeypatch, started):
    make_resource(name="すみれ")
    next_start()
    started.clear()
    entries_of = live_index.entries_of

    def few(resources):
        made = list(entries_of(resources))
        assert len(made) == 1
        return made

    monkeypatch.setattr(live_index, "entries_of", few)
    assert (len(found("sumire")), found("himawari"), started) == (1, [himawari], [])


def _cut(path):
    os.truncate(path, path.stat().st_size - 1)


def _one_bit(path):
    content = path.read_bytes()
    path.write_bytes(content[:-100] + bytes([content[-100] ^ 1]) + content[-99:])


def _beside_itself(path):
    """Whole by its checksum, but what points into the letters points beside them."""
    texts = live_index.stored()
    texts.index.entries.letters_at.flags.writeable = True
    texts.index.entries.letters_at[-1] += 1
    live_index.store(texts)


def _foreign(path):
    texts = live_index.stored()
    version = texts.index.version._replace(lot=1)
    live_index.store(texts._replace(index=texts.index.replacing([], [], version)))


DAMAGES = {
    "empty": lambda path: path.write_bytes(b""),
    "no index": lambda path: path.write_text("not an index"),
    "cut": _cut,
    "one bit": _one_bit,
    "beside itself": _beside_itself,
    "foreign": _foreign,
}


@pytest.mark.parametrize(("name", "damage"), DAMAGES.items(), ids=DAMAGES)
def test_a_damaged_or_foreign_copy_is_dropped_logged_once_and_made_again(
    built, himawari, started, caplog, name, damage
):
    damage(live_index.stored_file())
    # Who has read it before goes on, whatever becomes of the file.
    assert found("himawari") == [himawari]
    next_start()
    started.clear()
    assert [found("himawari") for _ in range(3)] == [[], [], []]
    assert caplog.text.count("damaged") == (name != "foreign")
    assert started
    assert builder.build(waits=True) is Outcome.BUILT
    assert found("himawari") == [himawari]


def test_a_copy_of_other_code_is_made_again(built, monkeypatch):
    monkeypatch.setattr(live_index, "code_fingerprint", lambda: "other code")
    next_start()
    assert found("himawari") == []
    assert builder.build(waits=True) is Outcome.BUILT


def test_of_two_builders_at_once_one_builds(himawari):
    with process.alone(waits=False) as mine:
        assert mine
        assert builder.build(waits=False) is Outcome.BUSY
    assert [builder.build(waits=False) for _ in range(2)] == [Outcome.BUILT, Outcome.CURRENT]


ASKED = {
    "found": lambda selection, row: public_search.found(selection.snapshot, "ひまわり").keys.tolist(),
    "suggested": lambda selection, row: public_search.suggested(selection, "ひまわり"),
    "reasons": lambda selection, row: list(public_search.match_reasons(selection.snapshot.columns, [row], "ひまわり")),
    "named": lambda selection, row: public_search.named(selection.snapshot, "ひまわり").tolist(),
    "in the admin": lambda selection, row: [
        found.pk for found in name_lookup.found(Resource.objects.all(), "ひまわり")
    ],
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_an_index_that_fails_while_it_is_asked_is_dropped_and_made_again(
    built, himawari, monkeypatch, caplog, started, asked
):
    monkeypatch.setattr(dropping, "_dropper", dropping._Dropper())
    next_start()
    index, row = live_index.index_at(loading.current()), Resource.objects.get(pk=himawari)
    for array in (index.bigrams.rows, index.entries.texts_at):
        array.flags.writeable = True
        array[-1] = 10**6
    started.clear()
    selection = Selection.of(loading.current(), TODAY)
    assert [asked(selection, row) for _ in range(2)] == [[himawari]] * 2
    said = [record.message for record in caplog.records if "damaged" in record.message]
    assert (len(said), live_index.stored_file().exists()) == (1, False)
    assert builder.build(waits=True) is Outcome.BUILT
    assert found("himawari") == [himawari]


def test_an_index_that_fails_long_after_another_one_did_is_dropped_as_well(
    built, himawari, monkeypatch, caplog, started
):
    monkeypatch.setattr(dropping, "_dropper", dropping._Dropper())
    for turn in range(2):
        next_start()
        monkeypatch.setattr(dropping.time, "monotonic", lambda turn=turn: (turn + 1) * 10**6)
        index = live_index.index_at(loading.current())
        for array in (index.bigrams.rows, index.entries.texts_at):
            array.flags.writeable = True
            array[-1] = 10**6
        assert (found("ひまわり"), live_index.stored_file().exists()) == ([himawari], False)
        assert builder.build(waits=True) is Outcome.BUILT
        assert found("himawari") == [himawari]
    assert sum("is damaged" in record.message for record in caplog.records) == 2


def test_a_question_that_fails_with_the_next_index_too_is_answered_plainly_alone_and_builds_no_other(
    built, himawari, monkeypatch, caplog, started
):
    monkeypatch.setattr(dropping, "_dropper", dropping._Dropper())
    matching = Index.matching

    def fails(index, text, allowed=None):
        if text.startswith("ひまわり荘"):
            raise IndexError(text)
        return matching(index, text, allowed)

    monkeypatch.setattr(Index, "matching", fails)
    said = lambda: [record.message for record in caplog.records if record.levelname == "ERROR"]  # noqa: E731
    assert (found("ひまわり荘"), live_index.stored_file().exists(), len(said())) == ([], False, 1)
    assert builder.build(waits=True) is Outcome.BUILT
    assert found("himawari") == [himawari]
    for number in range(3):
        monkeypatch.setattr(dropping.time, "monotonic", lambda number=number: (number + 1) * 10**6)
        assert (found(f"ひまわり荘{number}"), found("himawari")) == ([], [himawari])
    assert (live_index.stored_file().exists(), len(said())) == (True, 2)


@pytest.mark.parametrize("before", [True, False], ids=["a worker with an index", "a worker that begins"])
def test_a_next_index_that_cannot_be_brought_up_to_date_is_thrown_away_and_made_again(
    built, himawari, monkeypatch, caplog, started, before
):
    with directory_change(EVERYTHING):
        pass
    if before:
        found("himawari")  # it waits for the next one
    assert builder.build(waits=True) is Outcome.BUILT
    make_resource(name="すみれ")
    if not before:
        next_start()

    def damaged(index, *changes):
        raise IndexError("beside itself")

    started.clear()
    with monkeypatch.context() as patch:
        patch.setattr(Index, "replacing", damaged)
        columns = loading.current()  # where a worker takes the next one
        assert found("ひまわり") == [himawari]
    assert (len(columns), live_index.stored_file().exists()) == (2, False)
    assert (caplog.text.count("search index is damaged"), bool(started)) == (1, True)
    assert builder.build(waits=True) is Outcome.BUILT
    assert (found("himawari"), len(found("sumire"))) == ([himawari], 1)


def test_a_full_disk_is_said_and_nothing_half_written_stays(himawari, monkeypatch):
    def full(file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("directory.search.parts.array_file.os.fsync", full)
    with pytest.raises(CommandError, match="VAR_DIR"):
        call_command("build_index")
    left = {path.name for path in live_index.stored_file().parent.glob("search.*")}
    assert left <= {"search.index.lock", "search.index.seconds"}
    assert found("ひまわり") == [himawari]


@pytest.mark.parametrize("edit", [_word(label="寄合"), _word(position=9), _area])
def test_after_an_edit_of_a_word_no_request_reads_all_rows_or_builds(built, himawari, client, monkeypatch, edit):
    monkeypatch.setattr(live_index, "MOST_REPLACED", 0)
    addresses = ("/", "/?q=ひまわり", "/?kind=salon", "/suggest?q=ひま", f"/places/{himawari}/", "/readyz")
    expected = [client.get(address).status_code for address in addresses]
    edit()
    monkeypatch.setattr(loading, "load", lambda *asked: pytest.fail("rows are read"))
    monkeypatch.setattr(live_index, "entries_of", lambda rows: [] if not rows else pytest.fail("entries are made"))
    monkeypatch.setattr(live_index, "columns_of", lambda rows: pytest.fail("entries are made"))
    assert [client.get(address).status_code for address in addresses] == expected
    assert found("himawari") == [himawari]


def test_the_command_says_what_it_did(himawari):
    said = [StringIO() for _ in range(2)]
    for out in said:
        call_command("build_index", "--in-background", stdout=out)
    assert ["つくりました" in out.getvalue() for out in said] == [True, False]


@pytest.mark.parametrize(("edit", "starts"), [(_word(label="寄合"), True), (_word(position=9), False), (_area, False)])
def test_an_edit_of_a_word_starts_the_builder_at_once_where_it_has_work(
    built, started, monkeypatch, django_capture_on_commit_callbacks, edit, starts
):
    monkeypatch.setattr(live_index, "MOST_REPLACED", 0)
    started.clear()
    with django_capture_on_commit_callbacks(execute=True):
        edit()
    assert bool(started) == starts
