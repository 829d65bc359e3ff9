"""Whole towns from one network to the other: the invented one, and Takamatsu as published where ../shared is."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from directory.imports.city_fixtures import load_sample_town
from directory.imports.runs import import_folder
from directory.models import Resource
from directory.packages.keys import checking_key, make_keys, signing_key
from directory.packages.sealed import opened
from directory.packages.taking import take
from directory.packages.writing import publish
from tests.directory.packages.test_packages import the_other_network
from tests.paths import ROOT, SHARED, needs_shared

pytestmark = pytest.mark.django_db


def sample_town():
    return load_sample_town(timezone.localdate()).municipality.pk


def takamatsu():
    import_folder(SHARED / "data" / "takamatsu", ROOT / "fixtures" / "takamatsu.yaml", dt.date(2026, 11, 21))
    return "372013"


@pytest.mark.parametrize("town", [sample_town, pytest.param(takamatsu, marks=needs_shared("data", "takamatsu"))])
def test_every_listing_of_a_town_is_the_same_on_the_other_side(town, tmp_path):
    code = town()
    known = dict(Resource.objects.public().filter(municipality=code).values_list("uuid", "name"))
    public = make_keys(tmp_path / "key")
    now = timezone.localtime()
    publish(tmp_path / "package", code, signing_key(tmp_path / "key"), now, with_persons=True)
    package = opened(tmp_path / "package", [checking_key(public)])
    the_other_network()
    taken = take(package, code, now)
    assert (len(taken.new), taken.different, taken.notices) == (len(known), [], [])
    assert dict(Resource.objects.public().values_list("uuid", "name")) == known
    made_at = (package.manifest.moment + dt.timedelta(seconds=1)).isoformat()
    again = take(replace(package, manifest=replace(package.manifest, made_at=made_at)), code, now)
    assert (again.same, again.changed, again.new, again.gone) == (len(known), [], [], [])
