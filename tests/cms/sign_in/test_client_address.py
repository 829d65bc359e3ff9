"""Where a request comes from: what our own proxies say, and nothing that a visitor may claim."""

import pytest
from django.urls import reverse

from cms.sign_in.client_address import client_address
from directory.accounts.rate_limits import LIMITS, LimitedAction

PROXY, VISITOR, FORGED = "10.0.0.1", "203.0.113.7", "198.51.100.9"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, PROXY),
        (0, FORGED, PROXY),
        (1, VISITOR, VISITOR),
        (1, f"{FORGED}, {VISITOR}", VISITOR),
        (2, f"{FORGED}, {VISITOR},10.0.0.2", VISITOR),
        (2, VISITOR, PROXY),
        (1, None, PROXY),
        (1, "だれか", PROXY),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, f"{FORGED}:80, {VISITOR}:51000", VISITOR),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
        (1, "[2001:db8::1]", "2001:db8::1"),
        (1, "だれか:80", PROXY),
    ],
)
def test_the_address_is_what_the_outermost_of_our_proxies_saw(rf, settings, proxies, forwarded, address):
    settings.PROXIES = proxies
    head = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert client_address(rf.get("/", REMOTE_ADDR=PROXY, **head)) == address


@pytest.mark.django_db
def test_visitors_behind_one_proxy_do_not_share_a_limit_and_a_forged_address_opens_no_new_one(client, settings):
    settings.PROXIES = 1
    limit = LIMITS[LimitedAction.CODE].per_network

    def guess(forwarded):
        head = {"HTTP_X_FORWARDED_FOR": forwarded, "REMOTE_ADDR": PROXY}
        return client.post(reverse("listings_code"), {"code": "0000000000"}, **head).status_code

    assert {guess(f"198.51.100.{n}, {VISITOR}") for n in range(limit)} == {200}
    assert guess(f"{FORGED}, {VISITOR}") == 429
    assert guess("203.0.113.8") == 200
