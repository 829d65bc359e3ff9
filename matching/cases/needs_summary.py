"""A person's needs in words, a heading and a text each, as they stand beside the proposed places."""

from collections.abc import Iterator

from matching.engine.needs import Needs
from matching.engine.vocabulary import Vocabulary
from matching.engine.wording import MODES, distance, meeting, weekday_mask, weekdays, yen

UNKNOWN = "分かりません"
GENDERS = {"woman": "女性", "man": "男性", "other": "そのほか"}
"""Words for `Needs.gender`. They stand at the desk only: never in a mail, on paper, or for a host."""
NONE = "どれでもない"


def lines(needs: Needs, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """Pairs of heading and text. Age, stage and goal are said to be unknown; what else nobody knows is left out."""
    return [(heading, text) for heading, text in _lines(needs, vocabulary) if text]


def _lines(needs: Needs, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    yield "年齢", UNKNOWN if needs.age is None else f"{needs.age}歳"
    yield "性別", GENDERS.get(needs.gender or "", "")
    yield "子ども", "いません" if needs.children == () else "、".join(map(_child, needs.children or ()))
    yield "いまの段階", vocabulary.label("stages", needs.stage) if needs.stage else UNKNOWN
    yield "目標", vocabulary.label("stages", needs.goal) if needs.goal else UNKNOWN
    yield "あてはまるもの", NONE if needs.targets == () else vocabulary.listed("targets", needs.targets or ())
    yield "困りごと", NONE if needs.worries == () else vocabulary.listed("worries", needs.worries or ())
    yield "出かけるとき", {True: "だれかと いっしょに行く", False: "一人で行く"}.get(needs.companion, "")  # type: ignore[call-overload]
    yield "してみたい", vocabulary.listed("activities", needs.want)
    yield "興味がある", vocabulary.listed("activities", needs.curious)
    yield "前にしていた", vocabulary.listed("activities", needs.done)
    yield "避けたい", _avoided(needs, vocabulary)
    yield (
        "出かけられる時間",
        "、".join(
            meeting(weekdays(weekday_mask(window.weekdays)), window.start, window.end)
            for window in needs.available or ()
        ),
    )
    yield "行き方", _travel(needs)
    yield (
        "家の場所",
        f"家の場所は町までしか分かりません（およそ{distance(needs.home_radius)}の中）" if needs.home_radius else "",
    )
    yield "欠かせない配慮", vocabulary.listed("features", needs.needs)
    yield "あるとよい配慮", vocabulary.listed("features", needs.prefers)
    yield "人数", "" if needs.max_group is None else f"{needs.max_group}人くらいまで"
    yield "費用", "" if needs.max_fee is None else f"1回 {yen(needs.max_fee)}まで"


def _child(months: int) -> str:
    return f"{months // 12}歳{months % 12}か月" if months < 36 else f"{months // 12}歳"


def _avoided(needs: Needs, vocabulary: Vocabulary) -> str:
    return "".join(
        vocabulary.listed(scheme, [slug for slug in needs.avoid if slug in vocabulary.labels[scheme]])
        for scheme in ("activities", "kinds")
    )


def _travel(needs: Needs) -> str:
    modes = "・".join(MODES[mode].removesuffix("で") for mode in needs.modes)
    limit = f"{needs.max_minutes}分まで" if needs.max_minutes else ""
    return " ".join(part for part in (modes, limit) if part)
