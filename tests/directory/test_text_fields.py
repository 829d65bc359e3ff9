"""No column of text takes what nobody sees, and nothing of it is stored by what passes no form."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from directory.models import Invitation, Organization, Resource, User
from directory.text_fields import NameField, OneLineField, OneLineFormField, SeveralLinesField, WebField
from tests.factories import CITY, make_municipality, make_organization, make_resource

BAD = ["ひま\u202eわり", "ひま\u200bわり", "ひま\x07わり", "ひま\nわり", "ひま\u200dわり"]
MADE_BY_PROGRAMS = {
    "directory.CountedQuery.digest", "directory.WishWord.concepts", "directory.WishWord.shipped_as", "directory.Resource.source_key",
    "directory.Link.digest", "directory.Link.code_digest", "cms.KeptMail.message_id", "cms.Mail.kind", "cms.LinePush.event",
    "directory.UsedStamp.digest", "cms.CodeApp.name", "matching.Draft.form", "matching.LookSeal.before", "matching.LookSeal.digest", "matching.Anonymisation.mark",
    "directory.Booklet.code", "matching.GapTask.activity", "matching.GapTask.change", "matching.Introduction.reached", "matching.ReferralSheet.number",
    "matching.ReferralSheet.topic", "matching.YearGoal.indicator", "directory.ApiToken.digest", "directory.ApiAnswer.asked", "directory.TakenPackage.digest",
}  # fmt: skip


def _columns():
    for name in ("directory", "matching", "cms"):
        for model in apps.get_app_config(name).get_models():
            for field in model._meta.local_fields:
                if isinstance(field, models.CharField | models.TextField) and not field.choices:
                    yield f"{model._meta.label}.{field.name}", field


def test_every_column_of_text_is_such_a_field():
    """A new column is found here. Those of Django and Wagtail (user names, slugs, mail addresses) have rules of their own."""
    own = (OneLineField, SeveralLinesField, WebField, models.SlugField, models.EmailField)
    inherited = {f"directory.User.{name}" for name in ("username", "password", "first_name", "last_name")}
    others = {name for name, field in _columns() if not isinstance(field, own) and ".draft_title" not in name}
    assert others - inherited == MADE_BY_PROGRAMS


@pytest.mark.parametrize("text", BAD)
@pytest.mark.django_db
def test_a_model_refuses_it(text):
    for row, field in ((Resource(), "name"), (Resource(), "summary"), (Organization(), "name"), (User(), "name")):
        with pytest.raises(ValidationError, match="目に見えない文字"):
            row._meta.get_field(field).clean(text, row)


@pytest.mark.parametrize("text", ["a\u202e@example.jp", "a@exa\u200bmple.jp", "a@example.jp\nb"])
def test_a_mail_address_and_a_web_address_refuse_it(text):
    for field, value in (
        (User._meta.get_field("email"), text),
        (Organization._meta.get_field("website"), f"https://{text}"),
    ):
        with pytest.raises(ValidationError):
            field.clean(value, None)


@pytest.mark.django_db
def test_what_passes_no_form_is_stored_without_it():
    made = make_resource(name="ひま\u202eわり\nサロン", description="1行め\n\u200b2行め")
    assert (made.name, made.description) == ("ひまわり サロン", "1行め\n2行め"), "in memory too"
    Organization.objects.bulk_create([Organization(name="会\u200b1")])
    make_organization(name="会2")
    Organization.objects.filter(name="会2").update(name="会\u20662")
    assert set(Organization.objects.values_list("name", flat=True)) == {"会1", "会2"}


def test_a_family_of_emoji_is_a_name():
    assert OneLineFormField().clean("👨‍👩‍👧の会") == "👨‍👩‍👧の会"


def test_the_form_comes_back_without_it():
    field = OneLineFormField()
    with pytest.raises(ValidationError, match="3文字目"):
        field.clean("ひま\u202eわり")
    assert field.bound_data("ひま\u202eわり", None) == "ひまわり"


@pytest.mark.parametrize("name", ["花子 http://evil.example", "evil.example", "a@evil.example"])
@pytest.mark.django_db
def test_the_name_of_a_person_holds_no_address(name):
    for field in (User._meta.get_field("name"), Invitation._meta.get_field("name")):
        assert isinstance(field, NameField)
        with pytest.raises(ValidationError, match="アドレスは書けません"):
            field.clean(name, None)


@pytest.mark.django_db
def test_an_import_stores_none_of_it(tmp_path):
    from django.core.management import call_command

    make_municipality()
    path = tmp_path / "list.csv"
    path.write_text("名称,市町村,住所\nひま\u202eわり\u200b会,稲城市,平尾1-1\n", encoding="utf-8")
    call_command("import_resources", path, municipality=CITY, kind="salon")
    assert Resource.objects.get().name == "ひまわり会"
