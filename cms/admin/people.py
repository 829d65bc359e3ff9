"""Who works for which agency: kept by the superuser; a membership as staff opens the admin (cms.admin.roles)."""

from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from directory.models import Agency, Membership


class AgencyViewSet(ModelViewSet):
    """支援機関"""

    model = Agency
    icon = "group"
    form_fields = ["name", "kind", "municipality"]
    list_display = ["name", "kind", "municipality"]
    list_filter = ["kind", "municipality"]
    search_fields = ["name"]
    copy_view_enabled = False


class MembershipViewSet(ModelViewSet):
    """所属"""

    model = Membership
    icon = "user"
    form_fields = ["user", "agency", "role"]
    list_display = ["user", "agency", "role"]
    list_filter = ["role", "agency"]
    search_fields = ["user__username", "user__name", "agency__name"]
    copy_view_enabled = False


class PeopleGroup(ModelViewSetGroup):
    """The menu 「所属」, which only a superuser sees."""

    menu_label = "支援機関と所属"
    menu_icon = "group"
    menu_order = 400
    items = (AgencyViewSet, MembershipViewSet)
