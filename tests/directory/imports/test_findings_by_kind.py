"""Many findings become few lines, and none is lost on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.imports.findings_by_kind import group_findings
from directory.spreadsheets.findings import Finding, Severity

FINDINGS = st.lists(
    st.builds(
        Finding,
        st.sampled_from(Severity),
        st.builds("{}行目「{}」と同じ（{}）".format, st.integers(1, 99), st.text("あい12", max_size=3), st.text("うえ", max_size=2)),
        st.none() | st.integers(1, 99),
        value=st.text("か", max_size=2),
    )
)  # fmt: skip


@given(FINDINGS)
def test_every_finding_is_in_one_group_with_its_line(findings):
    groups = group_findings(findings)
    assert sorted(map(id, findings)) == sorted(id(one) for group in groups for one in group.findings)
    for group in groups:
        assert {one.severity for one in group.findings} == {group.severity}
        for one in group.findings:
            assert group.line(one) in str(one) or str(one) == group.line(one)
    assert [group.severity for group in groups] == sorted((g.severity for g in groups), key=list(Severity).index)


@pytest.mark.parametrize(
    ("reasons", "title"),
    [
        (["町の位置が分かりません。"] * 37, "町の位置が分かりません：37行"),
        (
            ["2行目と同じなので、1つにしました。", "9行目と同じなので、1つにしました。"],
            "…行目と同じなので、1つにしました：2行",
        ),
        (["「あ」は別の市です（132250）。", "「い」は別の市です（132250）。"], "「…」は別の市です（132250）：2行"),
    ],
)
def test_what_differs_is_left_out_of_the_title(reasons, title):
    [group] = group_findings(Finding(Severity.NOTICED, reason, 5) for reason in reasons)
    assert group.title == title


def test_what_must_be_corrected_comes_first_then_what_is_to_be_looked_at_and_the_largest_of_it():
    told = [(Severity.NOTICED, "a")] * 3 + [(Severity.NOTICED, "b")] * 5 + [(Severity.WRONG, "c")]
    told += [(Severity.MENDED, "d")] * 9
    assert [group.reason for group in group_findings(Finding(*one) for one in told)] == ["c", "b", "a", "d"]


def test_what_is_about_the_whole_file_comes_before_its_lines():
    told = [Finding(Severity.NOTICED, "行のこと", 3)] * 4 + [Finding(Severity.NOTICED, "題のこと")]
    assert [group.reason for group in group_findings(told)] == ["題のこと", "行のこと"]


def test_what_asks_to_look_first_comes_before_what_is_only_told_however_often():
    told = [Finding(Severity.NOTICED, "町の位置が分かりません。", line) for line in range(9)]
    told += [Finding(Severity.NOTICED, "終わると 書いてあります。たしかめてから 入れてください。", 3)]
    assert [len(group.findings) for group in group_findings(told)] == [1, 9]
