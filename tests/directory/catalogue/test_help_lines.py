"""Lines of help: which are shown, in which order, and that the shipped ones can be reached."""

import pytest
from django.core.exceptions import ValidationError

from directory.catalogue.help_lines import add_shipped_lines, help_lines, shipped_lines
from directory.models import HelpLine, Term
from tests.factories import make_municipality

pytestmark = pytest.mark.django_db


def line(**facts):
    """A line of the city."""
    facts = {
        "name": "市の夜の電話",
        "purpose": "聞きます。",
        "telephone": "042-000-1234",
        "hours": "夜",
        "source": "市",
    } | facts
    return HelpLine.objects.create(municipality=make_municipality(), **facts)


def names(home="132250", *concepts):
    """The names of the lines that are shown."""
    return [one.name for one in help_lines(home, concepts)]


def test_every_shipped_line_has_a_number_or_page_a_source_and_a_day():
    assert {len(shipped_lines()), HelpLine.objects.filter(municipality=None).count()} == {len(names(""))}
    worries = set(Term.objects.filter(scheme="worries").values_list("slug", flat=True))
    for one in HelpLine.objects.all():
        one.full_clean()
        assert one.source
        assert set(one.concerns.split()) <= worries


@pytest.mark.parametrize("worry", ["suicide", "violence", "housing"])
def test_who_is_in_danger_at_night_finds_first_whom_they_can_reach_now(worry):
    first = help_lines("", [f"worry:{worry}"])[0]
    assert (first.day_and_night, first.is_about([f"worry:{worry}"])) == (True, True)


def test_what_is_reachable_at_night_stands_before_what_is_not():
    reachable = [one.day_and_night for one in help_lines("")]
    assert reachable == sorted(reachable, reverse=True)
    assert True in reachable
    assert False in reachable


def test_a_citys_own_line_comes_first_and_in_no_other_city():
    line()
    assert names()[0] == "市の夜の電話"
    assert "市の夜の電話" not in names("372013")
    assert "市の夜の電話" not in names("")


def test_the_line_for_the_danger_comes_before_the_citys_own():
    line()
    assert names("132250", "worry:violence").index("DV相談＋（プラス）") < names("132250", "worry:violence").index(
        "市の夜の電話"
    )


@pytest.mark.parametrize(("live", "shown"), [(True, ["わが市の よりそい"]), (False, [])])
def test_a_city_replaces_or_hides_a_national_line_by_its_number(live, shown):
    line(name="わが市の よりそい", telephone="0120-279338", live=live)
    assert [name for name in names() if "よりそい" in name] == shown
    assert "よりそいホットライン" in names("372013")


def test_what_was_changed_stays_and_what_is_missing_is_added_after_a_migration():
    HelpLine.objects.filter(name="いのちの電話").update(hours="毎日 10時〜22時", live=False)
    HelpLine.objects.filter(name="チャイルドライン").delete()
    add_shipped_lines(plan=[])
    add_shipped_lines(plan=[])
    assert HelpLine.objects.get(name="いのちの電話").hours == "毎日 10時〜22時"
    assert HelpLine.objects.filter(name="チャイルドライン").count() == 1


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("０１２０２７９３３８", "0120-279-338"), ("0120-0-78310", "0120-0-78310"), ("＃8008", "#8008"), ("189", "189")],
)
def test_numbers_are_stored_as_they_are_called(typed, stored):
    one = HelpLine(name="x", purpose="x", hours="x", source="x", telephone=typed)
    one.full_clean()
    assert one.telephone == stored


@pytest.mark.parametrize("facts", [{"telephone": "夜は市役所へ"}, {"telephone": "", "web": ""}])
def test_a_line_that_nobody_can_reach_is_refused(facts):
    with pytest.raises(ValidationError):
        HelpLine(name="x", purpose="x", hours="x", source="x", **facts).full_clean()


def test_other_programs_get_the_number_and_when_it_answers():
    told = next(one.as_json for one in help_lines("") if one.telephone == "189")
    assert (told["day_and_night"], told["checked"]) == (True, "2026-11-26")
    assert {"name", "purpose", "web", "hours", "languages", "source"} < told.keys()


def test_the_line_that_is_meant_for_this_danger_alone_comes_before_one_for_everything():
    add_shipped_lines(plan=[])
    assert [line.name for line in help_lines("", ["worry:violence"])[:2]] == ["DV相談＋（プラス）", "警察（けいさつ）"]
    assert help_lines("", ["worry:suicide"])[0].name == "#いのちSOS"
