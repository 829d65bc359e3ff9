"""A heading is known as a whole, or by what it contains; one that names a person is told apart from one that names a place."""

import pytest

from directory.imports.tables.headings import Sure, aliases, meanings, names_a_person

FIELDS = {
    "name": "登録施設名 要配慮者利用施設名称 カフェ名称 施設の名称 名称(必須) 会の名称 店名 施設名（愛称） 介護サービス事業所名称",
    "reading": "名称（カナ） 施設名（ふりがな） 事業所名カナ フリガナ 介護サービス事業所名称_カナ",
    "address": "住所（会場） 会場所在地 施設住所 所在地（番地まで）",
    "venue": "会場名称 開催場所（会場名） 主な活動場所 開設場所",
    "organization": "運営団体名 法人の名称 運営主体名 指定管理者",
    "telephone": "電話番号（代表） 代表電話 連絡先電話番号 TEL ℡ お問い合わせ 電話番号1 電話／ＦＡＸ TEL・FAX 電話番号（FAX兼用）",
    "capacity": "定員(人) 収容定員（名） 定員数",
    "ages": "受入年齢(歳) 対象年齢",
    "fee": "参加費（円） 利用料金(1回) 1回の会費",
    "weekdays": "開催曜日 活動曜日（主な）",
    "days": "開催日 活動日 実施日程",
    "hours": "開催時間 サービス提供時間 利用時間",
    "hours_note": "開催日時 開催曜日・時間 活動日・時間 主な活動日時 開催日時特記事項",
    "frequency": "開催頻度 開催頻度（回／月） 活動回数",
    "start": "開催開始時間 Open",
    "end": "開催終了時間 Close",
    "closed_days": "休館日 定休日",
    "code": "?全国地方公共団体コード 都道府県コード又は市区町村コード",
    "lat": "緯度 Y 緯度（世界測地系）",
    "fax": "FAX番号 ファックス",
    "website": "URL HP ホームページアドレス",
}


def taken(heading):
    return {(meaning.group, meaning.name) for meaning in meanings(heading)}


@pytest.mark.parametrize(("field", "heading"), [(f, h) for f, told in FIELDS.items() for h in told.split(" ")])
def test_a_heading_is_taken_for_its_field(field, heading):
    assert ("fields", field) in taken(heading)


@pytest.mark.parametrize(
    "heading",
    ["団体名_カナ", "担当課名", "学区名", "自治会名", "申込締切日", "本部住所", "法人住所", "受付時間", "愛称", "施設種別", "事業名", "名称（英語）", "更新日", "開設年月日", "年会費", "延長料金", "休日保育", "最寄り駅からの距離"],
)  # fmt: skip
def test_a_heading_that_only_sounds_like_a_field_is_left_to_the_description(heading):
    assert not any(group == "fields" for group, _ in taken(heading))


@pytest.mark.parametrize(
    "heading",
    [
        "代表者",
        "代表者住所",
        "団体名（代表者）",
        "連絡先氏名",
        "民生委員",
        "世話人の電話",
        "担当者携帯",
        "講師名",
        "緊急連絡先",
        "自宅電話",
    ],
)
def test_a_heading_that_names_a_person_is_for_supporters(heading):
    assert taken(heading) == {("persons", heading)} or taken(heading) == {("fields", "person")}


@pytest.mark.parametrize(
    "heading", ["代表電話", "電話番号（代表）", "担当課", "担当地区", "指定管理者", "個人情報の扱い"]
)
def test_a_heading_of_an_office_names_no_person(heading):
    assert not names_a_person(heading)


def test_how_sure_a_heading_is_is_told():
    assert meanings("名称")[0].sure is Sure.EXACT
    assert meanings("登録施設名")[0].sure is Sure.PART
    assert meanings("ひみつ") == ()


def test_every_rule_of_the_data_is_about_a_known_field():
    words = aliases()
    assert {rule["field"] for rule in words["contains"]} <= set(words["fields"])
