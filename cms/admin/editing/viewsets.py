"""The tables that a city edits, as Wagtail's viewsets in one group of the menu."""

from django.urls import path
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views import snippets

from cms.admin.duplicates import absorbed, while_typing
from cms.admin.editing import (
    edit_handlers,
    filters,
    history,
    index_views,
    list_columns,
    map_pin,
    statement_views,
    times_preview,
)
from cms.admin.editing.choosers import CityChooserViewSet
from cms.admin.editing.edit_views import (
    CreateView,
    DeleteView,
    EditView,
    PlaceEditView,
    ResourceDeleteView,
    ResourceEditView,
    UnpublishView,
)
from cms.admin.editing.new_listing import panels as paper
from cms.admin.editing.new_listing.views import NewListingView
from cms.permissions.city_policy import guarded, policy_of
from directory.models import Area, AreaSystem, Landmark, Municipality, Organization, Place, Resource, Town


class CityViewSet(snippets.SnippetViewSet):
    """A table of which each city sees its own rows: in lists, in choosers, and in views with a key in the address."""

    index_view_class = index_views.CityIndexView
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = DeleteView
    unpublish_view_class = UnpublishView
    chooser_viewset_class = CityChooserViewSet
    copy_view_enabled = False
    search_fields = ["name"]

    def get_queryset(self, request):
        return policy_of(self.model).rows(request.user)

    def construct_view(self, view_class, **kwargs):
        return guarded(super().construct_view(view_class, **kwargs), self.model)


class ResourceViewSet(CityViewSet):
    """地域資源"""

    model = Resource
    icon = "site"
    index_view_class = index_views.ResourceIndexView
    add_view_class = NewListingView
    edit_view_class = ResourceEditView
    delete_view_class = ResourceDeleteView
    history_view_class, history_template_name = history.HistoryView, "admin_city/history.html"
    filterset_class = filters.ResourceFilters
    list_display = list_columns.RESOURCE_COLUMNS
    search_fields = ["name", "reading"]
    export_filename = "chiiki-shigen"
    edit_handler = edit_handlers.RESOURCE

    def get_add_view_kwargs(self, **kwargs):
        return super().get_add_view_kwargs(**kwargs) | {
            "panel": self._paper,
            "form_class": self._paper.get_form_class(),
        }

    @property
    def preview_on_add_view(self):
        return self.construct_view(self.preview_on_add_view_class, form_class=self._paper.get_form_class())

    @cached_property
    def _paper(self):
        """The page of a new listing."""
        return paper.NEW_RESOURCE.bind_to_model(self.model)

    def construct_view(self, view_class, **kwargs):
        return absorbed.redirects_to_survivor(super().construct_view(view_class, **kwargs))

    def get_urlpatterns(self):
        own = [
            path(f"{name}/<int:pk>/", self.construct_view(view), name=name)
            for name, view in statement_views.STATEMENT_VIEWS.items()
        ]
        asked = [
            path("times/", times_preview.preview, name="times"),
            path("duplicates/", while_typing.duplicates_of_typed, name="duplicates"),
        ]
        return super().get_urlpatterns() + own + asked


class OrganizationViewSet(CityViewSet):
    """団体"""

    model = Organization
    icon = "group"
    index_view_class = index_views.OrganizationIndexView
    list_display = ["__str__", "kind", Column("runs", label="やっている数"), list_columns.PUBLICATION_COLUMN]
    list_filter = ["kind"]
    search_fields = ["name", "reading"]
    edit_handler = edit_handlers.ORGANIZATION


class PlaceViewSet(CityViewSet):
    """場所"""

    model = Place
    icon = "home"
    edit_view_class = PlaceEditView
    index_view_class = index_views.PlaceIndexView
    filterset_class = filters.PlaceFilters
    list_display = [
        "__str__",
        Column("full_address", label="住所"),
        Column("position", label="位置", accessor=list_columns.position_in_words),
        Column("holds", label="資源の数"),
        list_columns.PUBLICATION_COLUMN,
    ]
    search_fields = ["name", "address"]
    edit_handler = edit_handlers.PLACE

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("locate/", map_pin.locate, name="locate")]


class AreaViewSet(CityViewSet):
    """圏域"""

    model = Area
    icon = "globe"
    index_view_class = index_views.AreaIndexView
    filterset_class = filters.AreaFilters
    list_display = ["__str__", "system", Column("size", label="町の数")]
    edit_handler = edit_handlers.AREA


class AreaSystemViewSet(CityViewSet):
    """圏域の分け方"""

    model = AreaSystem
    icon = "list-ul"
    list_display = ["__str__", "municipality"]
    edit_handler = edit_handlers.AREA_SYSTEM


class MunicipalityViewSet(CityViewSet):
    """市町村"""

    model = Municipality
    icon = "globe"
    list_display = ["__str__", "prefecture", "code"]
    edit_handler = edit_handlers.MUNICIPALITY


class TownViewSet(CityViewSet):
    """町"""

    model = Town
    icon = "globe"
    list_display = ["__str__", "reading", "postcode", "municipality"]
    list_filter = ["municipality"]
    search_fields = ["name", "koaza", "reading"]
    edit_handler = edit_handlers.TOWN


class LandmarkViewSet(CityViewSet):
    """目印"""

    model = Landmark
    icon = "pick"
    list_display = ["__str__", "reading", "municipality"]
    list_filter = ["municipality"]
    search_fields = ["name", "reading"]
    edit_handler = edit_handlers.LANDMARK


class DirectoryGroup(snippets.SnippetViewSetGroup):
    """The menu 「地域資源」."""

    menu_label = "地域資源"
    menu_icon = "site"
    menu_order = 100
    items = (
        ResourceViewSet,
        OrganizationViewSet,
        PlaceViewSet,
        AreaViewSet,
        AreaSystemViewSet,
        TownViewSet,
        LandmarkViewSet,
        MunicipalityViewSet,
    )
