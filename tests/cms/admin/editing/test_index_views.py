"""The lists of the admin: the morning's questions, searching, narrowing, and the file that is taken out."""

import csv
import datetime as dt
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory.catalogue.freshness import DEFAULT_MONTHS, fresh_from
from directory.models import StatusStatement, Term, Verification
from tests.factories import make_municipality, make_organization, make_place, make_resource

pytestmark = pytest.mark.django_db
LIST = "wagtailsnippets_directory_resource:list"
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def _as_staff(client, staff):
    client.force_login(staff)


def names(client, **asked):
    """The names on the list, as narrowed."""
    return {row.name for row in client.get(reverse(LIST), asked).context["object_list"]}


def verified(resource, day):
    Verification.objects.create(resource=resource, day=day, how="visit")
    return resource


def test_twelve_months_are_exact_at_the_day(client):
    limit = fresh_from(TODAY, DEFAULT_MONTHS)
    for name, day in (("ちょうど", limit), ("1日すぎた", limit - dt.timedelta(days=1)), ("きょう", TODAY)):
        verified(make_resource(name=name), day)
    make_resource(name="まだ")
    assert names(client, questions="unverified") == {"1日すぎた", "まだ"}


def test_the_newest_verification_counts_whenever_it_was_written(client):
    resource = verified(make_resource(name="二度"), TODAY)
    verified(resource, TODAY - dt.timedelta(days=800))
    assert names(client, questions="unverified") == set()


def test_without_position_or_schedule(client):
    make_resource(name="すべてある", schedule="毎週月曜 10:00–12:00")
    make_resource(name="位置がない", schedule="毎週月曜 10:00–12:00", place=make_place(lat=None, lng=None))
    make_resource(name="日時がない")
    make_resource(name="相談で決める", by_appointment=True)
    assert names(client, questions="no_position") == {"位置がない"}
    assert names(client, questions="no_schedule") == {"日時がない"}


def test_what_has_ended_raises_no_question(client):
    resource = make_resource(name="おわった", place=make_place(lat=None, lng=None))
    StatusStatement.objects.create(resource=resource, status="ended", since=TODAY)
    for question in ("unverified", "no_position", "no_schedule"):
        assert names(client, questions=question) == set()
    assert names(client, status_today="ended") == {"おわった"}


def test_the_status_of_today(client):
    paused = make_resource(name="お休み")
    later = make_resource(name="来月から")
    make_resource(name="活動中")
    StatusStatement.objects.create(resource=paused, status="paused", since=TODAY, until=TODAY)
    StatusStatement.objects.create(resource=later, status="paused", since=TODAY + dt.timedelta(days=1))
    assert names(client, status_today="paused") == {"お休み"}
    assert names(client, status_today="active") == {"来月から", "活動中"}


def test_drafts_that_wait(client):
    make_resource(name="公開だけ")
    resource = make_resource(name="下書きもある")
    draft = resource.get_latest_revision_as_object()
    draft.summary = "新しい"
    draft.save_revision()
    make_resource(name="まだ公開していない", live=False)
    assert names(client, questions="draft") == {"下書きもある", "まだ公開していない"}


def test_what_waits_for_approval(client, staff):
    make_resource(name="待っていない")
    resource = make_resource(name="待っている")
    resource.save_revision(user=staff)
    resource.get_workflow().start(resource, staff)
    assert names(client, questions="waiting") == {"待っている"}


def test_questions_asked_together_narrow_further(client):
    make_resource(name="両方", place=make_place(lat=None, lng=None))
    make_resource(name="日時だけ")
    assert names(client, questions=["no_position", "no_schedule"]) == {"両方"}


def test_a_wrong_value_says_so_and_hides_nothing(client):
    make_resource(name="ひまわり")
    answer = client.get(reverse(LIST), {"questions": "nonsense", "status_today": "???"})
    assert answer.status_code == 200
    assert "ひまわり" in answer.content.decode()


def test_searching_by_name_and_by_reading(client):
    make_resource(name="向日葵の会", reading="ひまわりのかい")
    make_resource(name="さくら")
    assert names(client, q="向日葵") == names(client, q="ひまわり") == {"向日葵の会"}


def test_by_kind(client):
    make_resource(name="カフェ", kinds=["cafe"])
    make_resource(name="サロン")
    assert names(client, kinds=Term.objects.get(scheme="kinds", slug="cafe").pk) == {"カフェ"}


def test_the_lists_behind_the_board_hold_what_their_question_asks(client):
    make_resource(name="両方", place=make_place(lat=None, lng=None))
    verified(make_resource(name="日時だけ"), TODAY)
    for question, count in (("waiting", 0), ("draft", 0), ("unverified", 1), ("no_position", 1), ("no_schedule", 2)):
        assert len(names(client, questions=question)) == count


def table(answer):
    """The rows of the file."""
    text = b"".join(answer).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_the_file_has_what_the_list_shows_and_no_contact(client):
    make_resource(
        name="ひまわり",
        organization=make_organization(name="平尾の会"),
        schedule="毎週月曜 10:00–12:00",
        contacts=[{"kind": "telephone", "value": "042-999-9999", "is_public": False}],
    )
    answer = client.get(reverse(LIST), {"export": "csv"})
    [row] = table(answer)
    assert row["名前"] == "ひまわり"
    assert row["団体"] == "平尾の会"
    assert row["開催日時"] == "毎週月曜 10:00–12:00"
    assert row["きょうの状態"] == "活動中"
    assert "042" not in "".join(row.values())


def test_the_file_opens_in_a_spreadsheet_without_running(client):
    make_resource(name='=HYPERLINK("evil")')
    answer = client.get(reverse(LIST), {"export": "csv"})
    content = b"".join(answer)
    assert content.startswith(b"\xef\xbb\xbf"), "Excel takes a file without the mark for CP932"
    assert "'=HYPERLINK" in content.decode()


def test_the_file_follows_what_the_list_was_narrowed_to(client):
    make_resource(name="ひまわり")
    make_resource(name="さくら")
    assert [row["名前"] for row in table(client.get(reverse(LIST), {"export": "csv", "q": "さくら"}))] == ["さくら"]


def test_a_long_list_takes_as_many_queries_as_a_short_one(client):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(LIST))
        return len(queries)

    for _ in range(3):
        make_resource(schedule="毎週月曜 10:00–12:00", organization=make_organization())
    client.get(reverse(LIST))
    few = asked()
    for _ in range(12):
        make_resource(schedule="毎週月曜 10:00–12:00", organization=make_organization())
    assert asked() == few


def test_every_order_ends_in_the_key(client):
    for _ in range(3):
        make_resource(name="同じ名前")
    for ordering in ("status_today", "-verified_on", "name"):
        rows = client.get(reverse(LIST), {"ordering": ordering}).context["object_list"]
        assert [row.pk for row in rows] == sorted(row.pk for row in rows)


def test_organizations_are_counted_in_ones_own_city(client):
    organization = make_organization(name="二つの市の会")
    make_resource(organization=organization)
    make_resource(organization=organization, place=make_place(municipality=make_municipality("131016", "千代田区")))
    [row] = client.get(reverse("wagtailsnippets_directory_organization:list")).context["object_list"]
    assert row.runs == 1
