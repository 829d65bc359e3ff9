"""The way from a place back to the search."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.public.way_back import cleaned_query
from tests.factories import make_organization, make_place, make_resource


def links_to(page, resource):
    return re.findall(rf'href="(/places/{resource.pk}/[^"]*)"', page)


def back_from(client, address):
    page = client.get(address.replace("&amp;", "&")).content.decode()
    return re.search(r'href="([^"]*)">← ([^<]*)<', page).groups()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["q=体操&kind=salon", "kind=salon&kind=club&open=week", "target=older&weekday=1", "q=%26from%3D%3Cb%3E+サロン"],
)
def test_a_place_leads_back_to_the_search_in_which_it_was_found(client, query):
    resource = make_resource(name="体操サロン &from=<b>", schedule="毎週火曜 10:00–12:00")
    (address,) = links_to(client.get(f"/?{query}").content.decode(), resource)
    back, words = back_from(client, address)
    assert parse_qs(urlsplit(back.replace("&amp;", "&")).query) == parse_qs(query)
    assert (urlsplit(back).path, words) == ("/", "さがした一覧に もどる")


@pytest.mark.django_db
def test_the_second_page_of_a_list_is_found_again(client):
    resources = [make_resource(name=f"サロン{number:02}") for number in range(25)]
    after = client.get("/").context["page"].next_after
    page = client.get(f"/?after={after}")
    last = page.context["cards"][-1].resource
    back, _ = back_from(client, links_to(page.content.decode(), last)[0])
    assert client.get(back).content == page.content
    assert len(resources) == 25


@pytest.mark.django_db
def test_without_a_search_the_address_is_plain_and_the_page_leads_to_the_start(client):
    resource = make_resource()
    assert links_to(client.get("/").content.decode(), resource) == [f"/places/{resource.pk}/"]
    assert back_from(client, f"/places/{resource.pk}/") == ("/", "場所をさがす")


@pytest.mark.django_db
def test_a_position_goes_nowhere(client):
    resource = make_resource(place=make_place())
    page = client.post("/?kind=salon", {"lat": "35.604", "lng": "139.489"}).content.decode()
    assert links_to(page, resource) == [f"/places/{resource.pk}/?from=kind%3Dsalon"]


@pytest.mark.parametrize(
    ("brought", "kept"),
    [
        ("q=体操&next=https://evil.example/", "q=%E4%BD%93%E6%93%8D"),
        ("lat=35.6&lng=139.4&kind=salon", "kind=salon"),
        ("//evil.example/", ""),
        ('"><script>', ""),
        ("q=" + "あ" * 5_000, urlencode({"q": "あ" * 1_998})),
        ("&" * 5_000, ""),
    ],
)
def test_nothing_but_parameters_of_a_list_is_taken(brought, kept):
    assert cleaned_query(brought) == kept


@given(st.text())
def test_whatever_is_brought_gives_a_query_string_that_stays_as_it_is(text):
    query = cleaned_query(text)
    assert cleaned_query(query) == query or len(query) > 2_000
    assert re.fullmatch(r"[\w.~%=&+-]*", query, re.ASCII)


@pytest.mark.django_db
def test_the_way_back_goes_through_the_page_of_an_organization(client):
    resource = make_resource(organization=make_organization(name="桜の会"))
    (address,) = links_to(client.get("/?kind=salon&weekday=1").content.decode(), resource) or [""]
    for _ in range(2):  # to the organization, and from there to the place again
        page = client.get(address or f"/places/{resource.pk}/?from=kind%3Dsalon%26weekday%3D1").content.decode()
        (to_organization,) = set(re.findall(r'href="(/organizations/[^"]*)"', page))
        assert parse_qs(urlsplit(back_from(client, to_organization)[0].replace("&amp;", "&")).query) == {
            "kind": ["salon"], "weekday": ["1"],
        }  # fmt: skip
        (address,) = links_to(client.get(to_organization.replace("&amp;", "&")).content.decode(), resource)
