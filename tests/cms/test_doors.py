"""What an attacker's review found, each as a kind: one short case a number of issue 13; the details are tested in the rooms.

Numbers 9 and 14 stand in `test_doors_of_staff`, number 15 (the benchmark without PostGIS) in `tests/benchmarks/test_matching.py`.
"""

import datetime as dt
import json
import logging
import re
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.content.pages import GuidePage
from cms.mail.queue import Mail, deliver, deliver_due, enqueue
from cms.operations.logs import WithoutPaths
from cms.permissions.city_files import MODELS, collection_of
from cms.permissions.city_policy import policy_of
from cms.permissions.roles import appoint_approver
from directory.accounts.rate_limits import LIMITS, Attempt, LimitedAction, allow_attempt
from directory.accounts.stamps import UsedStamp
from directory.changes.amendments import propose
from directory.models import ApprovalRule, BouncedAddress, Claim, Link, Report, Resource, User
from matching.models import Look, Outcome, Participant
from tests.benchmarks import test_matching
from tests.cms.listing_pages import link_in, newest_mail, now_of, post_step, text_of
from tests.cms.permissions import test_city_files
from tests.cms.public.test_reports import send, stamp
from tests.factories import make_agency, make_municipality, make_place, make_resource, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "himawari-no-tane"


@pytest.fixture
def volunteer(owner, listing):
    owner.set_password(PASSWORD)
    owner.save()
    return owner


def sign_in(client, user, password=PASSWORD, **head):
    return client.post(reverse("sign_in"), {"username": user.username, "password": password}, **head)


def end_session(client):
    Session.objects.all().delete()
    return client


def test_door_04_one_network_is_one_source(client):
    most = LIMITS[LimitedAction.CODE].per_network
    tried = [allow_attempt(LimitedAction.CODE, f"2001:db8:1:2::{n:x}") for n in range(most + 1)]
    assert tried == [True] * most + [False]
    assert allow_attempt(LimitedAction.CODE, "2001:db8:1:3::1"), "the neighbour is another one"
    assert allow_attempt(LimitedAction.CODE, "::ffff:192.0.2.1")
    assert allow_attempt(LimitedAction.CODE, "::ffff:192.0.2.2")


def test_door_04_strangers_keep_no_volunteer_out_and_end_no_fresh_link(client, volunteer):
    client.post(reverse("listings_mail"), {"email": volunteer.email})
    fresh = link_in(newest_mail().body)
    for n in range(12):
        stranger = Client(REMOTE_ADDR=f"198.51.100.{n}")
        for _ in range(12):
            sign_in(stranger, volunteer, "chigau")
            stranger.post(reverse("listings_mail"), {"email": volunteer.email})
            deliver_due()
    assert Link.objects.alive().count() <= 5, "and her mailbox is not filled"
    assert client.post(fresh).status_code == 302
    client.logout()
    assert sign_in(Client(REMOTE_ADDR="203.0.113.7"), volunteer).status_code == 302
    assert client.post(reverse("listings_mail"), {"email": volunteer.email}).status_code == 200


def test_door_04_a_browser_that_has_signed_in_is_counted_for_itself(client, volunteer):
    assert sign_in(client, volunteer).status_code == 302
    client.get(reverse("listings_home"))
    client.post(reverse("sign_out"))
    stranger = Client()
    assert {sign_in(stranger, volunteer, "chigau").status_code for _ in range(70)} == {200, 429}
    assert sign_in(stranger, volunteer).status_code == 429, "the same network"
    assert sign_in(client, volunteer).status_code == 302


def test_door_04_a_stamp_is_good_once(client):
    resource = make_resource()
    began = stamp(resource)
    send(client, resource, began=began)
    again = send(client, resource, began=began)
    assert "もう 受けとりました" in text_of(again)
    assert Report.objects.count() == 1
    assert again.context["form"].stamp != began


def test_door_05_the_mail_door_does_the_same_for_everybody(volunteer, staff):
    staff.email = "staff@example.jp"
    staff.save()

    def ask(address):
        client = Client(REMOTE_ADDR="192.0.2.1")
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(reverse("listings_mail"), {"email": address})
        kinds = [query["sql"].split()[0] for query in asked if not query["sql"].startswith("SAVEPOINT")]
        return kinds, text_of(answer).replace(address, "")

    ask("first@example.jp")
    assert ask(volunteer.email) == ask("nobody@example.jp") == ask(staff.email)
    assert Mail.objects.filter(sent_at=None).count() == 4, "nothing goes out in a request"


def test_door_06_everyone_shown_has_a_look_that_nobody_can_undo(client, coordinator):
    person = Participant.objects.create(code="M-1", agency=coordinator.memberships.get().agency)
    client.force_login(coordinator)
    client.get(reverse("desk_people"))
    person.delete()
    assert Look.objects.get(action="seen").code == "M-1"
    for sql in ("DELETE FROM matching_look", "UPDATE matching_number SET value = 2"):
        with pytest.raises(IntegrityError), transaction.atomic():
            connection.cursor().execute(sql)


def test_door_07_what_nobody_sees_is_stored_nowhere_and_a_mail_blames_no_address(monkeypatch):
    assert make_resource(name="ひま\u202eわ\u200bり\n👨‍👩‍👧").name == "ひまわり 👨‍👩‍👧"
    claim = Claim(resource=make_resource(), name="花子 http://evil.example\nより")
    mail = enqueue("claim_refused", "hana@example.jp", claim=claim)
    assert "花子 （アドレス） よりさん" in mail.text
    monkeypatch.setattr(Mail, "message", lambda self: int("no mail can be made"))
    assert not deliver(mail.pk)
    assert not BouncedAddress.objects.exists()


@pytest.mark.parametrize(
    "password",
    [
        "042-123-4567",
        "0421234567!",
        "１２３４５６７８９０",
        "ひまわり会ひまわり会",
        "7391846205",
        "０４２ｰ１２３ｰ４５６７",
        "〇七三九一八四六二〇五",
        "ヒマワリ会ヒマワリ会",
    ],
)
def test_door_08_no_password_that_others_know(client, listing, password):
    from directory.associations.invitations import invite

    path = reverse("link", args=[invite(listing.organization, name="鈴木")[1].token])
    answer = client.post(path, {"name": "鈴木 花子", "identity": "042-123-4567", "password": password})
    assert "password" in answer.context["form"].errors
    assert not User.objects.filter(username="0421234567").exists()


def test_door_08_people_of_a_demonstration_are_nobody_outside_one(client, volunteer, settings):
    User.objects.filter(pk=volunteer.pk).update(is_sample=True)
    client.force_login(volunteer)
    assert client.get(reverse("listings_home")).status_code == 302, "a session ends too"
    assert sign_in(Client(), volunteer).status_code == 200
    settings.IS_DEMO = True
    assert sign_in(Client(), volunteer).status_code == 302


def test_door_08_a_demonstration_does_not_begin_among_real_people(settings, volunteer):
    settings.IS_DEMO = True
    with pytest.raises(CommandError, match="べつのデータベース"):
        call_command("demo")


@pytest.mark.parametrize("way", ["password", "mail"])
def test_door_11_what_was_typed_outlives_the_session(client, volunteer, listing, way):
    sign_in(client, volunteer)
    client.get(reverse("listings_home"))
    url = reverse("listing_step", args=[listing.pk, "bring"])
    mark = client.get(url).context["mark"]
    end_session(client)
    answer = client.post(url, {"seen": mark, "save": "1", "to_bring": "上ばきと 水とう"}, follow=True)
    assert "書いたものは とってあります" in text_of(answer)
    if way == "password":
        page = client.post(reverse("sign_in"), {"username": volunteer.username, "password": PASSWORD}, follow=True)
    else:
        client.post(reverse("listings_mail"), {"email": volunteer.email})
        page = client.post(link_in(newest_mail().body), follow=True)
    assert "上ばきと 水とう" in text_of(page)
    kept = page.context["kept"]
    client.post(kept.path, dict(kept.fields))
    listing.refresh_from_db()
    assert listing.to_bring == "上ばきと 水とう"
    assert client.get(reverse("kept_form")).status_code == 302, "it is sent, and kept no longer"


def test_door_11_nobody_else_gets_what_was_typed(client, volunteer, listing):
    sign_in(client, volunteer)
    client.get(reverse("listings_home"))
    end_session(client)
    client.post(reverse("listing_step", args=[listing.pk, "bring"]), {"to_bring": "ひみつ"})
    other = make_user()
    other.set_password(PASSWORD)
    other.save()
    page = client.post(reverse("sign_in"), {"username": other.username, "password": PASSWORD}, follow=True)
    assert "ひみつ" not in page.content.decode()
    assert "べつの人" in text_of(page)


def test_door_13_attempts_stamps_sessions_and_links_are_forgotten(client, volunteer, time_machine):
    client.post(reverse("listings_mail"), {"email": volunteer.email})
    newest_mail()
    send(client, make_resource())
    sign_in(client, volunteer)
    counted = (Attempt, UsedStamp, Session, Link.objects.filter(purpose="sign_in").model)
    assert all(model.objects.exists() for model in counted)
    time_machine.move_to(timezone.now() + dt.timedelta(days=15))
    call_command("run_due", stdout=StringIO())
    assert [model.objects.count() for model in (Attempt, UsedStamp, Session)] == [0, 0, 0]
    assert not Link.objects.filter(purpose="sign_in").exists()


def test_door_13_an_idle_desk_ends_and_its_form_is_kept(client, coordinator, settings, time_machine):
    client.force_login(coordinator)
    page = client.get(reverse("desk_home"))
    assert f'data-seconds="{settings.IDLE_MINUTES * 60}"' in page.content.decode()
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=settings.IDLE_MINUTES - 1))
    assert client.get(reverse("desk_home")).status_code == 200
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=settings.IDLE_MINUTES))
    assert client.get(reverse("desk_home")).status_code == 302
    assert client.get(reverse("session_left")).json() == {"seconds": 0}


def test_door_13_no_token_in_a_log():
    atoms = {"r": "GET /my/l/secret/ HTTP/1.1", "U": "/my/l/secret/", "q": "?q=secret", "f": "https://x/my/l/secret/"}
    atoms |= {"{referer}i": "https://x/my/l/secret/", "{x-path}o": "secret", "s": "200", "m": "GET"}
    form = '%(m)s "%(r)s" %(U)s%(q)s %(s)s "%(f)s" %({referer}i)s %({x-path}o)s'
    record = logging.makeLogRecord({"name": "gunicorn.access", "msg": form, "args": (atoms,)})
    record.args = atoms
    assert WithoutPaths().filter(record)
    assert "secret" not in record.getMessage()
    assert record.getMessage().startswith("GET ")


def elsewhere():
    """Staff of another city who may approve there, signed in."""
    user = make_user("staff", make_agency(municipality=make_municipality("372013", "高松市")))
    appoint_approver(user)
    client = Client()
    client.force_login(user)
    return client


def test_door_01_staff_of_another_city_reach_no_picture_and_no_paper(staff):
    for model, size in zip(MODELS, ({"width": 1, "height": 1}, {}), strict=True):
        file = model.objects.create(title="公園", file="x", collection=collection_of("132250"), **size)
        app, name = model._meta.app_label, model._meta.model_name
        for path in (reverse(f"{app}:delete", args=[file.pk]), f"/admin/bulk/{app}/{name}/delete/?id={file.pk}"):
            assert "公園" not in text_of(elsewhere().post(path, follow=True))
        assert model.objects.filter(pk=file.pk).exists()
        assert policy_of(model).user_has_permission_for_instance(staff, "delete", file)


test_door_01_stock_rights_are_taken_away = test_city_files.test_rights_that_are_not_in_our_tables_are_taken_away


@pytest.mark.parametrize("view", ["delete", "unpublish"])
def test_door_02_what_cities_share_is_taken_away_by_neither(listing, view):
    make_resource(
        organization=listing.organization, place=listing.place, municipality=make_municipality("372013", "高松市")
    )
    for row in (listing.organization, listing.place):
        elsewhere().post(reverse(f"wagtailsnippets_directory_{row._meta.model_name}:{view}", args=[row.pk]))
        assert type(row).objects.filter(pk=row.pk, live=True).exists()
    with pytest.raises(ProtectedError):
        listing.organization.delete()
    assert listing.organization.representatives.exists()


def test_door_03_a_name_brings_back_no_hidden_place_and_guesses_none(my, listing):
    ApprovalRule.objects.update_or_create(municipality=listing.municipality, defaults={"fields": []})
    hidden = make_resource(place=make_place(name="ひみつの家"), visibility="supporters")
    post_step(my, listing, "where", name="ひみつの家", address="")
    assert now_of(listing).place != hidden.place
    rooms = [make_resource(place=make_place(name="集会室", address=f"平尾{n}")).place for n in (1, 2)]
    assert "同じ名前の場所が 2つ" in text_of(post_step(my, listing, "where", name="集会室", address=""))
    assert now_of(listing).place not in rooms


def test_door_10_what_is_approved_for_a_day_is_published_on_it(client, approver, time_machine):
    later = timezone.now() + dt.timedelta(days=2)
    approved, draft = make_resource(name="前"), make_resource(name="前")
    for row in (approved, draft):
        changed = row.get_latest_revision_as_object()
        changed.name, changed.go_live_at = "後", later
        changed.save_revision()
    approved.revisions.get().publish()
    client.force_login(approver)
    page = client.get(reverse("wagtailsnippets_directory_resource:edit", args=[draft.pk]))
    assert "その日が来ても、自動では かわりません" in page.content.decode()
    time_machine.move_to(later + dt.timedelta(minutes=1))
    call_command("run_due", stdout=StringIO())
    assert [now_of(row).name for row in (approved, draft)] == ["後", "前"]


def test_door_10_a_day_survives_what_the_association_changes_before_it(listing, owner, approver, time_machine):
    ApprovalRule.objects.update_or_create(municipality=listing.municipality, defaults={"fields": []})
    later = timezone.now() + dt.timedelta(days=2)
    draft = listing.get_latest_revision_as_object()
    draft.summary, draft.go_live_at = "新しい年度", later
    draft.save_revision(user=approver).publish(user=approver)
    propose(Resource.objects.get(pk=listing.pk), {"to_bring": "水とう"}, owner)
    assert now_of(listing).to_bring == "水とう"
    time_machine.move_to(later + dt.timedelta(minutes=1))
    call_command("run_due", stdout=StringIO())
    assert (now_of(listing).to_bring, now_of(listing).summary) == ("水とう", "新しい年度")


test_door_15_a_rival_that_is_missing_is_left_out = test_matching.test_postgis_is_left_out_where_it_is_missing


def test_an_outcome_outlives_its_listing():
    person = Participant.objects.create(code="M-1", agency=make_agency())
    Outcome.objects.create(participant=person, resource=make_resource(name="サロン"), started_on=timezone.localdate())
    Resource.objects.all().delete()
    assert Outcome.objects.get().place_name == "サロン"


@pytest.mark.parametrize(
    "path", [f"/places/{'9' * 40}/", "/suggest?q=%00", f"/my/{2**63}/claim/", "/places.json?off=%00"]
)
def test_door_12_hostile_addresses(client, path):
    assert client.get(path).status_code in (400, 404)


@pytest.mark.parametrize(
    "form",
    [
        {"contacts-TOTAL_FORMS": "20000000"},
        {"name": "a\x00"},
        {"description": '{"blocks": [{"text": "\\ud800"}]}'},
        {"body-count": "20000000"},
    ],
)
def test_door_12_hostile_forms(client, staff, form):
    client.force_login(staff)
    path = reverse("wagtailsnippets_directory_resource:edit", args=[make_resource().pk])
    assert client.post(path, form).status_code == 400


def test_door_12_a_text_of_the_editor_that_points_nowhere(client, approver):
    client.force_login(approver)
    block = {"key": "a", "text": "あ", "type": "nix", "depth": 0, "inlineStyleRanges": []}
    block["entityRanges"] = [{"offset": 0, "length": 1, "key": 7}]
    text = json.dumps({"blocks": [block], "entityMap": {}})
    form = {"title": "x", "slug": "guide", "body-count": "1", "body-0-type": "text", "body-0-value": text}
    url = reverse("wagtailadmin_pages:edit", args=[GuidePage.objects.get().pk])
    assert client.post(url, form | {"body-0-order": "0", "body-0-deleted": ""}).status_code == 400


def test_door_12_a_quotation_mark_alone(client, approver):
    client.force_login(approver)
    answer = client.get(reverse("wagtailadmin_choose_page_search"), {"q": '"'})
    assert answer.status_code in (200, 400)


def test_door_12_days_without_a_morrow(my, listing):
    answer = my.post(reverse("listing_end", args=[listing.pk]), {"day": "9999-12-31"})
    assert (answer.status_code, "2200年" in text_of(answer)) == (200, True)


def test_door_12_a_request_line_has_an_end():
    from tests.paths import ROOT

    said = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "tests" / "benchmarks").glob("*.py"), ROOT / "Makefile"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in said)
    assert "--limit-request-line" in text
    assert not re.search(r"limit-request-line[\", =]+0\b", text)
