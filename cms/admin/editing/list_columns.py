"""Columns of the lists of the admin, and the words that stand in them."""

from wagtail.admin.ui.tables import Column, StatusTagColumn

from directory.models import Place, StatusStatement


def publication_in_words(row) -> str:
    """What residents see of a row, and whether a draft waits; the row needs `is_scheduled` of `annotations.with_publication`."""
    waits = "予約あり" if row.is_scheduled else "下書きあり" if row.has_unpublished_changes else ""
    if row.live:
        return f"公開中・{waits}" if waits else "公開中"
    return "下書き・予約あり" if row.is_scheduled else "下書き"


PUBLICATION_COLUMN = StatusTagColumn(
    "publication", label="公開", accessor=publication_in_words, primary=lambda row: row.live
)


def position_in_words(place: Place | None) -> str:
    """How exactly the position of a place is known, in one word; None is a listing without a place."""
    if place is None:
        return "場所が未定"
    return {Place.Precision.EXACT: "正確", Place.Precision.NONE: "なし"}.get(place.precision, "おおよそ")


RESOURCE_COLUMNS = [
    "__str__",
    Column("town", label="町", accessor=lambda row: row.place and row.place.town, classname="only-wide"),
    Column("organization", label="団体", classname="only-wide"),
    Column(
        "status_today",
        label="きょうの状態",
        accessor=lambda row: StatusStatement.Status(row.status_today).label,
        sort_key="status_today",
        classname="only-wide",
    ),
    Column("verified_on", label="たしかめた日", accessor=lambda row: row.verified_on or "まだ", sort_key="verified_on"),
    Column("position", label="位置", accessor=lambda row: position_in_words(row.place), classname="only-wide"),
    Column(
        "has_schedule",
        label="日時",
        accessor=lambda row: "あり" if row.has_schedule else "相談" if row.by_appointment else "なし",
        classname="only-wide",
    ),
    PUBLICATION_COLUMN,
]
