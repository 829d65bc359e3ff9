"""The tables that a city edits, as Wagtail's viewsets in one group of the menu."""

from django.urls import path
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views import snippets

from cms.admin import doubles, lists, panels, pin, standing
from cms.admin.choosers import CityChooserViewSet
from cms.admin.policy import guarded, policy_of
from directory.models import Area, AreaSystem, Municipality, Organization, Place, Resource, Town


class _SavedOnlyWhenAsked:
    """No draft comes about by merely touching a field."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.autosave_enabled = False


class CreateView(_SavedOnlyWhenAsked, snippets.CreateView):
    """A new row."""


class EditView(_SavedOnlyWhenAsked, snippets.EditView):
    """A row and its draft."""


class ResourceEditView(EditView):
    """A listing; what changes by the day is one tap away in the header."""

    @property
    def header_buttons(self):
        return standing.buttons(self.object)


class CityViewSet(snippets.SnippetViewSet):
    """A table of which each city sees its own rows, in lists, choosers and every view with a key in its address."""

    index_view_class = lists.CityIndexView
    add_view_class = CreateView
    edit_view_class = EditView
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
    index_view_class = lists.ResourceIndexView
    edit_view_class = ResourceEditView
    filterset_class = lists.ResourceFilters
    list_display = lists.RESOURCE_COLUMNS
    search_fields = ["name", "reading"]
    export_filename = "chiiki-shigen"
    edit_handler = panels.RESOURCE

    def get_urlpatterns(self):
        own = [path(f"{name}/<int:pk>/", self.construct_view(view), name=name) for name, view in standing.VIEWS.items()]
        asked = [path("times/", standing.read_back, name="times"), path("doubles/", doubles.typed, name="doubles")]
        return super().get_urlpatterns() + own + asked


class OrganizationViewSet(CityViewSet):
    """団体"""

    model = Organization
    icon = "group"
    index_view_class = lists.OrganizationIndexView
    list_display = ["__str__", "kind", Column("runs", label="やっている数"), lists.PUBLICATION]
    list_filter = ["kind"]
    search_fields = ["name", "reading"]
    edit_handler = panels.ORGANIZATION


class PlaceViewSet(CityViewSet):
    """場所"""

    model = Place
    icon = "home"
    index_view_class = lists.PlaceIndexView
    filterset_class = lists.PlaceFilters
    list_display = [
        "__str__",
        Column("full_address", label="住所"),
        Column("position", label="位置", accessor=lists.position),
        Column("holds", label="資源の数"),
        lists.PUBLICATION,
    ]
    search_fields = ["name", "address"]
    edit_handler = panels.PLACE

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("locate/", pin.locate, name="locate")]


class AreaViewSet(CityViewSet):
    """圏域"""

    model = Area
    icon = "globe"
    index_view_class = lists.AreaIndexView
    filterset_class = lists.AreaFilters
    list_display = ["__str__", "system", Column("size", label="町の数")]
    edit_handler = panels.AREA


class AreaSystemViewSet(CityViewSet):
    """圏域の分け方"""

    model = AreaSystem
    icon = "list-ul"
    list_display = ["__str__", "municipality"]
    edit_handler = panels.AREA_SYSTEM


class MunicipalityViewSet(CityViewSet):
    """市町村"""

    model = Municipality
    icon = "globe"
    list_display = ["__str__", "prefecture", "code"]
    edit_handler = panels.MUNICIPALITY


class TownViewSet(CityViewSet):
    """町"""

    model = Town
    icon = "globe"
    list_display = ["__str__", "reading", "postcode", "municipality"]
    list_filter = ["municipality"]
    search_fields = ["name", "koaza", "reading"]
    edit_handler = panels.TOWN


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
        MunicipalityViewSet,
    )
