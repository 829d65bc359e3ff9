"""さがすときの ことば in the admin: own and shipped words, what they mean and find, and the way from a query without an answer."""

import pytest
from django.urls import reverse

from directory.models import UnansweredQuery, WishWord
from directory.search.wishes.reading import read_wish
from directory.search.wishes.table import phrase_book
from tests.cms.admin.pages import read
from tests.cms.html_forms import filled
from tests.factories import make_municipality, make_resource

pytestmark = pytest.mark.django_db
ROOM = "wagtailsnippets_directory_wishword"


def add(browser, query="", **facts):
    """Send the form of a new word; its answer."""
    url = reverse(f"{ROOM}:add") + query
    return browser.post(url, filled(browser.get(url), **facts))


def test_a_word_of_the_city_is_understood_as_soon_as_it_is_stored(city):
    assert (
        add(city, phrase=" けん玉  ", meaning_0="activity:board_games", meaning_1="time:afternoon").status_code == 302
    )
    word = WishWord.objects.get(municipality="132250")
    assert (word.phrase, word.concepts) == ("けん玉", "activity:board_games time:afternoon")
    assert read_wish("けん玉", phrase_book("132250")).concepts == ["activity:board_games", "time:afternoon"]


def test_meanings_are_chosen_by_their_labels(city):
    page = read(city, f"{ROOM}:add")
    for label in ("種類: サロン", "困りごと: 借金", "時間: 午後", "曜日: 土曜日", "お金: 無料"):
        assert label in page, label


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"phrase": "けん玉"}, "meaning_0"),
        ({"phrase": "けん玉", "meaning_0": "kind:ufo"}, "meaning_0"),
        ({"phrase": "", "meaning_0": "kind:salon"}, "phrase"),
        ({"phrase": "けん玉", "meaning_0": "kind:salon", "municipality": ""}, "municipality"),
        ({"phrase": "けん玉", "meaning_0": "kind:salon", "municipality": "112089"}, "municipality"),
    ],
)
def test_what_is_missing_or_not_theirs_is_said_at_its_field(city, facts, field):
    make_municipality(code="112089", name="所沢市")
    answer = add(city, **facts)
    assert list(answer.context["form"].errors) == [field]
    assert not WishWord.objects.exclude(municipality=None).exists()


def test_what_it_would_find_is_seen_before_it_is_stored(city):
    make_resource(kinds=["cafe"])
    make_resource(kinds=["cafe"], schedule="毎週土曜 10:00–12:00")
    make_resource(kinds=["salon"])
    answer = add(city, phrase="茶屋", meaning_0="kind:cafe", **{"try": "1"})
    assert "いま 2か所 見つかります" in answer.content.decode()
    answer = add(city, phrase="茶屋", meaning_0="kind:cafe", meaning_1="day:sat", **{"try": "1"})
    assert "いま 1か所 見つかります" in answer.content.decode()
    assert not WishWord.objects.exclude(municipality=None).exists()


def test_the_list_says_what_each_word_means_and_finds(city):
    make_resource(activities=["karaoke"])
    page = read(city, f"{ROOM}:list", q="カラオケ")
    assert "すること: カラオケ" in page
    assert "1か所" in page


def test_own_words_are_told_from_shipped_ones(city):
    WishWord.objects.create(municipality=make_municipality(), phrase="けん玉", concepts="activity:board_games")
    own = read(city, f"{ROOM}:list", whose="own")
    shipped = read(city, f"{ROOM}:list", whose="shipped")
    assert "けん玉" in own
    assert "稲城市" in own
    assert "全国" in shipped
    assert "けん玉" not in shipped


def test_staff_change_no_shipped_word(city):
    shipped = WishWord.objects.filter(phrase="カラオケ").get()
    page = read(city, f"{ROOM}:list", q="カラオケ")
    for view in ("edit", "delete"):
        url = reverse(f"{ROOM}:{view}", args=[shipped.pk])
        assert url not in page
        assert city.post(url, {"phrase": "x"}).url == "/admin/"
    shipped.refresh_from_db()
    assert shipped.phrase == "カラオケ"


def test_the_list_asks_no_query_more_for_more_words(city, django_assert_max_num_queries):
    url = {"whose": "own"}
    make_resource()
    WishWord.objects.create(municipality=make_municipality(), phrase="けん玉", concepts="activity:board_games")
    read(city, f"{ROOM}:list", **url)
    with django_assert_max_num_queries(40) as few:
        read(city, f"{ROOM}:list", **url)
    asked = len(few)
    WishWord.objects.bulk_create(
        WishWord(municipality=make_municipality(), phrase=f"ことば{number}", concepts="kind:salon day:sat")
        for number in range(15)
    )
    read(city, f"{ROOM}:list", **url)  # the places are loaded anew after a change
    with django_assert_max_num_queries(asked):
        assert "ことば14" in read(city, f"{ROOM}:list", **url)


def query_without_answer(text="バンド 練習", code="132250"):
    """A text that was kept."""
    return UnansweredQuery.objects.create(municipality=make_municipality(code), text=text, folded="ばんど練習")


def test_from_a_query_without_an_answer_to_a_word(city):
    query_without_answer()
    page = read(city, "city_unanswered")
    assert "バンド 練習" in page
    query = "?phrase=%E3%83%90%E3%83%B3%E3%83%89%20%E7%B7%B4%E7%BF%92"
    assert query in page
    assert add(city, query, meaning_0="activity:music").status_code == 302
    assert WishWord.objects.get(municipality="132250").phrase == "バンド 練習"
    assert not UnansweredQuery.objects.exists()


def test_a_query_is_taken_off_the_list(city):
    row = query_without_answer()
    assert city.get(reverse("city_unanswered_drop", args=[row.pk])).status_code == 405
    assert city.post(reverse("city_unanswered_drop", args=[row.pk])).status_code == 302
    assert not UnansweredQuery.objects.exists()


def test_queries_of_another_city_are_neither_seen_nor_taken_off(city):
    row = query_without_answer(code="112089")
    assert "バンド 練習" not in read(city, "city_unanswered")
    assert city.post(reverse("city_unanswered_drop", args=[row.pk])).status_code == 404


@pytest.mark.parametrize("person", ["coordinator", "outsider"])
@pytest.mark.parametrize("name", ["city_unanswered", "city_wish_try", f"{ROOM}:list"])
def test_nobody_but_staff_opens_them(client, request, person, name):
    client.force_login(request.getfixturevalue(person))
    assert client.get(reverse(name)).status_code == 302


def test_a_sentence_is_tried_and_stands_nowhere(city):
    make_resource(activities=["exercise"], schedule="毎週火曜 13:00–15:00")
    page = city.post(reverse("city_wish_try"), {"text": "午後の体操 カラオケ以外"}).content.decode()
    for said in ("時間: 午後", "すること: 体操", "（ではない）", "いま 1か所"):
        assert said in page, said
    assert "いのちや 安全に" in city.post(reverse("city_wish_try"), {"text": "死にたい"}).content.decode()
    assert "なにも 読みとれません" in city.post(reverse("city_wish_try"), {"text": "★？"}).content.decode()
    assert "体操" not in read(city, "city_wish_try", text="午後の体操")


def test_own_words_are_found_in_a_chooser_however_they_are_written(city):
    for phrase in ("けん玉", "めんこ"):
        WishWord.objects.create(municipality=make_municipality(), phrase=phrase, concepts="activity:child_play")
    page = read(city, "wagtailsnippetchoosers_directory_wishword:choose_results", q="ケン玉")
    assert ("けん玉" in page, "めんこ" in page) == (True, False)
