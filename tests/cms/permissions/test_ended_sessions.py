"""A form that comes when its session has ended is not lost: in the portal, at the desk, in the admin, and where its mark is old."""

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cms.sign_in import kept_forms
from matching.models import Participant
from tests.cms.html_forms import filled
from tests.cms.listing_pages import text_of
from tests.factories import make_resource, make_town, make_user

pytestmark = pytest.mark.django_db
PASSWORD, TEXT = "himawari-no-tane", "杖をついて 歩きます"


def person_of(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def come_back(client, user):
    return client.post(reverse("sign_in"), {"username": user.username, "password": PASSWORD}, follow=True)


def end(client, user):
    """The user was signed in with this browser, and is not any more."""
    client.force_login(user)
    client.get("/session-left/")
    Session.objects.all().delete()


def test_the_desk(client, coordinator):
    person_of(coordinator)
    agency = coordinator.memberships.get().agency
    person = Participant.objects.create(code="M-1", agency=agency, town=make_town())
    end(client, coordinator)
    url = reverse("desk_needs", args=[person.code])
    answer = client.post(url, {"sentence": TEXT, "fill": "1"})
    assert answer.url == reverse("sign_in")
    assert TEXT not in str(client.cookies), "nothing of a person is stored in the browser"
    page = come_back(client, coordinator)
    assert TEXT in text_of(page)
    again = client.post(page.context["kept"].path, dict(page.context["kept"].fields))
    assert TEXT in again.content.decode()


def test_the_admin_with_all_its_fields(client, approver):
    person_of(approver)
    listing = make_resource()
    client.force_login(approver)
    url = reverse("wagtailsnippets_directory_resource:edit", args=[listing.pk])
    data = filled(client.get(url), summary=TEXT) | {"action-publish": "1"}
    Session.objects.all().delete()
    assert client.post(url, data).url == reverse("sign_in")
    kept = come_back(client, approver).context["kept"]
    sent = {}
    for name, value in kept.fields:
        sent.setdefault(name, []).append(value)
    assert client.post(kept.path, sent).status_code == 302
    listing.refresh_from_db()
    assert listing.summary == TEXT


def test_a_picture_and_a_password_are_not_kept_and_that_is_said(client, listing, owner):
    person_of(owner)
    end(client, owner)
    picture = SimpleUploadedFile("x.png", b"x", "image/png")
    client.post(
        reverse("listing_step", args=[listing.pk, "bring"]), {"photo": picture, "password1": "ひみつ", "a": TEXT}
    )
    page = come_back(client, owner)
    assert "写真や ファイルは、とっておけません" in text_of(page)
    assert "パスワードは、とっておきません" in text_of(page)
    assert "ひみつ" not in page.content.decode()


def test_what_is_kept_can_be_thrown_away_and_goes_by_itself(client, listing, owner, monkeypatch):
    person_of(owner)
    url = reverse("listing_step", args=[listing.pk, "bring"])
    for life in (kept_forms.LIFE, -1):
        monkeypatch.setattr(kept_forms, "LIFE", life)
        end(client, owner)
        client.post(url, {"to_bring": TEXT})
        page = come_back(client, owner)
        assert (TEXT in page.content.decode()) == (life > 0)
        client.post(reverse("kept_form"))
        assert client.get(reverse("kept_form")).url == reverse("after_sign_in")


@pytest.mark.parametrize("is_old", [False, True])
def test_what_is_kept_cannot_be_read_in_the_database_and_goes_with_its_key(client, listing, owner, settings, is_old):
    url = reverse("listing_step", args=[listing.pk, "bring"])
    client.post(url, {"to_bring": TEXT})
    session = client.session
    assert TEXT not in str(session.items())
    if is_old:
        session[kept_forms.KEY] = {"path": url, "fields": [["to_bring", TEXT]]}
        session.save()
    else:
        settings.PEOPLE_KEYS = ["another-key-that-protects-nothing-at-all-AA="]
    page = come_back(client, owner)
    assert page.status_code == 200
    assert TEXT not in page.content.decode()


def test_a_stranger_fills_no_memory(client, listing, monkeypatch):
    url = reverse("listing_step", args=[listing.pk, "bring"])
    monkeypatch.setattr(kept_forms, "MOST_LETTERS", 100)
    client.post(url, {"to_bring": "あ" * 200})
    assert kept_forms.KEY not in client.session
    codes = [Client().post(url, {"to_bring": "a"}).url.partition("?")[0] for _ in range(30)]
    assert set(codes) == {reverse("sign_in")}
    assert Session.objects.count() <= 31
    holding = [one for one in Session.objects.all() if kept_forms.KEY in one.get_decoded()]
    assert len(holding) < 25


def test_a_script_reads_its_own_answer(client, listing):
    url = reverse("listing_step", args=[listing.pk, "bring"])
    client.post(url, {"to_bring": TEXT}, headers={"sec-fetch-mode": "cors"})
    assert kept_forms.KEY not in client.session


@pytest.mark.parametrize(
    ("headers", "shown"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin", "origin": "http://testserver"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"origin": "https://evil.example"}, False),
    ],
)
def test_a_form_whose_mark_is_old_is_shown_again_with_a_button(owner, listing, headers, shown):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    url = reverse("listing_step", args=[listing.pk, "bring"])
    answer = strict.post(url, {"to_bring": TEXT, "csrfmiddlewaretoken": "x" * 64}, headers=headers)
    assert answer.status_code == 403
    assert (TEXT in text_of(answer)) == shown
    if shown:
        token = strict.cookies["csrftoken"].value
        again = dict(answer.context["kept"].fields) | {"csrfmiddlewaretoken": token, "save": "1"}
        assert strict.post(answer.context["kept"].path, again).status_code in (200, 302)


def test_nobody_else_gets_it_by_any_way(client, listing, owner):
    person_of(owner)
    end(client, owner)
    client.post(reverse("listing_step", args=[listing.pk, "bring"]), {"to_bring": TEXT})
    client.force_login(make_user())
    page = client.get(reverse("kept_form"), follow=True)
    assert TEXT not in page.content.decode()
