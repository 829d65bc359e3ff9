"""The frame for other sites: who may show it, what it says without a script, and that it leaves nothing with who looks at it."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_place, make_resource, make_town

pytestmark = pytest.mark.django_db
FRAME = "/embed/list/"


@pytest.fixture
def town():
    hirao = make_town("平尾")
    make_resource(name="ひまわりサロン", schedule="毎週火曜 10:00–12:00", place=make_place(town=hirao))
    make_resource(name="よりみちカフェ", kinds=["cafe"])
    make_resource(name="支援者だけの会", visibility="supporters")
    return hirao


def page_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def policy(client, address):
    """Who may show a page in a frame, by the two headers that say so."""
    answer = client.get(address)
    found = re.search(r"frame-ancestors ([^;]+)", answer["Content-Security-Policy"])
    return found[1], answer.get("X-Frame-Options")


def test_only_the_frame_may_stand_on_other_sites(client, town):
    assert policy(client, FRAME) == ("*", None)
    assert policy(client, f"{FRAME}?show=map") == ("*", None)
    for address in ("/", reverse("embed_choose"), reverse("open_data"), "/sign-in/"):
        assert policy(client, address) == ("'self'", "SAMEORIGIN"), address


def test_it_sets_no_cookie_and_holds_no_form(client, town):
    for address in (FRAME, f"{FRAME}?show=map", f"{FRAME}?area=town-{town.pk}&text=large"):
        answer = client.get(address)
        assert not answer.cookies
        assert "<form" not in answer.content.decode()


def test_it_is_a_list_without_a_script(client, town):
    page = page_of(client, FRAME)
    assert "ひまわりサロン" in page
    assert "よりみちカフェ" in page
    assert "支援者だけの会" not in page
    assert "<script" not in page
    assert '<base target="_blank">' in page, "a place opens beside the site that shows the frame"
    assert '<meta name="robots" content="noindex">' in page
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{reverse("start")}">' in page


def test_it_shows_what_was_chosen(client, town):
    page = page_of(client, f"{FRAME}?area=town-{town.pk}&text=largest")
    assert "よりみちカフェ" not in page
    assert 'data-text="largest"' in page
    with_map = page_of(client, f"{FRAME}?kind=cafe&show=map")
    assert 'data-places="/map.json?kind=cafe"' in with_map
    assert "ひまわりサロン" not in with_map


@pytest.mark.parametrize("query", ["show=film", "text=huge", "colour=x", "area=none", "kind=%3Cscript%3E", "after=x"])
def test_a_choice_that_is_none_changes_nothing(client, town, query):
    page = page_of(client, f"{FRAME}?{query}")
    assert "ひまわりサロン" in page
    assert "<script" not in page


def test_its_pages_stay_in_the_frame(client, town):
    for number in range(12):
        make_resource(name=f"会{number}")
    page = page_of(client, f"{FRAME}?text=large")
    (following,) = re.findall(r'target="_self" rel="next" href="([^"]+)"', page)
    second = page_of(client, FRAME + unescape(following))
    assert 'data-text="large"' in second
    assert 'rel="prev"' in second


def test_the_tag_that_is_copied_shows_what_was_chosen(client, town):
    page = page_of(client, f"{reverse('embed_choose')}?area=town-{town.pk}&kind=salon&show=map&text=large")
    tag = unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)[1])
    source = unescape(
        re.fullmatch(r'<iframe src="([^"]+)" title="[^"]+" width="100%" height="900" loading="lazy"></iframe>', tag)[1]
    )
    assert source == f"http://127.0.0.1:8000{FRAME}?area=town-{town.pk}&kind=salon&show=map&text=large"
    assert "ひまわりサロン" in page_of(client, source.removeprefix("http://127.0.0.1:8000"))
    plain = page_of(client, f"{reverse('embed_choose')}?kind=nonsense")
    assert f'src="http://127.0.0.1:8000{FRAME}"' in unescape(plain)


COLOURS = {
    "8b0000": "8b0000", "%238b0000": "8b0000",
    "ffff00": "006173", "8b00": "006173", "red%7D*%7Bx:y": "006173", "006173": "006173",
}  # fmt: skip
"""What an address asks for -> the colour that is shown: that of the site where nobody could read in it, or it is none."""


@pytest.mark.parametrize("asked", COLOURS)
def test_the_colour_is_that_of_the_other_site_where_it_can_be_read(client, town, asked):
    page = page_of(client, f"{FRAME}?colour={asked}")
    (sheet,) = re.findall(r'href="/accent/([^"]+)\.css"', page)
    assert sheet == COLOURS[asked]
    assert client.get(f"/accent/{sheet}.css").status_code == 200


def test_a_colour_is_chosen_kept_from_page_to_page_and_refused_where_it_is_too_light(client, town):
    for number in range(12):
        make_resource(name=f"会{number}")
    chosen = page_of(client, f"{reverse('embed_choose')}?kind=&colour=%238b0000")
    assert f'src="http://127.0.0.1:8000{FRAME}?colour=8b0000"' in unescape(chosen)
    (following,) = re.findall(r'rel="next" href="([^"]+)"', page_of(client, f"{FRAME}?colour=8b0000"))
    assert "/accent/8b0000.css" in page_of(client, FRAME + unescape(following))
    light = page_of(client, f"{reverse('embed_choose')}?kind=cafe&colour=%23ffff00")
    assert "もっと濃い色" in light
    assert f'src="http://127.0.0.1:8000{FRAME}?kind=cafe"' in unescape(light)
    untouched = page_of(client, f"{reverse('embed_choose')}?colour=%23006173")
    assert f'src="http://127.0.0.1:8000{FRAME}"' in unescape(untouched)


def test_names_are_inert(client):
    make_resource(name="</script><img src=x onerror=alert(1)>${1+1}", kinds=["cafe"])
    page = page_of(client, f"{FRAME}?show=map")
    assert "<img src=x" not in page


def queries_of(client):
    """Queries of one page after an edit, the second one, when what is the same for all pages has been read."""
    make_resource(schedule="毎週火曜 10:00–12:00")
    page_of(client, FRAME)
    with CaptureQueriesContext(connection) as asked:
        page_of(client, f"{FRAME}?text=large")
    return len(asked)


def test_the_queries_do_not_grow_with_the_list(client, town):
    few = queries_of(client)
    for _ in range(6):
        make_resource(schedule="毎週火曜 10:00–12:00")
    assert queries_of(client) <= few


def test_crawlers_find_the_pages_that_offer_something(client, town):
    listed = page_of(client, "/sitemap-offers.xml")
    assert f"<loc>http://127.0.0.1:8000{reverse('open_data')}</loc>" in listed
    assert "/sitemap-offers.xml" in page_of(client, "/sitemap.xml")
    for name in ("open_data", "embed_choose"):
        page = page_of(client, reverse(name))
        assert f'<link rel="canonical" href="http://127.0.0.1:8000{reverse(name)}">' in page
        assert '<meta property="og:image" content="http://127.0.0.1:8000/picture/' in page
