"""What a text finds, by what, and what else may have been meant."""

import datetime as dt

import pytest

from directory.models import Landmark, Resource, Term
from directory.search import public_search
from directory.search.index import Index
from directory.snapshot import loading
from directory.snapshot.day import snapshot_on
from directory.snapshot.selection import Selection
from tests.factories import make_organization, make_place, make_resource, make_town

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)


def found(text):
    columns = loading.current()
    return public_search.found(Selection.of(columns, TODAY).snapshot, text).keys.tolist()


@pytest.mark.parametrize(
    "text",
    ["ひまわり", "ﾋﾏﾜﾘ", "himawari", "百村", "もむら", "市民会館", "社協", "しゃきょう", "サロン", "ふれあい", "お茶"],
)
def test_a_place_is_found_by_everything_that_names_it(text):
    place = make_place(name="市民会館", town=make_town("百村", reading="もむら"))
    organization = make_organization(name="社協", reading="しゃきょう")
    named = make_resource(name="ひまわり", activities=["tea"], place=place, organization=organization)
    make_resource(name="囲碁クラブ", kinds=["club"], place=make_place(lat=35.7, name="公園"))
    assert found(text) == [named.pk]


def test_a_reading_counts_before_the_guess_and_a_new_name_has_a_new_one():
    said = make_resource(name="百村", reading="もむら", kinds=[])
    guessed = make_resource(name="向日葵", kinds=[])
    assert (found("もむら"), found("ひゃくむら"), found("ひまわり")) == ([said.pk], [], [guessed.pk])
    guessed.name = "紫陽花"
    guessed.save()
    assert (found("ひまわり"), found("あじさい")) == ([], [guessed.pk])


def test_who_runs_it_and_the_room_are_found_by_a_guess_of_how_they_sound():
    organization, place = make_organization(name="絆の会"), make_place(name="中央公民館")
    key = make_resource(name="朝", kinds=[], organization=organization, place=place).pk
    assert found("きずなのかい") == found("こうみんかん") == [key]


def test_what_is_not_public_of_them_finds_nothing():
    organization, place = make_organization(name="絆の会", live=False), make_place(name="中央公民館", live=False)
    make_resource(name="朝", kinds=[], organization=organization, place=place)
    assert found("絆の会") == found("中央公民館") == []


@pytest.mark.parametrize("text", ["⻑寿会", "⻑", "⻑寿"])
def test_letters_of_a_pdf_find_what_is_written_with_letters(text):
    named = make_resource(name="長寿会", kinds=[])
    make_resource(name="お茶の会", kinds=[])
    assert found(text) == [named.pk]


def said(text):
    return public_search.said(snapshot_on(loading.current(), TODAY), text).tolist()


@pytest.mark.parametrize(
    ("facts", "text", "excerpt"),
    [
        ({"summary": "補聴器の 電池を かえます"}, "補聴器", "補聴器の 電池を かえます"),
        ({"description": "お茶を 飲みます。\n補聴器の 話も します。"}, "補聴器", "補聴器の 話も します。"),
        ({"first_visit": "ひとりで 来る人が ほとんどです"}, "ひとりで", "ひとりで 来る人が ほとんどです"),
        ({"to_bring": "うわばき、飲みもの"}, "上履き", None),
        ({"to_bring": "うわばき、飲みもの"}, "うわばき", "うわばき、飲みもの"),
        ({"hours_note": "雨の日は お休み"}, "雨の日", "雨の日は お休み"),
        ({"fee_note": "材料費は 別です"}, "材料費", "材料費は 別です"),
        ({"worries": ["debt"]}, "借金", "借金"),
        ({"targets": ["dementia"]}, "認知症", "認知症の人"),
        ({"wants_helpers": True, "helpers_wanted": "お茶出し"}, "お茶出し", "お茶出し"),
        ({"wants_helpers": False, "helpers_wanted": "お茶出し"}, "お茶出し", None),
        ({"summary": "しょうがいの ある人"}, "ようが", None),
    ],
)
def test_what_a_listing_says_of_itself_finds_it_word_for_word(facts, text, excerpt):
    key = make_resource(name="あさひ", kinds=[], **facts).pk
    expected = [] if excerpt is None else [key]
    assert said(text) == expected
    assert found(text) == expected
    assert [reason.text for reason in matched(text, key)[key] if reason.label == "said"] == [excerpt] * len(expected)


def test_a_short_word_of_another_language_is_no_japanese_particle():
    key = make_resource(name="ことば", kinds=[], description="aula de japonês です。駅の 駐車場で 待ちます。").pk
    other = make_resource(name="ほか", kinds=[], description="駅の 駐車場で 待ちます。").pk
    assert [reason.text for reason in matched("de", key)[key]] == ["aula de japonês です。"]
    assert matched("de", other)[other] == []


def test_the_way_in_counts_where_the_place_is_public():
    for live in (True, False):
        place = make_place(name="公民館", access="バス停の 目の前", accessibility="スロープが あります", live=live)
        key = make_resource(name="あさひ", kinds=[], place=place).pk
        assert (key in found("スロープ"), key in found("バス停")) == (live, live)


def test_what_is_only_said_comes_after_what_is_certain_and_leaves_nothing_to_guess():
    says = make_resource(name="あさひ", kinds=[], description="帰りに 折り紙を します").pk
    named = make_resource(name="折り紙の会", kinds=[]).pk
    make_resource(name="折り鶴", kinds=[])
    snapshot = snapshot_on(loading.current(), TODAY)
    assert found("折り紙") == [named, says]
    assert said("折り紙") == sorted([says, named])
    assert public_search.found(snapshot, "帰り") == (pytest.approx([says]), False)
    assert [reason.label for reason in matched("折り紙", named)[named]] == ["name"]


def test_what_residents_do_not_see_of_a_listing_finds_nothing():
    make_resource(name="あさひ", kinds=[], description="補聴器", visibility="supporters")
    make_resource(name="ゆうひ", kinds=[], source="補聴器", office="補聴器", live=True)
    assert found("補聴器") == said("補聴器") == []


def test_a_changed_description_is_found_at_once():
    resource = make_resource(name="あさひ", kinds=[], description="補聴器")
    assert found("補聴器") == [resource.pk]
    resource.description = "電池"
    resource.save()
    assert (found("補聴器"), found("電池")) == ([], [resource.pk])
    resource.worries.set(Term.objects.filter(scheme="worries", slug="debt"))
    resource.save()
    assert found("借金") == [resource.pk]
    Term.objects.get(scheme="worries", slug="debt").delete()
    assert found("借金") == []


def test_a_wish_in_their_own_words_is_found_near_the_place_named(around):
    place = Resource.objects.get(pk=around["walk"]).place
    key = make_resource(name="あさひ", kinds=[], place=place, description="補聴器").pk
    make_resource(name="ゆうひ", kinds=[], place=make_place(lat=36.5), description="補聴器")
    assert found("もむら 補聴器") == [key]


def test_suggestions_and_spellings_know_only_what_residents_find():
    make_resource(name="ひみつの職場", visibility="supporters", kinds=[])
    everything = Selection.of(loading.current(), TODAY)
    assert public_search.suggested(everything, "ひみつ") == []
    assert spelling("ひみつの職") == ""
    key = make_resource(name="ひまわりサロン").pk
    everything = Selection.of(loading.current(), TODAY)
    assert public_search.suggested(everything, "ひま") == [key]


def spelling(text):
    columns = loading.current()
    return public_search.nearest_spelling(columns, Selection.of(columns, TODAY).keys, text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ひまらりさろん", "ひまわりサロン"), ("himarari salon", "ひまわりサロン"), ("サンロ", "サロン"), ("おちょ", "お茶"),
        ("qwerty", ""), ("ちんぷんかんぷん", ""), ("・", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_nearest_spelling_is_a_name_or_a_word_and_no_far_guess(typed, meant):
    make_resource(name="ひまわりサロン", activities=["tea"])
    assert spelling(typed) == meant


@pytest.fixture
def around():
    """Places north of 百村: one there, one 300 m, one 1.1 km and one 3 km from its middle."""
    town = make_town("百村", reading="もむら", lat=35.63, lng=139.49)
    places = {"there": 35.6301, "close": 35.6327, "walk": 35.64, "far": 35.657}
    return {
        name: make_resource(
            name=f"{name}体操" if name == "walk" else name,
            kinds=[],
            place=make_place(lat=lat, lng=139.49, town=town if name == "there" else None),
        ).pk
        for name, lat in places.items()
    }


@pytest.mark.parametrize(
    "text", ["百村", "もむら", " モムラ", "momura", "百村駅", "百村駅前", "百村の近く", "ももむら駅の まわり"]
)
def test_a_town_means_near_there(around, text):
    expected = [] if text.startswith("もも") else [around[name] for name in ("there", "close", "walk")]
    assert found(text) == expected


def test_a_station_means_near_there_before_a_town_of_its_name(around):
    city = make_town("百村").municipality
    Landmark.objects.create(municipality=city, name="百村駅", reading="もむらえき", lat=35.657, lng=139.49)
    named = make_resource(
        name="百村駅の友", reading="もむらえきのとも", kinds=[], place=make_place(lat=36, lng=139.49)
    ).pk
    make_resource(name="百村駒の会", kinds=[], place=make_place(lat=36, lng=139.49))
    for text in ("百村駅", "もむらえき"):
        assert found(text) == [named, around["far"]]
    assert set(found("百村")) >= set(around.values())


def test_a_town_and_a_wish_are_the_wish_near_there(around):
    resembling = make_resource(name="百村駒麻雀会", kinds=[], place=make_place(lat=36, lng=139.49)).pk
    for text in ("百村 たいそう", "体操　百村駅", "百村、体操", "百村の体操", "百村駅の近くの体操"):
        assert found(text) == [around["walk"]], text
    assert found("百村駅 マージャン") == [resembling], "what resembles it, where nobody there does it"
    assert public_search.found(snapshot_on(loading.current(), TODAY), "百村駅 マージャン").is_guess


def test_a_town_that_is_renamed_is_found_by_its_new_name_at_once(around):
    assert found("新町") == []
    town = make_town("百村")
    town.name, town.reading = "新町", "しんまち"
    town.save()
    assert found("新町") != []


def matched(text, key):
    return public_search.match_reasons(loading.current(), Resource.objects.filter(pk=key), text)


def test_results_say_which_part_matched(around):
    organization = make_organization(name="向日葵の会", reading="ひまわりのかい")
    key = make_resource(name="朝の集い", activities=["tea"], organization=organization, place=make_place(lat=35.7)).pk

    def parts(text, key=key):
        return [(part.label, part.text) for part in matched(text, key)[key]]

    assert parts("つどい") == [("name", "朝の集い")]
    assert parts("ひまわり") == [("organization", "向日葵の会")]
    assert parts("おちゃ") == [("word", "お茶")]
    assert parts("朝の お茶") == [("name", "朝の集い"), ("word", "お茶")]
    assert parts("ロボット") == []
    (near,) = matched("百村駅", around["close"])[around["close"]]
    assert (near.label, near.text, round(near.metres, -1)) == ("near", "百村", 300)
    assert matched("・", key) == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("サロン", [("name", "サロソ")]),
        ("かいちょく", [("word", "会食")]),
        ("体操 たいそう", [("word", "体操")]),
        ("百村", [("town", "百村"), ("near", "百村")]),
        ("百村 サロソ", [("town", "百村"), ("near", "百村"), ("name", "サロソ")]),
        ("公民館", [("place", "公民館")]),
        ("通いの場", [("word", "通いの場")]),
    ],
)
def test_a_part_is_told_once_and_by_the_field_that_counts_most(text, told):
    place = make_place(name="公民館", town=make_town("百村", reading="もむら", lat=35.6, lng=139.5))
    key = make_resource(name="サロソ", kinds=["salon", "kayoinoba"], activities=["cooking"], place=place).pk
    assert [(part.label, part.text) for part in matched(text, key)[key]] == told


def test_a_word_that_sounds_like_another_is_told_as_the_place_has_it():
    Term.objects.create(scheme="activities", slug="stage", label="演芸・落語")
    key = make_resource(name="朝", kinds=[], activities=["gardening"]).pk
    assert [part.text for part in matched("えんげい", key)[key]] == ["園芸"]


def test_who_runs_it_no_more_is_not_told():
    resource = make_resource(name="朝", kinds=[], organization=make_organization(name="絆の会"))
    columns = loading.current()
    assert public_search.match_reasons(columns, [resource], "絆の会")[resource.pk]
    resource.organization = None
    resource.save()
    assert public_search.match_reasons(columns, [resource], "絆の会") == {resource.pk: []}


def test_a_wish_is_looked_for_once_however_many_spots_have_the_name(around, monkeypatch):
    city, asked, matching = make_town("百村").municipality, [], Index.matching
    for number in (1, 2):
        Landmark.objects.create(
            municipality=city, name=f"百村{number}", reading="もむら", lat=35.63 + number / 1000, lng=139.49
        )
    monkeypatch.setattr(
        Index, "matching", lambda index, text, allowed: asked.append(text) or matching(index, text, allowed)
    )
    assert found("もむら 体操") == [around["walk"]]
    assert asked == ["もむら 体操", "体操"]


def test_what_lies_near_says_so_and_names_no_other_town_that_is_spelt_alike(around):
    beside = make_town("百町", reading="ももまち")
    tea = make_resource(name="茶の間", activities=["tea"], place=make_place(lat=35.64, lng=139.49, town=beside)).pk
    assert [part.label for part in matched("百村", tea)[tea]] == ["near"]
    assert [part.label for part in matched("百村の お茶", tea)[tea]] == ["near", "word"]
    assert [part.label for part in matched("百村", around["there"])[around["there"]]] == ["town", "near"]


@pytest.mark.parametrize(
    ("text", "guess"), [("ひまわり", False), ("ひまらりさろん", True), ("百村駅", False), ("zzz", True)]
)
def test_whether_what_is_found_only_resembles_the_text(around, text, guess):
    make_resource(name="ひまわりサロン")
    make_resource(name="ひまらりさろん", visibility="supporters")  # what residents do not find says nothing to them
    assert public_search.found(snapshot_on(loading.current(), TODAY), text).is_guess is guess


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("囲碁", "囲碁の会"),
        ("りょうり", "鍋の日"),
        ("認知症カフェ", "オレンジ"),
        ("おんがく", "うたごえ"),
        ("会社", "会社ではたらく日"),
    ],
)
def test_a_word_counts_more_than_a_name_that_only_sounds_alike(text, first):
    make_resource(name="介護保険課", kinds=["consultation"])
    make_resource(name="利用者支援事業", kinds=["consultation"])
    make_resource(name="認知症初期集中支援チーム", kinds=["consultation"])
    make_resource(name="しごと見学バス", kinds=["work_experience"])
    make_resource(name="水車のサロン", kinds=["salon"])
    make_resource(name="会社ではたらく日", kinds=["work_experience"])
    make_resource(name="囲碁の会", kinds=["club"])
    make_resource(name="鍋の日", kinds=["meal"], activities=["cooking"])
    make_resource(name="オレンジ", kinds=["cafe"])
    make_resource(name="うたごえ", kinds=["club"], activities=["music"])
    names = dict(Resource.objects.values_list("pk", "name"))
    assert names[found(text)[0]] == first
    assert "介護保険課" not in [names[key] for key in found("囲碁")]


@pytest.mark.parametrize(
    "typed", ["042-000-1234", "０４２（０００）１２３４", "0420001234", "420001234", "+81 42 000 1234"]
)
def test_a_number_finds_whom_it_calls_however_it_is_written(typed):
    called = make_resource(contacts=[{"kind": "telephone", "value": "042-000-1234"}])
    make_resource(contacts=[{"kind": "telephone", "value": "042-001-1234"}])
    make_resource(contacts=[{"kind": "telephone", "value": "042-000-1234", "is_public": False}])
    assert found(typed) == [called.pk]
    [reason] = public_search.match_reasons(loading.current(), [called], typed)[called.pk]
    assert (reason.label, reason.text) == ("telephone", "042-000-1234")


def test_a_number_that_nobody_has_is_looked_for_as_any_other_text():
    assert found("042-000-1234") == []
