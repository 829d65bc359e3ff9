"""What no page of ours ever sends ends at the border, on both databases, with and without somebody signed in."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from cms.operations.border import is_storable
from cms.wsgi import application
from tests.factories import make_resource, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        f"/places/{'9' * 40}/",
        f"/organizations/{2**63}/",
        f"/my/{2**63}/claim/",
        "/places.json?q=a%00b",
        "/?off=%00",
        "/suggest?q=%00",
        "/map.json?bbox=%00&zoom=1",
        "/my/l/%00/",
        "/accent/%00.css",
    ],
)
def test_an_address_that_nobody_wrote_is_refused(client, path):
    assert client.get(path).status_code in (400, 404)


@pytest.mark.parametrize("name", ["sessionid", "device", "messages", "csrftoken", "text_size", "easy", "furigana"])
def test_a_made_up_cookie_is_as_good_as_none(name):
    cookie = f'{name}="\\000abcdefghijkl"'
    client = Client(headers={"cookie": cookie})
    for path in ("/", "/my/", "/sign-in/"):
        assert client.get(path, headers={"cookie": cookie}).status_code in (200, 302)


@pytest.mark.parametrize("charset", ["hex", "utf-7", "unicode_escape", "utf-16", "nonsense"])
def test_a_made_up_encoding_is_ours(client, charset):
    assert client.get("/?q=%5Cud800", content_type=f"text/plain; charset={charset}").status_code == 200
    form = f"multipart/form-data; charset={charset}; boundary=BoUnDaRyStRiNg"
    body = b'--BoUnDaRyStRiNg\r\nContent-Disposition: form-data; name="email"\r\n\r\n\\ud800\r\n--BoUnDaRyStRiNg--\r\n'
    assert client.generic("POST", reverse("listings_mail"), body, content_type=form).status_code in (200, 400)


def test_a_content_type_that_names_no_encoding_reaches_the_site():
    said = []
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/robots.txt", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http", "CONTENT_TYPE": "text/plain; a*=nonsense''x", "HTTP_HOST": "127.0.0.1", "wsgi.errors": BytesIO(),
    }  # fmt: skip
    answer = application(environ, lambda status, headers: said.append(status))
    answer.close()
    assert said[0].startswith(("200", "400"))


@pytest.mark.parametrize(
    "form",
    [
        {"contacts-TOTAL_FORMS": "20000000"},
        {"contacts-TOTAL_FORMS": "9" * 5000},
        {"contacts-INITIAL_FORMS": "-1"},
        {"contacts-TOTAL_FORMS": "十"},
        {"body-count": "20000000"},
        {"name": "a\x00b"},
        {"na\x00me": "b"},
        {"body": '{"blocks": ["\\ud800"]}'},
        {"body": '{"blocks": ["\\u0000"]}'},
        {"body": "[" * 100_000},
    ],
)
def test_a_form_that_no_page_sends_is_refused_before_it_is_read(client, staff, form):
    listing = make_resource()
    client.force_login(staff)
    path = reverse("wagtailsnippets_directory_resource:edit", args=[listing.pk])
    answer = client.post(path, form)
    assert answer.status_code == 400
    assert "うまく 読めませんでした" in answer.content.decode()


def test_the_name_of_a_file_is_a_text_too(client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(make_user("staff"))
    file = SimpleUploadedFile("a.csv", b"x")
    file._name = "a\x00.csv"
    assert client.post(reverse("city_import_new"), {"file": file}).status_code in (200, 400)


@pytest.mark.parametrize("text", ["はな😀", "", "{だけ", '["\\ud83d\\ude00"]', "\\u0000", "\x01"])
def test_what_people_write_can_be_stored(text):
    assert is_storable(text)


@pytest.mark.parametrize("key", ["x", "９", "-1", "1e9", "9" * 40])
@pytest.mark.parametrize("table", ["resource", "town", "areasystem"])
def test_a_chooser_takes_keys_only(client, approver, key, table):
    client.force_login(approver)
    room = f"wagtailsnippetchoosers_directory_{table}"
    for path in (reverse(f"{room}:chosen", args=[key]), reverse(f"{room}:chosen_multiple") + f"?id={key}"):
        assert client.get(path).status_code in (200, 302, 400, 404), "a refusal of the admin is a redirect"
    assert client.post(reverse(f"{room}:create"), {"name": key}).status_code == 404
    assert client.get(reverse("wagtailimages:index"), {"depth": key, "collection_id": key}).status_code in (
        200,
        302,
        400,
    )
