"""The abstract model of tables whose rows belong to one resource."""

import datetime as dt

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


def start_is_not_end() -> models.Q:
    """A condition for a constraint: `start` and `end` differ, but for 0:00–0:00, the whole day. An end before its start is on
    the following day (`hours.rules`)."""
    return (
        models.Q(start__isnull=True)
        | models.Q(end__isnull=True)
        | ~models.Q(end=models.F("start"))
        | models.Q(start=dt.time(0))
    )
