"""Filters of the lists of the admin."""

from collections.abc import Callable
from typing import NamedTuple

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet

from cms.admin.editing.annotations import not_ended
from cms.permissions.city_policy import policy_of
from directory.catalogue.check_intervals import stale
from directory.catalogue.vocabulary import Scheme
from directory.models import Area, AreaSystem, Municipality, Place, Resource, StatusStatement, Term

Status = StatusStatement.Status


class QuickFilter(NamedTuple):
    """A checkbox above the list of resources: its label, and the function from all rows to those that are left."""

    label: str
    choose: Callable[[QuerySet], QuerySet]


def _running(rows: QuerySet) -> QuerySet:
    return not_ended(rows.filter(live=True))


def _in_workflow(rows: QuerySet) -> QuerySet:
    """Those whose draft somebody has sent for approval; the generic relation stores keys as text."""
    states = Resource.workflow_states.rel.model.objects.active()
    keys = states.filter(content_type__model="resource", content_type__app_label="directory")
    return rows.filter(pk__in=[int(key) for key in keys.values_list("object_id", flat=True)])


QUICK_FILTERS = {
    "waiting": QuickFilter("市の下書きの確認を待っている", _in_workflow),
    "draft": QuickFilter(
        "公開していない下書きがある", lambda rows: rows.filter(Q(live=False) | Q(has_unpublished_changes=True))
    ),
    "unverified": QuickFilter("たしかめる時期をすぎた", lambda rows: stale(_running(rows), timezone.localdate())),
    "no_position": QuickFilter("位置がない", lambda rows: _running(rows).filter(place__lat=None)),
    "no_schedule": QuickFilter(
        "日時がない", lambda rows: _running(rows).filter(has_schedule=False, by_appointment=False)
    ),
}
"""By the name in the address. Each takes rows as `annotations.with_status_and_check` makes them."""


def own_municipalities(request) -> QuerySet:
    """The municipalities of the user of a request."""
    return policy_of(Municipality).rows(request.user)


class ResourceFilters(WagtailFilterSet):
    """Filters of the list of resources."""

    questions = django_filters.MultipleChoiceFilter(
        label="気になるところ",
        choices=[(key, quick.label) for key, quick in QUICK_FILTERS.items()],
        widget=forms.CheckboxSelectMultiple,
        method="with_questions",
    )
    kinds = django_filters.ModelChoiceFilter(label="種類", queryset=Term.objects.filter(scheme=Scheme.KINDS))
    status_today = django_filters.ChoiceFilter(label="きょうの状態", choices=Status.choices)
    municipality = django_filters.ModelChoiceFilter(label="市町村", queryset=own_municipalities)

    def with_questions(self, rows, name, value):
        """Rows that every ticked filter leaves."""
        for key in value:
            rows = QUICK_FILTERS[key].choose(rows)
        return rows

    class Meta:
        model = Resource
        fields = []


class PlaceFilters(WagtailFilterSet):
    """Filters of the list of places."""

    precision = django_filters.ChoiceFilter(label="位置の正確さ", choices=Place.Precision.choices)
    municipality = django_filters.ModelChoiceFilter(label="市町村", queryset=own_municipalities)

    class Meta:
        model = Place
        fields = []


class AreaFilters(WagtailFilterSet):
    """Filters of the list of areas."""

    system = django_filters.ModelChoiceFilter(
        label="分け方", queryset=lambda request: policy_of(AreaSystem).rows(request.user)
    )

    class Meta:
        model = Area
        fields = ["system"]
