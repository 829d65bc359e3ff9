"""What is to be done today about introductions: one table of kinds (`KINDS`), each with why a line is there and what makes it go.

Pure where it decides: `lines_of` reads rows that are loaded already. List, counts and figures come from the same lines.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Max, Q
from django.utils import timezone

from directory.catalogue.statements import StatusStatement, status_on
from matching.cases.participants import Participant, ParticipantQuerySet
from matching.casework.host_requests import Answer, HostRequest
from matching.casework.introductions import TAKES_PART, Introduction, Stage

QUIET = "quiet"
PLACE = "place"


@dataclass(frozen=True)
class Kind:
    """One kind of line.

    label   heading of the list and of its count
    gone    what makes a line of it go away
    """

    label: str
    gone: str


KINDS = {
    "visit": Kind("はじめて行く日", "「体験」や「参加」にするか、日を なおすと消えます。"),
    "question": Kind("受け入れ先からの質問", "「答えた」を おすか、もう一度 たずねると消えます。"),
    "agreed": Kind("来てよいと言われた", "はじめて行く日を きめると消えます。"),
    "again": Kind("もう一度 たずねる日", "受け入れ先に たずねると消えます。"),
    "waiting": Kind("受け入れ先の返事を待っている", "返事が来るか、電話で聞いた返事を 入れると消えます。"),
    "unasked": Kind("まだ たずねていない", "受け入れ先に たずねるか、紹介を おわりにすると消えます。"),
    PLACE: Kind("通っている場所が 変わった", "紹介のページで「見ました」を おすか、次の場所へ 移ると消えます。"),
    QUIET: Kind("しばらく 動きがない", "ニーズや紹介を 新しくすると消えます。"),
}
"""The kinds in the order in which a morning goes."""


@dataclass(frozen=True)
class Line:
    """One thing to do.

    why            why it is here, in a sentence
    on             the day since which, or on which, it is due
    introduction   None for a person without one
    """

    kind: str
    person: Participant
    why: str
    on: dt.date
    introduction: Introduction | None = None

    @property
    def gone(self) -> str:
        """What makes it go away."""
        return KINDS[self.kind].gone

    @property
    def place(self) -> str:
        """The name of the place; "" where it is about the person alone."""
        return self.introduction.place_name if self.introduction else ""


@dataclass
class Today:
    """The lines of a day, in the order of KINDS and in each the oldest first."""

    lines: list[Line] = field(default_factory=list)

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """Kind, its heading, how many; only of kinds with lines."""
        counted = Counter(line.kind for line in self.lines)
        return [(slug, kind.label, counted[slug]) for slug, kind in KINDS.items() if counted[slug]]

    def shown(self, kind: str, most: int) -> list[Line]:
        """The first lines of a kind, or of each kind where it names none."""
        kinds = [kind] if kind in KINDS else list(KINDS)
        return [line for one in kinds for line in [row for row in self.lines if row.kind == one][:most]]


def today_of(people: ParticipantQuerySet, day: dt.date, quiet_weeks: int) -> Today:
    """Everything to be done about some people on a day. The same number of queries, however many they are."""
    supported = people.supported()
    rows = list(Introduction.objects.going_on().filter(participant__in=supported).for_lists())
    newest = _newest_requests(rows)
    closed = _closed_places({row.resource_id for row in rows if row.resource_id}, day)
    lines = [line for row in rows for line in lines_of(row, newest.get(row.pk), closed.get(row.resource_id or 0), day)]
    lines += _quiet(supported, day, quiet_weeks)
    order = {slug: number for number, slug in enumerate(KINDS)}
    return Today(sorted(lines, key=lambda line: (order[line.kind], line.on, line.person.code)))


def lines_of(
    row: Introduction, newest: HostRequest | None, closed: StatusStatement | None, day: dt.date
) -> Iterator[Line]:
    """What is to be done about one introduction that goes on; pure.

    newest   the last time that its host was asked
    closed   the statement that its place pauses or has ended
    """
    if row.stage in (Stage.VISIT, Stage.ASKED) and row.visit_on and row.visit_on <= day + dt.timedelta(days=1):
        yield Line("visit", row.participant, _visit_in_words(row, day), row.visit_on, row)
    elif row.stage == Stage.ASKED and row.visit_on is None:
        yield from _asking(row, newest, day)
    if why := _place_in_words(row, closed):
        yield Line(PLACE, row.participant, why, closed.since if closed else day, row)


def _visit_in_words(row: Introduction, day: dt.date) -> str:
    assert row.visit_on
    when = {0: "今日", 1: "明日"}.get((row.visit_on - day).days)
    at = f" {row.visit_at:%-H:%M}" if row.visit_at else ""
    return (
        f"{when}{at}、はじめて行きます。"
        if when
        else f"{row.visit_on.month}月{row.visit_on.day}日に行ったあとの記録が ありません。"
    )


def _asking(row: Introduction, newest: HostRequest | None, day: dt.date) -> Iterator[Line]:
    person = row.participant
    if row.ask_again_on:
        if row.ask_again_on <= day + dt.timedelta(days=1):
            told = f"「{row.ask_again_on.month}月{row.ask_again_on.day}日に もう一度」と言われました。"
            yield Line("again", person, told, row.ask_again_on, row)
    elif newest is None:
        yield Line(
            "unasked", person, f"{row.begun_on.month}月{row.begun_on.day}日に はじめた紹介です。", row.begun_on, row
        )
    elif newest.answered_at is None:
        asked = timezone.localdate(newest.asked_at)
        yield Line("waiting", person, f"たずねてから {(day - asked).days}日たちました。", asked, row)
    elif newest.answer == Answer.QUESTION and newest.settled_at is None:
        yield Line("question", person, "受け入れ先が 聞いています。", timezone.localdate(newest.answered_at), row)
    elif newest.answer == Answer.QUESTION:
        told = "受け入れ先の質問に 答えましたが、まだ 返事が ありません。"
        yield Line("again", person, told, timezone.localdate(newest.settled_at), row)
    elif newest.answer == Answer.YES:
        on = timezone.localdate(newest.answered_at)
        yield Line("agreed", person, "受け入れ先は「来てください」と答えました。", on, row)


def _place_in_words(row: Introduction, closed: StatusStatement | None) -> str:
    """Why somebody must look at the place of an introduction; "" where it goes on, or somebody has looked since."""
    if row.stage not in (*TAKES_PART, Stage.VISIT, Stage.TRIAL):
        return ""
    if row.resource is None or not row.resource.live:
        return "" if row.seen_on else "この場所は、もう のせていません。"
    if closed is None or (row.seen_on and row.seen_on >= closed.since):
        return ""
    if closed.status == StatusStatement.Status.ENDED:
        return f"この場所は、{closed.since.month}月{closed.since.day}日で 終わりました。"
    return f"この場所は、{closed.since.month}月{closed.since.day}日から 休みです。"


def _newest_requests(rows: Iterable[Introduction]) -> dict[int, HostRequest]:
    keys = [row.pk for row in rows if row.stage == Stage.ASKED]
    asked = HostRequest.objects.filter(introduction__in=keys).defer("text", "digest", "said").order_by("pk")
    return {one.introduction_id: one for one in asked}


def _closed_places(keys: set[int], day: dt.date) -> dict[int, StatusStatement]:
    """Key of a place -> the statement by which it is not active on a day."""
    said: dict[int, list[StatusStatement]] = {}
    for statement in StatusStatement.objects.filter(resource__in=keys, since__lte=day):
        said.setdefault(statement.resource_id, []).append(statement)
    holding = {key: status_on(statements, day) for key, statements in said.items()}
    active = StatusStatement.Status.ACTIVE
    return {key: one for key, one in holding.items() if one and one.status != active}


def _quiet(people: ParticipantQuerySet, day: dt.date, weeks: int) -> Iterator[Line]:
    """Those who wait and of whom neither needs nor introductions were touched for some weeks."""
    before = day - dt.timedelta(weeks=weeks)
    found = people.waiting().annotate(sheet_on=Max("sheets__recorded_on"), move_on=Max("introductions__moved_on"))
    for number in ("sheet_on", "move_on"):
        found = found.filter(Q(**{number: None}) | Q(**{f"{number}__lte": before}))
    for person in found.defer("note"):
        if last := max(filter(None, (person.sheet_on, person.move_on)), default=None):
            yield Line(QUIET, person, f"{(day - last).days // 7}週間、記録が ふえていません。", last)
