"""Our lists of the national standard through our own import: the list that is made of what was read is the same list."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from directory.exports.open_data.data_sets import DATA_SETS
from directory.models import Organization, Place, Resource
from tests.factories import CITY, make_organization, make_place, make_resource, make_town

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, tzinfo=ZoneInfo("Asia/Tokyo"))
CONTACTS = [
    {"kind": "telephone", "value": "042-111-1111"},
    {"kind": "email", "value": "a@example.jp"},
    {"kind": "website", "value": "https://example.jp/"},
]
HALL = {"name": "平尾自治会館", "address": "平尾1丁目2-3", "building": "2階和室", "postcode": "2060823"}
CASES = {
    "facilities": {"kinds": ["facility"], "schedule": "毎週月〜金 9:00–17:00（祝日・年末年始は休み）", "features": {"sign_language": "yes"}},
    "childcare": {"kinds": ["childcare_hub"], "schedule": "毎月第2・第4火曜 10:00–12:00", "min_age": 0, "max_age": 3, "capacity": 20},
    "meals": {"kinds": ["meal"], "schedule": "毎月第3水曜 16:00–20:00", "fee": 0, "capacity": 30},
}  # fmt: skip


def lines(slug):
    """The rows without their IDs, which are those of the rows that were made."""
    at = DATA_SETS[slug].headings.index("ID")
    return [row[:at] + row[at + 1 :] for row in DATA_SETS[slug].offered(CITY, NOW)]


@pytest.mark.parametrize("slug", CASES)
def test_a_list_comes_back(tmp_path, slug):
    make_town()
    make_resource(
        name="=さくら会", reading="さくらかい", summary="だれでも 来られます。", contacts=CONTACTS, place=make_place(**HALL, town=make_town()),
        organization=make_organization(name="社会福祉法人さくら", corporate_number="2000020132250"), **CASES[slug],
    )  # fmt: skip
    before, file = lines(slug), tmp_path / f"{slug}.csv"
    file.write_text("".join(DATA_SETS[slug].csv_lines(CITY, NOW)), encoding="utf-8", newline="")
    for model in (Resource, Place, Organization):
        model.objects.all().delete()
    call_command("import_resources", str(file), municipality=CITY, kind=CASES[slug]["kinds"][0])
    back = Resource.objects.get()
    told = dict(zip((name for name in DATA_SETS[slug].headings if name != "ID"), before[0], strict=True))
    now = dict(zip(told, lines(slug)[0], strict=True))
    remarks, also = told.pop("備考"), now.pop("備考")
    assert now == told
    assert also.startswith(remarks), "a kind and ages in words are kept in the description, too"
    assert [str(one) for one in back.schedules.all()] == [CASES[slug]["schedule"]]
    assert back.name == "=さくら会"
