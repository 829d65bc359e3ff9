"""Packages of two networks as screens and people meet them: nothing about a person goes out, and nobody edits what came in."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import Error, models, transaction
from django.urls import reverse
from django.utils import timezone

from cms.permissions.roles import appoint_approver
from directory.associations.permissions import ListingPermissions
from directory.associations.representatives import add_representative
from directory.duplicates.merging import merge
from directory.models import Resource
from directory.packages import schema
from directory.packages.keys import make_keys, signing_key
from directory.packages.writing import publish
from directory.publishing.append_only import rewriting_allowed
from directory.publishing.of_packages import WHY_NOT
from tests.cms.permissions.attacked_city import AttackedCity
from tests.factories import CITY, make_organization, make_resource, make_user

pytestmark = pytest.mark.django_db
PLANTED = "うえた秘密"


def planted_columns(model):
    """Columns of text of a table that the package has no business with."""
    stays = set(schema.LEFT_OUT.get(model, ())) - {"source_key", schema.PERSON}
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
        if (
            is_text
            and not (field.primary_key or field.choices)
            and (model not in schema.CARRIED or field.name in stays)
        ):
            yield field.name


def test_no_word_from_any_other_table_or_column_goes_out(tmp_path):
    city, planted = AttackedCity(CITY, 1), 0
    with rewriting_allowed():
        for model in (
            one for label in ("directory", "matching", "cms") for one in apps.get_app_config(label).get_models()
        ):
            if model._meta.label in (
                "directory.Term",
                "directory.Town",
                "directory.Area",
                "directory.AreaSystem",
                "directory.Municipality",
            ):
                continue
            for name in planted_columns(model):
                try:
                    with transaction.atomic():
                        planted += model._base_manager.update(**{name: PLANTED})
                except (Error, TypeError, ValueError):
                    continue
    assert planted > 100
    make_keys(tmp_path / "key")
    publish(tmp_path / "out", CITY, signing_key(tmp_path / "key"), timezone.localtime(), with_persons=True)
    text = (tmp_path / "out").read_text()
    assert city.resource.name in text
    assert PLANTED not in text
    assert city.secret not in text


@pytest.fixture
def brought():
    """A listing that a package brought, with an association that speaks for it."""
    return make_resource(name="ひまわり", source_key=f"{CITY}:package:id:1", organization=make_organization())


def url_of(row, view):
    return reverse(f"wagtailsnippets_directory_resource:{view}", args=[row.pk])


def test_the_admin_shows_it_and_says_where_it_is_edited(client, brought):
    client.force_login(make_user("staff"))
    page = client.get(url_of(brought, "edit"))
    assert page.status_code == 200
    assert WHY_NOT in page.content.decode()


@pytest.mark.parametrize("view", ["edit", "delete", "unpublish", "unlock", "status", "verify"])
def test_the_admin_changes_nothing_of_it(client, brought, view):
    staff = make_user("staff")
    appoint_approver(staff)
    client.force_login(staff)
    before = Resource.objects.values().get()
    answer = client.post(url_of(brought, view), {"name": "ほか", "status": "ended"}, follow=True)
    assert answer.redirect_chain == [(url_of(brought, "edit"), 302)]
    assert WHY_NOT in answer.content.decode()
    assert Resource.objects.values().get() == before
    assert not brought.status_statements.exists()


def test_it_is_merged_with_nothing(brought):
    other = make_resource(name="ひまわり会")
    for pair in ((brought, other), (other, brought)):
        with pytest.raises(ValidationError, match="はこばれてきた"):
            merge(*pair, make_user("staff"))


def test_the_portal_refuses_it_with_the_reason(brought):
    speaker = make_user()
    add_representative(brought.organization, speaker, "lead")
    for user in (speaker, make_user("staff")):
        may = ListingPermissions(user)
        assert may.why_not(brought) == WHY_NOT
        assert not may.resources().exists()
