"""A listing as a row of 公共施設一覧, 子育て施設一覧 and 子ども食堂一覧. What no column holds stands in the remarks, or is left out."""

import datetime as dt

from directory.catalogue.resources import Resource
from directory.exports.open_data import listing_cells
from directory.exports.open_data.listing_cells import Cells
from directory.exports.open_data.plain_cells import yes_or_no
from directory.spreadsheets.cells import plain

PAYING = ("参加費_幼児", "参加費_小学生", "参加費_中学生", "参加費_高校生", "参加費_大人")
"""Columns of fees by who pays; filled only where everybody comes free, since a listing does not say who pays its fee."""

POI_CODES = {
    "公民館": "1307",
    "児童館": "1403",
    "児童センター": "1403",
    "図書館": "1512",
    "自治会館": "1309",
    "集会所": "1309",
}
"""Word in the name of a facility -> its POIコード (デジタル庁 GIF, CC0). A name that says none of them has none."""


def public_facility(resource: Resource, today: dt.date) -> Cells:
    """A row of 公共施設一覧."""
    answers, hours = resource.answers(), listing_cells.hours(resource)
    return _whole(resource, today) | {
        "利用可能時間特記事項": hours["特記事項"],
        "車椅子可": yes_or_no(answers.get("wheelchair")),
        "多目的トイレ": yes_or_no(answers.get("accessible_toilet")),
        "筆談対応": yes_or_no(answers.get("sign_language")),
        "字幕": yes_or_no(answers.get("captions")),
        "授乳室": yes_or_no(answers.get("nursing_room")),
        "説明": resource.summary,
        "POIコード": next((code for word, code in POI_CODES.items() if word in resource.name), ""),
    }


def childcare(resource: Resource, today: dt.date) -> Cells:
    """A row of 子育て施設一覧; its ages are those of the children."""
    answers, hours = resource.answers(), listing_cells.hours(resource)
    return _whole(resource, today) | {
        "種別": "、".join(kind.label for kind in resource.rows_of("kinds")),
        "駐車場情報": yes_or_no(answers.get("parking")),
        "収容定員": _number(resource.capacity),
        "受入年齢": resource.ages,
        "利用可能日時特記事項": hours["特記事項"],
        "授乳室": yes_or_no(answers.get("nursing_room")),
        "備考": _remarks(resource, today, resource.summary, resource.description),
    }


def meal(resource: Resource, today: dt.date) -> Cells:
    """A row of 子ども食堂一覧."""
    cells, hours = _whole(resource, today), listing_cells.hours(resource)
    fee = resource.fee
    told = [f"1回{fee}円"] if fee else []
    return {name: text for name, text in cells.items() if name not in ("地方公共団体名",)} | {
        "都道府県": resource.municipality.prefecture,
        "市区町村名": resource.municipality.name,
        "電話番号1": cells.get("電話番号", ""),
        "電話番号1_連絡先備考": cells["連絡先備考（その他、SNSなど）"],
        "メールアドレス1": cells.get("連絡先メールアドレス", ""),
        "運営団体名": cells.get("団体名", ""),
        "開催曜日": hours["利用可能曜日"],
        "開催開始時間": hours["開始時間"],
        "開催終了時間": hours["終了時間"],
        "開催日時特記事項": hours["特記事項"],
        "参加条件": "、".join(target.label for target in resource.rows_of("targets")),
        **(dict.fromkeys(PAYING, "0") if fee == 0 else {}),
        "参加費特記事項": "。".join([*told, *filter(None, [resource.fee_note])]),
        "予約方法": {"yes": "予約なし"}.get(resource.answers().get("drop_in", ""), ""),
        "定員": _number(resource.capacity),
        "備考": _remarks(resource, today, resource.summary, resource.description),
    }


def _whole(resource: Resource, today: dt.date) -> Cells:
    """What all three have."""
    return {
        **listing_cells.identity(resource),
        **listing_cells.address(resource.public_place, resource.name),
        **listing_cells.contacts(resource),
        **listing_cells.organization(resource),
        **listing_cells.hours(resource),
        "備考": _remarks(resource, today, resource.description),
    }


def _remarks(resource: Resource, today: dt.date, *texts: str) -> str:
    """That it is closed now, first of all; then what no column holds."""
    return "\n".join(filter(None, map(plain, (listing_cells.status(resource, today), *texts))))


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
