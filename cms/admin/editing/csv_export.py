"""The columns of the file of listings that the admin hands out."""

from cms.admin.editing.list_columns import position_in_words, publication_in_words
from directory.hours.wording import describe
from directory.models import StatusStatement

EXPORTED_COLUMNS = {
    "番号": lambda row: row.uuid,
    "名前": lambda row: row.name,
    "よみがな": lambda row: row.reading,
    "種類": lambda row: "・".join(str(kind) for kind in row.kinds.all()),
    "団体": lambda row: row.organization,
    "場所": lambda row: row.place,
    "住所": lambda row: row.place and row.place.full_address,
    "位置": lambda row: position_in_words(row.place),
    "開催日時": lambda row: "／".join(describe(schedule.rule) for schedule in row.schedules.all()),
    "きょうの状態": lambda row: StatusStatement.Status(row.status_today).label,
    "たしかめた日": lambda row: row.verified_on,
    "公開": publication_in_words,
    "見える人": lambda row: row.get_visibility_display(),
}
"""Heading of a column -> its value for a listing. No contacts, because some are not public."""
