"""閲覧の記録 for the 管理者, and 数字 for those who see nobody."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import Look, Participant
from matching.oversight.audit_log import record_looks
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return make_user("manager")


@pytest.fixture
def worker(manager):
    """A coordinator who looked at two people of the agency; another city's looked at a third and was refused at one."""
    agency = manager.memberships.get().agency
    worker, other = make_user("coordinator", agency, name="山田花子"), make_user("coordinator", name="よその人")
    one, two = (Participant.objects.create(code=code, agency=agency) for code in ("M-1", "M-2"))
    theirs = Participant.objects.create(code="X-1", agency=other.memberships.get().agency)
    record_looks(worker, "seen", [one, two], "=候補")
    record_looks(worker, "printed", [one], "紙")
    record_looks(other, "refused", [one], "候補の場所")
    record_looks(other, "seen", [theirs], "候補の場所")
    return worker


ALL = ["M-1", "M-1", "M-1", "M-2"]


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({}, ALL),
        ({"code": "M-2"}, ["M-2"]),
        ({"action": "refused"}, ["M-1"]),
        ({"user": "worker"}, ["M-1", "M-1", "M-2"]),
        ({"since": "today", "until": "today"}, ALL),
        ({"since": "tomorrow"}, []),
        ({"until": "yesterday"}, []),
        ({"since": "いつか"}, []),
        ({"code": "X-1"}, []),
    ],
)
def test_looks_are_filtered_on_the_page_and_in_the_file_alike(client, manager, worker, asked, codes):
    today = timezone.localdate()
    days = {"today": today, "tomorrow": today + dt.timedelta(days=1), "yesterday": today - dt.timedelta(days=1)}
    asked = {name: days.get(value, worker.pk if value == "worker" else value) for name, value in asked.items()}
    client.force_login(manager)
    page = client.get(reverse("desk_looks"), asked)
    assert sorted(look.code for look in page.context["page"] if look.code) == codes
    file = b"".join(client.get(reverse("desk_looks_csv"), asked).streaming_content).decode("utf-8-sig")
    rows = [line.split(",") for line in file.splitlines()[1:]]
    assert sorted(row[2] for row in rows if row[2]) == codes
    assert not any(cell.startswith("=") for row in rows for cell in row)
    mine = list(Look.objects.filter(user=manager).order_by("pk").values_list("action", flat=True))
    assert mine == ["searched", "exported"]


def test_a_page_has_a_fixed_number_of_queries(client, manager, worker, django_assert_max_num_queries):
    record_looks(worker, "seen", list(Participant.objects.all()) * 60, "一覧")
    client.force_login(manager)
    client.get(reverse("desk_looks"))
    with django_assert_max_num_queries(14):
        page = client.get(reverse("desk_looks"), {"page": 2})
    assert len(page.context["page"]) > 20


def test_numbers_are_masked_and_name_nobody(client, worker):
    agency = worker.memberships.get().agency
    Participant.objects.bulk_create([Participant(code=f"N-{n}", agency=agency, state="settled") for n in range(7)])
    client.force_login(make_user("viewer", agency))
    page = client.get(reverse("desk_numbers"))
    assert dict(page.context["states"]) == {
        "居場所をさがしている": "5人未満",
        "通っている": "7人",
        "支援を終えた": "0人",
    }
    assert "M-1" not in page.content.decode()
    assert Look.objects.filter(what="数字").count() == 9


def test_a_member_of_two_agencies_shows_the_people_of_neither_to_the_other(client, manager, worker):
    """Also not by what was searched, or by a record that is gone since."""
    elsewhere = make_user("manager")
    worker.memberships.create(agency=elsewhere.memberships.get().agency, role="coordinator")
    other = Participant.objects.create(code="Y-1", agency=elsewhere.memberships.get().agency)
    gone = Participant.objects.create(code="Y-2", agency=elsewhere.memberships.get().agency)
    record_looks(worker, "seen", [other, gone], "候補の場所")
    gone.delete()
    client.force_login(elsewhere)
    client.get(reverse("desk_looks"), {"code": "Y-1"})
    for user, sees in ((manager, ["M-1", "M-2"]), (elsewhere, ["Y-1"])):
        client.force_login(user)
        file = b"".join(client.get(reverse("desk_looks_csv")).streaming_content).decode()
        assert [code for code in ("M-1", "M-2", "Y-1", "Y-2") if code in file] == sees
