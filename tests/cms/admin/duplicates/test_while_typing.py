"""Possible duplicates of a listing that is being typed."""

import pytest
from django.urls import reverse

from directory.models import Apart, Resource
from tests.cms.html_forms import filled
from tests.factories import CITY, make_municipality, make_place, make_resource

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"name": "高橋さろん"}, True),
        ({"name": "タカハシ　サロン"}, True),
        ({"name": "囲碁"}, False),
        ({}, False),
        ({"name": "高橋さろん", "municipality": "131016"}, False),
        ({"name": "高橋さろん", "place": "abc", "organization": "9" * 30, "key": "-1"}, True),
    ],
)
def test_while_typing(client, staff, asked, found):
    make_municipality("131016", "千代田区")
    make_resource(name="髙橋サロン", place=make_place(lat=None, lng=None))
    client.force_login(staff)
    url = reverse("wagtailsnippets_directory_resource:duplicates")
    fragment = client.get(url, {"municipality": CITY} | asked).content.decode()
    assert ("髙橋サロン" in fragment) is found


def test_without_javascript_the_form_warns_once_and_takes_the_word_for_it(client, staff, pair):
    client.force_login(staff)
    add = reverse("wagtailsnippets_directory_resource:add")
    facts = filled(client.get(add)) | {"name": "高橋サロン", "municipality": CITY, "place": pair[0].place_id}
    warned = client.post(add, facts).content.decode()
    assert "もう登録されているかもしれません" in warned
    assert "is_another" in warned
    assert Resource.objects.count() == 2
    client.post(add, facts | {"is_another": "1"})
    assert Resource.objects.count() == 3
    new = Resource.objects.order_by("pk").last()
    apart = set(Apart.objects.values_list("first", "second", "said_by"))
    assert apart == {(one.pk, new.pk, staff.pk) for one in pair}, "the tick is kept for every pair that was shown"
    edit = reverse("wagtailsnippets_directory_resource:edit", args=[new.pk])
    client.post(edit, filled(client.get(edit), name="高橋のサロン"))
    assert Resource.objects.get(pk=new.pk).get_latest_revision_as_object().name == "高橋のサロン", "asked once"


def test_editing_something_else_does_not_warn(client, staff, pair):
    client.force_login(staff)
    edit = reverse("wagtailsnippets_directory_resource:edit", args=[pair[0].pk])
    client.post(edit, filled(client.get(edit)) | {"summary": "新しいことば"})
    assert Resource.objects.get(pk=pair[0].pk).get_latest_revision_as_object().summary == "新しいことば"
