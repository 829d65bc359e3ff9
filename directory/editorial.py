"""What is edited with drafts: the last approved version stays public while a change waits.

A revision remembers the row as it was when the draft was saved. Publishing applies only what the draft changed to the row
as it is now, field by field and child by child, so that an old draft undoes nothing that was said since. The published
revision then holds exactly what became public, so that history tells the truth.
"""

import datetime as dt
import uuid

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from directory.editions import Recorded, RecordedQuerySet, changing

BASE = "row_when_saved"
"""Key in a revision's content under which the row of that moment is kept."""


class EditorialQuerySet(RecordedQuerySet):
    """Rows with drafts."""

    def live(self):
        """Rows that have an approved version."""
        return self.filter(live=True)


class Editorial(DraftStateMixin, RevisionMixin, PreviewableMixin, ClusterableModel, Recorded):
    """A row with drafts, history and preview."""

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
        revision.content[BASE] = self.row_now()
        revision.save(update_fields=["content"])
        return revision

    def get_latest_revision_as_object(self):
        """The waiting draft over the row as it is now; the row itself where no draft waits."""
        revision = self.get_latest_revision()
        if not revision or (self.live and revision.pk == self.live_revision_id):
            return type(self)._base_manager.get(pk=self.pk)
        return self.with_content_json(merged(revision.content, self.row_now()))

    def publish(self, revision, **kwargs):
        """Apply what the draft changed to the row as it is now, and keep in the revision what became public."""
        with changing():
            row = type(self)._base_manager.select_for_update().get(pk=self.pk)
            if row.live and row.live_revision_id is None:
                row._keep_what_is_public(revision)
            now = self.row_now()
            revision.content = merged(revision.content, now) | {BASE: now}
            revision.save(update_fields=["content"])
            super().publish(revision, **kwargs)
            published = type(self)._base_manager.get(pk=self.pk)
            if published.live_revision_id == revision.pk:
                row = published.serializable_data()
                revision.content = row | {BASE: row}
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
            content=row | {BASE: row},
            object_str=str(self),
        )
        type(self)._base_manager.filter(pk=self.pk).update(live_revision=first)


def merged(draft: dict, now: dict) -> dict:
    """The row `now` with what `draft` changed since the row it was made from.

    All three are contents of revisions: plain values, lists of keys (many-to-many) and lists of dicts with "pk"
    (children). A draft without a remembered row is taken whole.
    """
    base = draft.get(BASE)
    if base is None:
        return dict(draft)
    return {name: _merged_value(base.get(name), draft[name], now.get(name)) for name in draft if name != BASE}


def _merged_value(base, draft, now):
    if _is_children(base) or _is_children(draft) or _is_children(now):
        return _merged_children(base or [], draft or [], now or [])
    return now if _plain(draft) == _plain(base) else draft


def _is_children(value) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _plain(value):
    return sorted(value, key=str) if isinstance(value, list) else value


def _merged_children(base: list[dict], draft: list[dict], now: list[dict]) -> list[dict]:
    before, wanted = ({child["pk"]: child for child in children} for children in (base, draft))
    kept = []
    for child in now:
        key = child["pk"]
        if key not in before:
            kept.append(child)
        elif key in wanted:
            kept.append(child if wanted[key] == before[key] else wanted[key])
    return kept + [child for child in draft if child["pk"] is None]
