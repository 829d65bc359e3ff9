"""What is compressed, and for whom."""

import gzip

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories import make_resource

pytestmark = pytest.mark.django_db
ASKS = {"Accept-Encoding": "gzip, br"}


def encoding(answer):
    return answer.headers.get("Content-Encoding")


@pytest.fixture
def place():
    places = [make_resource(schedule="毎週火曜 10:00–12:00") for _ in range(12)]
    return places[0]


@pytest.mark.parametrize(
    "address",
    ["/", "/?q=zzz", "/places/{key}/", "/places/{key}/calendar.ics", "/calendar.ics", "/feed.atom", "/places/{key}/wrong/", "/places.json",
     "/map.json?bbox=20,122,46,154&zoom=5", "/sign-in/", "/sitemap-places.xml"],
)  # fmt: skip
def test_a_visitor_gets_texts_compressed_in_one_way(client, place, address):
    address = address.format(key=place.pk)
    plain, small = client.get(address), client.get(address, headers=ASKS)
    assert encoding(plain) is None
    assert len(plain.content) > 350, "a shorter answer may stay as it is, where the random bytes outweigh what is saved"
    assert encoding(small) == "gzip"
    assert "Accept-Encoding" in small["Vary"]
    assert len(small.content) < len(plain.content) or "json" in address
    assert gzip.decompress(small.content)[:15] == plain.content[:15]


def test_who_has_a_session_gets_pages_as_they_are(client, django_user_model, place):
    client.force_login(django_user_model.objects.create_user("staff"))
    for address in ("/", f"/places/{place.pk}/", reverse("after_sign_in")):
        assert encoding(client.get(address, headers=ASKS, follow=True)) is None


def test_the_answer_that_begins_a_session_goes_as_it_is(client, django_user_model):
    django_user_model.objects.create_user("staff", password="a long secret text")
    answer = client.post("/sign-in/", {"username": "staff", "password": "a long secret text"}, headers=ASKS)
    assert settings.SESSION_COOKIE_NAME in answer.cookies
    assert encoding(answer) is None


def test_the_length_says_nothing_sure_and_the_forms_secret_is_another_each_time(client, place):
    """BREACH: a stranger who makes a browser ask again and again with guesses compares lengths."""
    answers = [client.get(f"/places/{place.pk}/wrong/", headers=ASKS) for _ in range(12)]
    assert len({len(answer.content) for answer in answers}) > 3
    pages = [gzip.decompress(answer.content).decode() for answer in answers]
    secrets = {page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0] for page in pages}
    assert len(secrets) == len(pages)
    assert "csrfmiddlewaretoken" not in client.get("/?q=guess").content.decode(), "a page that reflects has no secret"


def test_what_is_small_already_is_not_packed_again(client, settings):
    from django.http import HttpResponse
    from django.test import RequestFactory

    from cms.operations.compression import PublicCompressionMiddleware

    asked = RequestFactory().get("/", headers=ASKS)
    for kind, expected in {"application/pdf": None, "image/jpeg": None, "text/calendar; charset=utf-8": "gzip"}.items():
        answer = PublicCompressionMiddleware(lambda request, kind=kind: HttpResponse("a" * 500, content_type=kind))(
            asked
        )
        assert encoding(answer) == expected
