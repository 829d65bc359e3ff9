"""Finding a person by what is heard on the telephone."""

import pytest

from matching.cases.finding import find_people
from matching.models import Identity, Participant
from matching.secrets.cipher import decrypt
from tests.factories import make_agency

pytestmark = pytest.mark.django_db
PEOPLE = {
    "M-0001": ("山田 花子", "やまだ はなこ", "042-378-1111"),
    "M-0002": ("髙橋 良雄", "たかはし よしお", "０９０−１２３４−５６７８（むすこ）"),
    "M-0003": ("大山田 実", "おおやまだ みのる", ""),
    "M-0004": ("ブディ サントソ", "", "ない"),
    "M-0040": (None, None, None),
}


@pytest.fixture(autouse=True)
def _people():
    agency = make_agency()
    for code, (name, reading, telephone) in PEOPLE.items():
        person = Participant.objects.create(code=code, agency=agency)
        if name:
            Identity.objects.create(participant=person, name=name, reading=reading, telephone=telephone)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("やまだ", ["M-0001", "M-0003"]),
        ("ヤマダハナコ", ["M-0001"]),
        ("ﾊﾅｺ", ["M-0001"]),
        ("山田", ["M-0001", "M-0003"]),
        ("山田花子", ["M-0001"]),
        ("高橋", ["M-0002"]),
        ("たかはし　よしを", ["M-0002"]),
        ("おおやま", ["M-0003"]),
        ("オーヤマダ", ["M-0003"]),
        ("さんとそ", ["M-0004"]),
        ("1111", ["M-0001"]),
        ("０４２３７８１１１１", ["M-0001"]),
        ("042-378", ["M-0001"]),
        ("5678", ["M-0002"]),
        ("(090)1234", ["M-0002"]),
        ("m-0040", ["M-0040"]),
        ("M-000", ["M-0004", "M-0003", "M-0002", "M-0001"]),
        ("111", []),
        ("", []),
        ("　", []),
        ("・", []),
        ("ない人", []),
    ],
)
def test_it_is_found_by_what_is_heard(text, found):
    assert [person.code for person in find_people(Participant.objects.all(), text)] == found


@pytest.mark.parametrize(("text", "cells"), [("やまだ", 4 + 3 + 3 + 2), ("1111", 3 + 3)])
def test_two_queries_and_no_cell_decrypted_that_is_not_compared_or_shown(
    text, cells, django_assert_num_queries, monkeypatch
):
    """Of four people their names, of three their readings or telephones; of whom is found name, reading and telephone if there is one."""
    read = []
    monkeypatch.setattr("matching.secrets.fields.decrypt", lambda stored: read.append(stored) or decrypt(stored))
    with django_assert_num_queries(2):
        assert find_people(Participant.objects.all(), text)[0].named == "山田 花子"
    assert len(list(filter(None, read))) == cells


def test_only_those_given_are_looked_through():
    assert find_people(Participant.objects.filter(code="M-0003"), "山田花子") == []
