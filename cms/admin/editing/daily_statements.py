"""What changes by the day, said beside the draft: pause and start again, checked, places left, one date only.

Each is a statement added to its own table and a line in the history; nothing here touches the draft or the live row.
"""

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.log_actions import log

from cms.forms.hours import Clock, DateInput, TimesField, next_dates
from cms.permissions.staff import may_decide
from directory.catalogue.statements import single_dates_that_hold
from directory.changes.closures import say_of_day
from directory.hours.wording import occurrence_in_words
from directory.models import Resource, SingleDate, StatusStatement, Vacancy, Verification

LIST_PREFIX = "wagtailsnippets_directory_resource"
LOGGED = "ibasho.standing"
Status = StatusStatement.Status


class StatusForm(forms.ModelForm):
    """Paused, active again, or ended, from one day on."""

    class Meta:
        model = StatusStatement
        fields = ("status", "since", "until", "reason", "on_behalf")
        widgets = {"status": forms.RadioSelect, "since": DateInput, "until": DateInput}
        help_texts = {
            "until": "お休みの終わりの日。決まっていなければ、空のままにします。",
            "reason": "公開のページにも出ます。例: 夏のあいだはお休みです。",
            "on_behalf": "団体から聞いて、市が代わりに記録するとき。",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = Status.choices
        self.initial["since"] = timezone.localdate()

    def clean(self):
        facts = super().clean()
        if facts.get("status") == Status.ENDED and facts.get("until"):
            self.add_error("until", "「終わりました」には、終わりの日を入れません。空にしてください。")
        return facts


class VerificationForm(forms.ModelForm):
    """The listing was found right on a day."""

    class Meta:
        model = Verification
        fields = ("day", "how", "on_behalf")
        widgets = {"how": forms.RadioSelect, "day": DateInput}
        help_texts = {"on_behalf": "団体から聞いて、市が代わりに記録するとき。"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = Verification.How.choices
        self.initial["day"] = timezone.localdate()

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError("たしかめた日に、先の日は入れられません。きょうか、前の日にしてください。")
        return day


class VacancyForm(forms.ModelForm):
    """How many more can come."""

    class Meta:
        model = Vacancy
        fields = ("left", "on_behalf")
        help_texts = {
            "left": "あと何人来られるか。分からなくなったら、空にします。",
            "on_behalf": "団体から聞いて、市が代わりに記録するとき。",
        }


class SingleDateForm(forms.ModelForm):
    """One day off, one day more, or as usual after all."""

    MEETS = {
        "False": (False, "休み"),
        "True": (True, "開く"),
        "usual": (None, "いつもどおり（前に記録したことをやめる）"),
    }

    meets = forms.TypedChoiceField(
        label="この日は",
        choices=[(value, words) for value, (_, words) in MEETS.items()],
        coerce=lambda value: SingleDateForm.MEETS[value][0],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = SingleDate
        fields = ("day", "meets", "start", "end", "reason", "on_behalf")
        widgets = {"day": DateInput, "start": Clock, "end": Clock}
        help_texts = {
            "start": "開く日だけ。例: 10:00",
            "reason": "公開のページにも出ます。例: 会場が工事のため",
            "on_behalf": "団体から聞いて、市が代わりに記録するとき。",
        }

    def save(self):
        """A meeting of one day may open it in a pause."""
        say_of_day(self.instance)
        return self.instance


class StandingPanel(Component):
    """What is known so far, above the form."""

    template_name = "admin_city/standing.html"

    def __init__(self, resource, form, user):
        self.resource, self.form, self.user = resource, form, user

    def get_context_data(self, parent_context):
        return standing(self.resource, self.user) | {"form": self.form}

    def render_form_content(self):
        """As `form.html` of Wagtail asks for it."""
        return self.render_html()


def standing(resource: Resource, user) -> dict:
    """How a resource stands today, and what its association waits for, for a template."""
    today = timezone.localdate()
    singles = resource.single_dates.filter(day__gte=today).order_by("day", "pk")
    return {
        "resource": resource,
        "status": resource.status_on(today),
        "verification": resource.last_verification,
        "left": resource.places_left,
        "singles": single_dates_that_hold(singles),
        "asked": list(resource.amendments.waiting().order_by("made_at", "pk")),
        "may_decide": may_decide(user),
        "next_dates": [occurrence_in_words(found, today) for found in resource.next_dates(today, 3)],
    }


class StandingView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """One small form that adds one statement."""

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
            {"url": reverse(f"{LIST_PREFIX}:list"), "label": "地域資源"},
            {"url": reverse(f"{LIST_PREFIX}:edit", args=[self.resource.pk]), "label": str(self.resource)},
            {"url": "", "label": self.page_title},
        ]

    def get_initial(self):
        """What the list from which one comes knows already: that it was on the telephone, for the association."""
        return {name: self.request.GET[name] for name in ("how", "on_behalf") if name in self.request.GET}

    def get_form_kwargs(self):
        statement = self.form_class._meta.model(resource=self.resource, made_by=self.request.user)
        return super().get_form_kwargs() | {"instance": statement}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        form = context["form"]
        return context | {
            "panel": StandingPanel(self.resource, form, self.request.user),
            "media": form.media,
            "action_url": self.request.get_full_path(),
            "submit_button_label": self.submit_label,
            "submit_button_active_label": "記録しています…",
        }

    def form_valid(self, form):
        with transaction.atomic():
            statement = form.save()
            said = f"{self.page_title}: {statement}"
            log(instance=self.resource, action=LOGGED, user=self.request.user, data={"said": said})
        messages.success(self.request, f"{self.resource} を記録しました。{statement}")
        return redirect(self._back() or reverse(f"{LIST_PREFIX}:edit", args=[self.resource.pk]))

    def _back(self) -> str:
        """The page of this site from which one came, where it says so."""
        page = self.request.GET.get("next", "")
        own = {self.request.get_host()}
        return page if url_has_allowed_host_and_scheme(page, own, self.request.is_secure()) else ""


class StatusView(StandingView):
    """休みにする・再開する"""

    form_class, page_title, submit_label = StatusForm, "休みにする・再開する", "この状態にする"


class VerificationView(StandingView):
    """たしかめた"""

    form_class, page_title, submit_label = VerificationForm, "たしかめた", "たしかめたと記録する"


class VacancyView(StandingView):
    """空きを変える"""

    form_class, page_title, submit_label = VacancyForm, "空きを変える", "空きを記録する"


class SingleDateView(StandingView):
    """この日だけ"""

    form_class, page_title, submit_label = SingleDateForm, "この日だけ", "この日を記録する"


VIEWS = {"status": StatusView, "verify": VerificationView, "vacancy": VacancyView, "single_date": SingleDateView}
"""Views by the name in their address."""


def buttons(resource: Resource) -> list[HeaderButton]:
    """The four, and the way to change more while one is on the telephone, for the header of the edit page."""
    four = [
        HeaderButton(view.page_title, url=reverse(f"{LIST_PREFIX}:{name}", args=[resource.pk]), priority=number)
        for number, (name, view) in enumerate(VIEWS.items())
    ]
    if not resource.live:
        return four
    return [
        *four,
        HeaderButton("電話で聞いて 代わりに直す", url=reverse("listing", args=[resource.pk]), priority=len(four)),
    ]


def listing_buttons(resource, user, next_url=None):
    """The four, for the menu of a row of the list."""
    if isinstance(resource, Resource):
        for number, (name, view) in enumerate(VIEWS.items()):
            url = reverse(f"{LIST_PREFIX}:{name}", args=[resource.pk])
            yield Button(view.page_title, url=url, priority=40 + number)


@require_GET
def read_back(request):
    """The next six dates of times as they are being typed, or what cannot be read in them."""
    try:
        rules = TimesField(required=False).clean(request.GET.get("times", "")[:5_000])
        said = {"dates": next_dates(rules, timezone.localdate()), "problems": [], "asked": bool(rules)}
    except forms.ValidationError as wrong:
        said = {"dates": [], "problems": wrong.messages, "asked": True}
    return HttpResponse(render_to_string("admin_city/next_dates.html", said))
