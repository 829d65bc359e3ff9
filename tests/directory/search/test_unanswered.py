"""Queries that found nothing: counted by days as hashes, kept as text from the fifth, never with who or when."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection

from directory.models import CountedQuery, UnansweredQuery, WishWord
from directory.search import unanswered
from directory.search.unanswered import DAYS_UNTIL_KEPT, forget_counted, note_unanswered
from tests.directory.test_concurrent_writes import together
from tests.factories import make_municipality

FIRST = dt.date(2026, 11, 1)


def note_on(days, text="バンド 練習", home=""):
    """Search for a text on each of some days, counted from the first."""
    for day in days:
        note_unanswered(text, home, FIRST + dt.timedelta(days=day))


def kept(home=None):
    """The texts that are kept for a city."""
    return list(UnansweredQuery.objects.filter(municipality=home).values_list("text", flat=True))


@pytest.mark.django_db
def test_a_text_is_kept_from_the_fifth_day_on_and_its_hash_goes():
    note_on(range(DAYS_UNTIL_KEPT - 1))
    assert (kept(), CountedQuery.objects.get().days) == ([], 4)
    note_on([9])
    assert (kept(), CountedQuery.objects.count()) == (["バンド 練習"], 0)
    note_on(range(10, 30))
    assert (kept(), CountedQuery.objects.count()) == (["バンド 練習"], 0)


@pytest.mark.django_db
def test_a_day_counts_once_and_a_clock_that_goes_back_counts_nothing():
    note_on([0, 0, 0, 0, 0, 3, 3, 1, 2, 0])
    assert CountedQuery.objects.get().days == 2


@pytest.mark.django_db
def test_one_text_in_several_spellings_is_one():
    for day, text in enumerate(["ばんど　練習", "バンド練習", "ﾊﾞﾝﾄﾞ 練習", "バンド  練習", "ばんど練習"]):
        note_on([day], text)
    assert kept() == ["ばんど練習"]


@pytest.mark.django_db
def test_no_column_says_the_text_or_the_time_before_it_is_kept():
    note_on([0])
    row = {field.name: str(getattr(CountedQuery.objects.get(), field.name)) for field in CountedQuery._meta.fields}
    assert set(row) == {"id", "municipality", "digest", "days", "last_day"}
    assert "バンド" not in "".join(row.values())
    assert {field.name for field in UnansweredQuery._meta.fields} == {"id", "municipality", "text", "folded"}


@pytest.mark.django_db
def test_the_hash_cannot_be_made_again_without_the_key(settings):
    note_on([0])
    before = CountedQuery.objects.get().digest
    settings.SECRET_KEY = "another"
    note_on([1])
    assert CountedQuery.objects.exclude(digest=before).count() == 1


@pytest.mark.django_db
def test_each_city_counts_for_itself():
    home = make_municipality().pk
    note_on(range(5), home=home)
    note_on(range(4), home="")
    assert (kept(home), kept()) == (["バンド 練習"], [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["死にたい", "今夜泊まる所がない", "夫に殴られる", "090-1234-5678", "田中さん", "☕", ""]
)
def test_danger_people_and_nothing_are_never_counted(text):
    note_on(range(6), text)
    assert not CountedQuery.objects.exists()
    assert not UnansweredQuery.objects.exists()


@pytest.mark.django_db
def test_what_a_city_calls_danger_is_not_counted_there():
    city = make_municipality()
    WishWord.objects.create(municipality=city, phrase="ぐるぐるする", concepts="worry:mental", is_danger=True)
    note_on(range(5), "ぐるぐるする", city.pk)
    assert not UnansweredQuery.objects.exists()


@pytest.mark.django_db
def test_what_nobody_repeats_is_forgotten():
    note_on([0], "バンド 練習")
    note_on([40], "けん玉 大会")
    assert forget_counted(FIRST + dt.timedelta(days=90)) == 0
    assert forget_counted(FIRST + dt.timedelta(days=91)) == 1
    assert CountedQuery.objects.count() == 1


@pytest.mark.django_db
def test_a_flood_of_texts_fills_no_table(monkeypatch):
    monkeypatch.setattr(unanswered, "MOST_COUNTED", 2)
    monkeypatch.setattr(unanswered, "MOST_KEPT", 0)
    for text in ("けん玉", "こま回し", "めんこ"):
        note_on(range(5), text)
    assert (CountedQuery.objects.count(), kept()) == (0, [])
    for text in ("けん玉", "こま回し", "めんこ"):
        note_on([0], text)
    assert CountedQuery.objects.count() == 2


@pytest.mark.django_db
def test_a_database_that_cannot_be_written_to_fails_no_page_and_tells_no_text(monkeypatch, caplog):
    def refuse(*args):
        raise DatabaseError("read-only")

    monkeypatch.setattr(unanswered, "_count", refuse)
    note_on([0])
    assert "was not counted" in caplog.text
    assert "バンド" not in caplog.text


@pytest.mark.django_db
def test_a_text_that_was_counted_today_costs_two_reads(django_assert_max_num_queries):
    note_on([0])
    # The state of the words, whether it may write, a savepoint and its end, and these two.
    with django_assert_max_num_queries(6):
        note_on([0])


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("day", [0, 4])
def test_requests_at_once_count_a_day_once(day):
    note_on(range(day))
    ends = together(*[lambda: note_on([day])] * 6)
    assert ends == [None] * 6
    assert kept() == ([] if day == 0 else ["バンド 練習"])
    # One that looked before the text was kept may count it anew; such a hash grows no more and is forgotten.
    assert [row.days for row in CountedQuery.objects.all()] in ([[1]] if day == 0 else [[], [1]])
