"""What the public says is wrong, and what becomes of it."""

import pytest

from directory.accounts.links import Link
from directory.accounts.rate_limits import LIMITS, LimitedAction
from directory.models import Report
from directory.upkeep.problem_reports import TooManyReports, receive_report
from tests.factories import make_resource, make_user

pytestmark = pytest.mark.django_db


def test_a_report_waits_until_the_city_has_answered():
    report, secret = receive_report(make_resource(), "times", "13時からです", "192.0.2.1")
    assert list(Report.objects.waiting()) == [report]
    assert Link.objects.of_token(secret.token).report == report
    staff = make_user("staff")
    report.close("mended", "ありがとうございました", staff)
    assert not Report.objects.waiting().exists()
    assert (report.answered_by, report.get_outcome_display()) == (staff, "なおしました")


def test_a_machine_that_sends_too_many_is_refused_and_others_are_not():
    resource, limit = make_resource(), LIMITS[LimitedAction.REPORT].per_network
    for _ in range(limit):
        receive_report(resource, "times", "", "192.0.2.1")
    with pytest.raises(TooManyReports):
        receive_report(resource, "times", "", "192.0.2.1")
    receive_report(resource, "times", "", "192.0.2.2")
    assert Report.objects.count() == limit + 1


def test_looking_at_the_private_link_does_not_use_it_up():
    _, secret = receive_report(make_resource(), "times", "", "192.0.2.1")
    assert [secret.link.use(), secret.link.use()] == [True, True]
    assert Link.objects.of_token(secret.token).why_dead() is None
