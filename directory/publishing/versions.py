"""The version of the directory: every write increments its number, and draws its lot, in the same transaction.

`directory_change()` opens a change. Every save, delete, bulk write and many-to-many write of a directory table does so by
itself (`VersionedModel`, `VersionedQuerySet`, `many_to_many_changed`), so that a forgotten call cannot leave caches stale.
Readers compare one pair for each request and reload the resources of the changes since (`directory.snapshot.loading`).
"""

import secrets
from collections.abc import Collection
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import F, Max, Min, Q
from django.dispatch import Signal

from directory.publishing.version import NO_VERSION, Version

KEPT_CHANGES = 20_000
"""Rows of `Change` that are kept; a reader whose version is older than the oldest reloads everything."""

EVERYTHING = object()
"""In place of resource keys, for a change after which any row of any resource may be another."""

SHARED = -1
"""In place of a resource key, for a change of what resources share (a word, an area): no row of theirs is another."""

PLACE_NAMES = 0
"""In place of a resource key, for a change of place names for the search (a town, a landmark); no resource has this key."""

much_changed = Signal()
"""Sent after the commit of a change of EVERYTHING or of SHARED: whoever keeps something that takes long to make begins now."""

_open_change: ContextVar[set | None] = ContextVar("open_change", default=None)


class Edition(models.Model):
    """The version of the directory: one row, whose number grows with every change, and the lot of that version."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    number = models.BigIntegerField(default=1)
    lot = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="edition_is_one_row")]

    def __str__(self):
        return str(self.number)

    @classmethod
    def current(cls) -> Version:
        """The version as the database has it now; one query."""
        # Asked several times a request, for which a queryset needs twenty times as long.
        with connection.cursor() as cursor:
            cursor.execute("SELECT number, lot FROM directory_edition WHERE id = 1")
            row = cursor.fetchone()
        return Version(*row) if row else NO_VERSION


class Change(models.Model):
    """A resource that changed at a version (`edition` and `lot`); without a resource, anything may have changed.

    The versions that stand here are the history of this directory: a version that does not is another directory's, or too old.
    """

    edition = models.BigIntegerField(db_index=True)
    resource_id = models.BigIntegerField(null=True)
    lot = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.edition}: {self.resource_id or '*'}"


@contextmanager
def directory_change(*touched):
    """A transaction that changes the directory. `touched`: keys of resources, PLACE_NAMES, SHARED or EVERYTHING.

    Changes nest: the outermost increments the version once, as its last statement, so that the row lock on the version is
    short and versions commit in order. Yields the set of keys, to which the block may add.
    """
    outer = _open_change.get()
    if outer is not None and transaction.get_connection().in_atomic_block:
        outer.update(touched)
        yield outer
        return
    keys = set(touched)
    token = _open_change.set(keys)
    try:
        with transaction.atomic():
            yield keys
            if keys:
                _write_version(keys)
    finally:
        _open_change.reset(token)


def _write_version(keys: set) -> None:
    lot = secrets.randbits(62)
    if not Edition.objects.filter(pk=1).update(number=F("number") + 1, lot=lot):
        Edition.objects.create(pk=1, lot=lot)
    number = Edition.current().number
    anything = EVERYTHING in keys or len(keys) > KEPT_CHANGES // 2
    touched = [None] if anything else sorted(keys)
    Change.objects.bulk_create([Change(edition=number, resource_id=key, lot=lot) for key in touched])
    oldest = Change.objects.order_by("-pk").values_list("edition", flat=True)[KEPT_CHANGES : KEPT_CHANGES + 1]
    if cut := list(oldest):
        Change.objects.filter(edition__lte=cut[0]).delete()
    if anything or SHARED in keys:
        transaction.on_commit(lambda: much_changed.send_robust(Edition))


class Changes(NamedTuple):
    """What changed after a version: keys of resources (rising), and whether it is all of it.

    keys        of the resources of which a row is another
    shared      whether something changed that resources share (SHARED)
    everything  whether any row of any resource may be another, so that `keys` says little
    names       whether place names for the search changed (PLACE_NAMES)
    """

    keys: list[int]
    shared: bool
    everything: bool
    names: bool = False


def changes_since(version: Version) -> Changes | None:
    """What changed after a version; None for a version that is none of this directory's history, or too old."""
    if version == Edition.current():
        return Changes([], False, False)
    if not Change.objects.filter(edition=version.number, lot=version.lot).exists():
        return None
    later = set(Change.objects.filter(edition__gt=version.number).values_list("resource_id", flat=True))
    keys = sorted(key for key in later if key and key > 0)
    return Changes(keys, SHARED in later, None in later, PLACE_NAMES in later)


def rows_changed_since(version: Version) -> list[int] | None:
    """Keys of the resources that are read again after a version, for who keeps rows of them; None where all are."""
    changes = changes_since(version)
    return None if changes is None or changes.shared or changes.everything else changes.keys


def last_change_of(resource_id: int) -> int:
    """The version of the last change that may have changed a resource; a number that never falls.

    Of a resource whose last change is no longer kept, the oldest version that is: it is higher, so a reader who compares
    may look once in vain.
    """
    return last_changes_of([resource_id])[resource_id]


def last_changes_of(resource_ids: Collection[int]) -> dict[int, int]:
    """The same of several resources, by their keys; two queries."""
    changes = Change.objects.order_by()
    own = dict(changes.filter(resource_id__in=resource_ids).values_list("resource_id").annotate(Max("edition")))
    any_row = Q(resource_id=None) | Q(resource_id=SHARED)
    of_all = changes.aggregate(oldest=Min("edition"), everything=Max("edition", filter=any_row))
    least = max(of_all["oldest"] or 0, of_all["everything"] or 0)
    return {key: max(own.get(key, 0), least) for key in resource_ids}


class VersionedQuerySet(models.QuerySet):
    """A QuerySet whose bulk writes increment the version of the directory."""

    def _touched(self):
        return self.model.touched_by(self)

    def update(self, **kwargs):
        with directory_change() as keys:
            keys.update(self._touched())
            count = super().update(**kwargs)
            keys.update(self._touched())
        return count

    update.alters_data = True

    def delete(self):
        with directory_change() as keys:
            keys.update(self._touched())
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def bulk_create(self, objs, *args, **kwargs):
        with directory_change() as keys:
            made = super().bulk_create(objs, *args, **kwargs)
            if made:
                keys.update(self.model.touched_by_instances(made))
        return made

    def bulk_update(self, objs, *args, **kwargs):
        with directory_change() as keys:
            keys.update(self.model.touched_by_instances(objs))
            return super().bulk_update(objs, *args, **kwargs)


class VersionedModel(models.Model):
    """A table whose writes increment the version. `touches`: the lookup from Resource to it; None where many share it."""

    touches: str | None = None
    objects = VersionedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        with directory_change() as keys:
            if self.pk:
                keys.update(self.touched_by_instances([self]))
            super().save(*args, **kwargs)
            keys.update(self.touched_by_instances([self]))

    def delete(self, *args, **kwargs):
        with directory_change() as keys:
            keys.update(self.touched_by_instances([self]))
            return super().delete(*args, **kwargs)

    @classmethod
    def touched_by(cls, rows):
        """Keys of the resources that depend on these rows (a QuerySet or a list of keys)."""
        if cls.touches is None:
            return [SHARED]
        resources = apps.get_model("directory", "Resource")._base_manager
        return list(resources.filter(**{f"{cls.touches}__in": rows}).values_list("pk", flat=True))

    @classmethod
    def touched_by_instances(cls, instances):
        """Keys of the resources that depend on these saved instances."""
        return cls.touched_by([instance.pk for instance in instances])


def many_to_many_changed(sender, instance, action, reverse, pk_set, **kwargs):
    """Receiver of `m2m_changed`: many-to-many writes (a resource's words, an area's towns) call no `save()`."""
    if not action.startswith("post_") or not isinstance(instance, VersionedModel):
        return
    if reverse:
        changed = [EVERYTHING]
    else:
        changed = instance.touched_by_instances([instance])
    with directory_change(*changed):
        pass
