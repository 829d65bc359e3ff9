"""Daily statements, made beside the draft: pause and start again, checked, places left, one date only.

Each is a statement added to its own table and a line in the history; nothing here touches the draft or the live row.
"""

from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.log_actions import log

from cms.admin.editing.current_facts import current_facts
from cms.admin.editing.statement_forms import SingleDateForm, StatusForm, VacancyForm, VerificationForm
from directory.models import Resource

RESOURCE_NAMESPACE = "wagtailsnippets_directory_resource"
LOG_ACTION = "ibasho.standing"
"""Stored in the log of every database; never rename it."""


class StatementFormPanel(Component):
    """The facts of today, and below them the form."""

    template_name = "admin_city/standing.html"

    def __init__(self, resource, form, user):
        self.resource, self.form, self.user = resource, form, user

    def get_context_data(self, parent_context):
        return current_facts(self.resource, self.user) | {"form": self.form}

    def render_form_content(self):
        """Wagtail's `form.html` calls this."""
        return self.render_html()


class StatementView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """A page with one small form that adds one statement about a listing, and a line in its history."""

    model = Resource
    permission_required = "change"
    template_name = "wagtailadmin/generic/form.html"
    header_icon = "history"

    @cached_property
    def resource(self):
        return Resource.objects.get(pk=self.kwargs["pk"])

    def get_page_subtitle(self):
        return f"{self.resource} — {self.page_title}"

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{RESOURCE_NAMESPACE}:list"), "label": "地域資源"},
            {"url": reverse(f"{RESOURCE_NAMESPACE}:edit", args=[self.resource.pk]), "label": str(self.resource)},
            {"url": "", "label": self.page_title},
        ]

    def get_initial(self):
        """The call list fills in by its link how it was checked, and that it was said for the association."""
        return {name: self.request.GET[name] for name in ("how", "on_behalf") if name in self.request.GET}

    def get_form_kwargs(self):
        statement = self.form_class._meta.model(resource=self.resource, made_by=self.request.user)
        return super().get_form_kwargs() | {"instance": statement}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        form = context["form"]
        return context | {
            "panel": StatementFormPanel(self.resource, form, self.request.user),
            "media": form.media,
            "action_url": self.request.get_full_path(),
            "submit_button_label": self.submit_label,
            "submit_button_active_label": "記録しています…",
        }

    def form_valid(self, form):
        with transaction.atomic():
            statement = form.save()
            said = f"{self.page_title}: {statement}"
            log(instance=self.resource, action=LOG_ACTION, user=self.request.user, data={"said": said})
        messages.success(self.request, f"{self.resource} を記録しました。{statement}")
        return redirect(self._next_page() or reverse(f"{RESOURCE_NAMESPACE}:edit", args=[self.resource.pk]))

    def _next_page(self) -> str:
        """The page of this site that `?next=` names, or "": never another site."""
        page = self.request.GET.get("next", "")
        own = {self.request.get_host()}
        return page if url_has_allowed_host_and_scheme(page, own, self.request.is_secure()) else ""


class StatusView(StatementView):
    """休みにする・再開する"""

    form_class, page_title, submit_label = StatusForm, "休みにする・再開する", "この状態にする"


class VerificationView(StatementView):
    """たしかめた"""

    form_class, page_title, submit_label = VerificationForm, "たしかめた", "たしかめたと記録する"


class VacancyView(StatementView):
    """空きを変える"""

    form_class, page_title, submit_label = VacancyForm, "空きを変える", "空きを記録する"


class SingleDateView(StatementView):
    """この日だけ"""

    form_class, page_title, submit_label = SingleDateForm, "この日だけ", "この日を記録する"


STATEMENT_VIEWS = {
    "status": StatusView,
    "verify": VerificationView,
    "vacancy": VacancyView,
    "single_date": SingleDateView,
}
"""By the name in the address."""


def statement_buttons(resource: Resource) -> list[HeaderButton]:
    """Buttons for the header of the edit page: one for each kind of statement, and the portal's page of a live listing."""
    four = [
        HeaderButton(view.page_title, url=reverse(f"{RESOURCE_NAMESPACE}:{name}", args=[resource.pk]), priority=number)
        for number, (name, view) in enumerate(STATEMENT_VIEWS.items())
    ]
    if not resource.live:
        return four
    return [
        *four,
        HeaderButton("電話で聞いて 代わりに直す", url=reverse("listing", args=[resource.pk]), priority=len(four)),
    ]


def statement_menu_items(resource, user, next_url=None):
    """Buttons for the menu of a row of the list, one for each kind of statement; Wagtail asks for every kind of row."""
    if isinstance(resource, Resource):
        for number, (name, view) in enumerate(STATEMENT_VIEWS.items()):
            url = reverse(f"{RESOURCE_NAMESPACE}:{name}", args=[resource.pk])
            yield Button(view.page_title, url=url, priority=40 + number)
