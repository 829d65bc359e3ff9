"""The city's lists: what each row shows, how they are narrowed, and what may be taken out as a file."""

import datetime as dt
from collections import OrderedDict

import django_filters
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, StatusTagColumn
from wagtail.models import Revision
from wagtail.snippets.views.snippets import IndexView

from cms.permissions.city_policy import policy_of
from directory.catalogue.check_intervals import stale
from directory.catalogue.resource_queryset import ResourceQuerySet
from directory.catalogue.vocabulary import Scheme
from directory.duplicates.merging import absorbed_keys
from directory.hours.wording import describe
from directory.models import (
    Area,
    AreaSystem,
    Municipality,
    Place,
    Resource,
    Schedule,
    StatusStatement,
    Term,
    Verification,
)
from directory.search.name_lookup import found

Status = StatusStatement.Status


def with_standing(rows: ResourceQuerySet, today: dt.date) -> QuerySet:
    """Resources with `status_today`, `verified_on` and `has_schedule`, as queries can use them."""
    mine = {"resource": OuterRef("pk")}
    checks = Verification.objects.filter(**mine).order_by("-day", "-pk")
    return (
        rows.exclude(pk__in=absorbed_keys())
        .with_status_on(today)
        .annotate(
            verified_on=Subquery(checks.values("day")[:1]),
            has_schedule=Exists(Schedule.objects.filter(**mine)),
        )
    )


def with_publication(rows: QuerySet) -> QuerySet:
    """Rows with drafts, with `is_scheduled`; Wagtail's own column asks twice for each row."""
    kind = ContentType.objects.get_for_model(rows.model)
    waiting = Revision.objects.filter(base_content_type=kind, object_id=Cast(OuterRef("pk"), CharField()))
    scheduled = Exists(waiting.filter(approved_go_live_at__isnull=False))
    return rows.select_related("latest_revision").annotate(is_scheduled=scheduled)


def publication(row) -> str:
    """What residents see of a row, and what waits."""
    waits = "予約あり" if row.is_scheduled else "下書きあり" if row.has_unpublished_changes else ""
    if row.live:
        return f"公開中・{waits}" if waits else "公開中"
    return "下書き・予約あり" if row.is_scheduled else "下書き"


def _running(rows: QuerySet) -> QuerySet:
    return rows.filter(live=True).exclude(status_today=Status.ENDED)


def _unverified(rows: QuerySet) -> QuerySet:
    return stale(_running(rows), timezone.localdate())


QUESTIONS = {
    "waiting": ("市の下書きの確認を待っている", lambda rows: rows.filter(pk__in=_in_workflow(rows))),
    "draft": ("公開していない下書きがある", lambda rows: rows.filter(Q(live=False) | Q(has_unpublished_changes=True))),
    "unverified": ("たしかめる時期をすぎた", _unverified),
    "no_position": ("位置がない", lambda rows: _running(rows).filter(place__lat=None)),
    "no_schedule": (
        "日時がない",
        lambda rows: _running(rows).filter(has_schedule=False, by_appointment=False),
    ),
}
"""The morning's questions: what is asked, and the rows (with their standing) for which the answer is yes."""


def _in_workflow(rows: QuerySet) -> list[int]:
    """Keys of those whose draft somebody has sent for approval; the generic relation stores keys as text."""
    states = Resource.workflow_states.rel.model.objects.active()
    keys = states.filter(content_type__model="resource", content_type__app_label="directory")
    return [int(key) for key in keys.values_list("object_id", flat=True)]


def own_municipalities(request) -> QuerySet:
    """Municipalities that a list can be narrowed to."""
    return policy_of(Municipality).rows(request.user)


PUBLICATION = StatusTagColumn("publication", label="公開", accessor=publication, primary=lambda row: row.live)


class ResourceFilters(WagtailFilterSet):
    """Narrowing the list of resources."""

    questions = django_filters.MultipleChoiceFilter(
        label="気になるところ",
        choices=[(key, label) for key, (label, _) in QUESTIONS.items()],
        widget=forms.CheckboxSelectMultiple,
        method="ask",
    )
    kinds = django_filters.ModelChoiceFilter(label="種類", queryset=Term.objects.filter(scheme=Scheme.KINDS))
    status_today = django_filters.ChoiceFilter(label="きょうの状態", choices=Status.choices)
    municipality = django_filters.ModelChoiceFilter(label="市町村", queryset=own_municipalities)

    def ask(self, rows, name, value):
        """Rows for which every question asked is answered with yes."""
        for key in value:
            rows = QUESTIONS[key][1](rows)
        return rows

    class Meta:
        model = Resource
        fields = []


class CityIndexView(IndexView):
    """A list without bulk actions, which would name rows of other cities."""

    default_ordering = "name"

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        rows = found(queryset, self.search_query)
        return rows.order_by(*queryset.query.order_by) if self.is_explicitly_ordered else rows

    @cached_property
    def columns(self):
        return [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]

    def order_queryset(self, queryset):
        rows = super().order_queryset(queryset)
        return rows.order_by(*rows.query.order_by, "pk")


class ResourceIndexView(CityIndexView):
    """The list that answers the morning's questions."""

    page_title = "地域資源"

    def get_base_queryset(self):
        rows = with_standing(super().get_base_queryset(), timezone.localdate())
        rows = with_publication(rows).select_related("place__town", "organization", "municipality")
        if self.is_export:
            rows = rows.select_related("place__municipality").prefetch_related("kinds", "schedules")
        return rows

    @cached_property
    def list_export(self):
        return list(EXPORTED)

    def to_row_dict(self, item):
        return OrderedDict((heading, harmless(told(item))) for heading, told in EXPORTED.items())

    def stream_csv(self, queryset):
        # Excel takes a file without this mark for CP932.
        yield "\ufeff".encode()
        yield from super().stream_csv(queryset)


FORMULAS = tuple("=+-@＝＋－＠−\t\r\n")
"""First letters of what a spreadsheet may reckon with; a Japanese one takes those of full width for the same."""


def harmless(value) -> str:
    """Text that a spreadsheet does not take for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text


def position(place: Place | None) -> str:
    """How well a position is known, in one word."""
    if place is None:
        return "場所が未定"
    return {Place.Precision.EXACT: "正確", Place.Precision.NONE: "なし"}.get(place.precision, "おおよそ")


EXPORTED = {
    "番号": lambda row: row.uuid,
    "名前": lambda row: row.name,
    "よみがな": lambda row: row.reading,
    "種類": lambda row: "・".join(str(kind) for kind in row.kinds.all()),
    "団体": lambda row: row.organization,
    "場所": lambda row: row.place,
    "住所": lambda row: row.place and row.place.full_address,
    "位置": lambda row: position(row.place),
    "開催日時": lambda row: "／".join(describe(schedule.rule) for schedule in row.schedules.all()),
    "きょうの状態": lambda row: Status(row.status_today).label,
    "たしかめた日": lambda row: row.verified_on,
    "公開": publication,
    "見える人": lambda row: row.get_visibility_display(),
}
"""Columns of the file: no contacts, because some are not public."""

RESOURCE_COLUMNS = [
    "__str__",
    Column("town", label="町", accessor=lambda row: row.place and row.place.town, classname="only-wide"),
    Column("organization", label="団体", classname="only-wide"),
    Column(
        "status_today",
        label="きょうの状態",
        accessor=lambda row: Status(row.status_today).label,
        sort_key="status_today",
        classname="only-wide",
    ),
    Column("verified_on", label="たしかめた日", accessor=lambda row: row.verified_on or "まだ", sort_key="verified_on"),
    Column("position", label="位置", accessor=lambda row: position(row.place), classname="only-wide"),
    Column(
        "has_schedule",
        label="日時",
        accessor=lambda row: "あり" if row.has_schedule else "相談" if row.by_appointment else "なし",
        classname="only-wide",
    ),
    PUBLICATION,
]


class OrganizationIndexView(CityIndexView):
    """Organizations, and how many places each runs in one's own city."""

    def get_base_queryset(self):
        user = self.request.user
        own = Q() if user.is_superuser else Q(resources__municipality__in=user.staff_municipalities)
        return with_publication(super().get_base_queryset()).annotate(runs=Count("resources", filter=own))


class PlaceFilters(WagtailFilterSet):
    """Narrowing the list of places."""

    precision = django_filters.ChoiceFilter(label="位置の正確さ", choices=Place.Precision.choices)
    municipality = django_filters.ModelChoiceFilter(label="市町村", queryset=own_municipalities)

    class Meta:
        model = Place
        fields = []


class PlaceIndexView(CityIndexView):
    """Places and how well each position is known."""

    def get_base_queryset(self):
        rows = with_publication(super().get_base_queryset()).select_related("municipality", "town")
        return rows.annotate(holds=Count("resources"))


class AreaIndexView(CityIndexView):
    """Areas by their system."""

    default_ordering = ("system", "name")

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("system__municipality").annotate(size=Count("towns"))


class AreaFilters(WagtailFilterSet):
    """Narrowing the list of areas."""

    system = django_filters.ModelChoiceFilter(
        label="分け方", queryset=lambda request: policy_of(AreaSystem).rows(request.user)
    )

    class Meta:
        model = Area
        fields = ["system"]
