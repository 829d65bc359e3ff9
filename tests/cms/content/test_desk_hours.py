"""Whether the city's desk is open now, as a page says it that is kept until that changes."""

import datetime as dt

from django.test import RequestFactory
from django.utils import timezone

from cms.content.desk_hours import told_closed

CLOSES = dt.datetime(2026, 11, 24, 17, 15, tzinfo=dt.timezone(dt.timedelta(hours=9)))


def test_a_page_that_is_made_while_the_desk_closes_holds_no_longer_than_what_it_said_first(monkeypatch):
    request, second = RequestFactory().get("/"), dt.timedelta(seconds=1)
    moments = iter([CLOSES - second, CLOSES + second])
    monkeypatch.setattr(timezone, "localtime", lambda: next(moments))
    assert [told_closed(request, "平日 8時30分〜17時15分") for _ in range(2)] == [False, True]
    assert request.told_until == CLOSES
