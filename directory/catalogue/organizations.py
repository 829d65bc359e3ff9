"""Organizations that run listings: volunteer groups, NPOs, corporations, the city."""

from django.db import models

from directory.publishing.drafts import Editorial
from directory.text_fields import OneLineField, SeveralLinesField, WebField


class Operation(models.TextChoices):
    """Who runs a listing, and on whose behalf, as the plans' tables of desks say it (運営形態, 実施形態)."""

    DIRECT = "direct", "直営"
    ENTRUSTED = "entrusted", "委託"
    SUBSIDISED = "subsidised", "補助"
    PRIVATE = "private", "民間"
    BOTH = "both", "直営と委託"
    HELPED = "helped", "直営と補助"
    APPOINTED = "appointed", "委嘱"


class Organization(Editorial):
    """A 団体 (HSDS organization), edited with drafts."""

    touches = "organization"

    class Kind(models.TextChoices):
        GROUP = "group", "住民の団体・ボランティア"
        NPO = "npo", "NPO法人"
        SHAKYO = "shakyo", "社会福祉協議会"
        CORPORATION = "corporation", "社会福祉法人・医療法人など"
        COMPANY = "company", "会社・お店"
        CITY = "city", "市役所・公の施設"
        OTHER = "other", "その他"

    name = OneLineField("団体の名前", max_length=120)
    reading = OneLineField("よみがな", max_length=200, blank=True)
    kind = models.CharField("団体の種類", max_length=12, choices=Kind, default=Kind.OTHER)
    description = SeveralLinesField("紹介", blank=True)
    corporate_number = OneLineField("法人番号", max_length=13, blank=True)
    website = WebField("ホームページ", blank=True)
    is_sample = models.BooleanField("見本", default=False, editable=False)

    class Meta:
        verbose_name = "団体"
        verbose_name_plural = "団体"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(live=False) | ~models.Q(name=""),
                name="organization_live_has_name",
                violation_error_message="公開する団体には、名前が要ります。",
            ),
            models.CheckConstraint(
                condition=models.Q(corporate_number="") | models.Q(corporate_number__regex=r"^[0-9]{13}$"),
                name="organization_corporate_number",
                violation_error_message="法人番号は13けたの数字です。",
            ),
        ]

    def __str__(self):
        return self.name

    def get_preview_template(self, request, mode_name):
        return "public/organization.html"
