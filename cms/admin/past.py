"""履歴 of a listing in the admin: the words that the association reads too, with the versions of Wagtail where there are any."""

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.models import ModelLogEntry
from wagtail.snippets.views import snippets

from cms.admin.approvals import may_decide
from directory.history import Event, history
from directory.models import Resource

ROOM = "wagtailsnippets_directory_resource"


class HistoryView(snippets.HistoryView):
    """Who changed what, when, on whose behalf."""

    filterset_class = None

    def get_context_data(self, *args, **kwargs):
        versions = _versions(self.object)
        events = [(event, self._version(event, versions)) for event in history(self.object)]
        has_draft = self.object.live and self.object.has_unpublished_changes
        return super().get_context_data(*args, **kwargs) | {
            "events": events,
            "draft": has_draft and reverse(f"{ROOM}:revisions_compare", args=[self.object.pk, "live", "latest"]),
            "may_decide": may_decide(self.request.user),
        }

    def _version(self, event: Event, versions: dict) -> str:
        """The address of the version that came about, where it is not the one of now."""
        key = event.amendment.revision_id if event.amendment else versions.get(event.at)
        if key is None or key == self.object.latest_revision_id:
            return ""
        return reverse(f"{ROOM}:revisions_compare", args=[self.object.pk, key, "latest"])


def _versions(resource: Resource) -> dict:
    """The moment of each publication -> its version."""
    kind = ContentType.objects.get_for_model(Resource)
    entries = ModelLogEntry.objects.filter(content_type=kind, object_id=str(resource.pk), action="wagtail.publish")
    return dict(entries.exclude(revision=None).values_list("timestamp", "revision_id"))
