"""Ways into the portal: links in mails, codes on paper, invitations; none opens more than it should."""

import pytest
from django.core import mail
from django.urls import reverse

from cms.outbox import KeptMail
from directory.attempts import LIMITS, Door
from directory.invitations import Invitation, invite
from directory.links import Link, Purpose, give
from directory.models import Representative, User
from directory.representatives import lead_of
from tests.cms.portal import link_in, newest_mail, text_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_link_by_mail_signs_in_once_and_only_by_the_button(client, owner, listing):
    answer = client.post(reverse("listings_mail"), {"email": " Hanako@example.jp "})
    assert "リンクを送りました" in text_of(answer)
    path = link_in(newest_mail().body)
    for _ in range(2):
        opened = client.get(path)
        assert "_auth_user_id" not in client.session
    assert opened["Referrer-Policy"] == "no-referrer"
    assert "no-store" in opened["Cache-Control"]
    assert client.post(path).url == reverse("listings_home")
    assert client.session["_auth_user_id"] == str(owner.pk)
    client.logout()
    dead = client.post(path)
    assert (dead.status_code, "もう使われました" in text_of(dead)) == (410, True)
    assert "_auth_user_id" not in client.session


def test_the_button_works_where_the_browser_hides_the_origin(owner, listing):
    """A page without a referrer sends `Origin: null`, which Django's own check would refuse."""
    from django.test import Client

    strict = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    path = reverse("link", args=[give(Purpose.SIGN_IN, user=owner).token])
    assert strict.post(path).status_code == 302


@pytest.mark.parametrize("who", ["nobody", "coordinator", "staff"])
def test_nobody_learns_who_has_an_account_and_agencies_get_no_link(client, who):
    if who != "nobody":
        make_user(who, email="a@example.jp")
    assert "リンクを送りました" in text_of(client.post(reverse("listings_mail"), {"email": "a@example.jp"}))
    assert not mail.outbox
    assert not Link.objects.exists()


def test_mails_and_codes_are_braked(client, listing, owner):
    each, _ = LIMITS[Door.SIGN_IN_MAIL]
    for _ in range(each):
        client.post(reverse("listings_mail"), {"email": "hanako@example.jp"})
    assert client.post(reverse("listings_mail"), {"email": "hanako@example.jp"}).status_code == 429
    each, _ = LIMITS[Door.CODE]
    secret = invite(listing.organization, name="鈴木")[1]
    wrong = [client.post(reverse("listings_code"), {"code": f"000000000{n}"[-10:]}) for n in range(each)]
    assert all("この番号は ありません" in text_of(answer) for answer in wrong)
    assert client.post(reverse("listings_code"), {"code": secret.code}).status_code == 429


def test_an_invitation_by_mail_needs_no_password(client, listing, owner):
    client.force_login(owner)
    url = reverse("organization_invite", args=[listing.organization_id])
    client.post(url, {"name": "鈴木 太郎", "email": "taro@example.jp"})
    client.logout()
    path = link_in(newest_mail().body)
    assert "ひまわり会" in text_of(client.get(path))
    assert not User.objects.filter(username="taro@example.jp").exists()
    client.post(path, {"name": "鈴木 太郎", "password": ""})
    new = User.objects.get(username="taro@example.jp")
    assert new.email == "taro@example.jp", "who reads the mailbox has proven it"
    assert Representative.objects.current().filter(user=new, role="helper").exists()
    assert "ひまわりサロン" in text_of(client.get(reverse("listings_home")))


def test_a_letter_is_a_pdf_whose_code_opens_the_same_door(client, listing, monkeypatch):
    from directory import links

    monkeypatch.setattr(links.secrets, "randbelow", lambda limit: 1_234_567_890)
    coordinator = make_user("coordinator")
    client.force_login(coordinator)
    made = client.post(
        reverse("organization_hand_over", args=[listing.organization_id]), {"name": "つぎの人", "email": ""}
    )
    assert made["Content-Type"] == "application/pdf"
    assert made.content.startswith(b"%PDF")
    assert Invitation.objects.get().on_behalf
    client.logout()
    assert client.post(reverse("listings_code"), {"code": "123-456-7890"}).url == reverse("link_by_code")
    page = reverse("link_by_code")
    assert "パスワード" in text_of(client.post(page, {"name": "つぎの人", "identity": "042-123-4567", "password": ""}))
    client.post(page, {"name": "つぎの人", "identity": "042-123-4567", "password": "himawari-no-tane"})
    assert lead_of(listing.organization).user.username == "0421234567"


def test_a_letter_answered_with_a_mail_address_is_proven_by_a_mail(client, listing):
    _, secret = invite(listing.organization, name="鈴木")
    page = reverse("link", args=[secret.token])
    client.post(page, {"name": "鈴木", "identity": "Suzuki@example.jp", "password": ""})
    assert not Representative.objects.filter(role="helper").exists()
    client.post(link_in(newest_mail().body), {"name": "鈴木", "password": ""})
    assert Representative.objects.get(role="helper").user.email == "suzuki@example.jp"
    assert client.post(page, {}).status_code == 410, "the letter is used up with it"


def test_an_invitation_never_becomes_somebody_elses_account(client, listing):
    staff = make_user("staff", username="staff@example.jp", email="staff@example.jp")
    _, secret = invite(listing.organization, name="だれか", email="staff@example.jp")
    answer = client.post(reverse("link", args=[secret.token]), {"name": "だれか", "password": "himawari-no-tane"})
    assert "もう使われています" in text_of(answer)
    assert "_auth_user_id" not in client.session
    client.force_login(staff)
    client.post(reverse("link", args=[secret.token]))
    assert Representative.objects.get(role="helper").user == staff


@pytest.mark.parametrize("typed", ["042-123-4567", "0421234567", "０４２ー１２３ー４５６７"])
def test_a_telephone_number_signs_in_however_it_is_typed(client, listing, typed):
    _, secret = invite(listing.organization, name="鈴木")
    facts = {"name": "鈴木", "identity": "042(123)4567", "password": "himawari-no-tane"}
    client.post(reverse("link", args=[secret.token]), facts)
    client.logout()
    answer = client.post(reverse("sign_in"), {"username": typed, "password": "himawari-no-tane"})
    assert answer.url == reverse("after_sign_in")


def test_mail_stays_on_the_machine_outside_production(settings, client, owner, listing):
    settings.EMAIL_BACKEND = "cms.outbox.OutboxBackend"
    client.post(reverse("listings_mail"), {"email": owner.email})
    assert KeptMail.objects.get().to == owner.email
