"""緊急のお知らせ: a banner for the town, all gatherings of an area off in one action, and lifted in one; also as a drill."""

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cms.forms.area_field import AreaField
from cms.forms.date_inputs import date_field
from cms.line.pushes import given_up, is_configured, ring_soon
from cms.permissions.staff import areas_of, municipalities_of, staff_only
from directory.catalogue.town_alerts import DESK, lift
from directory.catalogue.vocabulary import Scheme
from directory.japanese.dates import COMING
from directory.models import Term, TownAlert

PER_PAGE = 20


class AlertForm(forms.ModelForm):
    """One alert. Today is filled in, so that reason and 「出す」 are enough for a banner."""

    municipality = forms.ModelChoiceField(label="市町村", queryset=None, empty_label=None)
    closes = forms.TypedChoiceField(
        label="集まり",
        choices=[("yes", "休みにする"), ("no", "休みにしない（知らせるだけ）")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    area = AreaField(label="どこの集まり", queryset=None, required=False, empty_label="市の全体")
    kind = forms.ModelChoiceField(label="どの種類", queryset=None, required=False, empty_label="すべての種類")
    desks_too = forms.BooleanField(
        label="相談の窓口も 休みにする",
        required=False,
        help_text="何も しるしをつけないと、相談の窓口は ひらいたままです。",
    )
    since = date_field("いつから", without_year=COMING)
    until = date_field(
        "いつまで",
        required=False,
        help_text="この日も お休みです。まだ 分からないときは、空けておきます。",
    )
    is_drill = forms.BooleanField(
        label="これは訓練です",
        required=False,
        help_text="ページの上に 「訓練」と出ます。集まりは 休みになりません。暦にも ほかのシステムにも 出ません。",
    )

    class Meta:
        model = TownAlert
        fields = ("is_drill", "municipality", "reason", "text", "closes", "area", "kind", "desks_too", "since", "until")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, initial={"since": timezone.localdate()}, **kwargs)
        self.fields["municipality"].queryset = municipalities_of(user)
        self.fields["area"].queryset = areas_of(user)
        self.fields["kind"].queryset = Term.objects.filter(scheme=Scheme.KINDS).order_by("position", "pk")

    def clean(self):
        facts = super().clean()
        area, city = facts.get("area"), facts.get("municipality")
        if area and city and area.system.municipality_id != city.pk:
            self.add_error("area", "この圏域は、別の市町村のものです。")
        until = facts.get("until")
        if until and until < timezone.localdate():
            self.add_error("until", "もう すぎた日です。きょうか、これからの日にしてください。")
        if (kind := facts.get("kind")) and kind.slug == DESK:
            facts["desks_too"] = True
        if not facts.get("closes"):
            facts |= {"area": None, "kind": None, "desks_too": False}
        return facts


def alerts_of(user):
    """The alerts of a user's cities, the newest first."""
    rows = TownAlert.objects.filter(municipality__in=municipalities_of(user))
    return rows.select_related("municipality", "area", "kind", "made_by", "end__made_by")


@staff_only
def index(request):
    """The alerts that stand, the form for a new one, and who set and lifted those before."""
    form = AlertForm(request.POST or None, user=request.user)
    if form.is_valid():
        form.instance.made_by = request.user
        alert = form.save()
        if is_configured():
            ring_soon.enqueue()
        messages.success(request, f"「{alert}」を 出しました。{_what_happened(alert)}")
        return redirect("city_alerts")
    own = alerts_of(request.user)
    standing = list(own.standing())
    context = {
        "form": form,
        "standing": standing,
        "page": Paginator(own.exclude(pk__in=[alert.pk for alert in standing]), PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "line_trouble": given_up(timezone.now()),
        "header_title": "緊急のお知らせ",
    }
    return render(request, "admin_city/alerts.html", context)


def _what_happened(alert: TownAlert) -> str:
    count = alert.covered().filter(live=True).count()
    if alert.is_drill:
        return (
            f"訓練なので、何も 休みになっていません。ほんとうなら {count}か所です。"
            if alert.closes
            else "訓練と 出ています。"
        )
    return f"{count}か所を 休みにしました。" if alert.closes else "ページの上に 出ています。"


@staff_only
@require_POST
def lift_alert(request, pk):
    """Lift an alert: its places are at once as their associations keep them."""
    alert = get_object_or_404(alerts_of(request.user), pk=pk)
    lift(alert, request.user)
    if is_configured():
        ring_soon.enqueue()
    messages.success(request, f"「{alert}」を やめました。集まりは、それぞれの予定の とおりです。")
    return redirect("city_alerts")
