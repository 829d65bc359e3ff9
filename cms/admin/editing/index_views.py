"""The lists of the admin: which rows they show, in which order, and the listings as a file."""

from collections import OrderedDict

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.snippets.views.snippets import IndexView

from cms.admin.editing.annotations import with_publication, with_status_and_check
from cms.admin.editing.csv_export import EXPORTED_COLUMNS
from cms.content.staff_wish import wish_among
from directory.search.name_lookup import found, found_in_order
from directory.search.wish_parts import AS_TEXT
from directory.spreadsheets.csv_cells import csv_cell


class CityIndexView(IndexView):
    """A list without bulk actions, which would name rows of other cities. Every order ends in the key."""

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
    """Listings with their status of today, their last check and their publication."""

    page_title = "地域資源"

    def get_base_queryset(self):
        rows = with_status_and_check(super().get_base_queryset(), timezone.localdate())
        rows = with_publication(rows).select_related("place__town", "organization", "municipality")
        if self.is_export:
            rows = rows.select_related("place__municipality").prefetch_related("kinds", "schedules")
        return rows

    @cached_property
    def wish(self):
        """What a search asks beside names, of the live listings of the list; None for names, or where it was taken back."""
        if not self.is_searching or self.request.GET.get("off") == AS_TEXT:
            return None
        return wish_among(self.get_base_queryset(), self.search_query)

    def search_queryset(self, queryset):
        """Of a wish what it names and what fulfils it, then the drafts of that name."""
        if self.wish is None:
            return super().search_queryset(queryset)
        rows = found_in_order(queryset, self.search_query, self.wish.keys)
        return rows.order_by(*queryset.query.order_by) if self.is_explicitly_ordered else rows

    @cached_property
    def list_export(self):
        return list(EXPORTED_COLUMNS)

    def to_row_dict(self, item):
        return OrderedDict((heading, csv_cell(told(item))) for heading, told in EXPORTED_COLUMNS.items())

    def stream_csv(self, queryset):
        # Excel takes a file without this mark for CP932.
        yield "\ufeff".encode()
        yield from super().stream_csv(queryset)


class OrganizationIndexView(CityIndexView):
    """Organizations, with the number of listings that each runs in the cities of the user."""

    def get_base_queryset(self):
        user = self.request.user
        own = Q() if user.is_superuser else Q(resources__municipality__in=user.staff_municipalities)
        return with_publication(super().get_base_queryset()).annotate(runs=Count("resources", filter=own))


class PlaceIndexView(CityIndexView):
    """Places, with the number of listings at each."""

    def get_base_queryset(self):
        rows = with_publication(super().get_base_queryset()).select_related("municipality", "town")
        return rows.annotate(holds=Count("resources"))


class AreaIndexView(CityIndexView):
    """Areas in the order of their systems, with the number of towns."""

    default_ordering = ("system", "name")

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("system__municipality").annotate(size=Count("towns"))
