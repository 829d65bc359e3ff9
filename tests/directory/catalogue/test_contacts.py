"""A contact is stored in one form by every door, and what stood there before is taken as it is."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from directory.changes.amendments import Amendment, approve, conflicts
from directory.changes.listing_fields import current_values
from directory.models import Contact
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("telephone", "(042)000-1234", ("042-000-1234", "平日")),
        ("telephone", "042-000-5678 内線382", ("042-000-5678", "内線382、平日")),
        ("fax", "（０４２）０００−９０１２（午前中のみ）", ("042-000-9012", "午前中のみ、平日")),
        ("telephone", "423781111", ("042-378-1111", "平日")),
        ("telephone", "186-042-000-1234", ("186-042-000-1234", "平日")),
        ("telephone", "+81 42 000 1234", ("042-000-1234", "平日")),
        ("email", " Ａ..b@docomo.ne.jp", ("A..b@docomo.ne.jp", "平日")),
        ("website", "ｈｔｔｐｓ：//example.jp/あ", ("https://example.jp/あ", "平日")),
        ("other", "（０４２）役所の窓口", ("（０４２）役所の窓口", "平日")),
    ],
)
def test_what_is_typed_is_brought_into_one_form(kind, typed, stored):
    contact = Contact(kind=kind, value=typed, note="平日")
    contact.clean()
    assert (contact.value, contact.note) == stored


@pytest.mark.parametrize(
    ("kind", "typed", "says"),
    [
        ("telephone", "378-1111", "市外局番から"),
        ("telephone", "電話なし", "042-123-4567 のように"),
        ("telephone", "042-000-12345", "042-123-4567 のように"),
        ("telephone", "042-000-1234 042-000-1235", "番号が 2つ"),
        ("telephone", "042-000-1234（" + "長" * 101 + "）", "100字まで"),
        ("website", "ホームページなし", "https://"),
        ("email", "a@example.jp b@example.jp", "1つだけ"),
    ],
)
def test_what_cannot_be_called_or_opened_is_refused_with_what_to_do(kind, typed, says):
    with pytest.raises(ValidationError, match=says):
        Contact(kind=kind, value=typed).clean()


@pytest.mark.parametrize(
    ("kind", "value"), [("telephone", "042-1"), ("website", "なし"), ("email", "a@"), ("fax", "042-000-1234／1235まで")]
)
def test_what_stands_there_already_stops_nobody(kind, value):
    resource = make_resource(contacts=[{"kind": kind, "value": value}])
    contact = resource.contacts.get()
    contact.note = "平日"
    contact.clean()
    assert (contact.value, contact.note) == (value, "平日")


BEFORE = {"kind": "telephone", "value": "(042)000-1234 内線12", "person": "", "note": "", "is_public": True}
AFTER = BEFORE | {"value": "042-000-1234", "note": "内線12"}
UNTOUCHED = [{"kind": "other", "value": "(042)000-1234"}, {"kind": "telephone", "value": "電話なし"}]


def test_numbers_that_were_stored_before_are_brought_into_one_form_with_drafts_and_waiting_changes():
    turns = import_module("directory.migrations.0012_telephones_in_one_form")
    resource = make_resource(contacts=[BEFORE, *UNTOUCHED])
    draft = resource.get_latest_revision_as_object()
    draft.name = "下書き"
    draft.save_revision()
    old = current_values(resource, ["contacts"])["contacts"]
    changes = {"contacts": {"old": old, "new": [BEFORE | {"value": "０４２（０００）９９９９"}]}}
    waiting = Amendment.objects.create(resource=resource, changes=changes)
    for turn in (turns.contacts_usual, turns.revisions_usual, turns.amendments_usual):
        turn(apps, None)
        turn(apps, None)
    stored = list(Contact.objects.filter(resource=resource).values("kind", "value", "note"))
    assert stored[0] == {name: AFTER[name] for name in ("kind", "value", "note")}
    assert [(one["kind"], one["value"]) for one in stored[1:]] == [tuple(one.values()) for one in UNTOUCHED]
    resource.refresh_from_db()
    assert resource.outdated_fields() == []
    waiting.refresh_from_db()
    assert conflicts(waiting) == {}
    approve(waiting, by=None)
    assert "042-000-9999" in resource.contacts.values_list("value", flat=True)
