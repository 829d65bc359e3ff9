"""The paper for the person: easy, on one page, with nothing of the person, and recorded as a look."""

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.casework.introductions import begin
from matching.models import Limit, Look
from tests.cms.listings.test_attendance_views import pages_of, text_of
from tests.factories import make_municipality, make_place, make_resource

pytestmark = pytest.mark.django_db


def paper(desk, person, *places):
    """The PDF."""
    address = reverse("desk_shortlist_paper", args=[person.code])
    return desk.get(address, {"place": [one.pk for one in places]}).content


def test_three_places_fit_on_one_page_without_a_word_about_the_person(desk, person, place):
    long = "お茶をのみながら、手芸や 将棋や おしゃべりを ゆっくり楽しむ集まりです。だれが来ても よい所です。"
    facts = {"schedule": "毎週火曜 10:00–12:00", "summary": long, "to_bring": "上ばき、のみもの、タオル", "fee": 100}
    contact = {"kind": "telephone", "value": "042-377-0001", "note": "火曜と木曜の午前だけ"}
    others = [
        make_resource(name=f"{name}の会", place=make_place(35.6 + n / 500, 139.49), contacts=[contact], **facts)
        for n, name in enumerate(("ふれあい喫茶とこもれび", "つどいの広場ひだまり"))
    ]
    pdf = paper(desk, person, place, *others)
    text = text_of(pdf)
    assert pages_of(pdf) == 1
    assert "ひまわりサロン" in text
    assert "042-377-0000" in text
    assert "山本" in text
    assert "上ばき" in text
    assert not any(word in text for word in (person.code, "夕凪", "042-000-1234", "70歳"))
    look = Look.objects.get(action="printed")
    assert (look.participant, look.what) == (person, "ご本人にわたす紙")


def test_the_page_shows_the_same_with_a_drawn_map(desk, person, place):
    page = desk.get(reverse("desk_shortlist", args=[person.code]), {"place": [place.pk]})
    text = page.content.decode()
    assert "data:image/svg+xml" in text
    assert "地図。1 は ひまわりサロン" in text
    assert "QRコード" in text


def test_who_was_agreed_on_is_asked_for(desk, person, place, coordinator):
    one = begin(person, place, coordinator, timezone.localdate())
    one.ask_for = "世話役の佐藤さん"
    one.save()
    assert "世話役の佐藤さん" in text_of(paper(desk, person, place))


def test_what_must_not_happen_is_on_no_paper(desk, person, place):
    Limit.objects.create(participant=person, resource=place, must_not=True)
    assert "ひまわりサロン" not in text_of(paper(desk, person, place))


def test_without_a_choice_it_says_what_to_do(desk, person):
    assert "えらばれていません" in desk.get(reverse("desk_shortlist", args=[person.code])).content.decode()


def test_a_place_for_supporters_of_another_city_is_on_no_paper(desk, person):
    far = make_municipality("372013", "高松市", lat=34.343, lng=134.046)
    point = make_place(34.343, 134.046, municipality=far)
    hidden = make_resource(name="高松の会社", municipality=far, place=point, visibility="supporters")
    assert "高松の会社" not in text_of(paper(desk, person, hidden))
    own = make_resource(name="稲城の会社", visibility="supporters")
    page = desk.get(reverse("desk_shortlist", args=[person.code]), {"place": [own.pk]}).content.decode()
    assert "稲城の会社" in page
    assert "QRコード" not in page, "residents do not find it"
