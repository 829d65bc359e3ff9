"""The doorbell: the city's official account of LINE says that something changed, and where it is read. Nothing else.

A push is one of three sentences of ours with a link to a public page. It holds nothing that anybody typed, so no name and no
place; LINE and its friends learn no more than who opens the site. It is off until a city has put the token of its account
into the environment and has chosen in the settings of the site what is pushed.

No request sends a push: a worker looks what there is to ring for (`ring`), which is also a step of `manage.py run_due`, so
that an alert whose task died is rung for all the same. What has rung is one row, named by its event, and never rings again;
a row is tried again under one key, which LINE takes once.
"""

import datetime as dt
import logging
from collections.abc import Iterator

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from cms.content.site_settings import SiteSettings
from cms.line.channel import TIMEOUT, Answer, Outcome, broadcast
from cms.operations.outgoing import Outgoing
from directory.catalogue.resources import Resource
from directory.catalogue.town_alerts import TownAlert
from directory.changes.news import news_of
from directory.text_fields import OneLineField

A_WEEK = dt.timedelta(days=7)
WANTED_FOR = dt.timedelta(hours=12)
"""An older event rings no more. Must stay below the 24 hours for which LINE knows a key."""
PAUSES = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120)]
"""Waits after the first, second … answer that is worth another try; after the last one nobody tries again."""
RESERVED_FOR = dt.timedelta(seconds=30 * TIMEOUT)
"""A worker whose push is reserved for longer is taken for dead."""
MONDAY = 0
DAYTIME = range(10, 17)
"""Hours in which the weekly push goes out; an alert rings at any hour."""
SENTENCES = {
    "alert": "緊急のお知らせが 出ています。ここを おすと、見られます。",
    "end": "緊急のお知らせが ひとつ 終わりました。いまの ことは、ここで 見られます。",
    "week": "この1週間に 変わった所があります。お休みや 時間は、ここで 見られます。",
}
logger = logging.getLogger(__name__)


class LinePush(Outgoing):
    """One push, waiting, sent or given up.

    event   what it rings for, each once: 「alert/12」, 「end/12」, 「week/2026-11-23」
    """

    event = models.CharField(max_length=40, unique=True, editable=False)
    trouble = OneLineField("出せないわけ", max_length=60, blank=True)

    class Meta:
        verbose_name = "LINEで 知らせたこと"
        verbose_name_plural = "LINEで 知らせたこと"
        ordering = ["pk"]

    def __str__(self):
        return self.event

    @property
    def kind(self) -> str:
        """Which of SENTENCES it says."""
        return self.event.partition("/")[0]

    @property
    def text(self) -> str:
        """What everybody reads: the site's name, a sentence and a link."""
        page = reverse("week" if self.kind == "week" else "start")
        return f"{SiteSettings.load().title}\n{SENTENCES[self.kind]}\n{settings.SITE_URL}{page}"


def is_configured() -> bool:
    """Whether this site has the token of an account."""
    return bool(settings.LINE_CHANNEL_TOKEN)


@task()
def ring_soon() -> None:
    """The task that rings for what has just happened."""
    ring()


def ring() -> int:
    """Ring for everything that there is to ring for, at this moment; gives the number of pushes that LINE has taken now."""
    if not is_configured():
        return 0
    site, now = SiteSettings.load(), timezone.localtime()
    for event in _events(site, now):
        LinePush.objects.get_or_create(event=event)
    due = LinePush.objects.due(now).values_list("pk", flat=True)
    return sum(_deliver(key, site, now) for key in list(due))


def given_up(now: dt.datetime) -> LinePush | None:
    """The newest push of the last week that LINE has not taken, for those who watch over it; None where there is none."""
    return LinePush.objects.filter(failed_at__gte=now - A_WEEK).exclude(trouble="").order_by("-failed_at").first()


def _events(site: SiteSettings, now: dt.datetime) -> Iterator[str]:
    """What this site's account is to ring for now, also what has rung already."""
    if site.line_alerts:
        alerts = _alerts_of(site)
        yield from (f"alert/{one.pk}" for one in alerts.standing().filter(made_at__gte=now - WANTED_FOR))
        lifted = alerts.filter(end__made_at__gte=now - WANTED_FOR).values_list("pk", flat=True)
        rung = set(
            LinePush.objects.filter(event__in=[f"alert/{key}" for key in lifted]).values_list("event", flat=True)
        )
        yield from (f"end/{key}" for key in lifted if f"alert/{key}" in rung)
    if site.line_weekly and now.weekday() == MONDAY and now.hour in DAYTIME:
        event = f"week/{now.date()}"
        # Whether anything changed is many rows to read, so it is asked once.
        if not LinePush.objects.filter(event=event).exists() and _has_news(site, now):
            yield event


def _alerts_of(site: SiteSettings):
    """The alerts that the site shows; a drill rings nowhere."""
    alerts = TownAlert.objects.filter(is_drill=False)
    return alerts.filter(municipality=site.home) if site.home else alerts


def _has_news(site: SiteSettings, now: dt.datetime) -> bool:
    rows = Resource.objects.public()
    rows = rows.filter(municipality=site.home) if site.home else rows
    return bool(news_of(list(rows.values_list("pk", flat=True)), now, now - A_WEEK, most=1))


def _is_wanted(push: LinePush, site: SiteSettings, now: dt.datetime) -> bool:
    """Whether a push that waits still tells what is so: nobody is rung up for an alert that is lifted, or at night for the week."""
    if now - push.made_at > WANTED_FOR:
        return False
    kind, _, of = push.event.partition("/")
    if kind == "week":
        return site.line_weekly and now.hour in DAYTIME and of == str(now.date())
    if kind == "alert":
        return site.line_alerts and _alerts_of(site).standing().filter(pk=of).exists()
    # Where the alert surely rang for nobody, its end is no news either.
    heard = LinePush.objects.filter(event=f"alert/{of}", attempts__gt=0)
    return site.line_alerts and heard.exclude(failed_at__isnull=False, trouble__regex="^[34]").exists()


def _deliver(key: int, site: SiteSettings, now: dt.datetime) -> bool:
    """Try one push unless another worker does; True where LINE has taken it now. One line of the log says what became of it."""
    free = LinePush.objects.waiting().free(now).filter(pk=key)
    push = LinePush.objects.get(pk=key)
    if not _is_wanted(push, site, now):
        if free.update(failed_at=now):
            logger.info("line push dropped", extra={"kind": push.kind, "tries": push.attempts})
        return False
    if not free.reserve(now + RESERVED_FOR):
        return False
    push.refresh_from_db()
    return _write_down(push, broadcast(push.text, push.key), now)


def _write_down(push: LinePush, answer: Answer, now: dt.datetime) -> bool:
    """Store what LINE answered to a push that this worker has reserved; True where it was taken."""
    mine = push.reserved()
    told = {"kind": push.kind, "status": answer.status, "error": answer.error or None, "tries": push.attempts}
    if answer.outcome is Outcome.TAKEN:
        mine.update(sent_at=timezone.now(), claimed_until=None, trouble="")
        logger.info("line push sent", extra=told)
        return True
    trouble = f"{answer.status or answer.error}"
    if answer.outcome is Outcome.REFUSED or push.attempts > len(PAUSES):
        mine.update(failed_at=now, claimed_until=None, trouble=trouble)
        logger.error("line push given up", extra=told)
        return False
    later = now + PAUSES[push.attempts - 1]
    if mine.update(next_try=later, claimed_until=None, trouble=trouble):
        ring_soon.using(run_after=later).enqueue()
    logger.warning("line push refused", extra=told)
    return False
