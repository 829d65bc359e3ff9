"""Which columns and questions nobody fills: counted over a year, of the people of one agency."""

import datetime as dt

import pytest

from matching.models import Identity, NeedsSheet, Participant
from matching.oversight.people_tables import ways_to_person
from matching.oversight.unused_fields import YEAR, uses
from tests.factories import make_agency

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 24)


def counted(agency) -> dict[tuple[str, str], tuple[int, int]]:
    found = uses(Participant.objects.filter(agency=agency), DAY)
    return {(use.table, use.label): (use.filled, use.rows) for use in found}


def test_what_was_filled_within_a_year_is_counted_and_encrypted_columns_too(django_assert_max_num_queries):
    agency, other = make_agency(), make_agency(name="ほか")
    for number, owner in enumerate((agency, agency, other)):
        person = Participant.objects.create(code=f"M-{number}", agency=owner, note="" if number else "ひとこと")
        Identity.objects.create(participant=person, name="名", address="平尾1")
        NeedsSheet.objects.create(participant=person, facts={"age": 70}, recorded_on=DAY)
        old = {"facts": {"max_fee": 0}, "recorded_on": DAY - YEAR}
        NeedsSheet.objects.create(participant=person, **old)
    with django_assert_max_num_queries(len(ways_to_person())):
        found = counted(agency)
    assert found["本人", "ひとこと"] == (1, 2)
    assert found["名前と連絡先", "住所"] == (2, 2)
    assert found["名前と連絡先", "電話"] == (0, 2)
    assert found["ニーズの記録", "年齢"] == (2, 2)
    assert found["ニーズの記録", "費用"] == (0, 2)


def test_what_nobody_uses_stands_first_and_required_columns_are_not_asked_about():
    person = Participant.objects.create(code="M-1", agency=make_agency())
    Identity.objects.create(participant=person, name="名", address="平尾1")
    found = uses(Participant.objects.all(), DAY)
    assert [use.filled for use in found] == sorted(use.filled for use in found)
    assert not {"名前", "番号", "状態"} & {use.label for use in found}
