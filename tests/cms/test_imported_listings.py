"""Whatever an import took can be saved again as it stands, by the city's form and on every page of the portal."""

import csv
import datetime as dt

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.listings.edit_steps import STEPS
from cms.permissions.roles import appoint_approver
from directory.associations.representatives import add_representative
from directory.changes.amendments import Amendment
from directory.imports.runs import ImportOptions, import_files
from directory.models import Resource
from directory.publishing.drafts import BOOKKEEPING
from tests.cms.html_forms import filled
from tests.factories import CITY, make_municipality, make_organization, make_town, make_user

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)
ROOM = "wagtailsnippets_directory_resource:edit"

_words = st.text(
    st.sampled_from("サロン平尾会　カナかな月火水第2・、。（）()/〜～-:;，.\n\t \u200b⼤⻑髙①㈱１2３a1@&<>\"'"),
    max_size=40,
)
_anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
_long = st.sampled_from(["長" * 130, "なが い " * 60, "x" * 320, "行\n" * 100, "あ" * 2_100])
_text = st.one_of(_words, _anything, _long)
CELLS = {
    "名称_カナ": st.one_of(st.sampled_from(["サロン2", "ｻﾛﾝ", "NPO ヒマワリ", "ひ" * 241]), _text),
    "方書": _words,
    "会場": _text,
    "郵便番号": st.sampled_from(["", "206-0823", "〒２０６０８２３"]),
    "電話番号": st.one_of(
        st.sampled_from(["(042)000-1234", "042-000-1234 内線12", "TEL042-000-1234/FAX042-000-1235", "378-1111", "119"]),
        st.lists(st.sampled_from(["042-000-1234", "090-0000-1234（夜間）"]), max_size=9).map("\n".join),
        _text,
    ),
    "内線番号": _text,
    "FAX番号": st.one_of(st.just("42-000-1234"), _text),
    "メールアドレス": st.one_of(
        st.sampled_from(["a..b@docomo.ne.jp", "a.@ezweb.ne.jp", "a@b.jp, c@d.jp", "なし@"]), _text
    ),
    "URL": st.one_of(
        st.sampled_from(["https://a.jp/あ", "http://a_b.jp", "https://" + "a" * 300 + ".jp", "a.jp"]), _text
    ),
    "連絡先備考": _text,
    "代表者": _text,
    "団体名": st.one_of(st.just("さくら会"), _text),
    "法人番号": _text,
    "曜日": st.one_of(st.sampled_from(["火", "月・水", "日～土", "第2火曜"]), _text),
    "開始時間": st.one_of(st.sampled_from(["10:00", "22:00", "十時"]), _text),
    "終了時間": st.one_of(st.sampled_from(["12:00", "2:00", "24:00"]), _text),
    "開催日時": st.one_of(
        st.sampled_from(
            ["毎月第2・第4火曜 10:00〜12:00", "月2回", "〜21:00", "4/12, 5/10, 6/14", "毎日（祝日は休み）"]
        ),
        _text,
    ),
    "休館日": st.one_of(st.sampled_from(["祝日", "年末年始"]), _text),
    "説明": _text,
    "備考": _text,
    "定員": st.one_of(st.sampled_from(["30人", "99999", "0"]), _text),
    "対象年齢": st.one_of(st.sampled_from(["65歳以上", "0～120歳", "小学生"]), _text),
    "対象": st.one_of(st.sampled_from(["高齢者", "どなたでも"]), _text),
    "参加費": st.one_of(st.sampled_from(["無料", "65000円", "70000円", "お茶代100円"]), _text),
    "アクセス方法": _text,
    "参加人数": st.one_of(st.sampled_from(["15名", "32767", "40000"]), _text),
    "車椅子可": st.sampled_from(["", "○", "×", "要相談"]),
    "知らない見出し": _text,
}
WHERE = {
    "名称": st.one_of(st.just("ひまわり"), _words.map("会{}".format)),
    "住所": st.one_of(
        st.sampled_from(["東京都稲城市平尾1-2", "〒206-0823 平尾1丁目2", "平尾 自治会館"]),
        _words.map("稲城市平尾{}".format),
    ),
}
POINT = st.sampled_from([{}, {"緯度": "35.604", "経度": "139.489"}])
ROWS = st.builds(lambda row, point: row | point, st.fixed_dictionaries(WHERE, optional=CELLS), POINT)


@pytest.fixture
def imported(tmp_path):
    """Imports one row; gives the listing, or None where the list was refused."""
    make_municipality()
    make_town("平尾")

    def importing(cells):
        path = tmp_path / "list.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([cells.keys(), cells.values()])
        import_files([path], ImportOptions(CITY, "salon"), TODAY)
        return Resource.objects.order_by("-pk").first()

    return importing


def as_browsers_send(data):
    """Line breaks of a text area are sent as CR LF."""
    return {name: [one.replace("\r\n", "\n").replace("\n", "\r\n") for one in many] for name, many in data.items()}


def content(listing):
    """All that is stored of a listing, without what changes with every revision."""
    row = Resource.objects.get(pk=listing.pk).serializable_data()
    children = ("contacts", "schedules", "features")
    return {
        name: [{k: v for k, v in child.items() if k != "pk"} for child in value] if name in children else value
        for name, value in row.items()
        if name not in BOOKKEEPING
    }


def changed_since(before, listing):
    """What a listing holds otherwise than before: {field: (before, now)}."""
    now = content(listing)
    return {name: (value, now[name]) for name, value in before.items() if now[name] != value}


def save_in_the_admin(listing):
    user = make_user("staff")
    appoint_approver(user)
    client, url = Client(), reverse(ROOM, args=[listing.pk])
    client.force_login(user)
    answer = client.post(url, as_browsers_send(filled(client.get(url))) | {"action-publish": "1"})
    assert answer.status_code == 302, answer.context["form"].errors


def save_in_the_portal(listing):
    user, client = make_user(email="hana@example.jp"), Client()
    organization = listing.organization or make_organization()
    Resource.objects.filter(pk=listing.pk).update(organization=organization)
    add_representative(organization, user, "lead")
    client.force_login(user)
    for slug in STEPS:
        url = reverse("listing_step", args=[listing.pk, slug])
        answer = client.post(url, as_browsers_send(filled(client.get(url), "step")) | {"save": "1"})
        if slug != "photo":
            assert answer.status_code == 302, (
                slug,
                getattr(answer.context["form"], "errors", "") or answer.context["form"].rows.errors,
            )
    assert [amendment.changes for amendment in Amendment.objects.all()] == []


class _TakeBack(Exception):
    """Ends an example."""


@given(ROWS)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_imported_can_be_saved_as_it_stands(imported, cells):
    try:
        with transaction.atomic():
            if (listing := imported(cells)) is not None:
                before = content(listing)
                save_in_the_admin(listing)
                assert changed_since(before, listing) == {}
                save_in_the_portal(listing)
            raise _TakeBack
    except _TakeBack:
        pass
