"""文から うめる: one sentence fills the form of a person's needs, is confirmed piece by piece, and stands nowhere."""

import logging

import pytest
from django.urls import reverse

from directory.models import CountedQuery, UnansweredQuery
from directory.publishing.append_only import rewriting_allowed
from matching.models import NeedsSheet
from matching.oversight.audit_log import Look
from tests.cms.desk.test_views import person  # noqa: F401  (a fixture)
from tests.cms.html_forms import filled
from tests.factories import make_agency, make_municipality, make_town, make_user

pytestmark = pytest.mark.django_db
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
SENTENCE = "車いすで火曜の午後なら出られる。お茶がしたい、カラオケは嫌"


@pytest.fixture
def form(desk, person):  # noqa: F811
    """The address of the form of a person of whom nothing is known."""
    with rewriting_allowed():
        NeedsSheet.objects.all().delete()
    person.town = None
    person.save()
    return reverse("desk_needs", args=[person.code])


def fill(browser, url, sentence=SENTENCE, **typed):
    """The page that comes back from 「文から うめる」."""
    return browser.post(url, filled(browser.get(url), "needs") | typed | {"sentence": sentence, "fill": "1"})


def sent(page, **changed):
    """What the page sends when 「記録する」 is pressed."""
    return filled(page, "needs") | changed


def test_what_was_read_is_filled_in_with_its_words_and_nothing_is_stored(desk, form):
    page = fill(desk, form)
    said = {proposal.label for proposal in page.context["reading"].filled}
    assert {
        "欠かせない: 車いすで入れる",
        "してみたい: お茶・おしゃべり",
        "避けたい: カラオケ",
        "出かけられる時間: 火 午後",
    } <= said
    assert "から うめました" in page.content.decode()
    assert not NeedsSheet.objects.exists()


def test_what_stays_ticked_is_recorded(desk, form):
    assert desk.post(form, sent(fill(desk, form))).status_code == 302
    facts = NeedsSheet.objects.get().facts
    assert facts["needs"] == ["wheelchair"]
    assert (facts["interests"]["want"], facts["avoid"]) == (["tea"], ["karaoke"])
    assert facts["available"] == [{"weekdays": ["tue"], "from": "12:00", "to": "17:00"}]


def test_what_is_taken_off_is_not_recorded(desk, form):
    page = fill(desk, form)
    kept = [one.token for one in page.context["reading"].filled if "車いす" in one.label]
    desk.post(form, sent(page, take=kept))
    assert NeedsSheet.objects.get().facts == {"needs": ["wheelchair"]}


def test_what_is_changed_at_its_field_stays_as_it_was_changed(desk, form):
    page = fill(desk, form)
    desk.post(form, sent(page, take=[], activity_tea="done"))
    assert NeedsSheet.objects.get().facts == {"interests": {"done": ["tea"]}}


def test_what_was_typed_before_stays_and_wins(desk, form):
    page = fill(desk, form, age="81", activity_tea="avoid", targets=["dementia"])
    assert {one.label for one in page.context["reading"].stood} == {"してみたい: お茶・おしゃべり"}
    desk.post(form, sent(page))
    facts = NeedsSheet.objects.get().facts
    assert (facts["age"], facts["targets"], set(facts["avoid"])) == (81, ["dementia"], {"tea", "karaoke"})


def test_an_error_below_does_not_hinder_the_filling(desk, form):
    page = fill(desk, form, age="八十")
    assert not page.context["form"].errors
    assert 'value="八十"' in page.content.decode()


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("高齢の人", "あてはまるもの: "),
        ("無料がいい", "出せる費用: 0円まで"),
        ("歩いて行けるところ", "行き方: 歩いて"),
        ("土日の午前", "出かけられる時間: 土・日 午前"),
        ("静かな所", "あるとよい: 静か"),
        ("ひらおに 住んでいる 平尾", "住んでいる町: "),
        ("karaoke", "してみたい: カラオケ"),
    ],
)
def test_each_kind_of_wish_has_its_field(desk, form, sentence, label):
    make_town()
    assert any(one.label.startswith(label) for one in fill(desk, form, sentence).context["reading"].filled)


@pytest.mark.parametrize(
    ("sentence", "facts"),
    [
        ("午後からなら出られる", {"available": [{"weekdays": WEEK, "from": "12:00", "to": "17:00"}]}),
        ("52歳の男性", {"age": 52}),
        ("５２才の息子。80歳のお母さんと二人", {"age": 52}),
        ("80歳の母と 50歳の妻", {}),
        ("30歳か40歳", {}),
        ("歩いて15分くらいまで", {"travel": {"modes": ["walk"], "max_minutes": 15}}),
    ],
)
def test_what_is_proposed_can_be_recorded_as_it_stands(desk, form, sentence, facts):
    answer = desk.post(form, sent(fill(desk, form, sentence)))
    assert answer.status_code == 302, answer.context["form"].errors
    stored = NeedsSheet.objects.get().facts
    assert {name: stored.get(name) for name in ("age", "available", "travel")} == {
        name: facts.get(name) for name in ("age", "available", "travel")
    }


def test_what_has_no_field_is_said(desk, form):
    assert "サロン" in "".join(fill(desk, form, "サロンに 行きたい").context["reading"].homeless)


def test_a_trouble_is_filled_in_unless_it_is_known_that_there_is_none(desk, form):
    reading = fill(desk, form, "借金がある").context["reading"]
    assert [proposal.values for proposal in reading.filled] == [(("worries", "debt"),)]
    reading = fill(desk, form, "借金がある", worries="none").context["reading"]
    assert [proposal.values for proposal in reading.stood] == [(("worries", "debt"),)]


@pytest.mark.parametrize("sentence", ["", "   ", "☕", "あ" * 5_000, "<script>alert(1)</script>"])
def test_a_sentence_without_a_wish_changes_nothing(desk, form, sentence):
    page = fill(desk, form, sentence)
    assert page.status_code == 200
    assert "ありませんでした" in page.content.decode()
    assert "<script>alert(1)" not in page.content.decode()


def test_more_times_than_the_form_holds_are_left_out(desk, form):
    page = fill(desk, form, "火曜の午後", weekdays_0=["mon"], weekdays_1=["wed"], weekdays_2=["fri"])
    assert page.context["reading"].filled == []


def test_words_of_danger_show_the_lines_first(desk, form):
    html = fill(desk, form, "夫に殴られる").content.decode()
    assert html.index("tel:0120279889") < html.index('name="sentence"')


def test_the_sentence_stands_in_no_table_no_log_and_no_address(desk, form, caplog):
    caplog.set_level(logging.DEBUG)
    page = fill(desk, form, "ぴんぽろりんが したい")
    desk.post(form, sent(page, sentence="ぴんぽろりんが したい"))
    assert "ぴんぽろりん" not in caplog.text
    assert "ぴんぽろりん" not in str(NeedsSheet.objects.get().facts)
    assert not any("ぴんぽろりん" in look.what for look in Look.objects.all())
    assert not CountedQuery.objects.exists()
    assert not UnansweredQuery.objects.exists()
    assert 'name="fill"' in page.content.decode()
    assert page.request["QUERY_STRING"] == ""


def test_owner_colleague_and_outsiders(client, form, person):  # noqa: F811
    other = make_agency(municipality=make_municipality(code="372013", name="高松市"))
    for user, status in (
        (make_user("coordinator", person.agency), 200),
        (make_user("coordinator", make_agency(name="となりの社協")), 403),
        (make_user("coordinator", other), 403),
        (make_user("staff", person.agency), 403),
        (make_user(), 403),
    ):
        client.force_login(user)
        answer = client.post(form, {"sentence": "お茶がしたい", "fill": "1"})
        assert answer.status_code == status
        assert ("してみたい: お茶" in answer.content.decode()) == (status == 200)
