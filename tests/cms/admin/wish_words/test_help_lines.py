"""あぶないときの電話 in the admin: a city edits its own and sees the national ones; superusers edit those."""

import pytest
from django.urls import reverse

from directory.models import HelpLine, User
from tests.cms.admin.pages import read
from tests.cms.html_forms import filled
from tests.factories import make_municipality

pytestmark = pytest.mark.django_db
ROOM = "wagtailsnippets_directory_helpline"
ADD = f"{ROOM}:add"
FACTS = {"name": "市の夜の電話", "purpose": "聞きます。", "telephone": "０４２ー３７８ー１１１１", "hours": "夜 21時まで", "source": "市の福祉課"}  # fmt: skip


def add(browser, **facts):
    """Send the form of a new line; its answer."""
    url = reverse(ADD)
    return browser.post(url, filled(browser.get(url), **FACTS | facts))


def test_staff_add_a_line_of_their_city_with_what_it_is_for(city):
    assert add(city, concerns=["violence"]).status_code == 302
    line = HelpLine.objects.get(name=FACTS["name"])
    assert (line.municipality_id, line.telephone, line.concerns) == ("132250", "042-378-1111", "violence")
    assert FACTS["name"] in read(city, f"{ROOM}:list")


@pytest.mark.parametrize("whose", ["", "112089"])
def test_staff_add_no_line_for_all_cities_or_for_another(city, whose):
    make_municipality(code="112089", name="所沢市")
    answer = add(city, municipality=whose)
    assert "municipality" in answer.context["form"].errors
    assert not HelpLine.objects.filter(name=FACTS["name"]).exists()


def test_staff_see_the_national_lines_and_change_none(city):
    national = HelpLine.objects.get(name="いのちの電話")
    page = read(city, f"{ROOM}:list")
    assert "いのちの電話" in page
    assert "全国" in page
    for view in ("edit", "delete"):
        url = reverse(f"{ROOM}:{view}", args=[national.pk])
        assert url not in page
        for answer in (city.get(url), city.post(url, FACTS)):
            assert (answer.status_code, answer.url) == (302, "/admin/")
    national.refresh_from_db()
    assert national.name == "いのちの電話"


def test_a_line_of_another_city_is_neither_seen_nor_changed(city):
    other = HelpLine.objects.create(
        municipality=make_municipality(code="112089", name="所沢市"),
        **FACTS | {"name": "よその電話", "telephone": "189"},
    )
    assert "よその電話" not in read(city, f"{ROOM}:list")
    assert city.post(reverse(f"{ROOM}:delete", args=[other.pk])).url == "/admin/"
    assert HelpLine.objects.filter(pk=other.pk).exists()


def test_a_superuser_changes_a_national_line(client):
    client.force_login(User.objects.create_superuser("root"))
    national = HelpLine.objects.get(name="いのちの電話")
    url = reverse(f"{ROOM}:edit", args=[national.pk])
    assert client.post(url, filled(client.get(url), hours="毎日 10時〜22時")).status_code == 302
    national.refresh_from_db()
    assert (national.hours, national.municipality_id, national.concerns) == ("毎日 10時〜22時", None, "suicide")


def test_the_list_asks_the_same_number_of_queries_however_long_it_is(city, django_assert_max_num_queries):
    read(city, f"{ROOM}:list")
    with django_assert_max_num_queries(25) as few:
        read(city, f"{ROOM}:list")
    asked = len(few)
    HelpLine.objects.bulk_create(
        HelpLine(municipality=make_municipality(), **FACTS | {"name": f"電話{number}"}) for number in range(20)
    )
    with django_assert_max_num_queries(asked):
        read(city, f"{ROOM}:list")
