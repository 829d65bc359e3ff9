"""Cards of places that were shown before: nobody sees what an edit has changed, and the next list costs less."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.kept_pages import card_rows
from directory.models import Resource, StatusStatement, Term
from directory.publishing.version import Version
from tests.factories import make_place, make_resource, make_town

pytestmark = pytest.mark.django_db
SECOND = "食事・食べもの"


@pytest.fixture(autouse=True)
def _nothing_kept():
    card_rows.forget()


@pytest.fixture
def shown(client):
    """The cards of the list for a query string that no kept page answers."""
    marks = iter(range(1_000))

    def text_of_cards(query=""):
        page = client.get(f"/?{query}&not_kept={next(marks)}").content.decode()
        return page.split('<ol class="cards">')[-1].split("</ol>")[0] if '<ol class="cards">' in page else ""

    return text_of_cards


def _rename(place):
    place.name = "あたらしい会"
    place.save()


def _move(place):
    place.place.town.name = "新町"
    place.place.town.save()


def _word(place):
    kind = place.kinds.first()
    kind.label = "あたらしい種類"
    kind.save()


def _pause(place):
    StatusStatement.objects.create(
        resource=place, status="paused", since=dt.date.today(), made_at=dt.datetime.now(dt.UTC)
    )


def _hide(place):
    Resource.objects.filter(pk=place.pk).update(visibility="supporters")


def _add_kind(place):
    place.kinds.add(Term.objects.get(scheme="kinds", slug="meal"))
    place.save()


@pytest.mark.parametrize(
    ("edit", "seen"),
    [(_rename, "あたらしい会"), (_move, "新町"), (_word, "あたらしい種類"), (_add_kind, SECOND), (_pause, None), (_hide, None)],
)  # fmt: skip
def test_an_edit_is_seen_on_the_next_card(shown, edit, seen):
    for name in ("すみれ会", "ひまわり会"):
        edited = make_resource(name=name, schedule="毎週火曜 10:00–12:00", place=make_place(town=make_town()))
    before = shown()
    assert "ひまわり会" in before
    edit(Resource.objects.get(pk=edited.pk))
    after = shown()
    assert after != before
    assert (seen in after and seen not in before) if seen else "ひまわり会" not in after


def test_a_list_of_places_shown_before_reads_none_of_their_rows(shown):
    for _ in range(5):
        make_resource(schedule="毎週火曜 10:00–12:00")
    with CaptureQueriesContext(connection) as first:
        shown()
    with CaptureQueriesContext(connection) as second:
        shown("weekday=1")
    assert len(second) <= len(first) - 5
    assert not any('FROM "directory_schedule"' in query["sql"] for query in second)


def test_a_card_leads_back_to_its_own_list_and_has_its_own_number(shown):
    for name in ("あおい会", "いちご会"):
        make_resource(name=name, schedule="毎週火曜 10:00–12:00")
    shown()
    assert shown("weekday=1").count("from=weekday%3D1") == 2
    assert shown("q=いちご").count('data-number="1"') == 1


def test_the_hour_of_a_card_is_the_one_of_who_asks(shown, time_machine):
    make_resource(name="ひまわり会", schedule="毎週火曜 10:00–12:00")
    told = []
    for clock in ("2026-11-24 09:00", "2026-11-24 13:00", "2026-11-25 09:00"):
        time_machine.move_to(dt.datetime.fromisoformat(f"{clock}+09:00"))
        told.append(shown())
    assert ["きょう" in text for text in told] == [True, True, False]
    assert ["きょうは 終わりました" in text for text in told] == [False, True, False]


def test_rows_that_were_read_before_an_edit_are_not_kept_after_it():
    """A thread reads, another edits and looks, and then the first puts down what it read."""
    key = make_resource(name="ひまわり会").pk
    old = card_rows._read([key])
    kept = card_rows._Kept(Version(1, 1), {}).with_rows(Version(1, 1), old)
    assert kept.rows == old
    assert card_rows._Kept(Version(2, 2), {}).with_rows(Version(1, 1), old).rows == {}


def test_no_more_rows_are_kept_than_fit(monkeypatch):
    monkeypatch.setattr(card_rows, "MOST_ROWS", 3)
    keys = [make_resource().pk for _ in range(5)]
    assert set(card_rows.public_rows(keys)) == set(keys)
    assert len(card_rows._kept_rows.value.rows) == 3
    assert set(card_rows.public_rows(keys)) == set(keys)
