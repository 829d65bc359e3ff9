"""What a city is told of a file that it wrote itself."""

import pytest
import yaml

from directory.imports.checks.city_file import problems_in
from directory.imports.city_fixtures import plans, read_city
from directory.spreadsheets.findings import Wrong

WHOLE = """
municipality: "132250"
source: 花野市の計画
area_systems: [{name: 圏域, areas: [{name: 北, towns: [平尾]}]}]
organizations: [{name: 花野市}]
resources: [{name: まるごと相談, kinds: [consultation], worries: [other], area: 北, organization: 花野市, operation: direct}]
agencies: [{name: 花野市福祉課, kind: city, desks: [まるごと相談]}]
works: [{work: outreach, who: 福祉課, operation: direct}]
meetings: [{law: consent, name: つながる会議}]
goals: [{name: だれも ひとりにしない}]
"""


def test_a_whole_file_has_no_problem():
    assert problems_in(yaml.safe_load(WHOLE)) == []


@pytest.mark.parametrize(
    ("was", "wrote", "said"),
    [
        ("source: 花野市の計画", "", "「source」が ありません。"),
        ("resources:", "resorces:", "「resorces」という項目は ありません。「resources」では ありませんか。"),
        ("worries: [other]", "worries: [others]", "「others」という項目は ありません。「other」では ありませんか。"),
        ("area: 北", "area: 南", "圏域（area）：「南」"),
        (
            "organization: 花野市",
            "organization: 花の市",
            "「花の市」という項目は ありません。「花野市」では ありませんか。",
        ),
        ("operation: direct}]\nagencies", "operation: 直営}]\nagencies", "の operation：「直営」"),
        ("work: outreach", "work: visits", "の work：「visits」"),
        ("law: consent", "law: yes", "の law：「True」"),
        ("desks: [まるごと相談]", "desks: [相談]", "「相談」は、resources に ありません。"),
        ("kinds: [consultation], ", "", "種類（kinds）が ありません"),
        ("{name: まるごと相談,", "{", "名前（name）のない行"),
        ("{name: だれも ひとりにしない}", "{name: 一}, {name: 一}", "「一」が 2回 あります。"),
        ("who: 福祉課", "note: 福祉課", "だれが（who）"),
        ("works: [{work: outreach, who: 福祉課, operation: direct}]", "works: outreach", "「works」は、行の一覧に"),
    ],
)
def test_each_mistake_is_said_with_its_place(was, wrote, said):
    assert WHOLE.count(was) == 1
    assert [one for one in problems_in(yaml.safe_load(WHOLE.replace(was, wrote))) if said in one]


@pytest.mark.parametrize(
    ("text", "said"),
    [("[1, 2]", "ファイルでは ありません"), ("a: [", "2行目のあたりが 読めません"), ("source: x", "municipality")],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(tmp_path, text, said):
    path = tmp_path / "city.yaml"
    path.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(Wrong, match=said):
        read_city(path)


def test_the_shipped_plans_are_read():
    assert len([read_city(path) for path in plans()]) == 5
