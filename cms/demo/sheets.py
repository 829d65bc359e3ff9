"""Sample つなぐシート: one that came today, one that waits too long, one that was passed on, one that is answered."""

import datetime as dt

from django.utils import timezone

from directory.accounts.users import Agency, User
from directory.catalogue.resources import Resource
from directory.geo.areas import Town
from directory.publishing.append_only import rewriting_allowed
from matching.cases.programme import DeskAgency
from matching.casework.referrals import passing
from matching.casework.referrals.destinations import destination_of, destinations
from matching.casework.referrals.sheets import ReferralSheet

DESK = "福祉まるごと相談"
TOLD = (
    (
        "neighbours",
        "neighbour",
        "form",
        "となりの方の 新聞が 3日たまっています。夜も あかりが つきません。",
        "today",
        "unasked",
    ),
    ("older", "commissioner", "paper", "このごろ 曜日を まちがえる。火の始末が 心配。", "soon", "unasked"),
    ("money", "school", "telephone", "給食費が 3か月 とまっている。お母さんと 話したい。", "soon", "yes"),
    ("withdrawal", "family", "telephone", "弟が 2年 家から出ない。本人は まだ 知らない。", "can_wait", "no"),
)


def load_sample_sheets(agency: Agency, worker: User) -> None:
    """Make them once, for the desk of everything, which the sample agency answers for."""
    city = agency.municipality
    if (desk := Resource.objects.filter(municipality=city, name=DESK).first()) is None:
        return
    DeskAgency.objects.get_or_create(desk=desk, defaults={"agency": agency})
    if ReferralSheet.objects.exists():
        return
    town = Town.objects.filter(municipality=city).order_by("pk").first()
    made = []
    for topic, sender, channel, text, urgency, agreed in TOLD:
        facts = {"topic": topic, "sender": sender, "channel": channel, "text": text, "urgency": urgency}
        sheet, _ = passing.send(facts | {"agreed": agreed, "town": town}, destination_of(desk, agency), None)
        made.append(sheet)
    long_ago = timezone.now() - dt.timedelta(days=12)
    ReferralSheet.objects.filter(pk=made[1].pk).update(waits_since=long_ago, made_at=long_ago)
    with rewriting_allowed():
        made[1].steps.update(at=long_ago)
    elsewhere = next(one for one in destinations(city, "money", town, timezone.localdate()) if one.desk != desk)
    passing.pass_on(made[2], elsewhere, "お金のことを いっしょに 考えてほしい", "", worker)
    passing.answer(made[3], "together", "ご家族と いっしょに 考えはじめました。", worker)
