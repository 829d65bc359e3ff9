"""Lines about places that changed under somebody who goes there, or is about to."""

import datetime as dt

from django.db.models import Q
from django.utils import timezone

from directory.catalogue.statements import StatusStatement
from directory.catalogue.town_alerts import closing_alerts
from matching.casework.due.kinds import PLACE, Found, Row, rows_among
from matching.casework.introductions import TAKES_PART, Introduction, Stage

_COMING = (*TAKES_PART, Stage.VISIT, Stage.TRIAL)


class Changes:
    """Introductions whose place is gone, pauses or has ended since somebody looked."""

    def __init__(self, rows: list[Row], day: dt.date):
        self.rows, self.day = [row for row in rows if row.stage in _COMING], day

    def found(self) -> list[Found]:
        """All lines: those first whose place is gone or changed longest ago."""
        closed = self._closed()
        found = []
        for row in self.rows:
            since, told_on, status = closed.get(row.place or 0, (dt.date.min, dt.date.min, ""))
            is_news = row.seen_on is None or (row.live and row.seen_on < max(since, told_on))
            if is_news and (status or not row.live):
                said = (since, status)
                found.append(Found(PLACE, (since, row.key), _in_words, said, introduction=row.key))
        return found

    def _closed(self) -> dict[int, tuple[dt.date, dt.date, str]]:
        """Key of a place that does not meet now -> since when, on which day that was said, and its status."""
        holds = Q(until=None) | Q(until__gte=self.day)
        holding = StatusStatement.objects.filter(
            holds, since__lte=self.day, resource__in={row.place for row in self.rows}
        )
        facts = holding.order_by("pk").values_list("resource", "status", "since", "made_at")
        newest = {place: (since, timezone.localdate(made_at), status) for place, status, since, made_at in facts}
        for alert, covered in closing_alerts({row.place for row in self.rows if row.place}):
            told = (alert.since, timezone.localdate(alert.made_at), StatusStatement.Status.PAUSED)
            if alert.since <= self.day:
                newest |= {key: told for key in covered if newest.get(key, told)[2] != StatusStatement.Status.ENDED}
        return {place: told for place, told in newest.items() if told[2] != StatusStatement.Status.ACTIVE}


def place_news(one: Introduction, day: dt.date) -> str:
    """What changed at the place of an introduction since somebody looked, as Today says it; "" for nothing."""
    if one.is_over or one.stage not in _COMING:
        return ""
    found = Changes(rows_among(Introduction.objects.filter(pk=one.pk)), day).found()
    return found[0].why(*found[0].said, one) if found else ""


def _in_words(since: dt.date, status: str, row: Introduction) -> str:
    if row.resource is None or not row.resource.live:
        return "この場所は、もう のせていません。"
    if status == StatusStatement.Status.ENDED:
        return f"この場所は、{since.month}月{since.day}日で 終わりました。"
    return f"この場所は、{since.month}月{since.day}日から 休みです。"
