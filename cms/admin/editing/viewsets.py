"""The tables that a city edits, as Wagtail's viewsets in one group of the menu."""

from django.urls import path
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import ChecksSidePanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views import snippets

from cms.admin.duplicates import pair
from cms.admin.editing import daily_statements, history, lists, map_pin, panels
from cms.admin.editing.choosers import CityChooserViewSet
from cms.permissions.city_policy import guarded, policy_of
from directory.changes.differences import label
from directory.models import Apart, Area, AreaSystem, Landmark, Municipality, Organization, Place, Resource, Town
from directory.publishing.drafts import Editorial


class _Calm:
    """Saved only when asked, said whether it is public, and without a count of words, which means nothing in Japanese."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.autosave_enabled = False

    def get_side_panels(self):
        return MediaContainer([panel for panel in super().get_side_panels() if not isinstance(panel, ChecksSidePanel)])

    def get_success_message(self, instance=None):
        if self.draftstate_enabled and self.action in ("create", "edit"):
            return f"「{instance or self.object}」を下書きにしました。まだ公開していません。"
        return super().get_success_message(instance)


class CreateView(_Calm, snippets.CreateView):
    """A new row."""


class EditView(_Calm, snippets.EditView):
    """A row and its draft."""

    def get(self, request, *args, **kwargs):
        """Say what somebody has changed since the draft was saved: the form shows the newer value, which stays public."""
        if isinstance(self.object, Editorial) and (lost := self.object.outdated_fields()):
            names = "」「".join(label(name, self.model) for name in lost)
            messages.warning(
                request,
                f"下書きのあとに、ほかの人が「{names}」を変えました。ここに出ているのは、今 公開している内容です。"
                "下書きの内容にするときは、書きなおしてください。",
            )
        return super().get(request, *args, **kwargs)


class _TellsApart:
    """Keeps what was said of the pairs below the name, as soon as a new listing has a key."""

    def save_instance(self):
        instance = super().save_instance()
        for other in self.form.told_apart:
            Apart.say(instance.pk, other, self.request.user)
        return instance


class ResourceCreateView(_TellsApart, CreateView):
    """A new listing."""


class ResourceEditView(_TellsApart, EditView):
    """A listing; what changes by the day is one tap away in the header."""

    @property
    def header_buttons(self):
        return daily_statements.buttons(self.object)


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
    add_view_class = ResourceCreateView
    edit_view_class = ResourceEditView
    history_view_class, history_template_name = history.HistoryView, "admin_city/history.html"
    filterset_class = lists.ResourceFilters
    list_display = lists.RESOURCE_COLUMNS
    search_fields = ["name", "reading"]
    export_filename = "chiiki-shigen"
    edit_handler = panels.RESOURCE

    def construct_view(self, view_class, **kwargs):
        return pair.led_on(super().construct_view(view_class, **kwargs))

    def get_urlpatterns(self):
        own = [
            path(f"{name}/<int:pk>/", self.construct_view(view), name=name)
            for name, view in daily_statements.VIEWS.items()
        ]
        asked = [path("times/", daily_statements.read_back, name="times"), path("doubles/", pair.typed, name="doubles")]
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
        return [*super().get_urlpatterns(), path("locate/", map_pin.locate, name="locate")]


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


class LandmarkViewSet(CityViewSet):
    """目印"""

    model = Landmark
    icon = "pick"
    list_display = ["__str__", "reading", "municipality"]
    list_filter = ["municipality"]
    search_fields = ["name", "reading"]
    edit_handler = panels.LANDMARK


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
