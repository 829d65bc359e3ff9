"""The pages on which a row is added or edited."""

from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import ChecksSidePanel
from wagtail.snippets.views import snippets

from cms.admin.editing import statement_views
from directory.changes.differences import label
from directory.models import Apart
from directory.publishing.drafts import Editorial


class _EditorialMixin:
    """No autosave, a message that says whether a row is public, and no count of words, which is wrong for Japanese."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.autosave_enabled = False

    def get_side_panels(self):
        return MediaContainer([panel for panel in super().get_side_panels() if not isinstance(panel, ChecksSidePanel)])

    def get_success_message(self, instance=None):
        if self.draftstate_enabled and self.action in ("create", "edit"):
            return f"「{instance or self.object}」を下書きにしました。まだ公開していません。"
        return super().get_success_message(instance)


class CreateView(_EditorialMixin, snippets.CreateView):
    """A new row."""


class EditView(_EditorialMixin, snippets.EditView):
    """A row and its draft."""

    def get(self, request, *args, **kwargs):
        """Warn of fields that somebody has changed since the draft was saved: the form shows the newer, public value."""
        if isinstance(self.object, Editorial) and (lost := self.object.outdated_fields()):
            names = "」「".join(label(name, self.model) for name in lost)
            messages.warning(
                request,
                f"下書きのあとに、ほかの人が「{names}」を変えました。ここに出ているのは、今 公開している内容です。"
                "下書きの内容にするときは、書きなおしてください。",
            )
        return super().get(request, *args, **kwargs)


class PlaceEditView(EditView):
    """A place. Says where its point is now, when the address changed and nobody moved the pin."""

    def save_instance(self):
        instance = super().save_instance()
        if note := self.form.position_note:
            messages.warning(self.request, f"{note}地図の印を、正しいところへ 動かしてください。")
        if self.form.has_old_way:
            messages.warning(self.request, "住所が変わりました。「行き方」の文を、新しい住所に 合わせてください。")
        return instance


class _TellsApartMixin:
    """Stores that a listing is none of the possible duplicates shown, as soon as a new listing has a key."""

    def save_instance(self):
        instance = super().save_instance()
        for other in self.form.told_apart:
            Apart.say(instance.pk, other, self.request.user)
        return instance


class ResourceCreateView(_TellsApartMixin, CreateView):
    """A new listing."""


class ResourceEditView(_TellsApartMixin, EditView):
    """A listing, with the buttons of the daily statements in the header."""

    @property
    def header_buttons(self):
        return statement_views.statement_buttons(self.object)
