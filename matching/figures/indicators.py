"""The indicators (指標): what each says, how it is counted, and of which events it is made. They are those that a city reports.

A `Count` is one table of events with its kinds; an `Indicator` is one number of it. Numbers of one count are masked together.
"""

from dataclasses import dataclass

from matching.casework.follow_ups import Again, Feeling
from matching.casework.plans import PlanEvaluation
from matching.figures import events
from matching.figures.events import ALL, COURSE, REACHED, Source


@dataclass(frozen=True)
class Count:
    """A table of events.

    of_people   whether each event is of a person, so that small numbers are masked and its rows are a list of people
    """

    slug: str
    kinds: tuple[str, ...]
    events: Source
    of_people: bool = True


@dataclass(frozen=True)
class Indicator:
    """One number.

    kinds   which kinds of its count it adds up
    what    what it says, in a sentence
    how     how it is counted, so that somebody else gets the same number
    """

    slug: str
    label: str
    count: Count
    kinds: tuple[str, ...]
    unit: str
    work: str
    what: str
    how: str


RECEIVED = Count("received", (ALL,), events.received)
INTRODUCED = Count("introduced", (ALL,), events.introduced)
COURSES = Count("course", COURSE, events.course)
PLANS = Count("plans", ("first", "revised"), events.plans)
OUTREACH_TO = Count("outreach", REACHED, events.outreach)
EVALUATIONS = Count("evaluations", tuple(PlanEvaluation.Result.values), events.evaluations)
FEELINGS = Count("feelings", tuple(Feeling.values), events.feelings)
AGAIN = Count("again", tuple(Again.values), events.again)
HOSTS = Count("hosts", (ALL,), events.hosts, of_people=False)
PLACES = Count("places", (ALL,), events.places, of_people=False)
ATTENDANCES = Count("attendances", (ALL,), events.attendances, of_people=False)
COUNTS = (RECEIVED, INTRODUCED, COURSES, OUTREACH_TO, PLANS, EVALUATIONS, FEELINGS, AGAIN, HOSTS, PLACES, ATTENDANCES)

CONSULTING, PARTICIPATION, COMMUNITY, COOPERATION = "包括的相談支援", "参加支援", "地域づくり", "多機関協働"
OUTREACH = "アウトリーチ"
_RESULT = PlanEvaluation.Result
_OF_COURSE = (
    "紹介を はじめた日の月に 入れます。いままでに どこまで すすんだかで数えるので、あとの月に ふえることがあります。"
)


_OF_OUTREACH = "同じ年度に何度 たずねても1人です。その年度で はじめの連絡の月に 入れます。その年度に どこまで近づけたかで数えるので、あとの月に ふえることがあります。"


def _outreach(slug: str, label: str, first: str, what: str) -> Indicator:
    """Those people to whom outreach came at least as near as a step."""
    kinds = REACHED[REACHED.index(first) :]
    return Indicator(slug, label, OUTREACH_TO, kinds, "人", OUTREACH, what, _OF_OUTREACH)


def _course(slug: str, label: str, first: str, what: str, how: str) -> Indicator:
    """Those introductions that came at least as far as a step."""
    kinds = COURSE[COURSE.index(first) :]
    return Indicator(slug, label, COURSES, kinds, "件", PARTICIPATION, what, how + _OF_COURSE)


INDICATORS = (
    Indicator(
        "received", "新しく受けた相談", RECEIVED, (ALL,), "人", CONSULTING,
        "はじめて受けた方の数です。",
        "その方のことが はじめて書かれた日（受けた日・ニーズの記録・紹介のうち いちばん早い日）の月に、1人を1回だけ 数えます。",
    ),
    Indicator(
        "introduced", "参加支援の対象の方", INTRODUCED, (ALL,), "人", PARTICIPATION,
        "場所への紹介を はじめた方の数です。",
        "同じ年度に何度 紹介しても1人です。その年度で はじめの紹介の月に 入れます。",
    ),
    _course("asked", "紹介", "asked", "場所への紹介を はじめた数です。", "同じ方でも、場所がちがえば 別に数えます。"),
    _course("visit", "見学まで すすんだ", "visit", "はじめて行く日が きまり、その日が来た数です。", "体験や参加まで すすんだものも 入ります。"),
    _course("trial", "体験まで すすんだ", "trial", "体験をした数です。", "体験をとばして 参加したものも 入ります。"),
    _course("joined", "参加まで すすんだ", "joined", "通いはじめた数です。", "あとで やめたものも 入ります。"),
    _course("three", "3か月後も 通っている", "three", "3か月たっても 通っていた数です。", "ご本人に聞いたもの、または90日より後に やめたものだけです。まだ3か月たたない方は 入っていません。"),
    _course("six", "6か月後も 通っている", "six", "6か月たっても 通っていた数です。", "ご本人に聞いたもの、または180日より後に やめたものだけです。まだ6か月たたない方は 入っていません。"),
    Indicator(
        "good", "「よい」と言った方", FEELINGS, (Feeling.GOOD,), "回", PARTICIPATION,
        "通っている方に ようすを聞いて、「よい」と言われた回数です。",
        "フォローアップの ご本人の返事です。同じ方に何度か聞けば、その数だけ数えます。",
    ),
    Indicator(
        "heard", "ようすを聞いた", FEELINGS, tuple(Feeling.values), "回", PARTICIPATION,
        "通っている方に ようすを聞いて、返事をもらった回数です。",
        "「よい」「ふつう」「困っている」の どれも入ります。「電話ですんだ」は 入りません。",
    ),
    Indicator(
        "again", "次も受けると言った受け入れ先", AGAIN, (Again.YES,), "回", PARTICIPATION,
        "受け入れ先が「次も受けられます」と答えた回数です。",
        "フォローアップの 受け入れ先の返事です。",
    ),
    Indicator(
        "hosts", "協力した受け入れ先", HOSTS, (ALL,), "か所", PARTICIPATION,
        "その年度に 新しく通いはじめた方がいた 場所の数です。",
        "同じ年度に何人 受けても1か所です。はじめの方の月に 入れます。場所の数なので、伏せません。",
    ),
    _outreach("outreach", "アウトリーチの対象の方", "tried", "たずねたり、手紙や電話で 連絡したりした方の数です。会えなかった方も 入ります。"),
    _outreach("outreach_met", "顔を見て 話せた方", "met", "アウトリーチで、1度でも 顔を見て話せた方の数です。"),
    _outreach("outreach_ready", "場所の話を 聞いてもよいと 言った方", "ready", "アウトリーチから、参加支援へ すすんだ方の数です。"),
    Indicator(
        "places", "新しく のった場所", PLACES, (ALL,), "か所", COMMUNITY,
        "このサイトに はじめてのった、市の場所の数です。",
        "はじめて公開した日の月に 入れます。あとで やめた場所も入ります。",
    ),
    Indicator(
        "attendances", "来た人（のべ）", ATTENDANCES, (ALL,), "人", COMMUNITY,
        "場所に来た人の のべ人数です。",
        "団体が 月ごとに知らせた数の合計です。知らせのない月は 入っていません。",
    ),
    Indicator(
        "plans_first", "作ったプラン", PLANS, ("first",), "件", COOPERATION,
        "はじめての支援プランの数です。", "作った日の月に 入れます。",
    ),
    Indicator(
        "plans_revised", "見なおしたプラン", PLANS, ("revised",), "件", COOPERATION,
        "2回目からの支援プランの数です。", "作った日の月に 入れます。",
    ),
    Indicator(
        "plans_ended", "終結したプラン", EVALUATIONS, (_RESULT.ENDS,), "件", COOPERATION,
        "評価をして「終結」になった数です。", "評価した日の月に 入れます。",
    ),
    Indicator(
        "plans_broken_off", "中断したプラン", EVALUATIONS, (_RESULT.BREAKS_OFF,), "件", COOPERATION,
        "評価をして「中断」になった数です。", "評価した日の月に 入れます。",
    ),
)  # fmt: skip
BY_SLUG = {one.slug: one for one in INDICATORS}
