"""The kinds of lines of Today (`KINDS`), each with its heading and what makes a line of it go; and what a source of lines gives.

A source reads a few columns of all its rows at once: from the same list the lines are counted and the first ones are shown.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from django.db.models import QuerySet

from matching.cases.participants import Participant, ParticipantQuerySet
from matching.cases.support_meetings import SupportMeeting
from matching.casework.introductions import Introduction
from matching.casework.meetings.sittings import MeetingStep
from matching.casework.referrals.sheets import ReferralSheet

FOLLOW, WORRY, PLACE, QUIET = "follow", "worry", "place", "quiet"
UNHEARD, CALL, REVIEW, AFTER_END = "unheard", "call", "review", "after_end"
CONSENT, SHEET, SHEET_LATE, OUTREACH = "consent", "sheet", "sheet_late", "outreach"
MEETING, STEP = "meeting", "step"


@dataclass(frozen=True)
class Kind:
    """One kind of line.

    label   heading of the list and of its count
    gone    what makes a line of it go away
    """

    label: str
    gone: str


ANSWERED = "シートのページで「受けた」「いっしょに」「助言」「ほかへ」の どれかを 答えると消えます。"
KINDS = {
    "visit": Kind("はじめて行く日", "「体験」や「参加」にするか、日を なおすと消えます。"),
    MEETING: Kind(
        "会議",
        "招かれたら「守ります」を おし、その日が すぎたら 記録を 書くと消えます。おわった会議のものは 消えます。",
    ),
    SHEET_LATE: Kind("返事を 待たせている つなぐシート", ANSWERED),
    SHEET: Kind("つなぐシートが 来ている", ANSWERED),
    OUTREACH: Kind(
        "アウトリーチの 次の日", "アウトリーチのページに、きょうのことを 書くと消えます。会えなかった日も 書きます。"
    ),
    CALL: Kind("約束した電話", "「約束とプラン」で「話した」を おすと消えます。"),
    STEP: Kind("会議で きめた、次にすること", "会議の日のページで「した」を おすと消えます。"),
    "question": Kind("受け入れ先からの質問", "「答えた」を おすか、もう一度 たずねると消えます。"),
    WORRY: Kind("困っている・してほしいことがある", "その後のページで「応えた」を おすと消えます。"),
    "agreed": Kind("来てよいと言われた", "はじめて行く日を きめると消えます。"),
    "again": Kind("もう一度 たずねる日", "受け入れ先に たずねると消えます。"),
    FOLLOW: Kind("その後を 聞く", "ご本人と受け入れ先の ようすを 入れるか、「電話ですんだ」を おすと消えます。"),
    "waiting": Kind("受け入れ先の返事を待っている", "返事が来るか、電話で聞いた返事を 入れると消えます。"),
    "unasked": Kind("まだ たずねていない", "受け入れ先に たずねるか、紹介を おわりにすると消えます。"),
    PLACE: Kind("通っている場所が 変わった", "紹介のページで「見ました」を おすか、次の場所へ 移ると消えます。"),
    CONSENT: Kind(
        "同意の期限", "同意のページで 新しい同意を記録するか、とりけすと消えます。その紹介が おわっても消えます。"
    ),
    REVIEW: Kind("プランを 見なおす日", "評価を 書くか、次のプランを 作ると消えます。"),
    UNHEARD: Kind("まだ 話を聞いていない", "ニーズを 記録するか、紹介を はじめると消えます。"),
    QUIET: Kind("しばらく 動きがない", "ニーズや紹介を 新しくすると消えます。"),
    AFTER_END: Kind(
        "終えたあとの ようす",
        "「約束とプラン」で「連絡した」を おすと消えます。終えてから1年で、ひとりでに消えます。",
    ),
}
"""The kinds in the order in which a morning goes."""


class Found(NamedTuple):
    """A line as its source finds it: about an introduction, about a person alone, about a つなぐシート, which is nobody's case yet,
    or about a meeting, whose people need not know the case.

    Of plain values: an agency has thousands, and a collector of garbage has nothing to follow in them.

    order   of what is sorted within the kind: the first one is the most urgent
    today   that it must happen today: its day has come or is past, the sheet says so, or somebody is troubled. The others are of
            tomorrow or may wait
    why     says why it is here, of `said` and the row of the introduction or the person
    """

    kind: str
    order: tuple[Any, ...]
    why: Callable[..., str]
    said: tuple[Any, ...]
    introduction: int | None = None
    person: int | None = None
    sheet: int | None = None
    meeting: int | None = None
    step: int | None = None
    today: bool = False

    @property
    def before(self) -> tuple[Any, ...]:
        """Of what it is sorted in its kind: what must happen today is before the rest."""
        return (not self.today, *self.order)


def late_in_words(due: dt.date, day: dt.date) -> str:
    """By how many days a day is past; "" on it and before."""
    return f"{(day - due).days}日 すぎています。" if due < day else ""


class Row(NamedTuple):
    """What the sources read of an introduction that goes on."""

    key: int
    stage: str
    visit_on: dt.date | None
    ask_again_on: dt.date | None
    begun_on: dt.date
    outcome: int | None
    started_on: dt.date | None
    place: int | None
    live: bool | None
    seen_on: dt.date | None


def rows_of(people: ParticipantQuerySet) -> list[Row]:
    """All introductions of some people that go on. One query."""
    return rows_among(Introduction.objects.going_on().filter(participant__in=people))


def rows_among(introductions: QuerySet[Introduction]) -> list[Row]:
    """Some introductions as the sources read them. One query."""
    columns = ("pk", "stage", "visit_on", "ask_again_on", "begun_on", "outcome", "outcome__started_on")
    columns += ("resource", "resource__live", "seen_on")
    return list(map(Row._make, introductions.order_by().values_list(*columns)))


class Source(Protocol):
    """Where lines of some kinds come from."""

    def found(self) -> list[Found]:
        """All its lines, in any order."""


@dataclass(frozen=True)
class Line:
    """One thing to do.

    why            why it is here, in a sentence
    introduction   None for a line about a person alone
    sheet          for a line about a つなぐシート, which has no person
    meeting        for a line about a meeting, which has none either: who is in one need not see the case
    step           what was decided there, for a line of that kind
    today          that it must happen today, as its source found
    """

    kind: str
    person: Participant | None
    why: str
    introduction: Introduction | None = None
    sheet: ReferralSheet | None = None
    meeting: SupportMeeting | None = None
    step: MeetingStep | None = None
    today: bool = False

    @property
    def gone(self) -> str:
        """What makes it go away."""
        return KINDS[self.kind].gone

    @property
    def place(self) -> str:
        """The name of the place; "" where it is about the person alone."""
        return self.introduction.place_name if self.introduction else ""
