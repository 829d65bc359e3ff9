"""同じかもしれない場所: the list of pairs."""

import pytest
from django.urls import reverse

from directory.models import Apart
from tests.cms.admin.pages import numbers, read
from tests.factories import make_place, make_resource

pytestmark = pytest.mark.django_db


def test_pairs_that_are_two_are_not_shown_again(city):
    place = make_place()
    first, second = make_resource(name="ひまわりサロン", place=place), make_resource(name="ひまわりさろん", place=place)
    assert numbers(city, "waiting")["同じかもしれない場所"] == 1
    assert "ひまわりさろん" in read(city, "city_duplicates")
    for _ in range(2):
        city.post(reverse("city_apart", args=[second.pk, first.pk]))
    assert Apart.objects.count() == 1
    assert numbers(city, "waiting")["同じかもしれない場所"] == 0
