"""A link opens one door once: it dies when it is used, expired, replaced or handed over."""

import datetime as dt

import pytest
from django.utils import timezone

from directory.accounts import rate_limits
from directory.accounts.links import KINDS, Link, Purpose, create_link
from directory.accounts.rate_limits import Attempt, LimitedAction, allow_attempt, take_back_attempt
from directory.associations.representatives import add_representative, hand_over
from directory.models import Resource
from tests.factories import make_organization, make_resource, make_user

pytestmark = pytest.mark.django_db


def test_the_table_holds_neither_the_secret_nor_the_code():
    secret = create_link(Purpose.LETTER, organization=make_organization())
    stored = str(list(Link.objects.values()))
    assert secret.token not in stored
    assert secret.code not in stored
    assert Link.objects.of_token(secret.token) == secret.link


@pytest.mark.parametrize("typed", ["{0}-{1}-{2}", "{0}{1}{2}", " {0} {1} {2} ", "{0}ー{1}ー{2}"])
def test_a_code_is_found_however_it_is_typed(typed):
    secret = create_link(Purpose.LETTER, organization=make_organization())
    parts = secret.printed_code.split("-")
    assert [len(part) for part in parts] == [3, 3, 4]
    full_width = "".join(chr(ord(digit) + 0xFEE0) for digit in parts[0])
    assert Link.objects.of_code(typed.format(full_width, *parts[1:])) == secret.link


@pytest.mark.parametrize("typed", ["", "123", "abc", "12345678901"])
def test_what_is_no_code_finds_nothing(typed):
    create_link(Purpose.SIGN_IN, user=make_user())
    assert Link.objects.of_code(typed) is None


def test_what_is_written_down_has_a_code():
    assert {purpose for purpose in Purpose if create_link(purpose).code} == {
        Purpose.LETTER,
        Purpose.SHEET,
        Purpose.REPORT,
        Purpose.START,
        Purpose.REFERRAL,
        Purpose.REFERRED,
    }


def test_looking_changes_nothing_and_one_use_is_all():
    link = create_link(Purpose.SIGN_IN, user=make_user()).link
    for _ in range(3):
        assert link.why_dead() is None
    assert link.use()
    assert not link.use()
    assert "もう使われました" in Link.objects.get().why_dead()


def test_what_may_be_read_often_is_not_used_up():
    link = create_link(Purpose.REPORT).link
    assert link.use()
    assert link.use()
    assert Link.objects.get().why_dead() is None


@pytest.mark.parametrize("purpose", Purpose)
def test_the_last_moment_is_exact(time_machine, purpose):
    made = timezone.now()
    link = create_link(purpose).link
    time_machine.move_to(link.expires_at - dt.timedelta(microseconds=1), tick=False)
    assert link.why_dead() is None
    time_machine.move_to(link.expires_at, tick=False)
    assert "期限" in link.why_dead()
    assert not link.use()
    assert abs(link.expires_at - made - KINDS[purpose].life) < dt.timedelta(seconds=5)


def test_a_newer_link_replaces_the_older_of_the_same_purpose_for_the_same():
    user, other = make_user(), make_user()
    old, others, fresh = (
        create_link(Purpose.REMINDER, user=user).link,
        create_link(Purpose.REMINDER, user=other).link,
        create_link(Purpose.SIGN_IN, user=user).link,
    )
    new = create_link(Purpose.REMINDER, user=user).link
    create_link(Purpose.SIGN_IN, user=user)
    assert not old.use()
    assert "新しいもの" in Link.objects.get(pk=old.pk).why_dead()
    assert all(link.use() for link in (new, others, fresh)), "anybody can ask for a link that signs in"


def test_two_people_invited_to_one_organization_do_not_replace_each_other():
    organization = make_organization()
    first, second = (create_link(Purpose.INVITATION, organization=organization).link for _ in range(2))
    assert first.use()
    assert second.use()


def test_hand_over_ends_what_was_given_to_the_one_before_and_to_the_organization():
    organization, before, after = make_organization(), make_user(), make_user()
    resource = make_resource(organization=organization)
    elsewhere = make_resource(organization=make_organization())
    add_representative(organization, before, "lead")
    given = [
        create_link(Purpose.SIGN_IN, user=before).link,
        create_link(Purpose.REMINDER, user=before, resource=resource).link,
        create_link(Purpose.SHEET, resource=resource).link,
        create_link(Purpose.INVITATION, organization=organization).link,
    ]
    untouched = create_link(Purpose.SHEET, resource=elsewhere).link
    hand_over(organization, after)
    assert not any(link.use() for link in given)
    assert {Link.objects.get(pk=link.pk).ended_why for link in given} == {"handed_over"}
    assert untouched.use()


def test_hand_over_leaves_what_the_one_before_was_given_for_another_organization():
    first, second, before = make_organization(), make_organization(), make_user()
    for organization in (first, second):
        add_representative(organization, before, "lead")
    other = create_link(Purpose.REMINDER, user=before, resource=make_resource(organization=second)).link
    hand_over(first, make_user())
    assert other.use()


def test_a_link_about_a_listing_that_is_no_longer_public_is_dead():
    resource = make_resource()
    secrets = [create_link(purpose, resource=resource) for purpose in (Purpose.REMINDER, Purpose.SHEET)]
    Resource.objects.update(live=False)
    for found in (Link.objects.of_token(secret.token) for secret in secrets):
        assert "公開されていません" in found.why_dead()
        assert not found.use()


def test_a_link_of_a_switched_off_user_is_dead():
    user = make_user()
    secret = create_link(Purpose.SIGN_IN, user=user)
    user.is_active = False
    user.save()
    found = Link.objects.of_token(secret.token)
    assert found.why_dead()
    assert not found.use()


def test_a_right_code_is_no_knock(monkeypatch):
    monkeypatch.setitem(rate_limits.LIMITS, LimitedAction.CODE, rate_limits.Limit(2, busy_from=3, when_busy=1))
    for _ in range(5):
        assert allow_attempt(LimitedAction.CODE, "a")
        take_back_attempt(LimitedAction.CODE, "a")
    assert [allow_attempt(LimitedAction.CODE, "a") for _ in range(3)] == [True, True, False]


def test_fifteen_people_of_one_network_ask_for_mails_and_one_asks_five_times_for_an_address():
    assert all(allow_attempt(LimitedAction.SIGN_IN_MAIL, "192.0.2.1", f"p{n}@example.jp") for n in range(15))
    asked = [allow_attempt(LimitedAction.SIGN_IN_MAIL, f"192.0.2.{n + 2}", "Hana@example.jp ") for n in range(6)]
    assert asked == [True] * 6, "what others ask for keeps nobody out"
    asked = [allow_attempt(LimitedAction.SIGN_IN_MAIL, "192.0.2.99", "Hana@example.jp ") for _ in range(6)]
    assert asked == [True] * 5 + [False]
    network = rate_limits.LIMITS[LimitedAction.SIGN_IN_MAIL].per_network
    more = [allow_attempt(LimitedAction.SIGN_IN_MAIL, "192.0.2.1", f"q{n}@example.jp") for n in range(network - 15 + 1)]
    assert more == [True] * (network - 15) + [False]


def test_knocks_are_counted_by_source_and_forgotten_after_an_hour(monkeypatch):
    monkeypatch.setitem(rate_limits.LIMITS, LimitedAction.CODE, rate_limits.Limit(2, busy_from=3, when_busy=1))
    assert [allow_attempt(LimitedAction.CODE, "a") for _ in range(3)] == [True, True, False]
    assert allow_attempt(LimitedAction.CODE, "b")
    busy = [allow_attempt(LimitedAction.CODE, "c") for _ in range(2)]
    assert busy == [True, False], "in a busy time each has less, and nobody nothing"
    assert allow_attempt(LimitedAction.LINK, "a"), "another action has limits of its own"
    assert "a" not in set(Attempt.objects.values_list("source", flat=True))
    Attempt.objects.update(at=timezone.now() - rate_limits.WINDOW)
    assert allow_attempt(LimitedAction.CODE, "a")
    assert rate_limits.delete_old_attempts() == 9
    assert Attempt.objects.count() == 2
