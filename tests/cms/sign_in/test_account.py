"""「ログインの設定」: where an account is signed in, seen and ended by its owner alone."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from cms.sign_in.account_sessions import browser_words
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1"  # fmt: skip
OFFICE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"  # fmt: skip
PASSWORD = "himitsu-no-kotoba"


def signed_in(name: str, agent: str) -> Client:
    client = Client(headers={"user-agent": agent})
    client.post("/sign-in/", {"username": name, "password": PASSWORD})
    return client


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (PHONE, "iPhone（Safari）"),
        (OFFICE, "Windows（Edge）"),
        ("Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36", "Android（Chrome）"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0", "Mac（Firefox）"),
        ("curl/8.5.0", "名前の分からない機械"),
        ("", "名前の分からない機械"),
    ],
)  # fmt: skip
def test_a_machine_is_called_as_its_owner_calls_it(said, words):
    assert browser_words(said) == words


def test_an_owner_ends_the_session_of_a_lost_telephone():
    user = make_user(username="owner", password=PASSWORD)
    lost, office = signed_in("owner", PHONE), signed_in("owner", OFFICE)
    assert "iPhone（Safari）" in office.get("/account/").text
    row = user.account_sessions.get(browser="iPhone（Safari）")
    assert "ログアウトしました" in office.post(f"/account/sessions/{row.pk}/end/", follow=True).text
    assert lost.get("/account/").url.startswith("/sign-in/")
    assert office.get("/account/").status_code == 200


def test_all_other_sessions_end_at_once():
    make_user(username="owner", password=PASSWORD)
    others, mine = [signed_in("owner", PHONE) for _ in range(2)], signed_in("owner", OFFICE)
    mine.post("/account/sessions/end-others/")
    assert [one.get("/account/").status_code for one in [*others, mine]] == [302, 302, 200]


@pytest.mark.parametrize("who", ["stranger", "superuser"])
def test_nobody_else_sees_or_ends_it(who):
    owner = make_user(username="owner", password=PASSWORD)
    other = make_user(username="other", password=PASSWORD)
    other.is_superuser = who == "superuser"
    other.save()
    signed_in("owner", PHONE)
    client, row = signed_in("other", OFFICE), owner.account_sessions.get()
    assert "iPhone" not in client.get("/account/").text
    assert client.post(f"/account/sessions/{row.pk}/end/").status_code == 404
    assert owner.account_sessions.exists()


def test_a_session_that_ends_leaves_no_row():
    user = make_user(username="owner", password=PASSWORD)
    signed_in("owner", PHONE).post("/sign-out/")
    assert not user.account_sessions.exists()
    signed_in("owner", PHONE)
    Session.objects.all().delete()
    assert not user.account_sessions.exists()


def test_a_session_whose_key_changed_is_still_seen():
    user = make_user(username="owner", password=PASSWORD)
    client = signed_in("owner", PHONE)
    session = client.session
    session.cycle_key()
    client.cookies["sessionid"] = session.session_key
    assert not user.account_sessions.exists(), "as after a new password"
    client.get("/account/")
    assert user.account_sessions.get().session_id == session.session_key
