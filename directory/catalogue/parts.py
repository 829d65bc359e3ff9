"""What rows that belong to a resource share."""

from django.db import models

from directory.publishing.versions import VersionedModel


class PartOfResource(VersionedModel):
    """A table whose rows belong to one resource each."""

    class Meta:
        abstract = True

    @classmethod
    def touched_by(cls, rows):
        return list(cls._base_manager.filter(pk__in=rows).values_list("resource_id", flat=True))

    @classmethod
    def touched_by_instances(cls, instances):
        return [instance.resource_id for instance in instances if instance.resource_id]


def starts_before_end() -> models.Q:
    """For a constraint: what has a beginning and an end has them in this order."""
    return models.Q(start__isnull=True) | models.Q(end__isnull=True) | models.Q(end__gt=models.F("start"))
