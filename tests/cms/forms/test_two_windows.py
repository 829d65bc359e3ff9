"""Two windows on one thing, in admin, desk and portal: whoever saves second reads who changed what, and undoes nothing."""

import datetime as dt
import html

import pytest
from django.urls import reverse

from directory.changes.amendments import propose
from directory.models import Organization, Resource, Term
from matching.models import NeedsSheet, Outcome, Participant
from tests.cms.html_forms import filled
from tests.cms.listing_pages import text_of
from tests.factories import make_organization, make_resource, make_user

pytestmark = pytest.mark.django_db
ROOM = "wagtailsnippets_directory_"


@pytest.fixture
def desk(client, approver):
    client.force_login(approver)
    return client


def said_by(answer) -> str:
    return html.unescape(answer.content.decode())


def test_a_table_without_drafts_says_so_too(desk, approver, client):
    """Every table of the admin whose form is a `CityForm`: here an organization, saved twice by two people."""
    make_resource(organization=make_organization(name="会"))
    row = Organization.objects.get()
    url = reverse(f"{ROOM}organization:edit", args=[row.pk])
    first, second = desk.get(url), desk.get(url)
    desk.post(url, filled(first, description="先の人のことば", kind="npo") | {"action-publish": "1"})
    answer = desk.post(url, filled(second, description="後の人のことば") | {"action-publish": "1"})
    said = said_by(answer)
    assert f"（{approver}さん" in said
    assert "「紹介」: ほかの人は「先の人のことば」に しました。この画面では「後の人のことば」です" in said
    assert "「団体の種類」: ほかの人が「NPO法人」に しました。あなたは 変えていない" in said
    assert desk.post(url, filled(answer) | {"action-publish": "1"}).status_code == 302
    row.refresh_from_db()
    assert (row.description, row.kind) == ("後の人のことば", "npo")


def test_words_times_and_answers_are_told_and_what_was_not_touched_stays(desk):
    listing = make_resource(name="サロン", schedule="毎週月曜 10:00–12:00", features={"parking": "no"})
    parking = listing.features.get().feature_id
    url = reverse(f"{ROOM}resource:edit", args=[listing.pk])
    page = desk.get(url)
    other = filled(desk.get(url), times="毎週火曜 10:00–12:00", **{f"answers-{parking}": "yes"})
    kinds = [str(term.pk) for term in Term.objects.filter(scheme="kinds")[:2]]
    assert desk.post(url, other | {"kinds": kinds, "action-publish": "1"}).status_code == 302
    answer = desk.post(url, filled(page, to_bring="上ばき") | {"action-publish": "1"})
    said = said_by(answer)
    for told in ("「毎週火曜 10:00–12:00」に しました", "駐車場", "「種類」: ほかの人が"):
        assert told in said
    assert desk.post(url, filled(answer) | {"action-publish": "1"}).status_code == 302
    now = Resource.objects.get(pk=listing.pk)
    assert [str(row) for row in now.schedules.all()] == ["毎週火曜 10:00–12:00"]
    assert (now.answers(), now.to_bring, now.kinds.count()) == ({"parking": "yes"}, "上ばき", 2)


def test_who_saves_alone_is_asked_nothing(desk):
    listing = make_resource(name="サロン", schedule="毎週月曜 10:00–12:00", features={"parking": "no"}, fee=100)
    url = reverse(f"{ROOM}resource:edit", args=[listing.pk])
    for words in ("一", "二"):
        assert desk.post(url, filled(desk.get(url), summary=words)).status_code == 302


def test_a_step_of_the_portal_names_both_versions(my, listing):
    url = reverse("listing_step", args=[listing.pk, "what"])
    page = my.get(url)
    propose(listing, {"summary": "市のことば", "fee": 200}, make_user(name="市の人"), on_behalf=True, approved=True)
    sent = filled(page, form_id="step", summary="わたしのことば") | {"save": "1"}
    answer = my.post(url, sent)
    said = text_of(answer)
    assert "市の人さん" in said
    assert "「ひとことで」: 今は「市のことば」です。この画面では「わたしのことば」です" in said
    assert "200円" in said
    assert my.post(url, filled(answer, form_id="step") | {"save": "1"}).status_code == 302
    listing.refresh_from_db()
    assert (listing.summary, listing.fee) == ("わたしのことば", 200)


def test_two_coordinators_on_one_persons_needs(client, coordinator):
    person = Participant.objects.create(code="M-1", agency=coordinator.memberships.get().agency)
    client.force_login(coordinator)
    url = reverse("desk_needs", args=[person.code])
    page = client.get(url)
    colleague = make_user(name="となりの人")
    NeedsSheet.objects.create(participant=person, facts={"age": 80}, recorded_on="2026-01-01", recorded_by=colleague)
    answer = client.post(url, filled(page, form_id="needs", max_fee="300"))
    assert "となりの人さん" in text_of(answer)
    assert "「年齢」: ほかの人が「80」に しました" in text_of(answer)
    assert client.post(url, filled(answer, form_id="needs")).status_code == 302
    facts = person.sheets.order_by("pk").last().facts
    assert (facts["age"], facts["max_fee"]) == (80, 300)


def test_two_coordinators_on_one_outcome(client, coordinator):
    person = Participant.objects.create(code="M-1", agency=coordinator.memberships.get().agency)
    outcome = Outcome.objects.create(participant=person, resource=make_resource(), started_on=dt.date(2026, 2, 1))
    client.force_login(coordinator)
    url = reverse("desk_outcome", args=[person.code, outcome.resource_id])
    first, second = client.get(url), client.get(url)
    client.post(url, filled(first, form_id="outcome", started_on="2026-02-03"))
    answer = client.post(url, filled(second, form_id="outcome", started_on="2026-02-05"))
    assert "「通いはじめた日」: ほかの人は「2026年2月3日」に しました。この画面では「2026年2月5日」" in text_of(answer)


def test_words_that_a_listing_has_since_before_are_no_change_when_a_draft_is_there(desk):
    """The row has the terms from the database, a draft has them in its JSON: the same terms in both are the same."""
    listing = make_resource(name="サロン", targets=["older"])
    url = reverse(f"{ROOM}resource:edit", args=[listing.pk])
    page = desk.get(url)
    assert desk.post(url, filled(desk.get(url), summary="先の人のことば")).status_code == 302
    answer = desk.post(url, filled(page, summary="後の人のことば"))
    said = said_by(answer)
    assert "「先の人のことば」に しました。この画面では「後の人のことば」です" in said
    assert "「対象」" not in said
    assert desk.post(url, filled(answer)).status_code == 302
