"""The first page of the admin: the morning's questions with their numbers, each a link to its list."""

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from cms.admin.lists import QUESTIONS, with_standing
from cms.admin.policy import policy_of
from directory.models import Resource


class Board(Component):
    """Counts of what waits for the city's staff."""

    name = "board"
    order = 50
    template_name = "admin_city/board.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        rows = with_standing(policy_of(Resource).rows(user), timezone.localdate())
        listed = reverse("wagtailsnippets_directory_resource:list")
        lines = [
            {"label": label, "count": narrowed(rows).count(), "url": f"{listed}?questions={key}"}
            for key, (label, narrowed) in QUESTIONS.items()
        ]
        return {"lines": lines, "listed": listed, "count": rows.count()}
