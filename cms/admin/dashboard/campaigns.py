"""いっせい確認: begin a campaign of checking, see the progress of each area, stop it."""

from django import forms
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cms.forms.area_field import AreaField
from cms.forms.date_inputs import date_field
from cms.permissions.staff import areas_of, municipalities_of, staff_only
from directory.japanese.dates import COMING
from directory.models import Campaign
from directory.upkeep.campaign_progress import CampaignProgress

PER_PAGE = 10


class CampaignForm(forms.Form):
    """A new campaign: which municipality or area, and from which day."""

    municipality = forms.ModelChoiceField(label="市町村", queryset=None, empty_label=None)
    area = AreaField(label="圏域", queryset=None, required=False, empty_label="市の全体")
    starts_on = date_field(
        "いつから",
        without_year=COMING,
        help_text="この日から、まだ たしかめていない団体すべてに メールを出します。30日たっても返事がなければ、もう一度だけ出します。",
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = municipalities_of(user)
        self.fields["area"].queryset = areas_of(user)

    def clean(self):
        facts = super().clean()
        area, city = facts.get("area"), facts.get("municipality")
        if area and city and area.system.municipality_id != city.pk:
            self.add_error("area", "この圏域は、別の市町村のものです。")
        day = facts.get("starts_on")
        if day and day < timezone.localdate():
            self.add_error("starts_on", "もう すぎた日です。きょうか、これからの日にしてください。")
        return facts


def campaigns_of(user):
    """The campaigns of a user's cities."""
    return Campaign.objects.filter(municipality__in=municipalities_of(user)).select_related("municipality", "area")


@staff_only
def index(request):
    """All campaigns with their progress, and the form for a new one."""
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
    page = Paginator(campaigns_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": map(CampaignProgress.of, page), "form": form, "header_title": "いっせい確認"}
    return render(request, "admin_city/campaigns.html", context)


@staff_only
def campaign(request, pk):
    """The progress of one campaign, with a table for each system of areas."""
    found = get_object_or_404(campaigns_of(request.user), pk=pk)
    context = {"progress": CampaignProgress.of(found), "campaign": found, "header_title": str(found)}
    return render(request, "admin_city/campaign.html", context)


@staff_only
@require_POST
def stop(request, pk):
    """Stop a campaign: no more mail from today on."""
    campaign = get_object_or_404(campaigns_of(request.user), pk=pk, stopped_on=None)
    campaign.stopped_on = timezone.localdate()
    campaign.save(update_fields=["stopped_on"])
    messages.success(request, f"{campaign} を やめました。もうメールは出ません。")
    return redirect("city_campaign", pk)
