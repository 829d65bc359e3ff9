"""Models that are edited with drafts: the last approved version stays public while a draft waits.

A revision keeps the row as it was when the draft was saved. Publishing is a three-way merge: it applies what the draft changed
to the row as it is now, field by field and child by child, so that an old draft undoes no newer change. Where both changed the
same field, the newer public value stays, and the editor (`outdated_fields`) and the history say so. The published revision then
holds exactly what became public.
"""

import datetime as dt
import json
import uuid

from django.contrib.contenttypes.fields import GenericRelation
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from directory.publishing.versions import VersionedModel, VersionedQuerySet, directory_change

BASE_KEY = "row_when_saved"
"""Key in a revision's content for the row as it was when the draft was saved."""
OUTDATED_KEY = "changed_since"
"""Key in a published revision's content for the names of fields whose newer public value was kept."""
BOOKKEEPING = {
    "pk", "uuid", "changed_at", "live", "has_unpublished_changes", "first_published_at", "last_published_at",
    "live_revision", "latest_revision", "go_live_at", "expire_at", "expired", "locked", "locked_at", "locked_by",
}  # fmt: skip
"""Columns that no person edits."""


class EditorialQuerySet(VersionedQuerySet):
    """Rows that are edited with drafts."""

    def live(self):
        """Rows that have an approved version."""
        return self.filter(live=True)


class Editorial(DraftStateMixin, RevisionMixin, PreviewableMixin, ClusterableModel, VersionedModel):
    """An abstract model with drafts, history and preview."""

    uuid = models.UUIDField("番号", default=uuid.uuid4, editable=False, unique=True)
    changed_at = models.DateTimeField("変えた日時", auto_now=True)
    _revisions = GenericRelation(
        "wagtailcore.Revision", content_type_field="base_content_type", object_id_field="object_id"
    )

    objects = EditorialQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def revisions(self):
        """Revisions of this row, for Wagtail."""
        return self._revisions

    def row_now(self) -> dict:
        """The row and its children as the database has them, in the form of a revision's content."""
        return type(self)._base_manager.get(pk=self.pk).serializable_data()

    def save_revision(self, *args, **kwargs):
        """Save a draft together with the row that it was made from."""
        revision = super().save_revision(*args, **kwargs)
        revision.content[BASE_KEY] = self.row_now()
        revision.save(update_fields=["content"])
        return revision

    def get_latest_revision_as_object(self):
        """The waiting draft over the row as it is now; the row itself where no draft waits."""
        revision = self.get_latest_revision()
        if not revision or (self.live and revision.pk == self.live_revision_id):
            return type(self)._base_manager.get(pk=self.pk)
        return self.with_content_json(merged_content(revision.content, self.row_now()))

    def outdated_fields(self) -> list[str]:
        """Names of the fields of the waiting draft that will not become public, because somebody changed them since."""
        revision = self.get_latest_revision() if self.has_unpublished_changes else None
        return outdated_field_names(revision.content, self.row_now()) if revision else []

    def publish(self, revision, **kwargs):
        """Apply what the draft changed to the row as it is now, and keep in the revision what became public."""
        with directory_change():
            row = type(self)._base_manager.select_for_update().get(pk=self.pk)
            if row.live and row.live_revision_id is None:
                row._keep_what_is_public(revision)
            now = self.row_now()
            lost = {OUTDATED_KEY: outdated_field_names(revision.content, now)}
            revision.content = merged_content(revision.content, now) | {BASE_KEY: now} | lost
            revision.save(update_fields=["content"])
            super().publish(revision, **kwargs)
            published = type(self)._base_manager.get(pk=self.pk)
            if published.live_revision_id == revision.pk:
                row = published.serializable_data()
                revision.content = row | {BASE_KEY: row} | lost
                revision.save(update_fields=["content"])

    def _keep_what_is_public(self, draft) -> None:
        """A revision of a live row that never had one (an imported one), older than the draft that is being published.

        Wagtail takes a row without a live revision off the site until the day for which its draft is scheduled.
        """
        row = self.row_now()
        first = self.revisions.model.objects.create(
            content_object=self,
            base_content_type=self.get_base_content_type(),
            created_at=draft.created_at - dt.timedelta(microseconds=1),
            content=row | {BASE_KEY: row},
            object_str=str(self),
        )
        type(self)._base_manager.filter(pk=self.pk).update(live_revision=first)


def merged_content(draft: dict, now: dict) -> dict:
    """The row `now` with what `draft` changed; where both changed a field, the value of `now`.

    Both are contents of revisions: plain values, lists of keys (many-to-many) and lists of dicts with "pk" (children). The
    draft has its base row under BASE_KEY; without one it is taken whole.
    """
    return _three_way_merge(draft, now)[0]


def outdated_field_names(draft: dict, now: dict) -> list[str]:
    """Names of the fields that both the draft and somebody else since have changed, sorted; the newer public value stays."""
    return sorted(_three_way_merge(draft, now)[1])


def _three_way_merge(draft: dict, now: dict) -> tuple[dict, list[str]]:
    draft, now = (json.loads(json.dumps(side, cls=DjangoJSONEncoder)) for side in (draft, now))
    base, row, lost = draft.pop(BASE_KEY, None), {}, draft.pop(OUTDATED_KEY, [])
    if base is None:
        return draft, lost
    for name, wanted in draft.items():
        sides = base.get(name), wanted, now.get(name)
        row[name], is_lost = _merge_children(*sides) if any(map(_is_children, sides)) else _merge_value(*sides)
        if is_lost and name in BOOKKEEPING:
            row[name] = wanted
        elif is_lost and name not in lost:
            lost.append(name)
    return row, lost


def _merge_value(base, draft, now) -> tuple:
    base, wanted, newest = _sorted_list(base), _sorted_list(draft), _sorted_list(now)
    mine = wanted not in (base, newest)
    return (draft, False) if mine and newest == base else (now, mine)


def _is_children(value) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _sorted_list(value):
    return sorted(value, key=str) if isinstance(value, list) else value


def _merge_children(base: list[dict] | None, draft: list[dict] | None, now: list[dict] | None) -> tuple:
    newest = {child["pk"]: child for child in now or []}
    before, wanted = (
        {child["pk"]: _with_later_columns(child, newest) for child in side or []} for side in (base, draft)
    )
    kept, lost = [], False
    for key in before | newest:
        old = before.get(key)
        child, is_lost = _merge_value(old, wanted.get(key), newest.get(key)) if old else (newest[key], False)
        kept += [child] if child else []
        lost |= is_lost
    for child in draft or []:
        same = child["pk"] is None and next((one for one in kept if _exclude_each_other(one, child)), None)
        if child["pk"] is None and not same:
            kept.append(child)
        lost |= bool(same) and not _same_content(same, child)
    return kept, lost


def _with_later_columns(child: dict, newest: dict) -> dict:
    """A child of an old draft; columns that came after it was saved hold what they hold now, since nobody changed them in it."""
    return newest.get(child["pk"], {}) | child


def _exclude_each_other(one: dict, other: dict) -> bool:
    """Whether a row may have only one of two children: two answers about one feature, or the same content twice."""
    return ("feature" in one and one["feature"] == other["feature"]) or _same_content(one, other)


def _same_content(one: dict, other: dict) -> bool:
    """Whether two children mean the same, by the columns that both have."""
    return all(one[name] == other[name] for name in one.keys() & other.keys() - {"pk", "resource", "place"})
