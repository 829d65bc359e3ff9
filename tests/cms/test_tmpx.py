import datetime as dt
import pytest
from django.utils import timezone
from directory.editorial import BASE, Editorial, merged
from directory.editions import changing
from tests.factories import make_resource

def publish(self, revision, **kwargs):
    with changing():
        row = type(self)._base_manager.select_for_update().get(pk=self.pk)
        if row.live and row.live_revision_id is None:
            row._keep_what_is_public(revision)
        now = self.row_now()
        revision.content = merged(revision.content, now) | {BASE: now}
        revision.save(update_fields=["content"])
        super(Editorial, self).publish(revision, **kwargs)
        published = type(self)._base_manager.get(pk=self.pk)
        if published.live_revision_id == revision.pk:
            row = published.serializable_data()
            revision.content = row | {BASE: row}
            revision.save(update_fields=["content"])

def _keep_what_is_public(self, draft):
    row = self.row_now()
    first = self.revisions.model.objects.create(content_object=self, base_content_type=self.get_base_content_type(), created_at=draft.created_at - dt.timedelta(microseconds=1), content=row | {BASE: row}, object_str=str(self))
    type(self)._base_manager.filter(pk=self.pk).update(live_revision=first)

@pytest.mark.django_db
@pytest.mark.parametrize("patched", [False, True])
def test_x(monkeypatch, patched):
    if patched: monkeypatch.setattr(Editorial, "publish", publish); monkeypatch.setattr(Editorial, "_keep_what_is_public", _keep_what_is_public, raising=False)
    resource = make_resource(name="imported", schedule="毎週月曜 10:00–12:00")
    draft = resource.get_latest_revision_as_object(); draft.name = "new"; draft.go_live_at = timezone.now() + dt.timedelta(days=1)
    draft.save_revision().publish()
    resource.refresh_from_db()
    print(patched, resource.live, resource.name, resource.revisions.count(), resource.latest_revision.content["name"], resource.has_unpublished_changes)
    later = timezone.now() + dt.timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    from django.core.management import call_command
    call_command("publish_scheduled"); resource.refresh_from_db(); print(resource.live, resource.name, resource.schedules.count())
