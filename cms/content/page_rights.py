"""Who may take a page off the site: pages are shared by all cities whose staff work here, like places and organizations.

Every city's approvers may publish a page. To delete, unpublish, move or close it is for those whose staff made it and all that
lies below it; where only one city has staff, for its approvers. The root of all pages is the superuser's.
"""

from functools import cached_property

from wagtail.models import Page
from wagtail.models.pages import PagePermissionTester

from directory.models import Membership


class SharedPageTester(PagePermissionTester):
    """Wagtail's rights on a page, narrowed where something would be taken away from other cities."""

    @cached_property
    def may_withdraw(self) -> bool:
        """Whether no other city misses the page, and what lies below it, when it is gone."""
        if self.user.is_superuser:
            return True
        staff = Membership.objects.filter(role=Membership.Role.STAFF)
        own = self.user.staff_municipalities
        if not own or self.page.depth <= 2:
            return False
        if not staff.exclude(agency__municipality__in=own).exists():
            return True
        made = Page.objects.descendant_of(self.page, inclusive=True)
        ours = staff.filter(agency__municipality__in=own).values("user")
        return self.page.pk is not None and not made.exclude(owner__in=ours).exists()

    def can_delete(self, ignore_bulk=False):
        return super().can_delete(ignore_bulk) and self.may_withdraw

    def can_unpublish(self):
        return super().can_unpublish() and self.may_withdraw

    def can_set_view_restrictions(self):
        return super().can_set_view_restrictions() and self.may_withdraw


class SharedPageMixin:
    """A page whose rights are those of `SharedPageTester`."""

    def permissions_for_user(self, user):
        """What a user may do with the page."""
        return SharedPageTester(user, self)
