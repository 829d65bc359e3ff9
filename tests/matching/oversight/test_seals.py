"""The chain of sealed days: whatever is done to a look or to a seal afterwards is found, and where."""

import datetime as dt
import io

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from directory.publishing.append_only import rewriting_allowed
from matching.models import Look, LookSeal, Participant
from matching.oversight.seals import broken_looks, seal_looks
from tests.factories import make_agency, make_user

pytestmark = pytest.mark.django_db
DAYS = [dt.date(2026, 11, day) for day in (20, 21, 22)]
NOW = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.timezone(dt.timedelta(hours=9)))


@pytest.fixture
def looks():
    """Two looks on each of three days, sealed the night after."""
    person, user = Participant.objects.create(code="M-1", agency=make_agency()), make_user()
    for day in DAYS:
        for hour in (0, 23):
            with time_machine.travel(NOW.replace(day=day.day, hour=hour, minute=59), tick=False):
                Look.objects.create(user=user, participant=person, action="seen", what="一覧")
    seal_looks(NOW)
    return list(Look.objects.order_by("pk"))


def found() -> list[tuple]:
    return [(one.day, one.look) for one in broken_looks()]


def verified(*arguments: str) -> str:
    said = io.StringIO()
    call_command("verify_looks", *arguments, stdout=said)
    return said.getvalue()


def test_each_day_that_is_over_is_sealed_once(looks):
    assert list(LookSeal.objects.values_list("day", "looks")) == [(day, 2) for day in DAYS]
    assert seal_looks(NOW) == 0
    assert seal_looks(NOW + dt.timedelta(hours=22, minutes=59)) == 0
    assert seal_looks(NOW + dt.timedelta(hours=23)) == 1
    newest = LookSeal.objects.last()
    assert (newest.day, newest.looks) == (DAYS[2] + dt.timedelta(days=1), 0)
    assert newest.digest in verified("--known", f"sha256-{newest.digest}")


def test_nothing_is_sealed_before_the_first_look(db):
    assert seal_looks(NOW) == 0
    assert "まだ" in verified()


def test_untouched_looks_are_as_they_were_sealed_also_when_their_person_is_gone(looks):
    Participant.objects.get().delete()
    assert found() == []
    assert "3日分" in verified()


@pytest.mark.parametrize(
    ("touch", "expected"),
    [
        (lambda looks: Look.objects.filter(pk=looks[2].pk).update(what="べつ"), [(1, 2)]),
        (lambda looks: Look.objects.filter(pk=looks[2].pk).update(user=make_user()), [(1, 2)]),
        (lambda looks: Look.objects.filter(pk=looks[5].pk).update(code="M-2"), [(2, 5)]),
        (lambda looks: Look.objects.filter(pk=looks[0].pk).delete(), [(0, 0)]),
        (lambda looks: Look.objects.filter(pk=looks[3].pk).update(at=looks[5].at), [(1, 3), (2, 3)]),
        (lambda looks: Look.objects.filter(pk=looks[3].pk).update(at=looks[0].at - dt.timedelta(days=9)), [(-9, 3), (1, 3)]),
        (lambda looks: LookSeal.objects.filter(day=DAYS[1]).delete(), [(1, None), (2, None)]),
        (lambda looks: LookSeal.objects.filter(day=DAYS[2]).update(looks=3), [(2, None)]),
        (lambda looks: LookSeal.objects.filter(day=DAYS[2]).update(rows=b"x"), [(2, 4), (2, 5)]),
        (lambda looks: LookSeal.objects.filter(day=DAYS[0]).update(digest="0" * 64), [(0, None), (1, None)]),
    ],
)  # fmt: skip
def test_whatever_is_done_to_a_row_is_found_with_its_day_and_its_number(looks, touch, expected):
    with rewriting_allowed():
        touch(looks)
    places = [(DAYS[0] + dt.timedelta(days=day), None if row is None else looks[row].pk) for day, row in expected]
    assert found() == places
    with pytest.raises(CommandError, match=f"{len(expected)}件"):
        verified()


def test_a_chain_that_was_made_anew_is_told_by_what_was_kept_outside(looks):
    kept = LookSeal.objects.last().digest
    with rewriting_allowed():
        Look.objects.filter(pk=looks[0].pk).delete()
        LookSeal.objects.all().delete()
    seal_looks(NOW)
    assert found() == []
    with pytest.raises(CommandError):
        verified("--known", kept)


def test_the_log_is_told_each_digest(looks, caplog):
    with caplog.at_level("INFO", logger="matching.oversight.seals"):
        seal_looks(timezone.localtime(NOW) + dt.timedelta(days=1))
    assert [record.digest for record in caplog.records] == [f"sha256-{LookSeal.objects.last().digest}"]
