"""The model `YearGoal`: what an agency aims at with one indicator in a 年度, and what it says of the year afterwards (PDCA, C first)."""

from django.db import models

from directory.accounts.users import author_field
from directory.text_fields import OneLineField, SeveralLinesField


class YearGoal(models.Model):
    """One line of the sheet of a 年度. No number of people is kept: the figure is counted anew, and masked, each time.

    baseline   the number from which the agency starts, and `source` where it and the goal come from
    """

    class Judgement(models.TextChoices):
        GOOD = "good", "よい"
        FAIR = "fair", "もう少し"
        POOR = "poor", "むずかしい"

    agency = models.ForeignKey("directory.Agency", models.CASCADE, verbose_name="支援機関", related_name="year_goals")
    year = models.PositiveSmallIntegerField("年度")
    indicator = models.CharField("指標", max_length=30)
    baseline = models.PositiveIntegerField("はじめの数", null=True, blank=True)
    goal = models.PositiveIntegerField("めあて", null=True, blank=True)
    source = OneLineField("どこから", max_length=200, blank=True, help_text="例: 地域福祉計画 42ページ")
    judgement = models.CharField("ふりかえり", max_length=4, choices=Judgement, blank=True)
    found = SeveralLinesField(
        "分かったこと", max_length=500, blank=True, help_text="お名前や、だれのことか分かることは 書かないでください。"
    )
    next_aim = SeveralLinesField("次のめあて", max_length=500, blank=True)
    measure = SeveralLinesField("次にすること", max_length=500, blank=True)
    written_on = models.DateField("書いた日", auto_now=True)
    written_by = author_field("書いた人")

    class Meta:
        verbose_name = "年度のめあて"
        verbose_name_plural = "年度のめあて"
        ordering = ["agency", "year", "indicator"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "indicator"], name="year_goal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.year}年度 {self.indicator}"
