"""The city's log of visits, and whom to visit next."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from directory.associations.support_visits import SupportVisit
from tests.factories import make_municipality, make_organization

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 21)


def visit(organization, day=TODAY, next_on=None, municipality=None):
    return SupportVisit.objects.create(
        organization=organization,
        municipality=municipality or make_municipality(),
        day=day,
        said="お茶の会の始め方",
        next_on=next_on,
    )


def days(number):
    return TODAY + dt.timedelta(days=number)


@pytest.mark.parametrize(("next_on", "is_due"), [(0, True), (1, False), (-1, True), (None, False)])
def test_a_visit_is_due_on_its_day(next_on, is_due):
    visit(make_organization(), days(-30), None if next_on is None else days(next_on))
    assert SupportVisit.objects.due(TODAY).exists() == is_due


def test_a_later_visit_settles_the_one_before_but_not_another_citys():
    organization, other = make_organization(), make_municipality(code="112089", name="所沢市")
    visit(organization, days(-60), days(-30))
    kept = visit(organization, days(-60), days(-10), other)
    newest = visit(organization, days(-20), days(-5))
    assert list(SupportVisit.objects.due(TODAY)) == [kept, newest]
    visit(organization, TODAY, days(90))
    assert list(SupportVisit.objects.due(TODAY)) == [kept]


def test_of_two_visits_on_one_day_the_later_entered_counts():
    organization = make_organization()
    visit(organization, TODAY, TODAY)
    visit(organization, TODAY, None)
    assert not SupportVisit.objects.due(TODAY).exists()


def test_the_next_visit_cannot_be_before_this_one():
    wrong = SupportVisit(
        organization=make_organization(), municipality=make_municipality(), day=TODAY, said="x", next_on=days(-1)
    )
    with pytest.raises(ValidationError, match="次はいつ"):
        wrong.full_clean()
