"""What a city looks at before it is public."""

from django.db import models

from directory.catalogue.resources import Resource
from directory.changes.differences import label
from directory.changes.listing_fields import STATUS

SENSITIVE = ("place", "contacts", "targets", "status")
"""Fields that wait for the city unless it says otherwise; "status" is the end of a place, a pause never waits."""


class ApprovalRule(models.Model):
    """The fields whose changes a city looks at before they are public."""

    municipality = models.OneToOneField(
        "directory.Municipality", models.CASCADE, verbose_name="市町村", related_name="approval_rule"
    )
    fields = models.JSONField("市が見てから公開する項目", default=list, blank=True)

    class Meta:
        verbose_name = "公開の前に見る項目"
        verbose_name_plural = "公開の前に見る項目"

    def __str__(self):
        return f"{self.municipality}: {'、'.join(label(name) for name in self.fields)}"


def waiting_fields(municipality_id: str) -> frozenset[str]:
    """Names of the fields that wait in a municipality."""
    rule = ApprovalRule.objects.filter(municipality=municipality_id).first()
    return frozenset(SENSITIVE if rule is None else rule.fields)


def ends_wait(resource: Resource) -> bool:
    """Whether the city looks at an end of this listing before it is public."""
    return resource.locked or STATUS in waiting_fields(resource.municipality_id)
