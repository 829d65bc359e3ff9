"""The gate: who may be told something of a person, by what they agreed to, and until when."""

import datetime as dt

import pytest
from django.utils import timezone

from matching.cases.consents import digest_of
from matching.cases.legal_basis import Basis, Kind, LegalBasis, Recipient, why_not_told
from matching.models import Participant, Withdrawal
from tests.factories import make_agency, make_consent, make_resource

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
TEXT = "見学したい方がいます"


@pytest.fixture
def person():
    return Participant.objects.create(code="M-1", agency=make_agency())


def _told(person, to, day=TODAY):
    return why_not_told(LegalBasis.of(person, day), to) is None


def test_without_anything_nobody_outside_is_told(person):
    for kind in Kind:
        assert not _told(person, Recipient(kind, person.agency_id))
    assert LegalBasis.of(person, TODAY).basis == Basis.AGENCY


@pytest.mark.parametrize(
    ("given", "expires", "is_withdrawn", "expected"),
    [
        (0, 0, False, True),
        (-10, -1, False, False),
        (1, 10, False, False),
        (-10, 10, False, True),
        (-10, 10, True, False),
    ],
)
def test_a_consent_holds_from_its_day_to_its_last_day_until_it_is_withdrawn(
    person, given, expires, is_withdrawn, expected
):
    place = make_resource()
    days = {"given_on": TODAY + dt.timedelta(given), "expires_on": TODAY + dt.timedelta(expires)}
    made = make_consent(person, place, text=TEXT, **days)
    if is_withdrawn:
        Withdrawal.objects.create(consent=made, withdrawn_on=TODAY)
    assert _told(person, Recipient(Kind.HOST, place.pk, digest_of(TEXT))) is expected


def test_a_consent_covers_what_it_names_and_nothing_else(person):
    place, other, agency = make_resource(), make_resource(), make_agency()
    make_consent(person, place, text=TEXT, agencies=[agency])
    expected = {
        Recipient(Kind.HOST, place.pk, digest_of(TEXT)): True,
        Recipient(Kind.HOST, place.pk): True,
        Recipient(Kind.HOST, place.pk, digest_of(TEXT + "。")): False,
        Recipient(Kind.HOST, other.pk, digest_of(TEXT)): False,
        Recipient(Kind.HOST, None): False,
        Recipient(Kind.AGENCY, agency.pk): True,
        Recipient(Kind.AGENCY, agency.pk, matching=True): False,
        Recipient(Kind.AGENCY, make_agency().pk): False,
        Recipient(Kind.MEETING): False,
    }
    assert {to: _told(person, to) for to in expected} == expected
    make_consent(person, agencies=[agency], allows_matching=True, allows_meeting=True)
    assert _told(person, Recipient(Kind.AGENCY, agency.pk, matching=True))
    assert _told(person, Recipient(Kind.MEETING))


def test_the_text_is_kept_with_the_digest_of_what_was_signed(person):
    made = make_consent(person, make_resource(), text=TEXT)
    assert (made.digest, made.is_as_signed) == (digest_of(TEXT), True)
    assert made.mark == "-".join((digest_of(TEXT)[:4], digest_of(TEXT)[4:8], digest_of(TEXT)[8:12]))
    assert make_consent(person, text=TEXT, allows_meeting=True).text == ""
