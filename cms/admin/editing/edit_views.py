"""The pages on which a row is added or edited."""

from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import ChecksSidePanel
from wagtail.snippets.views import snippets

from cms.admin.editing import statement_views
from cms.admin.editing.forms import OTHERS_USE_IT
from cms.permissions.city_policy import policy_of
from directory.changes.cautions import loss_of_precision
from directory.changes.differences import label
from directory.hours.wording import full_date, time_in_words
from directory.models import Apart
from directory.publishing.drafts import Editorial
from directory.publishing.scheduling import days_without_approval

_WORDS_OF_DAYS = {"go_live_at": "公開する日", "expire_at": "公開を やめる日"}


def note_of_days(row) -> str:
    """What an editor is told of the days in the waiting draft of a row; "" where there is nothing to say."""
    days = [
        f"{_WORDS_OF_DAYS[name]}（{full_date(day)} {time_in_words(day.time())}）"
        for name, day in days_without_approval(row).items()
    ]
    if not days:
        return ""
    return (
        f"この下書きには、{'と '.join(days)}が 入っています。でも、その日が来ても、自動では かわりません。"
        "公開できる人が「公開する」か「承認」を おすと、その日に かわります。"
    )


def warn_of_days(request, page) -> None:
    """The same on the form of a page."""
    if request.method == "GET" and (note := note_of_days(page)):
        messages.warning(request, note)


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
        """Warn of fields that somebody has changed since the draft was saved: the form shows the newer, public value.

        And of a day in the draft, which publishes nothing by itself.
        """
        if isinstance(self.object, Editorial) and (note := note_of_days(self.object)):
            messages.warning(request, note)
        if isinstance(self.object, Editorial) and (lost := self.object.outdated_fields()):
            names = "」「".join(label(name, self.model) for name in lost)
            messages.warning(
                request,
                f"下書きのあとに、ほかの人が「{names}」を変えました。ここに出ているのは、今 公開している内容です。"
                "下書きの内容にするときは、書きなおしてください。",
            )
        return super().get(request, *args, **kwargs)


class _WithdrawalMixin:
    """Refuses, with the reason, to delete or unpublish what others need; the row stays as it is."""

    def dispatch(self, request, *args, **kwargs):
        if why_not := self.why_not(request.user):
            messages.error(request, why_not)
            return redirect(self.model.snippet_viewset.get_url_name("edit"), self.object.pk)
        return super().dispatch(request, *args, **kwargs)

    def why_not(self, user) -> str:
        """The reason in Japanese; "" where the user may."""
        return "" if policy_of(self.model).may_withdraw(user, self.object.pk) else OTHERS_USE_IT


class DeleteView(_WithdrawalMixin, snippets.DeleteView):
    """Deleting a row."""


class UnpublishView(_WithdrawalMixin, snippets.UnpublishView):
    """Taking a row off the site."""


class ResourceDeleteView(DeleteView):
    """Deleting a listing: not while somebody waits for an answer about it."""

    def why_not(self, user):
        rows = (self.object.amendments.waiting(), self.object.claims.waiting(), self.object.reports.waiting())
        waiting = [f"「{one.model._meta.verbose_name}」が {one.count()}つ" for one in rows if one.exists()]
        if waiting:
            return f"{'、'.join(waiting)}、返事を待っています。先に返事をしてください。消すと、いっしょに消えます。"
        return super().why_not(user)


class PlaceEditView(EditView):
    """A place. Says where its point is now, when the address changed and nobody moved the pin."""

    def get(self, request, *args, **kwargs):
        """Tell whoever publishes the draft that it would make the public point less exact."""
        public = self.model.objects.get(pk=self.object.pk)
        loss = public.live and loss_of_precision(public.precision, self.object.precision)
        if loss:
            messages.warning(request, f"この下書きを公開すると、{loss}")
        return super().get(request, *args, **kwargs)

    def save_instance(self):
        instance = super().save_instance()
        if note := self.form.position_note:
            messages.warning(self.request, f"{note}地図の印を、正しいところへ 動かしてください。")
        if self.form.has_old_way:
            messages.warning(self.request, "住所が変わりました。「行き方」の文を、新しい住所に 合わせてください。")
        return instance


class TellsApartMixin:
    """Stores that a listing is none of the possible duplicates shown, as soon as a new listing has a key."""

    def save_instance(self):
        instance = super().save_instance()
        for other in self.form.told_apart:
            Apart.say(instance.pk, other, self.request.user)
        return instance


class ResourceEditView(TellsApartMixin, EditView):
    """A listing, with the buttons of the daily statements in the header."""

    @property
    def header_buttons(self):
        return statement_views.statement_buttons(self.object)
