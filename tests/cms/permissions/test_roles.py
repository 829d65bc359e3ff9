"""The groups of staff and approvers: made once, followed by memberships, and what they may do with pages."""

import pytest
from wagtail.models import GroupPagePermission, Page, Workflow

from cms.permissions import roles
from directory.models import Membership, Resource, User

pytestmark = pytest.mark.django_db


def test_the_roles_are_made_once(db):
    before = (GroupPagePermission.objects.count(), Workflow.objects.count())
    roles.ensure()
    assert (GroupPagePermission.objects.count(), Workflow.objects.count()) == before
    assert Resource.get_default_workflow().name == roles.WORKFLOW
    assert not Workflow.objects.filter(name="Moderators approval").exists()


def test_who_leaves_the_staff_leaves_its_groups(staff):
    roles.appoint_approver(staff)
    assert set(staff.groups.values_list("name", flat=True)) == {roles.STAFF, roles.APPROVERS}
    Membership.objects.get(user=staff).delete()
    assert not staff.groups.exists()


def test_a_coordinator_is_no_staff(coordinator):
    assert not coordinator.groups.exists()


def test_staff_write_pages_and_only_approvers_publish_them(staff):
    page = Page.objects.filter(depth=2).first()
    mine = page.permissions_for_user(staff)
    assert mine.can_edit()
    assert not mine.can_publish()
    roles.appoint_approver(staff)
    assert page.permissions_for_user(User.objects.get(pk=staff.pk)).can_publish()
