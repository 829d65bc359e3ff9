"""マッチングの数字: the weights of matching, and a preview of what a new value would change."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from cms.forms.date_inputs import DayField
from directory.accounts.users import Agency
from directory.catalogue.resources import Resource
from matching.evaluation.weight_preview import ListChanges, list_changes
from matching.models import Look, Number, Participant
from matching.oversight.audit_log import record_looks
from matching.proposals.ranked_lists import directory_on
from matching.proposals.weight_rows import weights_on

SHOWN = 10
"""Places named in the preview, among those that rise and among those that fall."""


class NumberForm(forms.ModelForm):
    """A new value of one number, valid from a day on; proposals of earlier days keep the old value."""

    value = forms.FloatField(label="値", min_value=0)

    class Meta:
        model = Number
        fields = ("value", "valid_from", "source")
        field_classes = {"valid_from": DayField}
        help_texts = {
            "valid_from": "この日からの候補に使います。前の日までの候補は、前の値のままです。",
            "source": "なぜこの値にするのか。例: 2026年9月の振り返り会議",
        }


class NumbersMenuItem(MenuItem):
    """Shown to those who may change the numbers."""

    def is_shown(self, request):
        return _may_change_numbers(request)


def _may_change_numbers(request) -> bool:
    return request.user.has_perm("matching.add_number")


def require_right_to_change(request) -> None:
    """Raise PermissionDenied for those who may not change the numbers."""
    if not _may_change_numbers(request):
        raise PermissionDenied


def index(request):
    """Every number with the value that is valid today."""
    require_right_to_change(request)
    values = weights_on(timezone.localdate()).values
    newest = {number.name: number for number in Number.objects.order_by("valid_from", "pk")}
    rows = [(number, values[name]) for name, number in sorted(newest.items())]
    return render(request, "admin_city/numbers.html", {"rows": rows, "header_title": "マッチングの数字"})


def edit(request, name):
    """One number: GET with `?value=` previews it on the user's own people who wait, POST stores it."""
    require_right_to_change(request)
    newest = Number.objects.filter(name=name).order_by("-valid_from", "-pk").first()
    if newest is None:
        raise Http404(f"「{name}」という数字はありません。")
    today = timezone.localdate()
    trying = "value" in request.GET
    form = NumberForm(
        request.POST or (request.GET if trying else None),
        instance=Number(name=name, label=newest.label),
        initial={"value": newest.value, "valid_from": today},
    )
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"「{newest.label}」を {form.instance.value:g} にしました。")
        return redirect("numbers")
    effect = (
        _preview(request.user, name, form.cleaned_data["value"], today) if form.is_bound and _has_value(form) else None
    )
    if trying:
        form.errors.pop("source", None)
    context = {"form": form, "number": newest, "effect": effect, "header_title": newest.label}
    return render(request, "admin_city/number.html", context)


def _has_value(form: NumberForm) -> bool:
    form.is_valid()
    return form.cleaned_data.get("value") is not None and "value" not in form.errors


def _preview(user, name: str, value: float, day) -> tuple[ListChanges, list, list]:
    """What the value would change for the people of the user's own agencies, and the places that the user may see."""
    now = weights_on(day)
    agencies = Agency.objects.filter(memberships__user=user)
    people = list(Participant.objects.waiting().filter(agency__in=agencies).with_needs())
    record_looks(user, Look.Action.SEEN, people, "マッチングの数字をためす")
    needs = [person.needs_on(day) for person in people]
    moved = list_changes(directory_on(day), needs, now, now.changed(**{name.replace(".", "__"): value}))
    names = _visible_places(user, [key for key, _ in (*moved.rising, *moved.falling)])
    rising, falling = (
        [(names[key], abs(count)) for key, count in side if key in names][:SHOWN]
        for side in (moved.rising, moved.falling)
    )
    return moved, rising, falling


def _visible_places(user, keys: list[int]) -> dict[int, Resource]:
    """Those of some places that a user may see: public ones, and those for supporters in the cities of their agencies."""
    live = Resource.objects.live()
    if not user.is_superuser:
        cities = Agency.objects.filter(memberships__user=user).values("municipality")
        live = live.filter(Q(visibility=Resource.Visibility.PUBLIC) | Q(municipality__in=cities))
    return live.in_bulk(keys)
