"""履歴 of a listing in the admin: the same events that the association sees, with links to Wagtail's versions."""

from django.urls import reverse
from wagtail.snippets.views import snippets

from cms.permissions.staff import may_decide
from directory.changes.history import Event, history

RESOURCE_NAMESPACE = "wagtailsnippets_directory_resource"


class HistoryView(snippets.HistoryView):
    """Who changed what, when and on whose behalf, instead of Wagtail's log."""

    filterset_class = None

    def get_context_data(self, *args, **kwargs):
        events = [(event, self._version(event)) for event in history(self.object)]
        has_draft = self.object.live and self.object.has_unpublished_changes
        return super().get_context_data(*args, **kwargs) | {
            "events": events,
            "draft": has_draft
            and reverse(f"{RESOURCE_NAMESPACE}:revisions_compare", args=[self.object.pk, "live", "latest"]),
            "may_decide": may_decide(self.request.user),
        }

    def _version(self, event: Event) -> str:
        """The address that compares the version of an event with the newest; "" where it is the newest."""
        if event.version in (None, self.object.latest_revision_id):
            return ""
        return reverse(f"{RESOURCE_NAMESPACE}:revisions_compare", args=[self.object.pk, event.version, "latest"])
