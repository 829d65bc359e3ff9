"""やさしい日本語 in the portal: written by a person, with hints beside the box."""

import pytest
from django.urls import reverse

from directory.changes.approval_rules import ApprovalRule
from directory.models import Amendment, Resource
from tests.cms.listing_pages import now_of, post_step, text_of

pytestmark = pytest.mark.django_db

LONG = "毎月第二火曜日の午前十時から正午まで、平尾自治会館の集会室で、体操とお茶の会を実施しています。"


def page_of(client, listing, slug):
    return text_of(client.get(reverse("listing_step", args=[listing.pk, slug])))


def test_the_usual_text_stands_above_its_box(my, listing):
    Resource.objects.filter(pk=listing.pk).update(summary="体操とお茶の会です。", description="長" * 2_000)
    page = page_of(my, listing, "easy")
    assert "いまの ふつうの文: 体操とお茶の会です。" in page
    assert "長" * 401 not in page
    assert "ふつうの文は まだ ありません。" in page, "of the text that the listing has not"


@pytest.mark.parametrize("slug", ["what", "easy"])
def test_the_longest_sentence_and_the_hardest_word_are_pointed_out(my, listing, slug):
    Resource.objects.filter(pk=listing.pk).update(summary=LONG, summary_easy=LONG)
    page = page_of(my, listing, slug)
    assert f"いちばん 長い文は {len(LONG)}文字です。" in page
    assert "むずかしいかもしれない ことば:「平尾自治会館」" in page
    for name in ("summary", "summary_easy"):
        Resource.objects.filter(pk=listing.pk).update(**{name: "お茶を のみます。"})
    assert "いちばん 長い文" not in page_of(my, listing, slug)


def test_it_is_saved_shown_and_taken_out_again(my, listing):
    post_step(my, listing, "easy", summary_easy="たいそうを します。")
    assert now_of(listing).summary_easy == "たいそうを します。"
    assert "たいそうを します。" in page_of(my, listing, "easy").split("今は、こう見えています")[1]
    post_step(my, listing, "easy", summary_easy="")
    assert now_of(listing).summary_easy == ""


def test_it_waits_where_the_usual_text_waits(my, listing):
    ApprovalRule.objects.update_or_create(municipality=listing.municipality, defaults={"fields": ["summary"]})
    post_step(my, listing, "easy", summary_easy="たいそうを します。", description_easy="みんなで します。")
    assert (now_of(listing).summary_easy, now_of(listing).description_easy) == ("", "みんなで します。")
    assert Amendment.objects.get(state="waiting").changes.keys() == {"summary_easy"}


def test_whoever_changes_the_usual_text_is_asked_to_look_at_the_other(my, listing):
    Resource.objects.filter(pk=listing.pk).update(summary_easy="たいそうを します。")
    said = "やさしい日本語の「ひとことで」も、合っているか 見てください。"
    answer = post_step(my, listing, "what", summary="歌の会です。")
    assert said in text_of(my.get(answer["Location"]))
    answer = post_step(my, listing, "what", fee="200")
    assert said not in text_of(my.get(answer["Location"]))
