"""After an edit of a word or an area the arrays say what reading every row again would say, and no row is read."""

import pytest

from directory.models import Area, AreaSystem, CheckInterval, PlaceFeature, Resource, Term
from directory.snapshot import loading
from directory.snapshot.codes import SCHEMES
from tests.factories import make_place, make_resource, make_town

pytestmark = pytest.mark.django_db


def _area(name, *towns, parent=None):
    system, _ = AreaSystem.objects.get_or_create(municipality=towns[0].municipality, name="圏域")
    area, _ = Area.objects.get_or_create(system=system, name=name, defaults={"parent": parent})
    area.towns.set(towns)
    return area


@pytest.fixture(autouse=True)
def city():
    """Three listings with words, worries and areas, and the arrays of them in memory."""
    town, other = make_town(), make_town(name="となり町")
    whole, inner = _area("全体", other), None
    inner = _area("内", town, parent=whole)
    place = make_place(35.5, 139.25, town=town)
    PlaceFeature.objects.create(place=place, feature=Term.objects.get(scheme="features", slug="parking"), answer="yes")
    facts = {"kinds": ["salon", "cafe"], "activities": ["tea"], "targets": ["older"], "stages": ["go_out"]}
    rows = [
        make_resource(place=place, features={"quiet": "yes", "parking": "no", "pay": "no"}, **facts),
        make_resource(kinds=["cafe"], features={"quiet": "no", "pay": "yes"}),
        make_resource(kinds=["salon"]),
    ]
    worries = list(Term.objects.filter(scheme="worries")[:2])
    rows[0].worries.set(worries)
    rows[1].worries.set(worries[:1])
    rows[0].areas.set([whole])
    rows[1].areas.set([inner])
    for row in rows:
        row.save()
    loading.forget()
    columns = loading.current()
    assert (len(columns.worry_sets), len(columns.catchments)) == (3, 2)
    return columns


def told(columns):
    """What the arrays say of each listing, in words."""
    rows, said = columns.rows, {}
    names = [name for name in SCHEMES if name != "features"]
    for row, key in enumerate(rows.key.tolist()):
        words = {name: columns.words(name, int(getattr(rows, name)[row])) for name in names}
        words |= {answer: columns.words("features", int(rows.features(answer)[row])) for answer in ("yes", "no")}
        number = int(rows.catchment[row])
        towns = columns.catchments[number] if number < len(columns.catchments) else None
        said[key] = (words, columns.worry_sets[rows.worries[row]], towns, int(rows.good_for[row]))
    return columns.vocabulary, said


def _term(scheme, slug):
    return Term.objects.get(scheme=scheme, slug=slug)


def _moved():
    for scheme in SCHEMES:
        for place, term in enumerate(Term.objects.filter(scheme=scheme).order_by("-position", "-pk")):
            Term.objects.filter(pk=term.pk).update(position=place)


def _deleted_and_made_again():
    _term("kinds", "cafe").delete()
    Term.objects.create(scheme="kinds", slug="cafe", label="カフェ", position=0)


EDITS = {
    "a label": lambda: Term.objects.filter(slug="salon").update(label="寄合"),
    "the order of all": _moved,
    "a new word at first": lambda: Term.objects.create(scheme="kinds", slug="bath", label="銭湯", position=0),
    "a word that some have is deleted": lambda: _term("features", "quiet").delete(),
    "another word of the same sign": _deleted_and_made_again,
    "a worry is deleted": lambda: Term.objects.filter(scheme="worries")[0].delete(),
    "months of a kind": lambda: CheckInterval.objects.create(kind=_term("kinds", "cafe"), months=3),
    "months and the order": lambda: (
        CheckInterval.objects.create(kind=_term("kinds", "cafe"), months=3),
        _moved(),
    ),
    "towns of an area": lambda: Area.objects.get(name="内").towns.set([make_town(name="もう一つ")]),
    "an area without towns": lambda: Area.objects.get(name="内").towns.clear(),
    "an area is deleted": lambda: Area.objects.get(name="内").delete(),
    "an area above another": lambda: Area.objects.filter(name="内").update(parent=None),
    "a new area": lambda: _area("新", make_town(name="新町")),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_they_say_the_same_and_no_row_is_read(monkeypatch, city, edit):
    edit()
    load = loading.load
    monkeypatch.setattr(loading, "load", lambda *asked: pytest.fail("rows are read"))
    after = loading.current()
    assert after.version > city.version
    assert told(after) == told(load(after.version))


def test_with_a_listing_that_changed_too_only_that_one_is_read(monkeypatch, city):
    _moved()
    changed = Resource.objects.order_by("pk")[1]
    changed.kinds.set([_term("kinds", "salon")])
    changed.save()
    load, asked = loading.load, []
    monkeypatch.setattr(
        loading, "load", lambda version, keys=None, *known: asked.append(keys) or load(version, keys, *known)
    )
    after = loading.current()
    assert asked == [[changed.pk]]
    assert told(after) == told(load(after.version))


def test_two_edits_one_after_the_other(city):
    for edit in ("the order of all", "a new word at first", "towns of an area", "a worry is deleted"):
        EDITS[edit]()
        after = loading.current()
        assert told(after) == told(loading.load(after.version)), edit


@pytest.mark.parametrize("number", [0, 1])
def test_sets_of_worries_that_a_deleted_one_left_alike_do_not_move_those_of_others(city, number):
    worries = list(Term.objects.filter(scheme="worries")[:4])
    worries[number].delete()
    loading.current()
    for row, worry in zip(Resource.objects.order_by("-pk")[:2], worries[2:], strict=True):
        row.worries.set([worry])
        row.save()
        after = loading.current()
        assert told(after) == told(loading.load(after.version))


def test_a_sign_that_was_renamed_in_the_database_makes_them_anew(city):
    Term.objects.filter(scheme="kinds", slug="cafe").update(slug="tea_house")
    after = loading.current()
    assert told(after) == told(loading.load(after.version))


PARAMETER_OF = {"kinds": "kind", "targets": "target", "activities": "activity", "features": "feature"}


@pytest.mark.parametrize("begins", [False, True], ids=["a worker that knows the words before", "a worker that begins"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_of_more_words_than_the_arrays_hold_the_first_are_known_and_the_site_answers(
    city, client, caplog, scheme, begins
):
    for number in range(70):
        Term.objects.create(scheme=scheme, slug=f"new-{number}", label=f"新しい{number}", position=0)
    if begins:
        loading.forget()
    after = loading.current()
    known = set(city.vocabulary[scheme])
    most = {"features": 40, "stages": 8}.get(scheme, 32)
    assert (len(after.vocabulary[scheme]), known <= set(after.vocabulary[scheme])) == (most, True)
    assert told(after) == told(loading.load(after.version))
    row = Resource.objects.order_by("pk")[0]
    chosen = f"{PARAMETER_OF.get(scheme, 'kind')}=new-69"
    addresses = ("/", f"/?{chosen}", f"/places/{row.pk}/", f"/places.json?{chosen}", "/?q=新しい69")
    assert [client.get(address).status_code for address in addresses] == [200] * 5
    assert any("nothing is found by" in record.message for record in caplog.records)


def _while_they_are_read(monkeypatch, moment, edit):
    """Let an edit come just before some rows are read, as on PostgreSQL one can at any moment."""
    whole, edits = getattr(loading, moment), [edit]

    def after_it(*asked, **known):
        if edits:
            edits.pop()()
        return whole(*asked, **known)

    monkeypatch.setattr(loading, moment, after_it)


def _new_word_of_all():
    bath = Term.objects.create(scheme="kinds", slug="bath", label="銭湯", position=0)
    for row in Resource.objects.all():
        row.kinds.add(bath)


@pytest.mark.parametrize("edit", [_moved, _new_word_of_all, EDITS["months and the order"], EDITS["towns of an area"]])
@pytest.mark.parametrize("moment", ["load", "_facts", "_catchments", "rows_of", "_features"])
@pytest.mark.parametrize("begins", [False, True], ids=["some rows", "all rows"])
def test_after_an_edit_while_rows_are_read_they_are_right_at_the_next_look(monkeypatch, city, moment, edit, begins):
    if begins:
        loading.forget()
    else:
        Resource.objects.order_by("pk")[1].save()
    _while_they_are_read(monkeypatch, moment, edit)
    between = loading.current()
    after = loading.current()
    assert after.version > between.version
    assert told(after) == told(loading.load(after.version))


@pytest.mark.parametrize(("at_once", "loads"), [(3, 1), (2, 2), (1, 3)])
def test_many_changed_rows_are_read_some_at_a_time(monkeypatch, city, at_once, loads):
    monkeypatch.setattr(loading, "AT_ONCE", at_once)
    monkeypatch.setattr(loading, "MOST_CHANGED", 1)
    cafe = _term("kinds", "cafe")
    for row in Resource.objects.all():
        row.kinds.set([cafe])
        row.save()
    load, asked = loading.load, []
    monkeypatch.setattr(
        loading, "load", lambda version, keys=None, *known: asked.append(keys) or load(version, keys, *known)
    )
    after = loading.current()
    assert (len(asked), sorted(key for keys in asked for key in keys)) == (loads, sorted(city.rows.key.tolist()))
    assert told(after) == told(load(after.version))


def test_where_most_rows_changed_all_are_read_at_once(monkeypatch, city):
    monkeypatch.setattr(loading, "AT_ONCE", 1)
    for row in Resource.objects.all():
        row.save()
    load, asked = loading.load, []
    monkeypatch.setattr(
        loading, "load", lambda version, keys=None, *known: asked.append(keys) or load(version, keys, *known)
    )
    assert (loading.current().version > city.version, asked) == (True, [None])
