"""The page 「いつ」 with its two ways of writing: controls, and words."""

import pytest

from tests.cms.listing_pages import post_step, text_of

pytestmark = pytest.mark.django_db


def test_who_changed_both_ways_of_writing_is_asked_which_counts(my, listing):
    sent = {"weekdays": ["4"], "times": "毎週土曜 9:00–10:00"}
    assert "どちらを 使うか" in text_of(post_step(my, listing, "when", **sent))
    post_step(my, listing, "when", **sent, which="written")
    assert [str(row) for row in listing.schedules.all()] == ["毎週土曜 9:00–10:00"]


def test_the_chosen_way_counts_and_both_texts_come_back(my, listing):
    sent = {"weekdays": ["4"], "times": "毎週土曜 9:00–10:00"}
    asked = post_step(my, listing, "when", **sent)
    assert "毎週土曜 9:00–10:00" in asked.content.decode()
    assert 'value="4" id="id_weekdays_4" checked' in asked.content.decode()
    post_step(my, listing, "when", **sent, which="chosen")
    assert [str(row) for row in listing.schedules.all()] == ["毎月第2・第4金曜 10:00–12:00"]


@pytest.mark.parametrize("sent", [{"weekdays": ["4"]}, {"times": "毎週土曜 9:00–10:00"}])
def test_who_changed_one_way_is_not_asked(my, listing, sent):
    assert post_step(my, listing, "when", **sent).status_code == 302


def test_what_changes_from_a_month_on_is_written_with_its_year(my, listing):
    asked = text_of(post_step(my, listing, "when", times="10月から 毎週土曜 9:00–10:00"))
    assert "「10月から 毎週土曜 9:00–10:00」は、何年の 何月か 分かりません。" in asked
    post_step(my, listing, "when", times="2027年9月まで 第2火曜 10:00–12:00\n2027年10月から 毎週土曜 9:00–10:00")
    assert {str(row) for row in listing.schedules.all()} == {
        "2027年9月30日まで 毎月第2火曜 10:00–12:00",
        "2027年10月1日から 毎週土曜 9:00–10:00",
    }
