"""Which clauses of a sentence only tell something beside the wish: what was, what somebody else does, why, what one can do.

Pure. Each clause is judged by itself, and only where a later one says what is looked for: 「体操は 三日で 飽きたので、編み物がしたい」 asks
for no gymnastics, 「体操が 好きなので」 alone does. What somebody needs (a worry, a feature) stays also where it stands in a reason.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from directory.search.wishes.names import Part
from directory.search.wishes.phrases import Grammar
from directory.search.wishes.sentences.settling import HELPING

_BUT = ("が", "けど", "けれど", "けれども", "のに", "ものの")
_REASONS = ("ので", "から", "為", "ため", "もので")
_JOINING = (*_BUT, *_REASONS, "し")
_SO = "の"
_TOPIC = ("は", "が", "も")
_PREDICATE = re.compile("(?:た|ます|です|ない|ません|る|い|ん|だ)$")
_PAST = re.compile("(?:た|だ|って|いて|んで)(?:の?です)?(?:が|けど|けれども?|のに|ので|から|し)?$")
_WAS = re.compile("(?:ました|でした|ていた|でいた|てました|だった)(?:の?です)?(?:が|けど|けれども?|し)?$")
"""A clause of what was, in which no word says when; a reason so told (「足をくじいたので」) lasts."""
_DOING = ("activity:", "kind:", "stage:")
_OF_A_PLACE = (*_DOING, "feature:", "target:", "time:", "day:", "near:")
_LOOKED_FOR = (*_DOING, "feature:", "worry:", "near:", "online", "not:")
_NEEDED = ("kind:life_support", "kind:consultation", "kind:welfare_service")
_COMPANY = frozenset(["activity:tea", "activity:peer_support", "worry:loneliness"])
_SPOKEN = ("activity:", "feature:foreign_language")
_OFFERS = (*HELPING, "feature:roles")
_INTERPRETING = "feature:interpreter"
_ANY, _NAME = ("",), "name:"


class _Clause(NamedTuple):
    """Parts from `begin` to `end` (exclusive) that end with a conjunction, a stop or the text; `by`: the conjunction, "" for none."""

    begin: int
    end: int
    text: str
    by: str


def asides(parts: Sequence[Part], grammar: Grammar) -> frozenset[int]:
    """The numbers of the parts that only tell."""
    clauses = _clauses(parts)
    told: set[int] = set()
    for clause, after in pairwise(clauses):
        rest = _concepts(parts[after.begin :])
        heads = _dropped(parts, clause, rest, grammar) if any(c.startswith(_LOOKED_FOR) for c in rest) else ()
        told |= {at for at in range(clause.begin, clause.end) if _is_of(parts[at], heads, rest)}
    return frozenset(told)


def _clauses(parts: Sequence[Part]) -> list[_Clause]:
    clauses: list[_Clause] = []
    begin = 0
    for at, part in enumerate(parts):
        by = _conjunction(parts, at)
        is_stop = at > begin and part.after_gap and _PREDICATE.search(parts[at - 1].typed) is not None
        if is_stop:
            clauses.append(_clause(parts, begin, at, ""))
            begin = at
        if by and at > begin:
            clauses.append(_clause(parts, begin, at + 1, by))
            begin = at + 1
    return [*clauses, _clause(parts, begin, len(parts), "")]


def _clause(parts: Sequence[Part], begin: int, end: int, by: str) -> _Clause:
    return _Clause(begin, end, "".join(part.typed for part in parts[begin:end]), by)


def _conjunction(parts: Sequence[Part], at: int) -> str:
    """The conjunction that a part is, by which its clause ends; "" for none."""
    text, word = parts[at].typed, parts[at].word
    if text in _REASONS[0] and word.surface == _SO and len(text) > 1:
        return text
    if text == "で" and at > 0 and parts[at - 1].text == _SO:
        return _REASONS[0]
    return text if text in _JOINING and (word.sub == "接続助詞" or text in _REASONS[2:]) else ""


def _dropped(parts: Sequence[Part], clause: _Clause, rest: set[str], grammar: Grammar) -> tuple[str, ...]:
    """Heads of the concepts that a clause only tells; none for a clause that belongs to the wish."""
    says = grammar.clause_words
    if says["solved"].search(clause.text):
        return _ANY
    is_past = says["past"].search(clause.text) is not None and _PAST.search(clause.text) is not None
    if is_past or says["over"].search(clause.text):
        return (*_OF_A_PLACE, "worry:other", _NAME)
    if _is_topic(says["others"], clause.text) and _is_topic(says["own"], _after(parts, clause)):
        return (*_OF_A_PLACE, _NAME)
    if says["wanted"].search(clause.text):
        return ()
    is_wish = any(c.startswith(_DOING) and c not in _COMPANY for c in rest)
    if says["able"].search(clause.text) and (
        not rest.isdisjoint((*_OFFERS, _INTERPRETING)) or any(c.startswith("activity:") for c in rest)
    ):
        return _SPOKEN
    if _WAS.search(clause.text) and (is_wish or not rest.isdisjoint(_OFFERS)):
        return _DOING
    is_loath = any(word in clause.text for word in grammar.refusals if not word.isascii())
    here = rest | _concepts(parts[clause.begin : clause.end])
    if clause.by in _REASONS and (is_wish or (is_loath and any(c.startswith("feature:") for c in here))):
        return _DOING
    return ()


def _is_topic(who: re.Pattern[str], text: str) -> bool:
    """Whether somebody is whom a text is about: 「息子は サッカーに 夢中ですが、私は」."""
    return any(text[found.end() : found.end() + 1] in _TOPIC for found in who.finditer(text))


def _after(parts: Sequence[Part], clause: _Clause) -> str:
    return "".join(part.typed for part in parts[clause.end :])


def _is_of(part: Part, heads: tuple[str, ...], rest: set[str]) -> bool:
    """Whether a part says nothing but what begins so and is not said again; what is in no table goes with names."""
    if not heads or (part.piece.phrase is not None and part.piece.phrase.is_danger):
        return False
    if not part.is_phrase:
        return part.is_unknown and _NAME.startswith(heads)
    assert part.piece.phrase is not None
    return all(c.startswith(heads) and c not in _NEEDED and c not in rest for c in part.piece.phrase.concepts)


def _concepts(parts: Iterable[Part]) -> set[str]:
    return {c for part in parts if part.piece.phrase is not None for c in part.piece.phrase.concepts}
