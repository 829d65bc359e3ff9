"""いっせい確認 in the admin: begin one, see how far each area has come, stop it."""

from django import forms
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cms.admin.policy import policy_of
from cms.admin.staff import municipalities, staff_only
from directory.campaigns import progress
from directory.models import Area, Campaign


class CampaignForm(forms.Form):
    """Whom to ask, from when on."""

    municipality = forms.ModelChoiceField(label="市町村", queryset=None, empty_label=None)
    area = forms.ModelChoiceField(label="圏域", queryset=None, required=False, empty_label="市の全体")
    starts_on = forms.DateField(
        label="いつから",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="この日から、まだ たしかめていない団体すべてに メールを出します。30日たっても返事がなければ、もう一度だけ出します。",
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = municipalities(user)
        self.fields["area"].queryset = policy_of(Area).rows(user).select_related("system")

    def clean(self):
        facts = super().clean()
        area, city = facts.get("area"), facts.get("municipality")
        if area and city and area.system.municipality_id != city.pk:
            self.add_error("area", "この圏域は、別の市町村のものです。")
        day = facts.get("starts_on")
        if day and day < timezone.localdate():
            self.add_error("starts_on", "もう すぎた日です。きょうか、これからの日にしてください。")
        return facts


def _own(user):
    return Campaign.objects.filter(municipality__in=municipalities(user)).select_related("municipality", "area")


@staff_only
def index(request):
    """All campaigns, and the form for another."""
    form = CampaignForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            with transaction.atomic():
                campaign = Campaign.objects.create(**form.cleaned_data)
        except IntegrityError:
            form.add_error("starts_on", "同じ日からの いっせい確認が、もうあります。")
        else:
            messages.success(request, f"{campaign} を 決めました。")
            return redirect("city_campaigns")
    context = {"campaigns": _own(request.user), "form": form, "header_title": "いっせい確認"}
    return render(request, "admin_city/campaigns.html", context)


@staff_only
def one(request, pk):
    """How far it has come, by area."""
    campaign = get_object_or_404(_own(request.user), pk=pk)
    context = {
        "campaign": campaign,
        "lines": [(area, asked, done, round(100 * done / asked)) for area, asked, done in progress(campaign)],
        "asked": campaign.resources().count(),
        "answered": campaign.answered().count(),
        "header_title": str(campaign),
    }
    return render(request, "admin_city/campaign.html", context)


@staff_only
@require_POST
def stop(request, pk):
    """No more letters from today on."""
    campaign = get_object_or_404(_own(request.user), pk=pk, stopped_on=None)
    campaign.stopped_on = timezone.localdate()
    campaign.save(update_fields=["stopped_on"])
    messages.success(request, f"{campaign} を やめました。もうメールは出ません。")
    return redirect("city_campaign", pk)


urlpatterns = [
    path("campaigns/", index, name="city_campaigns"),
    path("campaigns/<int:pk>/", one, name="city_campaign"),
    path("campaigns/<int:pk>/stop/", stop, name="city_campaign_stop"),
]
