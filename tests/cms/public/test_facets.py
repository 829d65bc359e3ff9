"""Facets of the start page: what they narrow, what they count, and what a wrong one does."""

import datetime as dt

import pytest
from django.utils import timezone

from cms.kept_pages import card_rows
from cms.kept_pages import middleware as kept_pages
from cms.public import facets
from directory.catalogue.statements import Verification
from directory.catalogue.vocabulary import shipped_words
from directory.geo.areas import Area, AreaSystem, Municipality
from tests.factories import make_organization, make_place, make_resource, make_town

pytestmark = pytest.mark.django_db


def listed(client, query=""):
    return {card.resource.name for card in client.get(f"/?{query}").context["cards"]}


def group(client, name, query=""):
    """{label: count} of a facet."""
    groups = {g.name: g for g in client.get(f"/?{query}").context["facets"].groups}
    return {option.label: option.count for option in groups[name].options} if name in groups else {}


@pytest.fixture
def town():
    """Three places that differ in everything."""
    hirao, oomaru = make_town("平尾"), make_town("大丸", lat=35.64, lng=139.52)
    make_resource(
        name="サロン", kinds=["salon"], targets=["older"], activities=["tea"], schedule="毎週火曜 10:00–12:00",
        features={"parking": "yes"}, place=make_place(town=hirao),
    )  # fmt: skip
    make_resource(
        name="カフェ",
        kinds=["cafe"],
        targets=["children"],
        features={"parking": "no"},
        place=make_place(lat=35.64, lng=139.52, town=oomaru),
    )
    make_resource(
        name="だれでも", kinds=["cafe"], activities=["exercise"], place=make_place(lat=35.64, lng=139.52, town=oomaru)
    )
    return hirao


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"サロン", "カフェ", "だれでも"}),
        ("kind=salon", {"サロン"}),
        ("kind=salon&kind=cafe", {"サロン", "カフェ", "だれでも"}),
        ("target=older", {"サロン", "だれでも"}),
        ("kind=cafe&target=older", {"だれでも"}),
        ("activity=tea", {"サロン"}),
        ("weekday=1", {"サロン"}),
        ("weekday=0", set()),
        ("open=week", {"サロン"}),
        ("feature=parking", {"サロン"}),
        ("city=132250", {"サロン", "カフェ", "だれでも"}),
    ],
)
def test_each_facet_narrows(client, town, query, names):
    assert listed(client, query) == names


def test_towns_stand_in_where_nobody_entered_areas(client, town):
    assert listed(client, f"area=town-{town.pk}") == {"サロン"}
    assert group(client, "area") == {"平尾": 1, "大丸": 2}


def test_areas_of_every_system_can_be_chosen_and_hold_those_below(client, town):
    system = AreaSystem.objects.create(municipality=town.municipality, name="日常生活圏域")
    north = Area.objects.create(system=system, name="北")
    inner = Area.objects.create(system=system, name="北の中", parent=north)
    inner.towns.add(town)
    assert listed(client, f"area=area-{north.pk}") == {"サロン"}
    assert group(client, "area") == {"北": 1, "北の中": 1}


def test_a_desk_is_found_in_the_area_that_it_serves(client, town):
    system = AreaSystem.objects.create(municipality=town.municipality, name="圏域")
    area = Area.objects.create(system=system, name="第1")
    area.towns.add(town)
    make_resource(name="遠くの窓口", areas=[area], place=make_place(town=make_town("押立")))
    assert listed(client, f"area=area-{area.pk}") == {"サロン", "遠くの窓口"}


def test_counts_say_what_a_tap_would_give(client, town):
    assert group(client, "kind", "kind=salon") == {"サロン": 1, "居場所・カフェ": 2}
    assert group(client, "kind", "target=older") == {"サロン": 1, "居場所・カフェ": 1}
    assert group(client, "open") == {"7日のうちに ひらく": 1} or group(client, "open") == {
        "きょう ひらく": 1,
        "7日のうちに ひらく": 1,
    }


def test_what_is_unknown_is_counted_beside_the_features(client, town):
    page = client.get("/?feature=parking").content.decode()
    assert "まだ分からない場所が 1か所" in page


def test_cities_can_be_chosen_where_there_are_several(client, town):
    assert group(client, "city") == {}
    far = Municipality.objects.create(code="372013", prefecture="香川県", name="高松市")
    make_resource(name="遠く", place=make_place(municipality=far))
    assert group(client, "city") == {"稲城市": 3, "高松市": 1}
    assert listed(client, "city=372013") == {"遠く"}


def test_chips_come_in_the_order_of_the_words_and_leave_after_a_text(client, town):
    assert [option.label for option in client.get("/").context["facets"].foremost] == ["サロン", "居場所・カフェ"]
    page = client.get("/?q=平尾&kind=salon").content.decode()
    assert page.count('class="chip chip-on"') == 1, "the kind; the text stands in the box"
    assert 'href="?q=%E5%B9%B3%E5%B0%BE&amp;kind=cafe"' not in page


def test_advice_is_among_the_first_chips_and_a_kind_that_is_chosen_stays_one(client):
    for kind in shipped_words()["kinds"]:
        make_resource(kinds=[kind])
    chips = [option.label for option in client.get("/").context["facets"].foremost]
    assert len(chips) == 6
    assert "相談窓口" in chips[:3]
    chosen = [option.label for option in client.get("/?kind=activity_center").context["facets"].foremost]
    assert chosen == [*chips, "障害のある人の活動の場"]


def test_a_group_is_open_where_something_is_chosen(client, town):
    page = client.get("/?activity=tea").content.decode()
    assert page.count('<details class="facet" open>') == 1
    assert "1つ えらんでいます" in page


def test_a_card_says_by_what_it_was_found_unless_by_its_name(client):
    make_resource(name="水曜の会", organization=make_organization(name="なかよし会"))
    assert "団体「なかよし会」で 見つかりました" in client.get("/?q=なかよし会").content.decode()
    assert "で 見つかりました" not in client.get("/?q=水曜の会").content.decode()


def test_what_is_chosen_can_be_taken_back_one_by_one(client, town):
    facets = client.get("/?kind=salon&target=older&weekday=1").context["facets"]
    assert facets.query == "kind=salon&target=older&weekday=1"
    assert {option.label: option.toggled() for option in facets.applied} == {
        "サロン": "target=older&weekday=1",
        "高齢の人": "kind=salon&weekday=1",
        "火曜日": "kind=salon&target=older",
    }


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("kind=disco", "しゅるい"),
        ("kind=salon&kind=disco", "しゅるい"),
        ("weekday=9", "曜日"),
        ("weekday=-1", "曜日"),
        ("area=town-999999", "ばしょ"),
        ("area=%27%20OR%201=1", "ばしょ"),
        ("city=zzz", "市町村"),
        ("open=never", "ひらく日"),
        ("feature=zzz", "あると うれしいこと"),
        ("target=<script>alert(1)</script>", "だれのため"),
    ],
)
def test_a_wrong_value_gives_a_page_that_says_so(client, town, query, word):
    response = client.get(f"/?{query}")
    assert response.status_code == 200
    page = response.content.decode()
    assert "えらべない ことばが ありました" in page
    assert f"「{word}」を外して" in page
    assert "<script>alert" not in page
    assert len(response.context["cards"]) == 3


@pytest.mark.parametrize(
    "query", ["after=x", "after=-1", "before=999999999999999999999", "after=１", "after=5&before=3", "zzz=1"]
)
def test_a_wrong_page_shows_the_first_one(client, town, query):
    assert len(listed(client, query)) == 3


def test_nothing_found_says_what_to_loosen(client, town):
    answer = client.get("/?kind=salon&target=children&weekday=0")
    page = answer.content.decode()
    assert "見つかりませんでした" in page
    assert "火曜日" not in page
    assert "だけなら、" in page
    assert offered(answer) == {
        "「こども」だけなら": ("target=children", 2),
        "「サロン」だけなら": ("kind=salon", 1),
    }, "no one thing alone stands in the way"


def test_what_stands_in_the_way_alone_is_named_with_what_there_is_without_it(client, town):
    answer = client.get("/?kind=salon&weekday=0")
    assert offered(answer) == {"「月曜日」を外すと": ("kind=salon", 1)}, "on Mondays nothing meets at all"


def offered(answer):
    return {option.label: (option.toggled(), option.count) for option in answer.context["ways"].loosened}


def test_a_spelling_is_proposed_only_where_it_leads_somewhere(client, town):
    assert "もしかして" in client.get("/?q=おちょ").content.decode()
    assert "もしかして" not in client.get("/?q=おちょ&weekday=0").content.decode()


def test_pages_follow_each_other(client):
    for number in range(45):
        make_resource(name=f"会{number}")
    seen, query = [], ""
    for expected in (20, 20, 5):
        context = client.get(f"/?{query}").context
        assert len(context["cards"]) == expected
        seen += [card.resource.name for card in context["cards"]]
        query = f"after={context['page'].next_after}"
    assert len(set(seen)) == 45
    assert query == "after=None"


def test_the_list_costs_the_same_however_many_places(client, django_assert_num_queries):
    make_resource(schedule="毎週火曜 10:00–12:00", targets=["older"], activities=["tea"])
    client.get("/")
    card_rows.forget()
    with django_assert_num_queries(12):
        client.get("/?kind=salon")
    for _ in range(25):
        make_resource(schedule="毎週火曜 10:00–12:00", targets=["older"], activities=["tea"])
    client.get("/")
    card_rows.forget()
    with django_assert_num_queries(12):
        client.get("/?target=older")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("さろん", "サロン"),
        ("ｻﾛﾝ", "サロン"),
        ("平尾", "サロン"),
        ("お茶", "サロン"),
        ("カフエ", "カフェ"),
        ("社協", "だれでも"),
    ],
)
def test_a_text_finds_names_towns_words_and_who_runs_it(client, town, text, found):
    make_resource(name="だれでもの家", organization=make_organization(name="社協"))
    assert any(name.startswith(found) for name in listed(client, f"q={text}"))


def test_a_text_goes_together_with_facets_and_the_map(client, town):
    assert listed(client, "q=大丸") == {"カフェ", "だれでも"}
    assert listed(client, "q=大丸&target=older") == {"だれでも"}
    pins = client.get("/map.json?bbox=20,122,46,154&zoom=5&q=大丸").json()["pins"]
    assert {name for *_, name in pins} == {"カフェ", "だれでも"}


def test_a_text_finds_what_was_said_a_moment_ago(client, town):
    assert listed(client, "q=わくわく") == set()
    make_resource(name="わくわく広場")
    assert listed(client, "q=わくわく") == {"わくわく広場"}


def test_a_text_never_finds_what_is_for_supporters_only(client):
    make_resource(name="ひみつの職場", visibility="supporters")
    assert "0か所" in client.get("/?q=ひみつ").content.decode()


@pytest.mark.parametrize(
    "text",
    ["あ" * 10_000, "\u200b\x07", "🍵", "   ", "(a+)+$" * 30, "' OR 1=1 --", "<img src=x onerror=alert(1)>", "%"],
)
def test_any_text_is_answered(client, town, text):
    response = client.get("/", {"q": text})
    assert response.status_code == 200
    assert "<img src=x" not in response.content.decode()


def test_suggestions_name_places_and_lead_to_them(client, town):
    resource = make_resource(name="ひまわりサロン", place=make_place(name="会館", town=town))
    make_resource(name="ひまわり職場", visibility="supporters")
    (place,) = client.get("/suggest", {"q": "ひまわ"}).json()["places"]
    assert place == {"name": "ひまわりサロン", "where": "平尾・会館", "found": "", "address": f"/places/{resource.pk}/"}
    assert client.get("/suggest", {"q": " "}).json()["places"] == []
    assert client.get("/suggest").json()["places"] == []


def test_a_slip_of_the_pen_is_answered_by_the_nearest_name(client):
    make_resource(name="ひまわりサロン", activities=["tea"])
    response = client.get("/", {"q": "おちょ", "kind": "salon"})
    assert response.context["page"].total == 0
    (meant,) = response.context["facets"].meant
    assert (meant.label, meant.count) == ("お茶", 1)
    assert meant.toggled().endswith("&kind=salon")


@pytest.mark.parametrize(("text", "guess"), [("ひまらりさろん", True), ("ひまわり", False), ("・", False)])
def test_a_guess_is_called_one(client, text, guess):
    make_resource(name="ひまわりサロン")
    assert client.get("/", {"q": text}).context["facets"].typed.is_guess is guess


def test_suggestions_cost_the_same_however_many(client, django_assert_max_num_queries):
    for _ in range(8):
        make_resource(name="ひまわり", organization=make_organization(), place=make_place(town=make_town()))
    client.get("/suggest", {"q": "ひま"})
    kept_pages.forget()
    card_rows.forget()
    with django_assert_max_num_queries(12):
        client.get("/suggest", {"q": "ひま"})


def test_an_area_without_towns_is_no_choice(client, town):
    system = AreaSystem.objects.create(municipality=town.municipality, name="圏域")
    Area.objects.create(system=system, name="町のない圏域")
    Area.objects.create(system=system, name="北").towns.add(town)
    assert group(client, "area") == {"北": 1}


def test_words_that_are_written_together_are_proposed_each_for_itself(client):
    make_resource(name="万葉の会", kinds=["club"])
    make_resource(name="源氏をよむ", kinds=["club"])
    context = client.get("/", {"q": "万葉源氏"}).context
    assert {(meant.label, meant.count) for meant in context["facets"].meant} >= {("万葉", 1), ("源氏", 1)}
    assert client.get("/", {"q": "万葉"}).context["facets"].meant == []


def near(client, lat, lng, query="", **more):
    return client.post(f"/?{query}", {"lat": lat, "lng": lng, **more})


def test_who_says_where_they_are_gets_the_nearest_first_and_the_position_is_in_no_address(client):
    make_resource(name="遠い", place=make_place(lat=35.70, lng=139.5))
    make_resource(name="近い", place=make_place(lat=35.601, lng=139.5), kinds=["cafe"])
    make_resource(name="位置なし", place=make_place(lat=None, lng=None))
    response = near(client, 35.6, 139.5)
    assert [card.resource.name for card in response.context["cards"]] == ["近い", "遠い", "位置なし"]
    page = response.content.decode()
    assert "歩いて約3分（150m）" in page
    assert "約14.4km" in page
    assert "infkm" not in page
    assert "lat=" not in page
    narrowed = near(client, 35.6, 139.5, "kind=salon")
    assert [card.resource.name for card in narrowed.context["cards"]] == ["遠い", "位置なし"]


def test_the_nearest_stay_the_nearest_with_every_facet_and_the_text(client):
    for name, lat, kind in (
        ("遠いサロン", 35.7, "salon"),
        ("近いサロン", 35.601, "salon"),
        ("近いカフェ", 35.602, "cafe"),
    ):
        make_resource(name=name, place=make_place(lat=lat, lng=139.5), kinds=[kind])
    page = near(client, 35.6, 139.5).content.decode()
    assert 'formaction="?kind=salon#list"' in page
    assert page.count('name="lat" value="35.6"') == 2, "the form and the chips keep the position"
    narrowed = near(client, 35.6, 139.5, asked="1", kind="salon", q="さろん")
    assert [card.resource.name for card in narrowed.context["cards"]] == ["近いサロン", "遠いサロン"]
    assert 'formaction="?q=' in narrowed.content.decode()
    assert "lat=" not in narrowed.content.decode()


def test_the_nearest_are_paged_too(client):
    for number in range(25):
        make_resource(place=make_place(lat=35.6 + number / 1000, lng=139.5))
    first = near(client, 35.6, 139.5).context
    second = near(client, 35.6, 139.5, after=first["page"].next_after).context
    assert [len(page["cards"]) for page in (first, second)] == [20, 5]
    assert not {c.resource.pk for c in first["cards"]} & {c.resource.pk for c in second["cards"]}


@pytest.mark.parametrize(("lat", "lng"), [("", ""), ("x", "1"), ("nan", "nan"), ("inf", "0"), ("51.5", "0.1")])
def test_a_position_that_is_none_is_left_out(client, town, lat, lng):
    response = near(client, lat, lng)
    assert response.status_code == 200
    assert response.context["near"] is None
    assert len(response.context["cards"]) == 3


def test_a_stale_place_sinks_and_says_so(client):
    for name, days in (("きょう見た", 0), ("昔見た", 800)):
        resource = make_resource(name=name)
        Verification.objects.create(resource=resource, day=timezone.localdate() - dt.timedelta(days=days), how="visit")
    page = client.get("/").content.decode()
    assert page.index("きょう見た") < page.index("昔見た")
    assert page.count("古いかもしれません") == 1
    assert page.index("古いかもしれません") > page.index("昔見た")


def test_with_many_areas_in_several_cities_a_city_is_chosen_first(client, town, monkeypatch):
    monkeypatch.setattr(facets, "MANY_AREAS", 2)
    elsewhere = Municipality.objects.create(code="372013", name="高松市", prefecture="香川県")
    assert len(group(client, "area")) == 2
    make_resource(place=make_place(municipality=elsewhere, town=make_town("番町", elsewhere)))
    assert group(client, "area") == {}
    assert set(group(client, "area", "city=372013")) == {"番町"}
