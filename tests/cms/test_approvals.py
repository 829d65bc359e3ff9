"""What the city answers: claims, changes that wait, what was public at once, letters."""

import pytest
from django.urls import reverse

from directory.amendments import Amendment, ApprovalRule
from directory.claims import Claim
from directory.invitations import Invitation
from tests.cms.portal import link_in, newest_mail, now_of, post_step, text_of
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


def test_a_place_that_nobody_keeps_can_be_claimed_from_its_page(client, listing):
    unowned = make_resource()
    claim = reverse("listing_claim", args=[unowned.pk])
    assert claim in client.get(unowned.get_absolute_url()).content.decode()
    assert "代表の方は" not in text_of(client.get(listing.get_absolute_url()))


def test_a_claim_goes_to_the_city_and_its_yes_invites(client, approver):
    listing = make_resource(name="だれのでもない場所")
    page = reverse("listing_claim", args=[listing.pk])
    assert "メールアドレスか 電話番号" in text_of(client.post(page, {"organization_name": "会", "name": "鈴木"}))
    facts = {"organization_name": "ひまわり会", "name": "鈴木", "email": "suzuki@example.jp"}
    client.post(page, facts | {"website": "http://robot.example"})
    assert not Claim.objects.exists(), "a machine filled in the trap"
    assert "申し出を うけとりました" in text_of(client.post(page, facts))
    client.force_login(approver)
    assert "だれのでもない場所" in text_of(client.get(reverse("approvals")))
    client.post(reverse("city_claim", args=[Claim.objects.get().pk]), {"accept": "1"})
    client.logout()
    client.post(link_in(newest_mail().body), {"name": "鈴木", "password": ""})
    assert "だれのでもない場所" in text_of(client.get(reverse("listings_home")))
    assert client.get(page).status_code == 404


def test_the_city_refuses_a_claim_with_a_reason(client, approver):
    claim = Claim.objects.create(
        resource=make_resource(), organization_name="会", name="鈴木", email="suzuki@example.jp"
    )
    client.force_login(approver)
    page = reverse("city_claim", args=[claim.pk])
    assert "わけを書いてください" in text_of(client.post(page, {"refuse": "1", "reason": ""}))
    client.post(page, {"refuse": "1", "reason": "別の団体の場所です"})
    assert "別の団体の場所です" in newest_mail().body


def test_the_approver_reads_the_difference_and_the_volunteer_the_reason(client, listing, owner, approver):
    client.force_login(owner)
    post_step(client, listing, "contact", **{"contacts-0-value": "042-222-2222"})
    made = Amendment.objects.get()
    client.force_login(approver)
    page = client.get(reverse("approval", args=[made.pk]))
    assert "電話 042-111-1111→電話 042-222-2222" in text_of(page)
    client.post(
        reverse("approval", args=[made.pk]),
        {"approve": "1", "field": ["contacts"], "looked_at": page.context["looked_at"], "reason": "電話しました"},
    )
    assert now_of(listing).contacts.get().value == "042-222-2222"
    assert "電話しました" in newest_mail().body
    client.force_login(owner)
    assert "市からのことば: 電話しました" in text_of(client.get(reverse("listings_home")))


def test_a_conflict_is_shown_before_it_can_be_overruled(client, listing, owner, approver):
    client.force_login(owner)
    post_step(client, listing, "contact", **{"contacts-0-value": "042-222-2222"})
    page_of = reverse("approval", args=[Amendment.objects.get().pk])
    client.force_login(approver)
    early = client.get(page_of).context["looked_at"]
    contact = listing.contacts.get()
    contact.value = "042-999-9999"
    contact.save()
    answer = {"approve": "1", "field": ["contacts"]}
    shown = client.post(page_of, answer | {"looked_at": early})
    assert "042-999-9999" in text_of(shown)
    assert now_of(listing).contacts.get().value == "042-999-9999"
    client.post(page_of, answer | {"looked_at": shown.context["looked_at"]})
    assert now_of(listing).contacts.get().value == "042-222-2222"


def test_the_city_takes_back_what_was_public_at_once(client, listing, owner, approver):
    client.force_login(owner)
    post_step(client, listing, "bring", to_bring="上ばき")
    client.force_login(approver)
    assert "（なし）→上ばき" in text_of(client.get(reverse("approvals")))
    client.post(reverse("approval_revert", args=[Amendment.objects.get().pk]))
    assert now_of(listing).to_bring == ""


def test_the_city_decides_what_waits_and_prints_letters(client, listing, approver):
    client.force_login(approver)
    code = listing.municipality_id
    client.post(reverse("approval_rules"), {f"{code}-waits": ["name"]})
    assert ApprovalRule.objects.get().fields == ["name"]
    client.post(reverse("approval_rules"), {})
    assert ApprovalRule.objects.get().fields == ["name"], "an empty request decides nothing"
    page = reverse("city_invitations")
    assert "ひまわり会" in text_of(client.get(page))
    assert client.post(page, {"organization": [listing.organization_id]}).content.startswith(b"%PDF")
    assert Invitation.objects.get().role == "lead"
