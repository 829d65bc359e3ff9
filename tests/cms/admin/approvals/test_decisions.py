"""What the city answers: claims, changes that wait, what was public at once, letters."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.content.site_settings import SiteSettings
from cms.mail.queue import deliver_due
from directory.associations.claims import Claim
from directory.associations.invitations import Invitation
from directory.associations.representatives import add_representative
from directory.changes.amendments import Amendment, propose
from directory.changes.approval_rules import ApprovalRule
from directory.models import Term
from tests.cms.conftest import TELEPHONE
from tests.cms.listing_pages import link_in, newest_mail, now_of, post_step, text_of
from tests.cms.listings.test_attendance_views import text_of as pdf_text
from tests.factories import make_organization, make_resource, make_town, make_user

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
    assert client.get(page).status_code == 409


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


def test_the_city_takes_back_what_was_public_at_once_with_a_word(client, listing, owner, approver):
    client.force_login(owner)
    post_step(client, listing, "bring", to_bring="上ばき")
    client.force_login(approver)
    page = reverse("approval_revert", args=[Amendment.objects.get().pk])
    assert page in client.get(reverse("approvals")).content.decode()
    assert "（なし）→上ばき" in text_of(client.get(page))
    assert "わけを書いてください" in text_of(client.post(page, {"reason": " "}))
    assert now_of(listing).to_bring == "上ばき", "opening it or saying nothing changes nothing"
    client.post(page, {"reason": "いりません"})
    assert now_of(listing).to_bring == ""
    told = newest_mail()
    assert (told.to, "元に戻しました" in told.body, "いりません" in told.body) == ([owner.email], True, True)
    assert "元に戻すと" not in text_of(client.get(page)), "a decided one has no button"


def test_a_decided_change_shows_what_became_of_it_and_no_button(client, listing, owner, approver):
    client.force_login(owner)
    post_step(client, listing, "contact", **{"contacts-0-value": "042-222-2222"})
    page = reverse("approval", args=[Amendment.objects.get().pk])
    client.force_login(approver)
    waiting = client.get(page).content.decode()
    for words in ('href="tel:0421111111"', "公開のページ", "もどる", "しるしのあるものを公開する", "ひまわりサロン"):
        assert words in waiting
    client.post(page, {"refuse": "1", "reason": "電話で聞きました"})
    decided = client.get(page).content.decode()
    assert "電話で聞きました" in decided
    assert "しるしのあるものを公開する" not in decided


def test_the_list_asks_the_database_no_more_for_ten_than_for_one(client, listing, approver):
    client.force_login(approver)
    counts = []
    for _ in range(2):
        for _ in range(5):
            for state in ("waiting", "published"):
                change = {"place": {"old": None, "new": make_resource().place_id}}
                decided = {"decided_at": timezone.now()} if state == "published" else {}
                Amendment.objects.create(resource=make_resource(), changes=change, state=state, **decided)
        client.get(reverse("approvals"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("approvals"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_city_decides_what_waits_and_prints_letters(client, listing, approver):
    SiteSettings.objects.update_or_create(defaults={"desk_telephone": "042-1", "desk_hours": "平日 9時から"})
    client.force_login(approver)
    code = listing.municipality_id
    client.post(reverse("approval_rules"), {f"{code}-waits": ["name"]})
    assert ApprovalRule.objects.get().fields == ["name"]
    client.post(reverse("approval_rules"), {})
    assert ApprovalRule.objects.get().fields == ["name"], "an empty request decides nothing"
    page = reverse("city_invitations")
    assert "ひまわり会" in text_of(client.get(page))
    assert client.post(page, {"organization": [listing.organization_id]}).content.startswith(b"%PDF")
    letter = client.post(page, {"organization": [listing.organization_id]})
    for words in ("代表者 様", "この住所をひらいて", f"{timezone.localdate():%Y}年", "平日"):
        assert words in pdf_text(letter.content)
    assert {(one.role, one.name) for one in Invitation.objects.all()} == {("lead", "")}, "nobody is called 代表者"


@pytest.mark.parametrize("held", ["summary", "description", "first_visit"])
def test_what_is_written_for_visitors_waits_with_its_easy_text_and_what_stands_at_the_door(
    client, listing, owner, approver, held
):
    along = {"first_visit": ("met_by", "entrance", "leaving", "care_points")}.get(held, ())
    client.force_login(approver)
    client.post(reverse("approval_rules"), {f"{listing.municipality_id}-waits": [held]})
    wishes = dict.fromkeys((held, f"{held}_easy", *along), "あたらしい文")
    for name in wishes:
        (made,) = propose(listing, {name: wishes[name]}, owner)
        assert made.state == Amendment.State.WAITING, name
    (made,) = propose(listing, wishes, owner)
    client.post(reverse("approval", args=[made.pk]), {"approve": "1", "field": [held]})
    listing.refresh_from_db()
    assert {getattr(listing, name) for name in wishes} == {"あたらしい文"}


def test_one_decision_is_one_mail_that_says_what_became_of_each_part(client, listing, owner, approver):
    children = Term.objects.get(scheme="targets", slug="children")
    wishes = {"contacts": [TELEPHONE | {"value": "042-222-2222"}], "targets": [children.pk]}
    (waiting,) = propose(listing, wishes, owner)
    client.force_login(approver)
    page = reverse("approval", args=[waiting.pk])
    client.post(page, {"approve": "1", "field": ["contacts"], "reason": ""})
    deliver_due()
    assert mail.outbox == [], "what is left out needs a word"
    client.post(page, {"approve": "1", "field": ["contacts"], "reason": "対象は 電話で 聞きます"})
    deliver_due()
    [told] = mail.outbox
    published, _, refused = told.body.partition("この変更を 公開しました")
    assert ("042-222-2222" in published, "この変更は 公開しませんでした" in refused) == (True, True)
    assert told.body.count("対象は 電話で 聞きます") == 1


def test_a_decided_claim_offers_nothing_more_and_who_has_no_mail_is_told_by_telephone(client, approver):
    claim = Claim.objects.create(
        resource=make_resource(organization=None), organization_name="会", name="鈴木", telephone="042-111-1111"
    )
    client.force_login(approver)
    page = reverse("city_claim", args=[claim.pk])
    answer = client.post(page, {"refuse": "1", "reason": "べつの会でした"}, follow=True)
    assert "電話 042-111-1111 で伝えてください" in text_of(answer)
    decided = client.get(page).content.decode()
    assert "認めませんでした（べつの会でした）" in decided
    assert 'name="accept"' not in decided
    client.post(page, {"accept": "1"})
    claim.refresh_from_db()
    assert claim.state == Claim.State.REFUSED


def test_the_city_sees_how_many_places_a_claim_gets_and_chooses(client, approver):
    organization = make_organization(name="見守りの会")
    listings = [make_resource(organization=organization) for _ in range(3)]
    facts = {"organization_name": "ひまわり会", "name": "鈴木", "email": "suzuki@example.jp"}
    claims = [Claim.objects.create(resource=one, **facts) for one in listings[:2]]
    client.force_login(approver)
    page = client.get(reverse("city_claim", args=[claims[0].pk]))
    assert "団体「見守りの会」の 3か所 ぜんぶ" in text_of(page)
    assert page.context["form"]["whole"].value() == "one"
    client.post(reverse("city_claim", args=[claims[0].pk]), {"accept": "1", "whole": "one"})
    assert now_of(listings[0]).organization.name == "ひまわり会"
    client.post(reverse("city_claim", args=[claims[1].pk]), {"accept": "1", "whole": "whole"})
    assert now_of(listings[1]).organization == organization
    assert [invited.organization.name for invited in Invitation.objects.order_by("pk")] == ["ひまわり会", "見守りの会"]
    official = Claim.objects.create(resource=make_resource(organization=make_organization(kind="city")), **facts)
    assert "この場所だけを まかせます" in text_of(client.get(reverse("city_claim", args=[official.pk])))


def test_who_leads_several_organizations_says_for_which_one_they_claim(client, listing, owner):
    other = make_organization(name="あさがお会")
    add_representative(other, owner, "lead")
    client.force_login(owner)
    facts = {"name": "山田", "email": "hanako@example.jp"}
    answers = [
        ({"organization": other.pk}, (other, "あさがお会")),
        ({"organization": "", "organization_name": "ヒマワリ会"}, (listing.organization, "ひまわり会")),
        ({"organization": "", "organization_name": "新しい会"}, (None, "新しい会")),
    ]
    for posted, expected in answers:
        page = reverse("listing_claim", args=[make_resource().pk])
        assert "どの団体ですか" in text_of(client.get(page))
        client.post(page, facts | posted)
        claim = Claim.objects.first()
        assert (claim.organization, claim.organization_name) == expected
    page = reverse("listing_claim", args=[make_resource().pk])
    assert "団体の名前を書いてください" in text_of(client.post(page, facts))
    foreign = client.post(page, facts | {"organization": make_organization().pk})
    assert Claim.objects.count() == len(answers), text_of(foreign)


@pytest.mark.parametrize("is_approver", [True, False])
def test_what_an_approver_writes_down_for_an_association_is_public_at_once(client, listing, approver, is_approver):
    client.force_login(approver if is_approver else make_user("coordinator"))
    page = client.get(reverse("listing_step", args=[listing.pk, "contact"]))
    assert ("市の人が見てから 公開します" in text_of(page)) != is_approver
    post_step(client, listing, "contact", **{"contacts-0-value": "042-222-2222"})
    assert (now_of(listing).contacts.get().value == "042-222-2222") == is_approver
    assert Amendment.objects.get().on_behalf


@pytest.mark.parametrize(("address", "told"), [("大丸1-2", "地図の位置は おおよそ です"), ("", "")])
def test_an_approver_is_told_that_a_new_address_has_no_pin_and_finds_it(my, listing, approver, address, told):
    make_town("大丸", lat=35.62, lng=139.5)
    saved = post_step(my, listing, "where", name="新しい会館", address=address)
    assert ("地図の位置は おおよそ です" in text_of(my.get(saved.url))) == bool(told)
    my.force_login(approver)
    page = reverse("approval", args=[Amendment.objects.get().pk])
    assert ("住所が変わりました。地図の位置は おおよそ です" in text_of(my.get(page))) == bool(told)
    after = text_of(my.post(page, {"approve": "1", "field": ["place"]}, follow=True))
    place = now_of(listing).place
    assert (place.address, place.precision) == (address, "town" if told else "none")
    assert ("地図の印を動かす" in after) == bool(told)


def test_an_approver_sees_a_pin_that_is_less_exact_and_a_zero_that_was_missing(my, client, listing, approver):
    for name, sent in (
        ("where", {"name": "大丸会館", "address": "どこでもない町9"}),
        ("contact", {"contacts-0-value": "423781111"}),
    ):
        post_step(my, listing, name, **sent)
    client.force_login(approver)
    pages = [client.get(reverse("approval", args=[one.pk])) for one in listing.amendments.waiting()]
    said = " ".join(text_of(page) for page in pages)
    assert "地図の位置は おおよそ" in said
    assert "はじめの 0 が ありませんでした" in said
