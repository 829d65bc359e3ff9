"""「どこに相談？」: two or three plain questions lead to a desk with its telephone and whether it is open now."""

import datetime as dt

import pytest
from django.http import HttpResponse
from django.urls import reverse

from cms.content.site_settings import SiteSettings
from directory.catalogue.desks import topics
from directory.models import Area, AreaSystem
from tests.cms.listings.test_attendance_views import text_of
from tests.factories import make_municipality, make_resource, make_town

pytestmark = pytest.mark.django_db
FRIDAY = dt.date(2026, 11, 27)


@pytest.fixture
def city():
    city = make_municipality()
    area = Area.objects.create(system=AreaSystem.objects.create(municipality=city, name="圏域"), name="坂浜・平尾")
    area.towns.add(make_town("平尾"))
    number = {"kind": "telephone", "value": "042-000-1111", "is_public": True}
    secret = {"kind": "telephone", "value": "042-000-9999", "is_public": False}
    make_resource(
        name="センターひらお", kinds=["consultation"], worries=["nursing"], areas=[area], schedule="平日 9:00–17:00",
        contacts=[number, secret], referral_how="相談依頼シートで", operation="both",
    )  # fmt: skip
    make_resource(name="まるごと相談", kinds=["consultation"], worries=["other"])
    make_resource(name="だれかのサロン")
    SiteSettings.objects.create(municipality=city, city_name="稲城市")
    return city


def page(client, **asked):
    answer = client.get(reverse("advice"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_first_question_has_every_topic_and_danger_stands_before_it(client, city):
    html = page(client)
    assert [one.label for one in topics().values() if one.label not in html] == []
    assert html.index("tel:119") < html.index("?topic=older")


@pytest.mark.parametrize(
    ("at", "said"),
    [("10:00", "今 ひらいています。"), ("18:00", "今は 閉まっています。")],
)
def test_the_desk_of_the_town_stands_first_with_its_telephone_and_its_hours_now(client, city, time_machine, at, said):
    time_machine.move_to(f"{FRIDAY}T{at}:00+09:00", tick=False)
    html = page(client, topic="older", town="平尾", who="family")
    assert html.index("センターひらお") < html.index("まるごと相談")
    assert 'href="tel:0420001111"' in html
    assert said in html
    assert "お住まいの町の 窓口" in html
    assert "相談依頼シートで" in html
    assert "042-000-9999" not in html
    assert "だれかのサロン" not in html


def test_a_desk_that_takes_the_topic_and_everything_stands_there_once(client, city):
    make_resource(name="どちらも相談", kinds=["consultation"], worries=["nursing", "other"])
    asked = client.get(reverse("advice"), {"topic": "older"}).context
    assert "どちらも相談" in [answer.resource.name for answer in asked["answers"]]
    assert [answer.resource.name for answer in asked["others"]] == ["まるごと相談"]


def test_a_closed_desk_says_when_it_opens(client, city, time_machine):
    time_machine.move_to(f"{FRIDAY}T18:00:00+09:00", tick=False)
    html = page(client, topic="older", town="平尾")
    assert 'datetime="2026-11-30"' in html, "Monday: nobody is there at the weekend"


def test_the_desk_of_another_town_is_no_answer_and_an_unknown_town_is_said(client, city):
    make_town("百村")
    assert "センターひらお" not in page(client, topic="older", town="百村")
    html = page(client, topic="older", town="どこか町")
    assert "「どこか町」という町が 見つかりませんでした" in html
    assert "センターひらお" in html


@pytest.mark.parametrize(("topic", "lines"), [("mind", True), ("family", True), ("older", False)])
def test_lines_of_help_come_before_the_desks_where_life_may_be_in_danger(client, city, topic, lines):
    html = page(client, topic=topic)
    assert ('id="danger-title"' in html) is lines
    if lines:
        assert html.index('id="danger-title"') < html.index('id="desks"')


def test_for_somebody_elses_sake_one_may_call_without_a_name(client, city):
    assert "名前を 言わなくても かまいません" in page(client, topic="neighbours", who="other")


def test_a_topic_without_a_desk_leads_to_whoever_takes_everything(client, city):
    html = page(client, topic="foreign")
    assert "専門にする窓口は、まだ のっていません" in html
    assert "まるごと相談" in html


def test_several_cities_are_chosen_from_and_none_is_invented(client, city):
    there = make_municipality("372013", "高松市", lat=34.343, lng=134.046)
    make_resource(name="高松の窓口", kinds=["consultation"], worries=["other"], place=None, municipality=there)
    assert "高松の窓口" in page(client, topic="other", city="372013")
    assert "高松の窓口" not in page(client, topic="other")
    assert client.get(reverse("advice"), {"city": "131016"}).status_code == 404


def test_nothing_that_is_typed_is_more_than_text(client, city):
    html = page(client, topic="<b>", town="<script>alert(1)</script>", who="<i>")
    assert "<script>alert" not in html
    html = page(client, topic="older", town="<script>alert(1)</script>")
    assert "&lt;script&gt;alert" in html


def test_the_number_of_queries_does_not_grow_with_the_desks(client, city, django_assert_max_num_queries):
    for number in range(12):
        make_resource(name=f"窓口{number}", kinds=["consultation"], worries=["nursing"])
    with django_assert_max_num_queries(25):
        page(client, topic="older", town="平尾")


def test_the_list_has_every_desk_once_and_its_paper_too(client, city):
    make_resource(name="名前だけの窓口", kinds=["consultation"])
    html = client.get(reverse("desk_list")).content.decode()
    for name in ("センターひらお", "まるごと相談", "名前だけの窓口"):
        assert html.count(f">{name}</a>") == 1
    assert "直営と委託" in html
    answer = client.get(reverse("desk_list_paper"))
    assert answer["Content-Type"] == "application/pdf"
    said = text_of(answer.content)
    for part in ("センターひらお", "名前だけの窓口", "042-000-1111", "坂浜・平尾"):
        assert part in said
    assert "042-000-9999" not in said


def test_papers_are_not_made_without_end(client, city, monkeypatch):
    made = []
    monkeypatch.setattr("cms.print.desk_list.pdf_response", lambda *told: made.append(told) or HttpResponse())
    codes = [client.get(reverse("desk_list_paper")).status_code for _ in range(21)]
    assert (codes.count(200), codes[-1], len(made)) == (20, 429, 20)


@pytest.mark.parametrize("query", ["", "?q=体操"])
def test_the_start_page_leads_there(client, city, query):
    assert f'href="{reverse("advice")}"' in client.get(f"/{query}").content.decode()


def test_without_any_desk_the_pages_say_so(client):
    make_municipality()
    assert "相談窓口は、まだ のっていません" in client.get(reverse("desk_list")).content.decode()
    assert page(client, topic="older")
