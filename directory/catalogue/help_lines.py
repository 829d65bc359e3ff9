"""Lines of help: telephones and pages for somebody in danger, which stand first of all where words of danger were searched for.

The national ones are shipped (fixtures/help_lines.yaml), each with who says so and the day on which that was read. A city adds
its own; one with the number of a national one stands in its place on the city's pages, and hides it where it is not shown itself.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from directory.geo.areas import Municipality, once_per_city
from directory.japanese.telephones import called, one_telephone
from directory.publishing.after_migrations import once_all_is_migrated
from directory.text_fields import OneLineField, WebField

_GROUPED = re.compile(r"#?[0-9]+(?:-[0-9]+)*", re.ASCII)
NOT_A_LINE = "番号は 0120-279-338、#8008、189 のように、1つだけ書いてください。"
FEW = 2
"""Concerns up to which a line is meant for a danger of its own; one with more is there for everything."""


class HelpLine(models.Model):
    """One telephone or page that helps in danger. Without a municipality: national, for everybody."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, blank=True, verbose_name="市町村", related_name="help_lines"
    )
    name = OneLineField("名前", max_length=60)
    purpose = OneLineField(
        "何のため", max_length=120, help_text="やさしい日本語で、ひとこと。例: つらい きもちを 聞いてくれます。"
    )
    telephone = OneLineField("電話", max_length=20, blank=True, help_text="例: 0120-279-338、#8008、189")
    web = WebField("ページ・チャット", blank=True)
    hours = OneLineField("時間", max_length=100, help_text="例: 24時間、毎日")
    day_and_night = models.BooleanField(
        "昼も夜も", default=False, help_text="毎日24時間 つながるときだけ。はじめに出ます。"
    )
    languages = OneLineField(
        "ことば", max_length=100, blank=True, help_text="日本語のほかに 話せる ことば。例: 英語、中国語"
    )
    concerns = OneLineField(
        "とくに どんなとき",
        max_length=120,
        blank=True,
        help_text="困りごとの記号を 空白で わけます（suicide、violence、housing）。そのことばで さがした人に、先に出ます。",
    )
    source = OneLineField("出どころ", max_length=200, help_text="だれが 書いているか、ページのアドレスも。")
    checked_on = models.DateField("たしかめた日", default=timezone.localdate)
    position = models.PositiveSmallIntegerField("順番", default=0)
    live = models.BooleanField("出す", default=True)

    class Meta:
        verbose_name = "あぶないときの電話"
        verbose_name_plural = "あぶないときの電話"
        ordering = ["position", "pk"]
        constraints = [
            *once_per_city("name", "help_line_once", "同じ名前の行が、もうあります。"),
            models.CheckConstraint(
                condition=~Q(telephone="", web=""),
                name="help_line_can_be_reached",
                violation_error_message="電話か ページの、どちらかを 書いてください。",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """Bring the number into its usual form, and refuse what cannot be called."""
        if self.telephone:
            number = one_telephone(self.telephone)
            if number is None:
                raise ValidationError({"telephone": NOT_A_LINE})
            # 0120-0-78310 is remembered by its groups, which the usual form would lose.
            if not _GROUPED.fullmatch(self.telephone):
                self.telephone = number

    @property
    def reached_by(self) -> str:
        """What two rows of the same line have in common: the digits of its telephone, without one its page."""
        return called(self.telephone) or self.web

    def is_about(self, concepts: Iterable[str]) -> bool:
        """Whether it is meant above all for one of these concepts of a wish (`worry:violence`)."""
        return not {f"worry:{slug}" for slug in self.concerns.split()}.isdisjoint(concepts)

    @property
    def as_json(self) -> dict[str, str | bool]:
        """What other programs get of it; texts may be empty, `checked` is an ISO date."""
        return {
            "name": self.name,
            "purpose": self.purpose,
            "telephone": self.telephone,
            "web": self.web,
            "hours": self.hours,
            "day_and_night": self.day_and_night,
            "languages": self.languages,
            "source": self.source,
            "checked": str(self.checked_on),
        }


def help_lines(home: str, concepts: Iterable[str] = ()) -> list[HelpLine]:
    """The lines for the pages of a city (its code; "" for a site of no city); one query.

    First those that are meant for one of the `concepts` of the wish, then the city's own; among equals those that are
    reachable day and night, then those that are meant for little else (FEW concerns), then by position.
    """
    rows = list(HelpLine.objects.filter(Q(municipality=None) | Q(municipality=home or None)))
    own = {line.reached_by for line in rows if line.municipality_id}
    shown = [line for line in rows if line.live and (line.municipality_id or line.reached_by not in own)]
    meant = frozenset(concepts)

    def order(line: HelpLine) -> tuple[bool, bool, bool, bool]:
        is_about = line.is_about(meant)
        is_broad = is_about and len(line.concerns.split()) > FEW
        return not is_about, line.municipality_id is None, not line.day_and_night, is_broad

    return sorted(shown, key=order)


@cache
def shipped_lines() -> tuple[dict, ...]:
    """The content of fixtures/help_lines.yaml: the columns of each row."""
    return tuple(yaml.safe_load(Path(settings.BASE_DIR, "fixtures", "help_lines.yaml").read_text(encoding="utf-8")))


@once_all_is_migrated
def add_shipped_lines(using="default", plan=None, **kwargs) -> None:
    """Add the national lines of the file that the table lacks; what was changed stays. Receiver of `post_migrate`.

    Not after a flush, which has no plan. To take a national line away, let it not be shown.
    """
    if plan is None:
        return
    rows = HelpLine.objects.using(using)
    known = set(rows.filter(municipality=None).values_list("name", flat=True))
    rows.bulk_create(
        HelpLine(position=position, **facts)
        for position, facts in enumerate(shipped_lines())
        if facts["name"] not in known
    )
