"""What is to be done today about introductions: one table of kinds (`KINDS`), each with why a line is there and what makes it go.

The database decides (`_asking`, `_changed`, `_quiet`), so that a whole agency is counted without loading it. List, counts and figures
come from the same three querysets; only the lines that are shown are read.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, Greatest, RowNumber, TruncDate
from django.utils import timezone

from directory.catalogue.statements import StatusStatement
from matching.cases.participants import NeedsSheet, Participant, ParticipantQuerySet
from matching.casework.host_requests import Answer, HostRequest
from matching.casework.introductions import TAKES_PART, Introduction, IntroductionQuerySet, Stage

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
    introduction   None for a person without one
    """

    kind: str
    person: Participant
    why: str
    introduction: Introduction | None = None

    @property
    def gone(self) -> str:
        """What makes it go away."""
        return KINDS[self.kind].gone

    @property
    def place(self) -> str:
        """The name of the place; "" where it is about the person alone."""
        return self.introduction.place_name if self.introduction else ""


class Today:
    """The lines of some people on a day, in the order of KINDS and in each the oldest first.

    Counting is three queries and showing at most eight, however many the people are.
    """

    def __init__(self, people: ParticipantQuerySet, day: dt.date, quiet_weeks: int):
        self.day = day
        supported = people.supported()
        rows = Introduction.objects.going_on().filter(participant__in=supported)
        self._asking = _asking(rows, day)
        self._changed = _changed(rows, day)
        self._quiet = _quiet(supported, day, quiet_weeks)
        asked = self._asking.values_list("kind").annotate(lines=Count("pk")).order_by()
        self._counts = dict(asked) | {PLACE: self._changed.count(), QUIET: self._quiet.count()}

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """Kind, its heading, how many; only of kinds with lines."""
        return [(slug, kind.label, self._counts[slug]) for slug, kind in KINDS.items() if self._counts.get(slug)]

    @property
    def total(self) -> int:
        """How many lines there are."""
        return sum(count for *_, count in self.counts)

    def shown(self, kind: str, most: int, after: int = 0) -> list[Line]:
        """The next lines of a kind after so many, or of each kind where it names none."""
        wanted = [slug for slug, *_ in self.counts if kind in ("", slug)]
        kinds = dict(self._ranked(wanted, most, after))
        if PLACE in wanted:
            keys = self._changed.order_by("changed_on", "participant__code", "pk")
            places = list(keys.values_list("pk", "changed_on", "status")[after : after + most])
        else:
            places = []
        quiet = list(self._quiet.order_by("last", "code")[after : after + most]) if QUIET in wanted else []
        rows = Introduction.objects.for_lists().in_bulk({*kinds, *(key for key, *_ in places)})
        names = {row.participant_id for row in rows.values()} | {key for key, _ in quiet}
        people = Participant.objects.with_names().defer("note", "held_because").in_bulk(names) if names else {}
        for row in rows.values():
            row.participant = people[row.participant_id]
        newest = _newest_requests(kinds)
        lines = [_asking_line(kinds[key], rows[key], newest.get(key), self.day) for key in kinds]
        for key, since, status in places:
            lines.append(Line(PLACE, rows[key].participant, _place_in_words(rows[key], since, status), rows[key]))
        lines += [Line(QUIET, people[key], _quiet_in_words(last, self.day)) for key, last in quiet]
        return lines

    def _ranked(self, kinds: list[str], most: int, after: int) -> list[tuple[int, str]]:
        """Keys and kinds of introductions, so many of each kind, in the order of a morning."""
        if not (asking := [slug for slug in kinds if slug not in (PLACE, QUIET)]):
            return []
        order = [F("due").asc(nulls_first=True), F("newest"), F("participant__code"), F("pk")]
        rank = Window(RowNumber(), partition_by=[F("kind")], order_by=order)
        ranked = self._asking.filter(kind__in=asking).annotate(rank=rank)
        rows = ranked.filter(rank__gt=after, rank__lte=after + most).values_list("pk", "kind", "rank")
        places = {slug: number for number, slug in enumerate(KINDS)}
        return [(key, kind) for key, kind, _ in sorted(rows, key=lambda row: (places[row[1]], row[2]))]


def _asking(rows: IntroductionQuerySet, day: dt.date) -> IntroductionQuerySet:
    """Introductions about which somebody must ask or go, with `kind`, `due` (None where `newest` orders them) and `newest`."""
    tomorrow = day + dt.timedelta(days=1)
    requests = HostRequest.objects.filter(introduction=OuterRef("pk")).order_by("-pk")
    told = Case(
        When(answered_at=None, then=Value("waiting")),
        When(answer=Answer.QUESTION, settled_at=None, then=Value("question")),
        When(answer=Answer.QUESTION, then=Value("again")),
        When(answer=Answer.YES, then=Value("agreed")),
        default=Value(""),
        output_field=CharField(),
    )
    kind = Case(
        When(stage__in=(Stage.VISIT, Stage.ASKED), visit_on__lte=tomorrow, then=Value("visit")),
        When(~Q(stage=Stage.ASKED) | Q(visit_on__isnull=False) | Q(ask_again_on__gt=tomorrow), then=Value("")),
        When(ask_again_on__isnull=False, then=Value("again")),
        default=Coalesce(Subquery(requests.annotate(told=told).values("told")[:1]), Value("unasked")),
        output_field=CharField(),
    )
    due = Case(
        When(kind="visit", then=F("visit_on")),
        When(kind="again", then=F("ask_again_on")),
        When(kind="unasked", then=F("begun_on")),
    )
    newest = Subquery(requests.values("pk")[:1])
    found = rows.filter(stage__in=(Stage.VISIT, Stage.ASKED)).annotate(kind=kind).filter(kind__gt="")
    return found.annotate(due=due, newest=newest)


def _changed(rows: IntroductionQuerySet, day: dt.date) -> IntroductionQuerySet:
    """Introductions whose place is gone, pauses or has ended since somebody looked, with `changed_on` and `status`."""
    holding = StatusStatement.objects.filter(
        Q(until=None) | Q(until__gte=day), since__lte=day, resource=OuterRef("resource")
    ).order_by("-pk")
    closed = Case(When(~Q(status=StatusStatement.Status.ACTIVE), then=F("since")))
    changed_on = Subquery(holding.annotate(closed=closed).values("closed")[:1])
    status = Subquery(holding.values("status")[:1])
    coming = rows.filter(stage__in=(*TAKES_PART, Stage.VISIT, Stage.TRIAL))
    gone = Q(resource=None) | Q(resource__live=False)
    # What is said today of last week was not known to who looked in between.
    said_on = Subquery(holding.annotate(said_on=TruncDate("made_at")).values("said_on")[:1])
    unseen = Q(seen_on=None) | Q(seen_on__lt=F("changed_on")) | Q(seen_on__lt=F("said_on"))
    found = coming.annotate(changed_on=changed_on, said_on=said_on, status=status)
    return found.filter(gone & Q(seen_on=None) | ~gone & Q(changed_on__isnull=False) & unseen)


def _quiet(people: ParticipantQuerySet, day: dt.date, weeks: int) -> QuerySet[Participant, tuple[int, dt.date]]:
    """Keys of those who wait and of whom neither needs nor introductions were touched for some weeks, and the day of the `last`."""
    before = day - dt.timedelta(weeks=weeks)
    sheets = NeedsSheet.objects.filter(participant=OuterRef("pk")).order_by("-recorded_on").values("recorded_on")
    moves = Introduction.objects.filter(participant=OuterRef("pk")).order_by("-moved_on").values("moved_on")
    found = people.waiting().annotate(sheet_on=Subquery(sheets[:1]), move_on=Subquery(moves[:1]))
    # SQLite makes the greatest of a value and nothing nothing, PostgreSQL the value.
    found = found.annotate(last=Coalesce(Greatest("sheet_on", "move_on"), "sheet_on", "move_on"))
    return found.filter(last__lte=before).values_list("pk", "last")


def _asking_line(kind: str, row: Introduction, newest: HostRequest | None, day: dt.date) -> Line:
    return Line(kind, row.participant, _asking_in_words(kind, row, newest, day), row)


def _asking_in_words(kind: str, row: Introduction, newest: HostRequest | None, day: dt.date) -> str:
    if kind == "visit":
        return _visit_in_words(row, day)
    if kind == "again" and row.ask_again_on:
        return f"「{row.ask_again_on.month}月{row.ask_again_on.day}日に もう一度」と言われました。"
    if kind == "again":
        return "受け入れ先の質問に 答えましたが、まだ 返事が ありません。"
    if kind == "waiting" and newest:
        return f"たずねてから {(day - timezone.localdate(newest.asked_at)).days}日たちました。"
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


def _place_in_words(row: Introduction, since: dt.date | None, status: str) -> str:
    if row.resource is None or not row.resource.live or since is None:
        return "この場所は、もう のせていません。"
    if status == StatusStatement.Status.ENDED:
        return f"この場所は、{since.month}月{since.day}日で 終わりました。"
    return f"この場所は、{since.month}月{since.day}日から 休みです。"


def _quiet_in_words(last: dt.date, day: dt.date) -> str:
    return f"{(day - last).days // 7}週間、記録が ふえていません。"


def _newest_requests(keys: Iterable[int]) -> dict[int, HostRequest]:
    asked = HostRequest.objects.filter(introduction__in=list(keys)).defer("text", "digest", "said").order_by("pk")
    return {one.introduction_id: one for one in asked}
