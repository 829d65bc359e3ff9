"""One table says who may do what with each model: every viewset, group and guard must agree with it."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from wagtail.admin.viewsets import viewsets

from cms.permissions.roles import APPROVERS, STAFF
from cms.permissions.table_access import OF_A_CITY, TABLES

FLOORS = ("directory", "matching", "cms")


def models_with_a_viewset() -> set[type]:
    """Models of ours that somebody edits in the admin; Wagtail names some models as text."""
    named = {getattr(viewset, "model", None) for viewset in viewsets.viewsets}
    models = {apps.get_model(model) if isinstance(model, str) else model for model in named - {None}}
    return {model for model in models if model._meta.app_label in FLOORS}


def test_every_model_with_a_viewset_is_declared():
    found = models_with_a_viewset()
    assert {"Resource", "SupportVisit", "CheckInterval", "Agency", "User"} <= {model.__name__ for model in found}
    assert found - TABLES.keys() == set(), "add it to TABLES in cms/permissions/table_access.py"


def test_what_staff_may_edit_belongs_to_a_city():
    assert [model for model, access in TABLES.items() if access.staff and not access.city] == []


@pytest.mark.django_db
def test_an_action_is_one_that_permissions_know():
    for model, access in TABLES.items():
        known = set(
            Permission.objects.filter(content_type__app_label=model._meta.app_label).values_list("codename", flat=True)
        )
        assert {f"{action}_{model._meta.model_name}" for action in access.staff + access.approvers} <= known


@pytest.mark.django_db
def test_the_groups_have_these_rights_on_our_tables_and_no_other():
    for name, actions in (
        (STAFF, lambda access: access.staff),
        (APPROVERS, lambda access: access.staff + access.approvers),
    ):
        rights = Group.objects.get(name=name).permissions.filter(content_type__app_label__in=FLOORS)
        declared = {
            f"{action}_{model._meta.model_name}" for model, access in TABLES.items() for action in actions(access)
        }
        assert set(rights.values_list("codename", flat=True)) == declared


def test_a_city_is_found_from_every_table_of_a_city():
    for model in OF_A_CITY:
        assert str(model.objects.filter(TABLES[model].within(["132250"])).query)
