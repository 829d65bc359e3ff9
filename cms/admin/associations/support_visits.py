"""団体への支援: the log of visits and help for groups, and the visits that are due."""

from django import forms
from django.shortcuts import render
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from cms.admin.editing.edit_views import CreateView
from cms.admin.editing.forms import CityForm
from cms.admin.editing.viewsets import CityViewSet
from cms.permissions.city_policy import policy_of
from cms.permissions.staff import municipalities_of, row_with_key, staff_only
from directory.models import Organization, SupportVisit


class SupportCreateView(CreateView):
    """A new entry, made by the user; `?organization=` fills in the group."""

    def get_initial_form_instance(self):
        own = list(municipalities_of(self.request.user)[:2])
        return SupportVisit(
            made_by=self.request.user,
            municipality=own[0] if len(own) == 1 else None,
            organization=row_with_key(
                policy_of(Organization).rows(self.request.user), self.request.GET.get("organization", "")
            ),
        )


class SupportVisitViewSet(CityViewSet):
    """団体への支援"""

    model = SupportVisit
    icon = "user"
    menu_label = "団体への支援"
    menu_order = 120
    add_to_admin_menu = True
    add_view_class = SupportCreateView
    list_display = ["organization", "day", "how", "about", "next_on", "next_what", "made_by"]
    list_filter = ["about", "how"]
    search_fields = ["organization__name", "said"]
    ordering = ["-day", "-pk"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("organization"),
                    FieldPanel("municipality", widget=forms.Select),
                    FieldRowPanel([FieldPanel("day"), FieldPanel("how", widget=forms.RadioSelect)]),
                    FieldPanel("about"),
                    FieldPanel("said"),
                ],
                heading="聞いたこと・したこと",
            ),
            MultiFieldPanel([FieldRowPanel([FieldPanel("next_on"), FieldPanel("next_what")])], heading="次"),
        ],
        base_form_class=CityForm,
    )


@staff_only
def due(request):
    """Entries whose next visit is due, the longest waiting first."""
    own = SupportVisit.objects.filter(municipality__in=municipalities_of(request.user))
    rows = own.due(timezone.localdate()).select_related("organization", "made_by")
    return render(request, "admin_city/support_due.html", {"rows": rows, "header_title": "団体への支援の予定"})
