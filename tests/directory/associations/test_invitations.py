"""Invitations by mail and on paper, and what keeps them from opening more than they should."""

import pytest
from django.core.exceptions import ValidationError

from directory.accounts.links import Link, Purpose, create_link
from directory.associations.claims import Claim, is_unowned, may_hand_over_all
from directory.associations.claims import accept as accept_claim
from directory.associations.claims import refuse as refuse_claim
from directory.associations.invitations import (
    Invitation,
    accept,
    association_user,
    invite,
    new_user,
    normalized_sign_in_name,
    reissue_by_mail,
    withdraw,
)
from directory.associations.permissions import ListingPermissions
from directory.associations.representatives import add_representative, lead_of
from directory.models import Resource
from tests.factories import make_organization, make_resource, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Hanako@Example.JP ", "hanako@example.jp"),
        ("042-123-4567", "0421234567"),
        ("０９０ー１２３４ー５６７８", "09012345678"),
    ],
)
def test_an_identity_is_stored_in_one_way(typed, stored):
    assert normalized_sign_in_name(typed) == stored


def test_an_address_makes_it_a_mail_and_none_a_letter():
    organization = make_organization()
    mailed, by_post = (invite(organization, name="鈴木", email=email) for email in ("a@example.jp", ""))
    assert (mailed[1].link.purpose, mailed[1].code) == (Purpose.INVITATION, "")
    assert by_post[1].link.purpose == Purpose.LETTER
    assert len(by_post[1].code) == 10
    assert [invitation.is_letter for invitation, _ in (mailed, by_post)] == [False, True]


def test_accepting_makes_a_representative_once():
    organization, user = make_organization(), make_user()
    invitation, _ = invite(organization, name="鈴木", role="lead")
    accept(invitation, user)
    assert lead_of(organization).user == user
    with pytest.raises(ValidationError, match="もう使われました"):
        accept(Invitation.objects.get(), make_user())
    assert lead_of(organization).user == user


def test_an_invited_lead_takes_over():
    organization, before, after = make_organization(), make_user(), make_user()
    add_representative(organization, before, "lead")
    invitation, _ = invite(organization, name="つぎの人", role="lead", by=before)
    assert lead_of(organization).user == before, "until somebody accepts, nothing changes"
    accept(invitation, after)
    assert lead_of(organization).user == after
    assert not ListingPermissions(before).is_keeper


def test_a_second_invitation_to_the_same_person_or_to_a_lead_replaces_the_first():
    organization = make_organization()
    first, _ = invite(organization, name="鈴木", role="lead")
    helper, _ = invite(organization, name="田中")
    second, _ = invite(organization, name="佐藤", role="lead")
    assert set(Invitation.objects.open()) == {helper, second}
    with pytest.raises(ValidationError, match="新しいもの"):
        accept(Invitation.objects.get(pk=first.pk), make_user())


def test_withdrawn_is_dead():
    invitation, _ = invite(make_organization(), name="鈴木")
    withdraw(invitation)
    with pytest.raises(ValidationError, match="取り消されました"):
        accept(Invitation.objects.get(), make_user())


def test_a_letter_answered_by_mail_dies_when_the_mail_is_accepted():
    organization = make_organization()
    letter, _ = invite(organization, name="鈴木")
    mailed, _ = reissue_by_mail(letter, "suzuki@example.jp")
    assert set(Invitation.objects.open()) == {letter, mailed}, "an address may be mistyped"
    accept(mailed, make_user(email="suzuki@example.jp"))
    assert not Invitation.objects.open().exists()


@pytest.mark.parametrize("kind", ["coordinator", "staff", "superuser", "switched off"])
def test_links_sign_in_nobody_who_works_for_an_agency(kind):
    roles = {"coordinator": ("coordinator",), "staff": ("staff",)}
    user = make_user(*roles.get(kind, ()), email="a@example.jp")
    user.is_superuser, user.is_active = kind == "superuser", kind != "switched off"
    user.save()
    assert association_user("a@example.jp") is None
    assert association_user("") is None


def test_the_reader_of_a_mailbox_is_who_is_invited():
    user = make_user(email="Hanako@example.jp")
    assert invite(make_organization(), name="花子", email="hanako@example.jp")[0].invited == user
    assert invite(make_organization(), name="花子")[0].invited is None


def test_an_account_is_never_taken_over_by_its_name():
    make_user("staff", username="staff@example.jp")
    make_user(email="other@example.jp")
    for taken in ("staff@example.jp", "STAFF@example.jp", "other@example.jp"):
        with pytest.raises(ValidationError, match="もう使われています"):
            new_user("だれか", taken, None)
    new = new_user("花子", "0421234567", "himitsu-no-kotoba")
    assert (new.username, new.email, new.check_password("himitsu-no-kotoba")) == ("0421234567", "", True)
    assert not new_user("太郎", "taro@example.jp", None).has_usable_password()


def _claim(resource, **facts):
    facts = {"organization_name": "ひまわり会", "name": "鈴木", "email": "a@example.jp"} | facts
    return Claim.objects.create(resource=resource, **facts)


def test_a_claim_changes_nothing_until_the_city_says_yes(staff):
    resource = make_resource()
    claim = _claim(resource)
    assert Resource.objects.get().organization is None
    invitation, secret = accept_claim(claim, staff, "電話で たしかめました")
    now = Resource.objects.get()
    assert now.organization.name == "ひまわり会"
    assert (invitation.role, invitation.email, invitation.organization) == ("lead", "a@example.jp", now.organization)
    assert is_unowned(now), "until the invited one has come"
    accept(invitation, make_user())
    assert not is_unowned(now)
    assert now.latest_revision.user == staff
    assert secret.link.purpose == Purpose.INVITATION
    with pytest.raises(ValidationError, match="もう決まっています"):
        refuse_claim(claim, staff, "やはり")


@pytest.mark.parametrize(
    ("facts", "name", "whole", "kept"),
    [
        ({"name": "ひまわり会"}, "ひまわり会", None, 3),
        ({"name": "特定非営利活動法人 ひまわり会"}, "ヒマワリ会", None, 3),
        ({"name": "ひまわり会"}, "ひまわり会", False, 1),
        ({"name": "見守りの会"}, "ひまわり会", None, 1),
        ({"name": "見守りの会"}, "ひまわり会", True, 3),
        ({"name": "ひまわり会", "kind": "shakyo"}, "ひまわり会", None, 1),
        ({"name": "稲城市役所", "kind": "city"}, "稲城市役所", None, 1),
        ({"name": "稲城市"}, "稲城市", None, 1),
        ({"name": "稲城市社会福祉協議会"}, "稲城市社会福祉協議会", None, 1),
    ],
)
def test_a_claim_gets_all_of_an_organization_only_by_its_name_or_by_choice(staff, facts, name, whole, kept):
    organization, user = make_organization(**facts), make_user()
    resources = [make_resource(organization=organization) for _ in range(3)]
    sheet = create_link(Purpose.SHEET, resource=resources[0]).link
    invitation, _ = accept_claim(_claim(resources[0], organization_name=name), staff, whole_organization=whole)
    accept(invitation, user)
    own = ListingPermissions(user).own()
    assert (own.count(), own.filter(pk=resources[0].pk).exists()) == (kept, True)
    assert (invitation.organization == organization) == (kept == 3)
    assert (Link.objects.get(pk=sheet.pk).why_dead() is None) is False, "with the claim, or with the 代表者 who came"


@pytest.mark.parametrize("kind", ["city", "shakyo"])
def test_what_a_public_body_runs_is_never_handed_over_as_a_whole(staff, kind):
    claim = _claim(make_resource(organization=make_organization(kind=kind)))
    assert not may_hand_over_all(claim)
    with pytest.raises(ValidationError, match="まとめて"):
        accept_claim(claim, staff, whole_organization=True)
    assert Claim.objects.get().state == "waiting"


def test_a_claim_by_somebody_known_needs_no_invitation(staff):
    resource, organization, user = make_resource(), make_organization(), make_user()
    add_representative(organization, user, "lead")
    assert accept_claim(_claim(resource, organization=organization, made_by=user), staff) is None
    assert ListingPermissions(user).why_not(Resource.objects.get()) is None


def test_the_second_of_two_claims_finds_it_taken(staff):
    resource, organization = make_resource(), make_organization()
    add_representative(organization, make_user(), "lead")
    first, second = _claim(resource, organization=organization), _claim(resource, name="田中")
    accept_claim(first, staff)
    with pytest.raises(ValidationError, match="別の団体"):
        accept_claim(second, staff)
    refuse_claim(second, staff, "別の団体の場所でした")
    assert Resource.objects.get().organization == organization
