"""The indicators (指標): what each says, how it is counted, and of which events it is made. They are those that a city reports.

A `Count` is one table of events with its kinds; an `Indicator` is one number of it. Numbers of one count are masked together.
"""

from dataclasses import dataclass

from matching.casework.follow_ups import Again, Feeling
from matching.casework.plans import PlanEvaluation
from matching.figures import events, place_events, sheet_events
from matching.figures.events import ALL, COURSE, ENDS_BEFORE, FOUND, NONE, REACHED, Source
from matching.figures.sheet_events import IN_TIME, LATER, OPEN, SENT_ROUND, SOON


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
    middle  whether it is the days that one in the middle of them took (the median), and not how many they are
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
    middle: bool = False


RECEIVED = Count("received", (ALL,), events.received)
NEEDS = Count("needs", (FOUND, NONE), events.needs)
INTRODUCED = Count("introduced", (ALL,), events.introduced)
COURSES = Count("course", COURSE, events.course)
PLANS = Count("plans", ("first", "revised"), events.plans)
OUTREACH_TO = Count("outreach", REACHED, events.outreach)
EVALUATIONS = Count("evaluations", (ENDS_BEFORE, *PlanEvaluation.Result.values), events.evaluations)
FEELINGS = Count("feelings", tuple(Feeling.values), events.feelings)
AGAIN = Count("again", tuple(Again.values), events.again)
SHEETS = Count("sheets", sheet_events.SHEETS, sheet_events.sheets)
HOSTS = Count("hosts", (ALL,), place_events.hosts, of_people=False)
PLACES = Count("places", (ALL,), place_events.places, of_people=False)
ATTENDANCES = Count("attendances", (ALL,), place_events.attendances, of_people=False)
BASES = Count("bases", (ALL,), place_events.bases, of_people=False)
ORGANIZATIONS = Count("organizations", (ALL,), place_events.organizations, of_people=False)
DEVELOPED = Count("developed", (ALL,), place_events.developed, of_people=False)
OF_PLACES = (HOSTS, PLACES, DEVELOPED, BASES, ORGANIZATIONS, ATTENDANCES)
OF_PEOPLE = (RECEIVED, SHEETS, NEEDS, INTRODUCED, COURSES, OUTREACH_TO, PLANS, EVALUATIONS, FEELINGS, AGAIN)
COUNTS = (*OF_PEOPLE, *OF_PLACES)

CONSULTING, PARTICIPATION, COMMUNITY, COOPERATION = "包括的相談支援", "参加支援", "地域づくり", "多機関協働"
OUTREACH = "アウトリーチ"
_RESULT = PlanEvaluation.Result
_OF_SHEETS = "ほかの機関に つなぎなおしたものも、はじめに来た機関で 数えます。返事が来ると、前の月の数も かわります。保存期間がすぎて消したものは 入りません。"
_OF_COURSE = (
    "紹介を はじめた日の月に 入れます。いままでに どこまで すすんだかで数えるので、あとの月に ふえることがあります。"
)


_OF_NEEDS = "同じ年度に何度 聞いても1人です。その年度で はじめに聞いた月に 入れます。場所が 見つかると、前の月の数も かわります。"
_OF_OUTREACH = "同じ年度に何度 たずねても1人です。その年度で はじめの連絡の月に 入れます。その年度に どこまで近づけたかで数えるので、あとの月に ふえることがあります。"


def _outreach(slug: str, label: str, first: str, what: str) -> Indicator:
    """Those people to whom outreach came at least as near as a step."""
    kinds = REACHED[REACHED.index(first) :]
    return Indicator(slug, label, OUTREACH_TO, kinds, "人", OUTREACH, what, _OF_OUTREACH)


def _sheets(*answers: str) -> tuple[str, ...]:
    """The kinds of some answers, sent round or not."""
    return tuple(kind for kind in SHEETS.kinds if kind.removesuffix(SENT_ROUND) in answers)


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
        "sheets", "つなぐシート", SHEETS, SHEETS.kinds, "件", CONSULTING,
        "はじめに この機関に来た つなぐシートの数です。",
        f"受けとった日の月に 入れます。{_OF_SHEETS}",
    ),
    Indicator(
        "sheets_soon", f"{IN_TIME}営業日のうちに 返事をした", SHEETS, _sheets(SOON), "件", CONSULTING,
        f"受けとってから {IN_TIME}営業日のうちに、どこかの窓口が「受けた・いっしょに・助言」と答えた数です。",
        f"土日・祝日・年末年始は 数えません。「ほかへ つないだ」は 返事に入れません。受けとった日の月に 入れます。{_OF_SHEETS}",
    ),
    Indicator(
        "sheets_open", "まだ 返事がない", SHEETS, _sheets(OPEN), "件", CONSULTING,
        "まだ どの窓口も 答えていない数です。",
        f"終わった月までに 返事のないものを、受けとった日の月に 入れます。{_OF_SHEETS}",
    ),
    Indicator(
        "sheet_days", "はじめの返事までの日数", SHEETS, _sheets(SOON, LATER), "営業日", CONSULTING,
        "返事のあったシートを 早い順に ならべて、まん中のシートが 待った日数です。",
        f"受けとった次の営業日から 数えます。土日・祝日・年末年始は 数えません。返事のないものは 入りません。件数が 言えないときは、日数も 言いません。{_OF_SHEETS}",
        middle=True,
    ),
    Indicator(
        "sheets_round", "2回以上 つなぎなおした", SHEETS, tuple(one for one in SHEETS.kinds if one.endswith(SENT_ROUND)), "件", CONSULTING,
        "ほかの窓口へ 2回以上 つながれた シートの数です。少ないほど よい数です。",
        f"受けとった日の月に 入れます。{_OF_SHEETS}",
    ),
    Indicator(
        "needs", "ニーズを 聞いた方", NEEDS, NEEDS.kinds, "人", PARTICIPATION,
        "行きたい場所や したいことを 聞いた方の数です。",
        _OF_NEEDS,
    ),
    Indicator(
        "needs_none", "まだ 行く場所が 見つからない方", NEEDS, (NONE,), "人", PARTICIPATION,
        "ニーズを 聞いたあと、行く場所が 見つかっていない方の数です。少ないほど よい数です。",
        f"通いはじめた方と、いま 場所に おたずねしている方は 入りません。ことわられたままの方は 入ります。{_OF_NEEDS}",
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
        "developed", "取り組みから できた場所", DEVELOPED, (ALL,), "か所", COMMUNITY,
        "「足りないもの」の取り組みから できた、またはひろがった場所の数です。",
        "取り組みが おわった日の月に 入れます。同じ場所は 1回だけ数えます。",
    ),
    Indicator(
        "bases", "人の来た場所", BASES, (ALL,), "か所", COMMUNITY,
        "その年度に 人が来た場所（拠点）の数です。",
        "来た人の数を 団体が知らせた場所です。同じ年度に何か月 知らせても1か所で、はじめの月に 入れます。",
    ),
    Indicator(
        "organizations", "参加した団体", ORGANIZATIONS, (ALL,), "団体", COMMUNITY,
        "人の来た場所を 開いている団体の数です。",
        "いくつ 場所があっても、同じ年度では1団体です。はじめの場所と月に 入れます。団体の名のない場所は 入りません。",
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
        "plans_ended", "終結したプラン", EVALUATIONS, (ENDS_BEFORE, _RESULT.ENDS), "件", COOPERATION,
        "評価をして「終結」になった数です。", "評価した日の月に 入れます。",
    ),
    Indicator(
        "plans_reached", "終結：目標を 達成した", EVALUATIONS, (_RESULT.ENDS,), "件", COOPERATION,
        "「終結」のうち、目標を「達成した」数です。", "評価した日の月に 入れます。",
    ),
    Indicator(
        "plans_left", "終結：一部か、まだ 達成していない", EVALUATIONS, (ENDS_BEFORE,), "件", COOPERATION,
        "「終結」のうち、目標を「一部 達成した」か「達成していない」数です。", "評価した日の月に 入れます。",
    ),
    Indicator(
        "plans_broken_off", "中断したプラン", EVALUATIONS, (_RESULT.BREAKS_OFF,), "件", COOPERATION,
        "評価をして「中断」になった数です。", "評価した日の月に 入れます。",
    ),
)  # fmt: skip
BY_SLUG = {one.slug: one for one in INDICATORS}
