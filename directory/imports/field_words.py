"""What the fields of headers.yaml are called where people choose one for a column of their list."""

from directory.imports.tables.headings import aliases

FIELDS = {
    "場所の名前": {
        "name": "名前",
        "reading": "よみがな",
        "organization": "団体",
        "corporate_number": "法人番号",
        "person": "代表者・担当者（支援者だけに見えます）",
    },
    "どこ": {
        "address": "住所",
        "prefecture": "都道府県",
        "city": "市町村",
        "code": "市町村コード",
        "town": "町・字",
        "street": "番地",
        "building": "建物・階",
        "venue": "会場の名前",
        "postcode": "郵便番号",
        "lat": "緯度",
        "lng": "経度",
        "access": "行き方",
    },
    "いつ": {
        "hours_note": "開催日時（文）",
        "weekdays": "曜日",
        "ordinal": "第何週",
        "frequency": "開催の回数",
        "days": "開催日",
        "hours": "時間",
        "start": "はじまりの時刻",
        "end": "おわりの時刻",
        "season": "開催の期間",
        "holidays": "祝日の開催",
        "closed_days": "休みの日",
    },
    "連絡先": {
        "telephone": "電話",
        "extension": "内線",
        "fax": "ファックス",
        "email": "メール",
        "website": "ホームページ",
        "form": "問い合わせのページ",
        "contact_note": "連絡先についての説明",
    },
    "どんな所": {
        "description": "説明",
        "note": "備考",
        "targets": "対象",
        "ages": "対象の年齢",
        "fee": "参加費",
        "fee_note": "参加費についての説明",
        "capacity": "定員",
        "group_size": "いつもの人数",
    },
    "番号": {"external_id": "この一覧の番号（ID）", "running_number": "通し番号（使いません）"},
}
"""The fields that a person may choose, by what they tell of: {field: words}."""
_OTHERS = {
    "accessibility": "入りやすさ",
    "more": "くわしい説明にのこします",
    "marks": "くわしい説明にのこします（あり・なし）",
    "dates": "くわしい説明にのこします（日づけ）",
    "unused": "使いません",
    "persons": "支援者だけに見えます",
    "fees": "参加費",
    "targets": "対象",
    "weekdays of a table": "曜日",
    "matrix": "くわしい説明にのこします",
}
"""How the other groups of headers.yaml are called."""
_WORDS = {field: words for fields in FIELDS.values() for field, words in fields.items()} | _OTHERS


def field_in_words(field: str) -> str:
    """What a heading was taken for, in words; "" for "". A field without words here is called by its first heading."""
    if field in _WORDS or not field:
        return _WORDS.get(field, "")
    known = aliases()
    for group in ("fields", "features"):
        if names := known[group].get(field):
            return str(names[0])
    return field
