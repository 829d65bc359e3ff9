"""From one network to the other: what goes out, what is refused, and what the other side shows then."""

import base64
import datetime as dt
import json
import re
import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from directory.exports.listing_facts import COLUMNS
from directory.exports.own_geojson import own_lines
from directory.models import (
    Change,
    Edition,
    Organization,
    Place,
    Resource,
    SingleDate,
    StatusStatement,
    TakenPackage,
    Vacancy,
    Verification,
)
from directory.packages import schema
from directory.packages.keys import make_keys, signing_key
from directory.packages.sealed import HEAD
from directory.packages.writing import publish
from tests.factories import CITY, make_municipality, make_organization, make_place, make_resource, make_town
from tests.paths import ROOT

pytestmark = pytest.mark.django_db
TODAY = dt.date.today()
AHEAD = TODAY + dt.timedelta(10)


@pytest.fixture
def keys(tmp_path):
    """The signing key; the checking one is beside it."""
    make_keys(tmp_path / "inside.key")
    return tmp_path / "inside.key"


def published(keys, name="out.ibasho", **options):
    out = keys.parent / name
    call_command("publish_package", str(out), municipality=CITY, key=keys, stdout=StringIO(), **options)
    return out


def taken(path, *names, **options):
    told = StringIO()
    keys = [f"--key={path.parent / name}" for name in names or ["inside.key.pub"]]
    call_command("take_package", str(path), *keys, municipality=CITY, stdout=told, **options)
    return told.getvalue()


def the_other_network():
    """The same database without its listings stands for the other side."""
    Resource.objects.all().delete()
    Place.objects.all().delete()
    Organization.objects.all().delete()


def facts():
    """What residents see, by number."""
    features = json.loads("".join(own_lines(CITY, TODAY)))["features"]
    return {one["id"]: one["properties"] for one in features}


def row_of_facts(name):
    return next(one for one in facts().values() if one["name"] == name)


def full_listing():
    place = make_place(town=make_town(), address="平尾1丁目2-3", access="バス停から2分")
    salon = make_resource(
        name="ひまわり", place=place, schedule="毎週火曜 10:00–12:00", fee=100, kinds=["salon"], worries=["money"],
        features={"parking": "yes"}, organization=make_organization(name="向日葵の会", website="https://example.jp/"),
        contacts=[{"kind": "telephone", "value": "042-111-1111", "note": "平日"}, {"kind": "email", "value": "hidden@example.jp", "is_public": False}],
    )  # fmt: skip
    StatusStatement.objects.create(resource=salon, status="paused", since=TODAY, until=AHEAD, reason="改修")
    SingleDate.objects.create(resource=salon, day=AHEAD, meets=True, start="13:00", end="15:00", reason="花見")
    Verification.objects.create(resource=salon, day=TODAY, how="visit")
    Vacancy.objects.create(resource=salon, left=3)
    return salon


@pytest.mark.parametrize("model", schema.CARRIED)
def test_each_column_goes_out_or_stays_for_a_reason(model):
    columns = {field.name for field in [*model._meta.concrete_fields, *model._meta.many_to_many]}
    decided = [*schema.CARRIED[model], *schema.LEFT_OUT[model]]
    assert sorted(decided) == sorted(columns - {"sort_order"})
    assert all(schema.LEFT_OUT[model].values())


def test_a_fact_that_nobody_decided_on_stops_the_package(monkeypatch):
    assert set(COLUMNS) <= set(schema.CARRIED[Resource])
    for undecided in ({"diary": 1}, {"contacts": [{"born": 1}]}, {"verified": {"made_by": 1}}):
        with pytest.raises(schema.Undecided):
            schema.carried(undecided, True)


def test_the_other_side_shows_the_same_and_then_follows(keys):
    salon, other = full_listing(), make_resource(name="つばき")
    first, before = published(keys), facts()
    salon.fee, salon.summary = 200, "あたらしい"
    salon.save()
    Organization.objects.update(description="10年つづいています", website="")
    Place.objects.filter(pk=salon.place_id).update(access="バス停から5分")
    StatusStatement.objects.create(resource=salon, status="ended", since=TODAY)
    SingleDate.objects.create(resource=salon, day=AHEAD, meets=None)
    Vacancy.objects.create(resource=salon, left=None)
    Verification.objects.create(resource=salon, day=TODAY, how="telephone")
    other.live = False
    other.save()
    make_resource(name="もみじ")
    second, after = published(keys, "second"), facts()
    the_other_network()

    assert "新しい 2：" in taken(first)
    assert facts() == before
    address = Resource.objects.get(name="ひまわり").pk
    told = taken(second)
    assert facts() == after
    assert all(line in told for line in ("新しい 1：もみじ", "変わった 1：ひまわり", "公開をやめた 1：つばき"))
    assert "中と同じに ならなかった" not in told
    assert Resource.objects.get(name="ひまわり").pk == address, "an address that people know stays"
    assert not Resource.objects.get(name="つばき").live

    edition = Edition.current()
    assert "もう受けとった" in taken(second)
    assert Edition.current() == edition, "taking it again changes nothing"
    with pytest.raises(CommandError, match="古いもの"):
        taken(first)
    assert facts() == after


def test_who_left_comes_back_under_the_same_address(keys):
    salon = make_resource(name="ひまわり")
    make_resource(name="つばき")
    whole = published(keys)
    salon.live = False
    salon.save()
    without = published(keys, "without")
    salon.live = True
    salon.save()
    again = published(keys, "again")
    the_other_network()
    taken(whole)
    address = Resource.objects.get(name="ひまわり").pk
    taken(without)
    assert "また公開した 1：ひまわり" in taken(again)
    assert Resource.objects.public().get(name="ひまわり").pk == address


def test_what_somebody_changed_outside_is_told_as_inside_again(keys):
    make_resource(name="ひまわり", fee=100)
    first, second = published(keys), published(keys, "second")
    the_other_network()
    taken(first)
    before = facts()
    Resource.objects.update(fee=999)
    assert "変わった 1：ひまわり" in taken(second)
    assert facts() == before


def test_only_what_changed_is_written(keys):
    make_resource(name="ひまわり", fee=100)
    salon = make_resource(name="つばき", fee=100)
    first = published(keys)
    salon.fee = 300
    salon.save()
    second = published(keys, "second")
    the_other_network()
    taken(first)
    last = Change.objects.order_by("-pk").values_list("pk", flat=True)[0]
    taken(second)
    touched = set(Change.objects.filter(pk__gt=last).values_list("resource_id", flat=True))
    assert touched == {Resource.objects.get(name="つばき").pk}


def flipped(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_a_file_with_one_other_bit_or_cut_is_refused_and_changes_nothing(keys):
    full_listing()
    out = published(keys)
    data = out.read_bytes()
    the_other_network()
    ends = [len(HEAD), data.index(b"\n", len(HEAD)) + 1]
    inside = [
        0,
        3,
        ends[0] + 2,
        ends[0] + 40,
        ends[1] - 3,
        ends[1] + 5,
        ends[1] + 80,
        ends[1] + 100,
        len(data) // 2,
        len(data) - 2,
    ]
    broken = [flipped(data, at) for at in inside] + [
        data[:at] for at in (0, 5, ends[0], ends[0] + 30, ends[1], ends[1] + 20, len(data) - 1)
    ]
    for wrong in [*broken, data + b" ", b"\x00" * 100, data.replace(b'"fee": 100', b'"fee": 900')]:
        out.write_bytes(wrong)
        with pytest.raises(CommandError):
            taken(out)
    assert not Resource.objects.exists()
    assert not TakenPackage.objects.exists()
    out.write_bytes(data)
    assert "新しい 1" in taken(out)


def test_another_key_is_refused_and_two_keys_are_taken_while_they_change(keys):
    make_resource(name="ひまわり")
    make_keys(keys.with_name("new.key"))
    out = published(keys.with_name("new.key"))
    with pytest.raises(CommandError, match="署名"):
        taken(out)
    with pytest.raises(CommandError, match="署名の鍵"):
        taken(out, "inside.key")
    the_other_network()
    assert "新しい 1" in taken(out, "inside.key.pub", "new.key.pub")


def test_keys_are_the_owners_alone_and_never_written_over(keys):
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="もうあります"):
        call_command("publish_package", make_key=keys)
    assert b"PRIVATE" not in keys.with_name("inside.key.pub").read_bytes()


def signed(keys, change):
    """A package whose signature is right and whose manifest or listings somebody has changed before signing."""
    head, line, _, body = published(keys).read_bytes().split(b"\n", 3)
    manifest = json.loads(line)
    change(manifest)
    told = head + b"\n" + json.dumps(manifest).encode() + b"\n"
    out = keys.parent / "changed"
    out.write_bytes(told + base64.b64encode(signing_key(keys).sign(told)) + b"\n" + body)
    return out


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"schema": 2}, "先に、こちらを 新しく"),
        ({"made_at": "2099-01-01T00:00:00+00:00"}, "先の日"),
        ({"municipality": "372013"}, "別の市町村"),
        ({"listings": 3}, "場所の数"),
    ],
)
def test_what_a_manifest_may_not_say(keys, change, why):
    make_resource(name="ひまわり")
    with pytest.raises(CommandError, match=why):
        taken(signed(keys, lambda manifest: manifest.update(change)))


def test_a_listing_that_cannot_be_stored_takes_the_whole_package_back(keys, monkeypatch):
    make_resource(name="ひまわり")
    make_resource(name="つばき")
    monkeypatch.setattr(
        "directory.packages.writing.carried",
        lambda facts, persons: {**facts, "fee": -1 if facts["name"] == "つばき" else 5},
    )
    out = published(keys)
    the_other_network()
    with pytest.raises(CommandError, match="つばき"):
        taken(out)
    assert not Resource.objects.exists()


def test_a_package_that_lost_most_of_its_listings_is_taken_on_purpose_alone(keys):
    for number in range(12):
        make_resource(name=f"サロン{number}")
    whole = published(keys)
    Resource.objects.exclude(name="サロン1").update(live=False)
    few = published(keys, "few")
    the_other_network()
    taken(whole)
    with pytest.raises(CommandError, match="--many-gone"):
        taken(few)
    assert Resource.objects.public().count() == 12
    assert "公開をやめた 11" in taken(few, many_gone=True)


def test_a_city_without_public_listings_has_no_package(keys):
    make_municipality()
    with pytest.raises(CommandError, match="ありません"):
        published(keys)


def test_what_is_here_already_is_said_and_never_taken_over(keys):
    make_resource(name="ひまわり")
    out = published(keys)
    with pytest.raises(CommandError, match="もうここに"):
        taken(out)
    Resource.objects.all().delete()
    make_resource(name="前からの会")
    assert "パッケージでない場所が 1か所" in taken(out)


def test_an_organization_that_runs_another_place_here_is_not_changed_by_a_package(keys):
    circle = make_organization(name="向日葵の会", website="https://example.jp/")
    make_resource(name="ひまわり", organization=circle)
    make_resource(name="つばき", organization=circle)
    first = published(keys)
    Organization.objects.update(website="https://example.com/")
    second, inside = published(keys, "second"), facts()
    third = published(keys, "third")
    the_other_network()
    taken(first)
    shared = Organization.objects.get()
    there = make_place(municipality=make_municipality("131016", "千代田区"))
    elsewhere = make_resource(name="よその会", place=there, organization=shared)
    assert "中と同じに ならなかった" not in taken(second)
    shared.refresh_from_db()
    assert shared.website == "https://example.jp/"
    assert elsewhere.organization == shared
    assert facts() == inside
    assert "変わった" not in taken(third)
    assert Organization.objects.count() == 2, "it is made once"


def test_words_that_the_other_side_lacks_are_said(keys, monkeypatch):
    make_resource(name="ひまわり")
    monkeypatch.setattr("directory.packages.writing.carried", lambda facts, persons: {**facts, "kinds": ["spaceport"]})
    out = published(keys)
    the_other_network()
    assert "spaceport" in taken(out)


def test_the_name_of_a_person_at_a_contact_goes_out_only_where_the_city_says_so(keys):
    make_resource(name="ひまわり", contacts=[{"kind": "telephone", "value": "042-111-1111", "person": "鈴木和子"}])
    assert "鈴木和子" not in published(keys).read_text()
    assert "鈴木和子" in published(keys, "named", with_persons=True).read_text()


def test_only_what_is_public_goes_out(keys):
    make_resource(name="ひまわり", contacts=[{"kind": "email", "value": "hidden@example.jp", "is_public": False}])
    make_resource(name="支援者だけ", visibility="supporters")
    make_resource(name="下書きの会", live=False)
    make_resource(name="よその会", place=make_place(municipality=make_municipality("131016", "千代田区")))
    text = published(keys).read_text()
    assert "ひまわり" in text
    assert not [word for word in ("hidden@", "支援者だけ", "下書きの会", "よその会") if word in text]


def test_a_place_that_cannot_be_written_leaves_the_old_package(keys):
    make_resource(name="ひまわり")
    with pytest.raises(CommandError, match="書けません"):
        call_command("publish_package", str(keys.parent / "no folder" / "x"), municipality=CITY, key=keys)
    now = timezone.localtime()
    told = publish(keys.parent / "x", CITY, signing_key(keys), now)
    assert told.moment == now


def test_the_commands_of_the_guide_run_as_they_stand(tmp_path):
    guide = (ROOT / "docs/guides/two_networks.md").read_text(encoding="utf-8")
    lines = re.findall(r"^    .venv/bin/python manage.py (.*)$", guide, re.MULTILINE)
    commands = [re.sub(r"/(etc/ibasho|srv/gateway)", str(tmp_path), line).split() for line in lines]
    assert [line[0] for line in commands] == ["publish_package", "publish_package", "take_package", "take_package"]
    make_resource(name="ひまわり", place=make_place(municipality=make_municipality("372013", "高松市")))
    make_keys(tmp_path / "new.key")
    call_command(*commands[0], stdout=StringIO())
    call_command(*commands[1], stdout=StringIO())
    the_other_network()
    for command in commands[2:]:
        call_command(*command, stdout=StringIO())
    assert Resource.objects.public().get().name == "ひまわり"
