"""Whom to ask, out of the cells of a list: numbers that can be called, addresses, and every word that stands beside them."""

import csv
import datetime as dt

import pytest

from directory.imports.runs import ImportOptions, import_files
from directory.models import Contact, Resource
from tests.factories import CITY, make_municipality
from tests.paths import SHARED, needs_shared

TODAY = dt.date(2026, 11, 21)
pytestmark = pytest.mark.django_db
STANDARD = (
    "電話番号1",
    "電話番号1_連絡先備考",
    "電話番号2",
    "電話番号2_連絡先備考",
    "メールアドレス1",
    "メールアドレス1_連絡先備考",
)
BLANK = {"電話番号": "", "FAX": "", "メールアドレス": "", "URL": "", "代表者": "", "内線番号": "", "連絡先備考": ""}


@pytest.fixture
def imported(tmp_path):
    """Imports rows given as dicts of headings; gives what is stored of each, in their order."""
    make_municipality()

    def importing(*rows):
        path = tmp_path / "list.csv"
        lines = [{"名称": f"館{at}", "住所": f"稲城市平尾{at}"} | BLANK | row for at, row in enumerate(rows, 1)]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, lines[0])
            writer.writeheader()
            writer.writerows(lines)
        [report] = import_files([path], ImportOptions(CITY, "facility"), TODAY).files
        return [Resource.objects.get(name=line["名称"]) for line in lines], report

    return importing


def contacts_of(resource):
    """Kind, value and note of its contacts; those for supporters only with a third mark."""
    return [(one.kind, one.value, one.note) + (() if one.is_public else ("hidden",)) for one in resource.contacts.all()]


TOLD = [
    ({"電話番号": "(042)000-1234"}, [("telephone", "042-000-1234", "")]),
    ({"電話番号": "042-000-5678 内線382"}, [("telephone", "042-000-5678", "内線382")]),
    ({"電話番号": "（042）000−9012（午前中のみ）"}, [("telephone", "042-000-9012", "午前中のみ")]),
    ({"電話番号": "423781111"}, [("telephone", "042-378-1111", "")]),
    ({"電話番号": "9012345678"}, [("telephone", "090-1234-5678", "")]),
    ({"電話番号": "+81 42 000 1234"}, [("telephone", "042-000-1234", "")]),
    ({"電話番号": "186-042-000-1234"}, [("telephone", "186-042-000-1234", "")]),
    ({"電話番号": "042-000-1234", "内線番号": "12"}, [("telephone", "042-000-1234", "内線 12")]),
    (
        {"電話番号": "TEL042-000-1234/FAX042-000-1235"},
        [("telephone", "042-000-1234", ""), ("fax", "042-000-1235", "")],
    ),
    (
        {"電話番号": "042-000-1234（平日）、090-0000-1234（夜間）"},
        [("telephone", "042-000-1234", "平日"), ("telephone", "090-0000-1234", "夜間")],
    ),
    ({"FAX": "０４２（０００）１２３５"}, [("fax", "042-000-1235", "")]),
    ({"電話番号": "市役所の代表"}, [("other", "市役所の代表", "")]),
    ({"電話番号": "042-000-1234（代表者自宅）"}, [("telephone", "042-000-1234", "代表者自宅", "hidden")]),
    ({"電話番号": "042-000-1234", "代表者": "山田"}, [("telephone", "042-000-1234", "", "hidden")]),
    ({"代表者": "山田花子"}, [("other", "山田花子", "代表者", "hidden")]),
    ({"メールアドレス": "ａ..b@docomo.ne.jp"}, [("email", "a..b@docomo.ne.jp", "")]),
    ({"メールアドレス": "a.@ezweb.ne.jp（平日のみ）"}, [("email", "a.@ezweb.ne.jp", "平日のみ")]),
    (
        {"メールアドレス": "a@example.jp、b@example.jp"},
        [("email", "a@example.jp", ""), ("email", "b@example.jp", "")],
    ),
    ({"メールアドレス": "hana★example.jp"}, [("other", "hana★example.jp", "")]),
    ({"URL": "https://example.jp/あ"}, [("website", "https://example.jp/あ", "")]),
    ({"連絡先備考": "LINEで どうぞ"}, [("other", "LINEで どうぞ", "")]),
]


def test_every_cell_is_stored_as_it_can_be_used(imported):
    resources, _ = imported(*(cells for cells, _ in TOLD))
    assert [contacts_of(resource) for resource in resources] == [contacts for _, contacts in TOLD]


@pytest.mark.parametrize(
    ("cells", "contacts"),
    [
        (["042-000-1111", "（代表）"], [("telephone", "042-000-1111", "代表")]),
        (
            ["(042)000-1111", "平日", "042-000-2222", "土日", "a@example.org", "係あて"],
            [("telephone", "042-000-1111", "平日"), ("telephone", "042-000-2222", "土日"), ("email", "a@example.org", "係あて")],
        ),
        (["042-000-1111", "", "", "LINEで"], [("telephone", "042-000-1111", ""), ("other", "LINEで", "")]),
        (["042-000-1111", "世話人の自宅"], [("telephone", "042-000-1111", "世話人の自宅", "hidden")]),
        (["042-000-1111", "長" * 101], [("telephone", "042-000-1111", ""), ("other", "長" * 101, "")]),
    ],
)  # fmt: skip
def test_a_note_of_the_standard_stands_beside_its_number(imported, cells, contacts):
    [resource], _ = imported(dict.fromkeys(STANDARD, "") | dict(zip(STANDARD, cells, strict=False)))
    assert (contacts_of(resource), resource.description) == (contacts, "")


def test_a_number_that_is_not_told_is_no_contact_and_says_so_in_the_description(imported):
    [resource], report = imported({"電話番号": "非公開", "メールアドレス": "非公開"})
    assert contacts_of(resource) == []
    assert resource.description == "電話番号：非公開\nメールアドレス：非公開"
    assert [finding.column for finding in report.findings if "電話" in finding.reason] == []


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        ({"URL": "準備中"}, "URL：準備中"),
        ({"URL": "https://example.jp/ とFacebook"}, "URL：とFacebook"),
        ({"URL": "http://my_site.jp:port/"}, "http://my_site.jp:port/"),
        ({"電話番号": "042-000-1234 " + "平日は九時から" * 50}, "平日は九時から" * 50),
        ({"電話番号": "受付" * 200}, "受付" * 200),
        ({"内線番号": "12"}, "内線番号：12"),
    ],
)
def test_what_no_contact_can_hold_stands_in_the_description(imported, cells, kept):
    [resource], report = imported(cells)
    assert kept in resource.description
    assert not report.is_wrong


def test_the_report_names_the_number_that_was_mended(imported):
    _, report = imported({"電話番号": "（福祉課）042-000-1234 （保健課）87-839-2870"})
    assert "電話番号の先頭の0をおぎないました（087-839-2870）。" in [finding.reason for finding in report.findings]


def test_a_list_that_was_stored_with_other_forms_still_changes_what_nobody_touched(imported):
    [resource], _ = imported({"電話番号": "042-000-1234"})
    told = resource.imported
    told.facts["contacts"] = [{"kind": "telephone", "value": "042(000)1234"}]
    told.save()
    [resource], report = imported({"電話番号": "042-000-9999"})
    assert (contacts_of(resource), report.kept) == ([("telephone", "042-000-9999", "")], [])


@needs_shared("cases", "imports", "c05_tel.csv")
def test_the_case_of_telephones():
    make_municipality()
    import_files([SHARED / "cases" / "imports" / "c05_tel.csv"], ImportOptions(CITY, "facility"), TODAY)
    stored = Contact.objects.order_by("pk").values_list("resource__name", "kind", "value", "note")
    assert list(stored) == [
        ("みほん館", "telephone", "042-000-1234", ""),
        ("ためし館", "telephone", "042-000-5678", "内線382"),
        ("れい館", "telephone", "042-000-9012", "午前中のみ"),
    ]
