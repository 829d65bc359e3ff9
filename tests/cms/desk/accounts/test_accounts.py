"""A 管理者 makes an account for somebody who has none: its owner alone begins it, once, by mail or by a paper."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pypdfium2 import PdfDocument

from cms.mail.queue import Mail
from directory.models import Link, Membership, User
from matching.cases.access import Access
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NEW = {"name": "夕凪 春子", "role": "counsellor"}
MAIL, NAME = {"email": "Haruko@example.jp"}, {"username": "shakyo-haruko"}
PASSWORD = "yuunagi-no-hama-2026"


@pytest.fixture
def manager():
    return make_user("manager")


@pytest.fixture
def office(client, manager):
    client.force_login(manager)
    return client


def make(office, **facts):
    return office.post(reverse("desk_team_new"), NEW | facts, follow=True)


def again(office, how: str):
    member = User.objects.latest("pk").memberships.get()
    return office.post(reverse("desk_team_start", args=[member.pk]), {how: "1"})


def mailed() -> str:
    """The path of the link in the newest mail."""
    return re.search(r"https?://[^/\s]+(/\S+)", Mail.objects.latest("pk").text)[1]


def printed(answer) -> str:
    """The ten digits on the paper."""
    text = PdfDocument(answer.content)[0].get_textpage().get_text_bounded()
    return re.search(r"\d{3}-\d{3}-\d{4}", text)[0]


def test_by_mail_the_owner_sets_the_password_and_the_second_step_comes_before_any_person(office):
    assert "メールを送りました" in make(office, **MAIL).content.decode()
    user = User.objects.latest("pk")
    assert (user.username, user.has_usable_password()) == ("haruko@example.jp", False)
    owner, path = Client(), mailed()
    assert "夕凪 春子" in owner.get(path).content.decode()
    assert not User.objects.get(pk=user.pk).has_usable_password(), "opening changes nothing"
    assert owner.post(path, {"password": "password12"}).context["form"].errors.keys() == {"password"}
    assert owner.post(path, {"password": PASSWORD}).status_code == 302
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    assert owner.post(path, {"password": "another-himitsu-2026"}).status_code == 410
    assert Access(user).counselled == {user.memberships.get().agency_id}
    assert again(office, "paper").status_code == 403, "who has begun is begun for by nobody"


def test_on_paper_the_ten_digits_open_the_same_page_and_a_new_paper_ends_the_old_one(office):
    make(office, **NAME)
    old, new = printed(again(office, "paper")), printed(again(office, "paper"))
    owner = Client()
    assert "もう使えません" in owner.post(reverse("listings_code"), {"code": old}).content.decode()
    assert owner.post(reverse("listings_code"), {"code": new}).status_code == 302
    assert owner.post(reverse("link_by_code"), {"password": PASSWORD}).status_code == 302
    assert User.objects.get(username="shakyo-haruko").check_password(PASSWORD)
    assert not Mail.objects.exists()


@pytest.mark.parametrize("facts", [{}, MAIL | NAME, {"email": "x"}, {"username": "a@b"}, NAME | {"role": "staff"}])
def test_what_cannot_be_an_account_is_told_at_its_field(office, facts):
    before = User.objects.count()
    assert make(office, **facts).context["form"].errors
    assert User.objects.count() == before


def test_who_has_an_account_is_not_made_again(office):
    taken = make_user(email="haruko@example.jp")
    said = make(office, **MAIL).content.decode()
    assert "もう使われています" in said
    assert not taken.memberships.exists()


def test_an_ended_membership_ends_the_link(office):
    make(office, **MAIL)
    member = User.objects.latest("pk").memberships.get()
    office.post(reverse("desk_team_member", args=[member.pk]), {"end": "1"})
    assert Client().post(mailed(), {"password": PASSWORD}).status_code == 410
    assert Link.objects.get().ended_why == "withdrawn"


def test_another_agencys_manager_and_a_coordinator_make_nobody_begin(office):
    make(office, **MAIL)
    member = User.objects.latest("pk").memberships.get()
    for user in (make_user("manager"), make_user("coordinator", member.agency)):
        other = Client()
        other.force_login(user)
        assert other.post(reverse("desk_team_start", args=[member.pk]), {"paper": "1"}).status_code == 403


def test_nobody_begins_as_somebody_who_works_for_another_agency_too(office):
    make(office, **NAME)
    user, other = User.objects.latest("pk"), Client()
    head = make_user("manager")
    other.force_login(head)
    said = other.post(reverse("desk_team"), {"name": user.username, "role": "viewer"}).content.decode()
    assert "まだ 自分のパスワードを きめていません" in said
    added = Membership.objects.create(user=user, agency=head.memberships.get().agency, role="viewer")
    assert other.post(reverse("desk_team_start", args=[added.pk]), {"paper": "1"}).status_code == 403
    assert "紙を出す" not in other.get(reverse("desk_team_member", args=[added.pk])).content.decode()
