"""The page on which the city enters a listing from paper, and what is stored with it."""

from django.urls import reverse
from wagtail.admin import messages

from cms.admin.editing.edit_views import CreateView, TellsApartMixin
from directory.models import Verification


class NewListingView(TellsApartMixin, CreateView):
    """A new listing with its organization, its place and the day of the paper, so that it is not 「まだ、たしかめていません」."""

    def save_instance(self):
        self.form.save_new_rows(self.request.user, publish=self.action == "publish")
        instance = super().save_instance()
        if day := self.form.cleaned_data["checked_on"]:
            paper = {"how": Verification.How.PAPER, "made_by": self.request.user, "on_behalf": True}
            Verification.objects.create(resource=instance, day=day, **paper)
        return instance

    def get_success_buttons(self):
        again = messages.button(reverse(self.add_url_name), "つぎの紙を 入れる")
        return [again, *super().get_success_buttons()]


def publish_first(items, request, context) -> None:
    """In the menu of a row, 「公開する」 is the button at hand for those who may; the others are behind the arrow.

    Not where a change waits for approval: there the buttons of the decision come first.
    """
    if not getattr(context.get("instance"), "current_workflow_state", None):
        items.sort(key=lambda item: item.name != "action-publish")
