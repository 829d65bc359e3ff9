"""自分のリスト: the address and the paper code bring it back, gone places are said kindly, and nothing is stored."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.public.my_list.codes import MOST, code_of
from directory.duplicates.merging import merge
from tests.cms.listings.test_attendance_views import text_of
from tests.factories import make_place, make_resource, make_user

pytestmark = pytest.mark.django_db
PAGE = "/my-list/"


@pytest.fixture
def places():
    telephone = [{"kind": "telephone", "value": "042-000-1234", "is_public": True}]
    return [
        make_resource(name=name, schedule="毎週火曜 10:00–12:00", contacts=telephone)
        for name in ("ひだまり", "こかげ", "いずみ")
    ]


def listed(client, *keys, **more):
    answer = client.get(PAGE, {"places": ",".join(map(str, keys)), **more})
    assert answer.status_code == 200
    return answer


def names(answer):
    return [card.resource.name for card, _ in answer.context["lines"]]


def test_the_address_holds_the_list_in_its_order(client, places):
    first, _, third = places
    answer = listed(client, third.pk, first.pk, third.pk)
    assert names(answer) == ["いずみ", "ひだまり"]
    assert f"{PAGE}?places={third.pk}" in answer.content.decode(), "the way to take one off"
    assert answer["Cache-Control"] == "private, no-cache"
    assert "noindex" in answer.content.decode()


def test_the_code_of_the_paper_leads_to_the_same_places(client, places):
    keys = sorted(place.pk for place in places)
    code = listed(client, *keys).context["list"].code
    answer = client.get(PAGE, {"code": f" {code.lower()} "})
    assert parse_qs(urlsplit(answer.url).query) == {"places": [",".join(map(str, keys))]}
    assert names(client.get(answer.url)) == ["ひだまり", "こかげ", "いずみ"]


@pytest.mark.parametrize("code", ["K7QM", "0000", "<script>", "x" * 3_000])
def test_a_code_that_nobody_wrote_is_said(client, code):
    answer = client.get(PAGE, {"code": code})
    page = answer.content.decode()
    assert "この番号は 読めませんでした" in page.partition('id="add-title"')[0], "at the top, where the eye is"
    assert "まだ 何も 入っていません" not in page
    assert (
        "<script>"
        not in answer.content.decode().partition("</head>")[2].partition("紙の番号")[2].partition("<script src")[0]
    )


@pytest.mark.parametrize("text", ["", "x", "-1,0", "99999999999999999999", ",,,", "１,²"])
def test_what_names_no_place_is_an_empty_list_with_a_way_on(client, text):
    answer = client.get(PAGE, {"places": text})
    assert names(answer) == []
    assert "まだ 何も 入っていません" in answer.content.decode()


def test_more_than_a_sheet_of_paper_holds_is_left_out(client, places):
    keys = range(places[0].pk, places[0].pk + MOST + 30)
    assert len(listed(client, *keys).context["list"].keys) <= MOST


def test_a_place_that_is_gone_is_said_kindly_and_a_merged_one_is_the_one_it_became(client, places):
    gone, merged, stays = places
    gone.unpublish()
    merge(merged, stays, make_user("staff"))
    answer = listed(client, gone.pk, merged.pk, stays.pk)
    assert names(answer) == ["いずみ"]
    assert "1か所は、いまは のせていません。" in answer.content.decode()
    assert "ひだまり" not in answer.content.decode()


def test_without_javascript_a_place_is_found_and_added_on_the_page_itself(client, places):
    first, second, _ = places
    answer = listed(client, first.pk, q="こかげ")
    assert [(row.name, address) for row, address in answer.context["found"]] == [
        ("こかげ", f"{PAGE}?places={first.pk},{second.pk}")
    ]


def test_the_paper_says_what_to_know_and_the_code(client, places):
    keys = [place.pk for place in places]
    answer = client.get(f"{PAGE}paper.pdf", {"places": ",".join(map(str, keys))})
    text = text_of(answer.content).replace("\n", "")
    assert answer["Content-Type"] == "application/pdf"
    assert all(told in text for told in ("ひだまり", "いずみ", "042-000-1234", code_of(keys)))
    assert client.get(f"{PAGE}paper.pdf").url == PAGE


def test_the_paper_is_true_on_other_days_and_says_what_it_costs(client, time_machine):
    time_machine.move_to("2026-11-24T09:00+09:00")
    where = make_place(accessibility="入口に段差が1つ。")
    asked = make_resource(schedule="毎週火曜 10:00–12:00", fee=350, place=where)
    paper = text_of(client.get(f"{PAGE}paper.pdf", {"places": asked.pk}).content).replace("\n", "")
    for told in ("2026年11月24日（火）の内容", "次は 11月24日（火）10時〜12時", "1回 350円", "入口に段差が1つ。"):
        assert told in paper
    assert "きょう" not in paper


def test_cards_and_pages_have_the_button_and_line_gets_the_address_alone(client, places):
    key = places[0].pk
    button = f'href="{PAGE}?places={key}" rel="nofollow" data-keep="{key}"'
    for address in ("/", f"/places/{key}/"):
        assert button in client.get(address).content.decode()
    line = listed(client, key).context["line"]
    assert line.startswith("https://line.me/R/share?text=")
    assert f"places%3D{key}" in line


def test_nothing_is_written(client, places):
    key = places[0].pk
    listed(client)  # the first page of a new site stores its settings
    with CaptureQueriesContext(connection) as asked:
        listed(client, key)
        client.get(PAGE, {"code": code_of([key])})
        client.get(f"{PAGE}paper.pdf", {"places": key})
    assert not [one["sql"] for one in asked if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
