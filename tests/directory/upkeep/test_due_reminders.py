"""Whom to ask today, and what the answers do."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from directory.accounts.links import Link, Purpose, create_link
from directory.associations.representatives import add_representative, hand_over
from directory.models import Amendment, Campaign, Letter, Report, StatusStatement, Verification
from directory.upkeep import link_replies
from directory.upkeep.bounces import Bounce, record_bounces
from directory.upkeep.due_reminders import (
    AGAIN_AFTER_DAYS,
    CallReason,
    NextStep,
    next_step,
    reminder_plan,
    write_due_letters,
)
from tests.factories import make_organization, make_resource, make_user

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 21)
SALON = [{"kind": "email", "value": "Salon@Example.JP", "is_public": False}]


def run(day, sent=None):
    """Ask on a day; gives {address: [names of the listings]} of the letters that were written."""
    letters = {}

    def write(letter, questions):
        letters[letter.address] = sorted(question.resource.name for question in questions)
        if sent is not None:
            sent.extend(questions)

    write_due_letters(day, write)
    return letters


def checked(resource, day):
    return Verification.objects.create(resource=resource, day=day, how="telephone")


def later(days):
    return TODAY + dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ([], NextStep.WRITE),
        ([0], NextStep.WAIT),
        ([AGAIN_AFTER_DAYS - 1], NextStep.WAIT),
        ([AGAIN_AFTER_DAYS], NextStep.WRITE_AGAIN),
        ([AGAIN_AFTER_DAYS * 2, AGAIN_AFTER_DAYS - 1], NextStep.WAIT),
        ([AGAIN_AFTER_DAYS * 2, AGAIN_AFTER_DAYS], NextStep.TELEPHONE),
    ],
)
def test_what_comes_next_is_exact_to_the_day(asked, expected):
    assert next_step([TODAY - dt.timedelta(days=days) for days in asked], TODAY) == expected


def test_a_listing_is_asked_after_on_the_first_stale_day_and_not_before():
    resource = make_resource(contacts=SALON)
    checked(resource, dt.date(2025, 11, 21))
    assert run(dt.date(2026, 11, 21)) == {}
    assert run(dt.date(2026, 11, 22)) == {"salon@example.jp": [resource.name]}


def test_again_after_thirty_days_and_then_the_city_telephones():
    resource = make_resource(contacts=SALON)
    assert list(run(TODAY)) == ["salon@example.jp"]
    assert run(later(29)) == {}
    assert list(run(later(30))) == ["salon@example.jp"]
    assert reminder_plan(later(59)).telephone == {}
    assert run(later(60)) == {}
    assert reminder_plan(later(60)).telephone == {resource.pk: CallReason.NO_ANSWER}
    checked(resource, later(60))
    assert reminder_plan(later(60)).telephone == {}


def test_one_person_gets_one_letter_for_all_their_listings():
    organization, user = make_organization(), make_user(email="hana@example.jp")
    add_representative(organization, user)
    names = sorted(make_resource(organization=organization).name for _ in range(3))
    assert run(TODAY) == {"hana@example.jp": names}
    make_resource(organization=organization)
    assert run(TODAY) == {}, "no second letter on the same day"
    assert len(run(later(1))["hana@example.jp"]) == 1


def test_the_database_itself_refuses_a_second_letter():
    Letter.objects.create(address="a@example.jp", day=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(address="a@example.jp", day=TODAY)


def test_representatives_are_asked_before_the_address_of_the_listing():
    organization = make_organization()
    resource = make_resource(organization=organization, contacts=SALON)
    hand_over(organization, make_user(email="Lead@example.jp"))
    add_representative(organization, make_user(email="", username="no-mail"))
    add_representative(organization, make_user(email="gone@example.jp", is_active=False))
    assert run(TODAY) == {"lead@example.jp": [resource.name]}


def test_a_bounced_address_gets_nothing_and_the_listing_is_asked_another_way():
    organization = make_organization()
    resource = make_resource(organization=organization, contacts=SALON)
    hand_over(organization, make_user(email="lead@example.jp"))
    record_bounces([Bounce("lead@example.jp", "5.1.1", "no such user")])
    assert list(run(TODAY)) == ["salon@example.jp"]
    record_bounces([Bounce("salon@example.jp", "5.1.1", "no such user")])
    assert reminder_plan(later(40)).telephone == {resource.pk: CallReason.BOUNCED}


def test_without_any_address_the_city_telephones_at_once():
    resource = make_resource()
    assert reminder_plan(TODAY).telephone == {resource.pk: CallReason.NO_ADDRESS}


def test_nobody_is_asked_after_what_has_ended_or_is_no_longer_public_or_waits_for_the_city():
    ended, draft, told, changed = (make_resource(contacts=SALON) for _ in range(4))
    StatusStatement.objects.create(resource=ended, status="ended", since=TODAY)
    draft.live = False
    draft.save()
    Report.objects.create(resource=told, about="times", source="association")
    Amendment.objects.create(resource=changed, changes={"name": {"old": "a", "new": "b"}})
    assert run(TODAY) == {}
    assert reminder_plan(TODAY).telephone == {}


def test_a_crash_while_writing_leaves_neither_letter_nor_link():
    make_resource(contacts=SALON)

    def crash(letter, questions):
        raise OSError("the machine stops here")

    with pytest.raises(OSError):
        write_due_letters(TODAY, crash)
    assert not Letter.objects.exists()
    assert not Link.objects.exists()
    assert list(run(TODAY)) == ["salon@example.jp"]


def test_the_second_letter_replaces_the_link_of_the_first():
    sent = []
    make_resource(contacts=SALON)
    run(TODAY, sent)
    run(later(30), sent)
    first, second = (Link.objects.of_token(question.secret.token) for question in sent)
    assert "新しいもの" in first.why_dead()
    assert second.why_dead() is None
    assert [question.again for question in sent] == [False, True]


def test_a_handover_kills_the_links_of_letters():
    sent, organization = [], make_organization()
    make_resource(organization=organization)
    hand_over(organization, make_user(email="old@example.jp"))
    run(TODAY, sent)
    hand_over(organization, make_user(email="new@example.jp"))
    assert "替わりました" in Link.objects.of_token(sent[0].secret.token).why_dead()


class TestCampaign:
    """April: everybody is asked, however fresh their listing."""

    APRIL = dt.date(2026, 4, 1)

    def make(self, **facts):
        resource = make_resource(contacts=SALON, **facts)
        checked(resource, dt.date(2026, 3, 20))
        return resource

    def test_it_asks_what_was_not_checked_since_it_began(self):
        resource = self.make()
        assert run(self.APRIL) == {}
        Campaign.objects.create(municipality=resource.municipality, starts_on=self.APRIL)
        assert run(dt.date(2026, 3, 31)) == {}
        assert run(self.APRIL) == {"salon@example.jp": [resource.name]}
        checked(resource, self.APRIL)
        assert run(self.APRIL + dt.timedelta(days=30)) == {}

    def test_it_ends_after_ninety_days_and_when_the_city_stops_it(self):
        resource = self.make()
        campaign = Campaign.objects.create(municipality=resource.municipality, starts_on=self.APRIL)
        assert run(self.APRIL + dt.timedelta(days=90)) == {}
        assert list(run(self.APRIL + dt.timedelta(days=89))) == ["salon@example.jp"]
        campaign.stopped_on = self.APRIL + dt.timedelta(days=119)
        campaign.save()
        assert run(self.APRIL + dt.timedelta(days=119)) == {}

    def test_letters_from_before_it_began_do_not_count(self):
        resource = make_resource(contacts=SALON)
        run(self.APRIL - dt.timedelta(days=3))
        Campaign.objects.create(municipality=resource.municipality, starts_on=self.APRIL)
        assert list(run(self.APRIL)) == []
        assert list(run(self.APRIL + dt.timedelta(days=27))) == ["salon@example.jp"]


class TestReplies:
    """What the three buttons do; each takes the link's one use."""

    @pytest.mark.parametrize(("purpose", "how"), [(Purpose.REMINDER, "self"), (Purpose.SHEET, "paper")])
    def test_still_right_is_a_verification_of_today(self, purpose, how):
        resource, user = make_resource(), make_user()
        link = create_link(purpose, resource=resource, user=user).link
        link_replies.confirm_by_link(link)
        said = Verification.objects.get()
        assert (said.resource, said.day, said.how, said.made_by) == (resource, timezone.localdate(), how, user)

    def test_wrong_goes_to_the_city(self):
        resource = make_resource()
        link_replies.report_by_link(create_link(Purpose.REMINDER, resource=resource).link, "people", "代表は田中です")
        assert [(r.resource, r.source, r.said) for r in Report.objects.waiting()] == [
            (resource, "association", "代表は田中です")
        ]

    def test_ended_waits_for_the_city(self):
        resource = make_resource()
        made = link_replies.end_by_link(create_link(Purpose.REMINDER, resource=resource).link, "世話人がいない")
        assert [amendment.state for amendment in made] == [Amendment.State.WAITING]
        assert resource.status_on(timezone.localdate()) is None

    @pytest.mark.parametrize(
        "act",
        [
            link_replies.confirm_by_link,
            link_replies.end_by_link,
            lambda link: link_replies.report_by_link(link, "times", "x"),
        ],
    )
    def test_a_used_link_does_nothing_more(self, act):
        link = create_link(Purpose.REMINDER, resource=make_resource()).link
        link_replies.confirm_by_link(link)
        with pytest.raises(link_replies.DeadLink, match="もう使われました"):
            act(link)
        assert Verification.objects.count() == 1
        assert not Report.objects.exists()
        assert not Amendment.objects.exists()
