"""What counts of all that was understood: no circumstance of another part, nobody of whom somebody only tells, nothing twice.

Pure.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from directory.search.wishes.phrases import TIMES, Grammar

HELPING = ("stage:role", "kind:volunteering")
"""What somebody says who wants to help."""
_ONLY_HELPED = ("kind:", "worry:", "target:")
_HELPED_WITH = frozenset(
    f"feature:{word}" for word in ("pick_up", "home_visit", "escort", "meal_served", "care_meanwhile", "interpreter")
)
"""What is done for people: who wants to do it looks for no place where it is done for them, 「送迎を手伝いたい」."""
_ALL_PLACES = ("name:", "place:", *TIMES)
_PEOPLE, _ANY_WORRY = "target:", "worry:other"
_TOLD_PEOPLE = {"target:children", "target:parents", "target:youth", "target:older"}
"""Beside a worry whose it is, and not for whom a place is: 「子どもの給食費」."""
_LONELY = "worry:loneliness"
"""Whoever is lonely looks for company, and for whom a place is counts."""
_HUB, _WITH_CHILD = "kind:childcare_hub", {"target:parents", "feature:bring_child", "activity:parenting"}
"""Whoever is alone with a small child looks for the place where such people meet, before a salon."""
_FAMILY, _CARER = "worry:family", "target:carer"
_IN_LAW = re.compile("義[母父理].{0,3}|姑|舅|小姑")
"""Beside another need 「義母」 only says whose it is."""
_CHILDCARE, _BRING = "worry:childcare", "feature:bring_child"
_BROUGHT_ALONG = re.compile("連れ|づれ|一緒|いっしょ|と|同伴|同席|可|ok|おんぶ|抱っこ")
"""Words that ask whether a child may come too; beside a worry 「赤んぼ」 only says whose it is."""
_MEN = "feature:men_welcome"
_INVITED = re.compile("も|歓迎|行|参加|多い|ばかり|居場所")
"""Words that ask whether men come; beside a worry 「77歳男性」 only says who tells it."""
_OLDER = "target:older"
_ALONE, _AGED = "kind:life_support", re.compile("[母父親祖婆爺老]|年寄|ばあ|じい")


_HELPED = re.compile("買い?物|通院|病院|医者|受診|スーパー|役所")
_BY_CAR = re.compile("車|くるま|クルマ|免許|運転")
_NEAR = "near:walk"
_BROUGHT = ("feature:pick_up", "feature:home_visit")
"""Who can drive no more and has to shop or to see a doctor is brought there or visited; a walk is what they cannot do."""
_EXERCISE, _WEAKENED = "activity:exercise", re.compile("弱|痛|衰え|落ち|動けな")
_CARED_FOR = ("kind:life_support", "feature:pick_up", "feature:home_visit", "worry:")
_DOING = ("activity:", "kind:")


_WITHDRAWN, _JOB = "worry:withdrawal", "worry:job_search"
_LEFT = re.compile("辞め|やめ|退職|失業|離職|クビ|首に|リストラ")
"""Who left a job and goes out no more: why it began, and no search for another."""


class Understood(NamedTuple):
    """Words of a text as they stand there, and what they mean: concepts of the vocabulary, or place: or name: and a text.

    phrase  the phrase of the table that the words are: 主人が他界 for 「妻が他界」; "" for what is in no table
    """

    words: str
    concepts: tuple[str, ...]
    phrase: str = ""

    @property
    def usual(self) -> str:
        """The words as the table has them, in which places say the same."""
        return self.phrase or self.words


def settled(said: Iterable[Understood], grammar: Grammar) -> list[Understood]:
    """Without what is only the circumstance of another part, and for people who want to help without whom they help."""
    said = _with_a_hub(_with_aged(_without_weak(_with_a_lift(list(said)), grammar)))
    every = {concept for part in said for concept in part.concepts}
    covered = {other for concept in every for other in grammar.covers.get(concept, ())}
    covered |= {f"not:{concept}" for concept in every}
    if any(c.startswith("worry:") and c != _ANY_WORRY for c in every):
        covered.add(_ANY_WORRY)
    if any(c.startswith("worry:") and c != _LONELY for c in every):
        covered |= _TOLD_PEOPLE
    if _WITHDRAWN in every and all(_LEFT.search(part.usual) for part in said if _JOB in part.concepts):
        covered.add(_JOB)
    if any(c == _CARER or (c.startswith("worry:") and c != _FAMILY) for c in every) and all(
        _IN_LAW.fullmatch(part.usual) for part in said if _FAMILY in part.concepts
    ):
        covered.add(_FAMILY)
    if _CHILDCARE in every and not any(_BROUGHT_ALONG.search(part.usual) for part in said if _BRING in part.concepts):
        covered.add(_BRING)
    if any(c.startswith("worry:") for c in every) and not _asks_for_men(said):
        covered.add(_MEN)
    if any(c.startswith(_CARED_FOR) for c in every) and all(
        _WEAKENED.search(part.usual) for part in said if _EXERCISE in part.concepts
    ):
        covered.add(_EXERCISE)
    if every & set(HELPING):
        gives = any(giving in part.usual for part in said for giving in grammar.gives)
        heads = (*_ONLY_HELPED, "activity:", "feature:") if gives else _ONLY_HELPED
        covered |= {c for c in every if (c.startswith(heads) and c not in HELPING) or c in _HELPED_WITH}
    kept = [part._replace(concepts=tuple(c for c in part.concepts if c not in covered)) for part in said]
    return _each_once(part for part in kept if part.concepts)


def _asks_for_men(said: list[Understood]) -> bool:
    """Whether men are to be welcome: 「男でも行ける」, 「男の料理教室」; 「77歳男性」 only says who tells it."""
    return any(
        _MEN in part.concepts
        and (_INVITED.search(part.usual) or (part.usual.endswith("の") and after.concepts[0].startswith(_DOING)))
        for part, after in zip(said, [*said[1:], Understood("", ("",))], strict=True)
    )


def _with_a_lift(said: list[Understood]) -> list[Understood]:
    """With a lift or a visit in the stead of what is near, for who has no car and has to shop or to see a doctor."""
    if not any(_HELPED.search(part.usual) for part in said):
        return said
    return [
        part._replace(concepts=_BROUGHT) if part.concepts == (_NEAR,) and _BY_CAR.search(part.usual) else part
        for part in said
    ]


def _with_aged(said: list[Understood]) -> list[Understood]:
    """With whose it is, where an old person who lives alone is lonely: 「一人暮らしの母に 話し相手ができれば」."""
    aged = [part for part in said if part.concepts == (_ALONE,) and _AGED.search(part.usual)]
    is_lonely = any(_LONELY in part.concepts for part in said)
    return [*said, *(Understood(part.words, (_OLDER,)) for part in aged if is_lonely)]


def _with_a_hub(said: list[Understood]) -> list[Understood]:
    """With the place for parents and small children in the stead of whose it is: 「1歳の子と二人で さみしい」."""
    if not any(_LONELY in part.concepts for part in said):
        return said
    return [part._replace(concepts=(_HUB,)) if _WITH_CHILD.issuperset(part.concepts) else part for part in said]


def _without_weak(said: list[Understood], grammar: Grammar) -> list[Understood]:
    """Without what counts only alone; beside people a need or a thing still counts: 「六十過ぎの仕事」."""
    strong = [part for part in said if not all(c.startswith(_ALL_PLACES) for c in part.concepts)]
    strong = [part for part in strong if part.usual not in grammar.weak]
    if not strong:
        return said
    only_people = all(c.startswith(_PEOPLE) for part in strong for c in part.concepts)
    return [
        part
        for part in said
        if part.usual not in grammar.weak or (only_people and not any(c.startswith(_PEOPLE) for c in part.concepts))
    ]


def _each_once(parts: Iterable[Understood]) -> list[Understood]:
    """Parts of the same meaning as one, with the words of the first: 「家賃」 and 「ローン」 are one chip."""
    first: dict[tuple[str, ...], Understood] = {}
    for part in parts:
        first.setdefault(part.concepts, part)
    return list(first.values())
