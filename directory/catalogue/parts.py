"""The abstract model of tables whose rows belong to one resource."""

from django.db import models

from directory.publishing.versions import VersionedModel


class PartOfResource(VersionedModel):
    """A row that belongs to one resource: a write to it is a change of that resource."""

    class Meta:
        abstract = True

    @classmethod
    def touched_by(cls, rows):
        return list(cls._base_manager.filter(pk__in=rows).values_list("resource_id", flat=True))

    @classmethod
    def touched_by_instances(cls, instances):
        return [instance.resource_id for instance in instances if instance.resource_id]


def starts_before_end() -> models.Q:
    """A condition for a constraint: `end` is later than `start`, where both are there."""
    return models.Q(start__isnull=True) | models.Q(end__isnull=True) | models.Q(end__gt=models.F("start"))
