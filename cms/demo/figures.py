"""Sample goals of a 年度, and sample tasks about what is missing: one that ended in a place, and one that goes on."""

import datetime as dt

from cms.demo.sample_desk import SampleDesk
from directory.associations.attendance import fiscal_year
from directory.catalogue.resources import Resource
from matching.figures.gaps.tasks import GapTask
from matching.figures.goals import YearGoal

SOURCE = "見本の 地域福祉計画 42ページ"
GOALS = {
    "received": {"goal": 40, "baseline": 24},
    "joined": {
        "goal": 15,
        "baseline": 6,
        "judgement": "fair",
        "found": "見学まで すすんでも、いっしょに行く人が いないと 止まる。",
        "next_aim": "見学の日に、だれかが いっしょに行く。",
        "measure": "ボランティアの方に、月に2回 お願いする。",
    },
    "needs_none": {
        "goal": 5,
        "judgement": "poor",
        "found": "夕方に ひらく場所が 少ない。",
        "next_aim": "夕方の場所を 1つ ふやす。",
        "measure": "自治会と 話しあう。",
    },
}
"""Slug of an indicator -> its line of the yearly sheet."""
TALKED, RESULT = (
    "生活支援コーディネーターが サロンの世話役と",
    "いすを 4つ ふやして、新しい方を 受けられるように なりました。",
)


def aimed(desk: SampleDesk) -> None:
    """Goals of the 年度 of the last whole month, and tasks of this one and the last."""
    known = {"agency": desk.agency, "year": fiscal_year(desk.day.replace(day=1) - dt.timedelta(days=1))}
    if YearGoal.objects.filter(**known).exists():
        return
    for slug, facts in GOALS.items():
        YearGoal.objects.create(indicator=slug, source=SOURCE, written_by=desk.coordinator, **known, **facts)
    tasks = {"agency": desk.agency, "made_by": desk.coordinator}
    place = Resource.objects.live().filter(municipality=desk.agency.municipality_id, kinds__slug="salon")
    began, ended = (desk.day - dt.timedelta(days=days) for days in (150, 40))
    GapTask.objects.create(
        change="capacity", kind="widen", talks=TALKED, made_on=began, done_on=ended, result=RESULT,
        resource=place.order_by("pk").first(), **tasks,
    )  # fmt: skip
    until = {"made_on": desk.day - dt.timedelta(days=20), "until_on": desk.day + dt.timedelta(days=70)}
    GapTask.objects.create(change="new", kind="new", talks="地域づくりの担当が 自治会と", **until, **tasks)
