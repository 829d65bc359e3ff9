"""Tables of which rows are shipped for all cities and each city adds its own: staff see both and change their own."""

from cms.admin.editing.forms import CityForm
from cms.admin.editing.index_views import CityIndexView
from cms.admin.editing.viewsets import CityViewSet
from cms.permissions.city_policy import policy_of


def whose(row) -> str:
    """「全国」 for a shipped row, else the name of its city; the row needs its municipality."""
    return row.municipality.name if row.municipality_id else "全国"


class OwnOrShippedForm(CityForm):
    """A row of a city. Only superusers make rows for all cities, which have no municipality."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["municipality"].required = not self.for_user.is_superuser
        own = self.for_user.staff_municipalities
        if self.fields["municipality"].required and len(own) == 1:
            self.initial["municipality"] = next(iter(own))


class OwnOrShippedIndexView(CityIndexView):
    """A list with the city's own rows and the shipped ones, which lead to no form."""

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("municipality")

    def _is_own(self, row) -> bool:
        user = self.request.user
        return user.is_superuser or row.municipality_id in user.staff_municipalities

    def get_edit_url(self, instance):
        return super().get_edit_url(instance) if self._is_own(instance) else None

    def get_delete_url(self, instance):
        return super().get_delete_url(instance) if self._is_own(instance) else None

    def get_usage_url(self, instance):
        return None


class OwnOrShippedViewSet(CityViewSet):
    """A table with shipped rows. Views of one row are guarded by `CityPolicy.rows`, which has only the city's own."""

    index_view_class = OwnOrShippedIndexView

    def get_queryset(self, request):
        return policy_of(self.model).listed(request.user)
