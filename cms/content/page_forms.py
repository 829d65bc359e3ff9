"""The form of a page of guide or news: its body shows pictures and links papers of the editor's own city only."""

from django.core.exceptions import PermissionDenied
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamValue
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.permissions import policy_registry

OTHERS_READ_IT = (
    "このページは、ほかの市町村も 使っています。公開を やめる日は、ほかの市町村と 話してから、"
    "システムの管理者に たのんでください。"
)


class PageForm(WagtailAdminPageForm):
    """Refuses a picture or paper that the editor may not choose, unless it stands in the page already.

    A chooser offers none, but a body is sent as keys: whoever counts them up would see those of other cities.
    """

    def clean(self):
        facts = super().clean()
        if facts.get("expire_at") and "expire_at" in self.changed_data and not self._may_withdraw:
            self.add_error("expire_at", OTHERS_READ_IT)
        if self.for_user and (body := facts.get("body")):
            for model in (get_image_model(), get_document_model()):
                new = _files_in(body, model) - _files_in(self.instance.body, model)
                policy = policy_registry.get_by_type(model)
                own = policy.instances_user_has_any_permission_for(self.for_user, ["choose"])
                if own.filter(pk__in=new).count() < len(new):
                    raise PermissionDenied
        return facts

    @property
    def _may_withdraw(self) -> bool:
        page = self.instance
        return self.for_user is None or page.pk is None or page.permissions_for_user(self.for_user).may_withdraw


def _files_in(body: StreamValue, model) -> set[str]:
    """Keys of the rows of a table to which a body refers."""
    found = body.stream_block.extract_references(body)
    return {str(key) for to, key, *_ in found if to is model}
