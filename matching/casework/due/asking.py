"""Lines about introductions that have not led to taking part: somebody must ask, answer or go."""

import datetime as dt

from django.utils import timezone

from matching.casework.due.kinds import Found, Row, late_in_words
from matching.casework.host_requests import Answer, HostRequest
from matching.casework.introductions import Introduction, Stage

_BEFORE = (Stage.VISIT, Stage.ASKED)


class Asking:
    """Visits, questions, answers and what was not asked yet; `rows` are introductions that go on."""

    def __init__(self, rows: list[Row], day: dt.date):
        self.day, tomorrow = day, day + dt.timedelta(days=1)
        self.visits = [row for row in rows if row.stage in _BEFORE and row.visit_on and row.visit_on <= tomorrow]
        asked = (row for row in rows if row.stage == Stage.ASKED and not row.visit_on)
        self.asked = [row for row in asked if row.ask_again_on is None or row.ask_again_on <= tomorrow]

    def found(self) -> list[Found]:
        """All lines: those first that have waited longest."""
        newest = self._newest()
        found = [self._line("visit", row.visit_on, 0, None, row) for row in self.visits]
        for row in self.asked:
            number, kind, asked_at = newest.get(row.key, (0, "unasked", None))
            if row.ask_again_on:
                kind = "again"
            if kind:
                due = row.ask_again_on or (row.begun_on if kind == "unasked" else None)
                found.append(self._line(kind, due, number, asked_at, row))
        return found

    def _line(self, kind: str, due: dt.date | None, number: int, asked_at: dt.datetime | None, row: Row) -> Found:
        order = (due or dt.date.min, number, row.key)
        agreed = due if kind in ("visit", "again") else None
        today = agreed is not None and agreed <= self.day
        return Found(kind, order, _in_words, (kind, asked_at, self.day), introduction=row.key, today=today)

    def _newest(self) -> dict[int, tuple[int, str, dt.datetime | None]]:
        """Key of an introduction -> its newest request: key, kind of line ("" for none), and when it was asked."""
        asked = HostRequest.objects.filter(introduction__in=[row.key for row in self.asked]).order_by("pk")
        facts = asked.values_list("introduction", "pk", "answer", "asked_at", "settled_at")
        return {key: (number, _kind_of(answer, settled), at) for key, number, answer, at, settled in facts}


def _kind_of(answer: str, settled_at: dt.datetime | None) -> str:
    if answer == Answer.QUESTION:
        return "again" if settled_at else "question"
    if answer == Answer.YES:
        return "agreed"
    return "" if answer else "waiting"


def _in_words(kind: str, asked_at: dt.datetime | None, day: dt.date, row: Introduction) -> str:
    if kind == "visit":
        return _visit_in_words(row, day)
    if kind == "again" and row.ask_again_on:
        return f"「{row.ask_again_on.month}月{row.ask_again_on.day}日に もう一度」と言われました。{late_in_words(row.ask_again_on, day)}"
    if kind == "again":
        return "受け入れ先の質問に 答えましたが、まだ 返事が ありません。"
    if kind == "waiting" and asked_at:
        return f"たずねてから {(day - timezone.localdate(asked_at)).days}日たちました。"
    if kind == "question":
        return "受け入れ先が 聞いています。"
    if kind == "agreed":
        return "受け入れ先は「来てください」と答えました。"
    return f"{row.begun_on.month}月{row.begun_on.day}日に はじめた紹介です。"


def _visit_in_words(row: Introduction, day: dt.date) -> str:
    assert row.visit_on
    when = {0: "今日", 1: "明日"}.get((row.visit_on - day).days)
    at = f" {row.visit_at:%-H:%M}" if row.visit_at else ""
    return (
        f"{when}{at}、はじめて行きます。"
        if when
        else f"{row.visit_on.month}月{row.visit_on.day}日に行ったあとの記録が ありません。"
    )
