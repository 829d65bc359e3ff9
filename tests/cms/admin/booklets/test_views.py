"""Staff make booklets of their own city, see how far they are, and answer a number that is read out to them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.print import booklets
from directory.changes.booklets import EXPECTED_WITHIN, Booklet
from directory.models import Area, AreaSystem, Municipality
from tests.factories import make_agency, make_municipality, make_resource, make_town, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def area():
    area = Area.objects.create(
        system=AreaSystem.objects.create(municipality=make_municipality(), name="圏域"), name="平尾"
    )
    area.towns.add(make_town("平尾"))
    return area


@pytest.fixture
def city(client, area):
    client.force_login(make_user("staff"))
    return client


def finished(page) -> Booklet:
    """The booklet whose page somebody was led to, made by a worker."""
    booklet = Booklet.objects.get(pk=int(page.rstrip("/").rpartition("/")[2]))
    booklets.make(booklet, timezone.localtime())
    booklet.refresh_from_db()
    return booklet


def test_a_booklet_is_asked_for_waits_and_is_there(city, area):
    make_resource(name="ひまわりサロン")
    page = city.post(reverse("city_booklets"), {"of": area.pk}).url
    assert "つくっています" in city.get(page).content.decode()
    booklet = finished(page)
    shown = city.get(page).content.decode()
    assert booklet.code_in_words in shown
    assert reverse("booklet_file", args=[booklet.code]) in shown
    assert booklet.asked_by is not None
    again = city.post(page, follow=True).content.decode()
    assert "何も 変わっていません" in again
    make_resource(name="新しい会")
    assert city.post(page).url != page
    assert "つくりなおす" in city.get(reverse("city_booklets")).content.decode()


def test_how_far_it_is_is_shown(city):
    page = city.post(reverse("city_booklets"), {"of": f"whole-{make_municipality().pk}"}).url
    booklet = Booklet.objects.get()
    booklets._tell_progress(booklet, 50, 300)
    assert "300か所のうち 50か所" in city.get(page).content.decode()


def test_a_small_one_for_which_no_worker_comes_is_made_by_the_page_that_waits(city):
    page = city.post(reverse("city_booklets"), {"of": f"whole-{make_municipality().pk}"}).url
    Booklet.objects.update(asked_at=timezone.now() - EXPECTED_WITHIN * 2)
    assert "冊子をひらく" in city.get(page).content.decode()


def test_one_that_failed_is_made_again(city):
    page = city.post(reverse("city_booklets"), {"of": f"whole-{make_municipality().pk}"}).url
    Booklet.objects.update(state=Booklet.State.FAILED, trouble=booklets.FAILED)
    assert "つくれませんでした" in city.get(page).content.decode()
    assert city.post(page).url != page


def test_a_number_on_the_telephone_leads_to_what_changed(city):
    booklet = finished(city.post(reverse("city_booklets"), {"of": f"whole-{make_municipality().pk}"}).url)
    make_resource(name="新しい会")
    answer = city.get(reverse("city_booklets"), {"code": booklet.code_in_words}, follow=True).content.decode()
    assert "変わった所：1件" in answer
    assert "新しい会" in answer
    wrong = str((int(booklet.code[0]) + 1) % 10) + booklet.code[1:]
    assert "番号が ちがうようです" in city.get(reverse("city_booklets"), {"code": wrong}).content.decode()


def test_staff_of_another_city_neither_make_nor_see_them(city, client, area):
    page = city.post(reverse("city_booklets"), {"of": area.pk}).url
    booklet = finished(page)
    there = Municipality.objects.create(code="372013", prefecture="香川県", name="高松市")
    client.force_login(make_user("staff", make_agency(municipality=there)))
    assert client.get(page).status_code == 404
    assert client.post(page).status_code == 404
    for of in (area.pk, f"whole-{make_municipality().pk}", "x", ""):
        assert client.post(reverse("city_booklets"), {"of": of}).status_code == 404
    listed = client.get(reverse("city_booklets"), {"code": booklet.code})
    assert listed.status_code == 200
    assert booklet.name not in listed.content.decode()
    assert Booklet.objects.count() == 1
