"""Which changes need the approval of the city before they are public."""

from collections.abc import Collection

from django.db import models

from directory.catalogue.parts import AT_THE_DOOR, EASY
from directory.catalogue.resources import Resource
from directory.changes.differences import label
from directory.changes.listing_fields import STATUS

SENSITIVE = ("place", "contacts", "targets", "status")
"""Fields that wait by default, where a city has no rule. "status" means the end of a listing; a pause never waits."""
FIELD_GROUPS = (
    ("photo", "photo_alt", "photo_source", "photo_licence"),
    ("min_age", "max_age", "ages_of"),
    *((name, easy, *(AT_THE_DOOR if name == "first_visit" else ())) for name, easy in EASY.items()),
)
"""Fields that belong together: where one of a group waits for approval or is approved, the others do too."""


class ApprovalRule(models.Model):
    """The fields of a municipality whose changes need approval."""

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
    """Whether the end of this listing needs approval."""
    return resource.locked or STATUS in waiting_fields(resource.municipality_id)


def with_grouped_fields(names: Collection[str]) -> set[str]:
    """Names of fields, with those of the same groups."""
    return set(names).union(*(group for group in FIELD_GROUPS if set(names) & set(group)))
