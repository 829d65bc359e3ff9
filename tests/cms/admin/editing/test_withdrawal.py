"""Deleting rows and taking them off the site: what cities share stays, and what people did is never deleted along."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.permissions.city_policy import policy_of
from directory.associations.representatives import add_representative
from directory.changes.amendments import propose
from directory.models import ApprovalRule, Claim, Organization, Place, Report, Representative, Resource, SupportVisit
from tests.cms.html_forms import filled
from tests.factories import make_municipality, make_organization, make_place, make_resource, make_user

pytestmark = pytest.mark.django_db
NEVER = "ほかの市町村の地域資源も、これを使っています"


def url_of(row, view: str) -> str:
    return reverse(f"wagtailsnippets_directory_{row._meta.model_name}:{view}", args=[row.pk])


def is_as_before(row) -> bool:
    return type(row).objects.filter(pk=row.pk, live=True).exists()


@pytest.fixture
def takatsu():
    return make_municipality("372013", "高松市", lat=34.343, lng=134.046)


@pytest.fixture(params=["organization", "place"])
def shared(request, attacker, takatsu):
    """A row that listings of two cities use; the attacker is approver of one of them."""
    row = make_organization(name="2つの市の会") if request.param == "organization" else make_place(name="境の会館")
    make_resource(**{request.param: row}, municipality=make_municipality())
    # Its listing there is not even public yet.
    make_resource(**{request.param: row}, municipality=takatsu, live=False)
    return row


@pytest.mark.parametrize("view", ["delete", "unpublish"])
def test_what_cities_share_is_taken_away_by_neither(client, shared, view):
    for answer in (client.get(url_of(shared, view), follow=True), client.post(url_of(shared, view), follow=True)):
        assert NEVER in answer.content.decode()
        assert is_as_before(shared)
    assert not policy_of(type(shared)).user_has_permission_for_instance(answer.wsgi_request.user, "delete", shared)


def test_nor_by_a_day_on_which_it_ends(client, shared):
    url = url_of(shared, "edit")
    later = (timezone.localtime() + dt.timedelta(days=3)).strftime("%Y-%m-%d %H:%M")
    answer = client.post(url, filled(client.get(url), expire_at=later) | {"action-publish": "1"})
    assert "expire_at" in answer.context["form"].errors
    shared.refresh_from_db()
    assert shared.expire_at is None


@pytest.mark.parametrize("view", ["delete", "unpublish"])
def test_a_superuser_may_and_a_city_with_all_its_listings(client, shared, takatsu, view):
    column = {Organization: "organization", Place: "place"}[type(shared)]
    Resource.objects.filter(**{column: shared}, municipality=takatsu).update(**{column: None})
    client.post(url_of(shared, view))
    assert not is_as_before(shared)
    other = make_organization()
    make_resource(organization=other, municipality=takatsu)
    client.force_login(make_user(is_superuser=True))
    client.post(url_of(other, view))
    assert not is_as_before(other)


@pytest.mark.parametrize("has_left", [False, True])
def test_representatives_and_visits_are_never_deleted_along(client, attacker, has_left):
    organization = make_organization(name="ひまわり会")
    make_resource(organization=organization)
    lead = add_representative(organization, make_user(), "lead")
    if has_left:
        lead.leave()
    answer = client.post(url_of(organization, "delete"), follow=True)
    assert "「団体の人」の記録があるので、消せません" in answer.content.decode()
    assert Representative.objects.get() == lead
    Representative.objects.all().delete()
    visit = SupportVisit.objects.create(
        organization=organization, municipality=make_municipality(), day=timezone.localdate(), said="x"
    )
    client.post(url_of(organization, "delete"))
    assert SupportVisit.objects.get() == visit
    assert is_as_before(organization)


def waiting_amendment(listing):
    ApprovalRule.objects.update_or_create(municipality=listing.municipality, defaults={"fields": ["to_bring"]})
    propose(listing, {"to_bring": "上ばき"}, make_user())


@pytest.mark.parametrize(
    ("wait", "kind"),
    [
        (waiting_amendment, "変更の申し出"),
        (lambda row: Report.objects.create(resource=row, about="times"), "「情報がちがう」"),
        (
            lambda row: Claim.objects.create(resource=row, organization_name="会", name="人", telephone="1"),
            "代表の申し出",
        ),
    ],
    ids=["amendment", "report", "claim"],
)
def test_a_listing_about_which_somebody_waits_is_not_deleted(client, attacker, wait, kind):
    listing = make_resource()
    wait(listing)
    answer = client.post(url_of(listing, "delete"), follow=True)
    assert f"「{kind}」が 1つ、返事を待っています" in answer.content.decode()
    assert is_as_before(listing)


def test_a_listing_without_any_is_deleted(client, attacker):
    listing = make_resource()
    client.post(url_of(listing, "delete"))
    assert not Resource.objects.filter(pk=listing.pk).exists()
