"""Whoever may publish makes a token, sees its secret once, and ends it; nobody else of the city, and nobody of another."""

import json
import re

import pytest
from django.urls import reverse

from cms.permissions.roles import appoint_approver
from directory.accounts.api_tokens import ApiToken, make_token, token_of
from tests.factories import make_agency, make_municipality, make_resource, make_user

pytestmark = pytest.mark.django_db
FACTS = {"name": "施設予約<b>", "municipality": "132250", "scopes": ["vacancies", "closures"], "days": "365"}


@pytest.fixture
def approver(client):
    make_municipality()
    user = make_user("staff", name="公開の係")
    appoint_approver(user)
    client.force_login(user)
    return client


def made(client, **other):
    return client.post(reverse("city_api_tokens"), FACTS | other)


def test_a_token_is_made_shown_once_used_and_ended(approver, client):
    answer = made(approver)
    (secret,) = re.findall(r'value="(ibasho_[\w-]+)"', answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    token = ApiToken.objects.get()
    assert token_of(secret) == token
    assert (token.scopes, token.made_by.name) == (["closures", "vacancies"], "公開の係")
    listed = approver.get(reverse("city_api_tokens")).content.decode()
    assert secret not in listed
    assert "施設予約&lt;b&gt;" in listed

    def write():
        address = f"/api/listings/{make_resource().uuid}/vacancy"
        head = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "HTTP_IDEMPOTENCY_KEY": "1"}
        return client.post(address, json.dumps({"left": 3}), "application/json", **head).status_code

    assert write() == 200
    page = reverse("city_api_token", args=[token.pk])
    assert "この鍵を とめる" in approver.get(page).content.decode()
    assert "とめました" in approver.post(page, follow=True).content.decode()
    token.refresh_from_db()
    assert token.revoked_by.name == "公開の係"
    assert write() == 401
    ended = token.revoked_at
    assert "この鍵を とめる" not in approver.post(page).content.decode()
    token.refresh_from_db()
    assert token.revoked_at == ended


REFUSED = {
    "no name": ({"name": ""}, "名前を書いてください"),
    "nothing that it may do": ({"scopes": []}, "1つは えらんでください"),
    "a scope that is none": ({"scopes": ["everything"]}, "えらびなおしてください"),
    "another city": ({"municipality": "372013"}, "あなたの市町村では ありません"),
    "for ever": ({"days": "99999"}, "正しく選択"),
}


@pytest.mark.parametrize("told", REFUSED)
def test_what_is_wrong_is_said_and_makes_none(approver, told):
    make_municipality("372013", "高松市", "香川県")
    other, sentence = REFUSED[told]
    answer = made(approver, **other).content.decode()
    assert sentence in answer
    assert "ibasho_" not in answer
    assert not ApiToken.objects.exists()


def test_staff_who_may_not_publish_and_another_city_see_and_end_none(approver, client):
    page = reverse("city_api_token", args=[make_token("貸出台帳", make_municipality().pk, ["closures"])[0].pk])
    there = make_user("staff", make_agency(municipality=make_municipality("372013", "高松市", "香川県")))
    appoint_approver(there)
    client.force_login(there)
    assert client.get(page).status_code == 404
    assert client.post(page).status_code == 404
    assert "貸出台帳" not in client.get(reverse("city_api_tokens")).content.decode()
    client.force_login(make_user("staff"))
    for address in (page, reverse("city_api_tokens")):
        assert client.post(address, FACTS).status_code in (302, 403)
    assert list(ApiToken.objects.values_list("revoked_at", flat=True)) == [None]
