"""What a story expects of a matching, and whether it holds.

Pure: no database. The form is that of shared/stories/README.md.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from matching.engine.needs_validation import NeedsReader
from matching.engine.scoring import Exclusion, ScoredPlace
from matching.engine.wording import Vocabulary


@dataclass(frozen=True)
class StoryAnswer:
    """The matching of a story by codes: what is proposed, the best first, and what is not."""

    ranking: Mapping[str, ScoredPlace]
    excluded: Mapping[str, Exclusion]

    @property
    def order(self) -> list[str]:
        """The codes, the best first."""
        return list(self.ranking)

    def place(self, code: str) -> str:
        """Where a place stands, in words."""
        if code in self.ranking:
            return f"{self.order.index(code) + 1}番目"
        return f"外れた（{self.excluded[code].criterion}）" if code in self.excluded else "どこにもない"


@dataclass(frozen=True, slots=True)
class CheckedExpectation:
    """One expectation in words, and why it fails (empty: it holds)."""

    expectation: str
    failure: str


def first(answer: StoryAnswer, codes: Any) -> Iterator[CheckedExpectation]:
    """The first in the ranking is (one of) these."""
    codes = [codes] if isinstance(codes, str) else codes
    top = next(iter(answer.ranking), None)
    failure = "" if top in codes else f"1番目は {top}、{'、'.join(f'{c} は{answer.place(c)}' for c in codes)}"
    yield CheckedExpectation(f"first: {'・'.join(codes)}", failure)


def top(answer: StoryAnswer, groups: Mapping[int, list[str]]) -> Iterator[CheckedExpectation]:
    """All of these are among the first so many."""
    for number, codes in groups.items():
        for code in codes:
            failure = "" if code in answer.order[: int(number)] else answer.place(code)
            yield CheckedExpectation(f"top {number}: {code}", failure)


def above(answer: StoryAnswer, pairs: list[list[str]]) -> Iterator[CheckedExpectation]:
    """One ranks above the other; both must be proposed."""
    for better, worse in pairs:
        ranked = {code: rank for rank, code in enumerate(answer.ranking)}
        holds = better in ranked and worse in ranked and ranked[better] < ranked[worse]
        failure = "" if holds else f"{better} は{answer.place(better)}、{worse} は{answer.place(worse)}"
        yield CheckedExpectation(f"above: {better} > {worse}", failure)


def excluded(answer: StoryAnswer, reasons: Mapping[str, str]) -> Iterator[CheckedExpectation]:
    """A hard no, with this criterion as the reason."""
    for code, criterion in reasons.items():
        said = answer.excluded.get(code)
        failure = "" if said is not None and said.criterion == criterion else answer.place(code)
        yield CheckedExpectation(f"excluded: {code} ({criterion})", failure)


def not_excluded(answer: StoryAnswer, codes: list[str]) -> Iterator[CheckedExpectation]:
    """These stay in the ranking."""
    for code in codes:
        yield CheckedExpectation(f"not_excluded: {code}", "" if code in answer.ranking else answer.place(code))


def ask(answer: StoryAnswer, words: Mapping[str, list[str]]) -> Iterator[CheckedExpectation]:
    """At least these stand in the list to ask by telephone."""
    for code, wanted in words.items():
        asked = answer.ranking[code].ask if code in answer.ranking else ()
        missing = [word for word in wanted if word not in asked]
        failure = f"{answer.place(code)}、聞くこと: {'・'.join(asked) or 'なし'}" if missing else ""
        yield CheckedExpectation(f"ask: {code} ({'・'.join(wanted)})", failure)


def empty(answer: StoryAnswer, expected: bool) -> Iterator[CheckedExpectation]:
    """Nothing is left to propose."""
    failure = "" if (not answer.ranking) is expected else f"残ったもの: {'・'.join(answer.order) or 'なし'}"
    yield CheckedExpectation(f"empty: {'yes' if expected else 'no'}", failure)


CHECKS: Mapping[str, Callable[[StoryAnswer, Any], Iterator[CheckedExpectation]]] = {
    check.__name__: check for check in (first, top, above, excluded, not_excluded, ask, empty)
}


def outcomes(answer: StoryAnswer, expect: Mapping[str, Any]) -> list[CheckedExpectation]:
    """Every expectation of a story with whether it holds."""
    return [outcome for key, expected in expect.items() for outcome in CHECKS[key](answer, expected)]


def read_expectations(reader: NeedsReader, codes: Collection[str], words: Vocabulary) -> dict[str, Any]:
    """The expectations of a mapping, checked against the places and words there are; problems are noted."""
    reader.only(CHECKS)
    expect: dict[str, Any] = {}
    if reader.raw.get("first") is not None:
        expect["first"] = reader.some("first", codes)
    if groups := _mapping(reader, "top"):
        if not all(str(number).isdigit() for number in groups.raw):
            groups.refuse("", "「3: [code, …]」の形で書いてください。")
        expect["top"] = {number: groups.some(number, codes) for number in groups.raw}
    if (pairs := reader.sequence("above")) is not None:
        expect["above"] = _pairs(reader, pairs, codes)
    if reasons := _mapping(reader, "excluded", codes):
        expect["excluded"] = {code: reasons.word(code, words.hard) for code in reasons.raw}
    if reader.raw.get("not_excluded") is not None:
        expect["not_excluded"] = reader.some("not_excluded", codes)
    if asked := _mapping(reader, "ask", codes):
        known = (*words.labels["features"], *words.hard, *words.soft)
        expect["ask"] = {code: asked.some(code, known) for code in asked.raw}
    if (flag := reader.flag("empty")) is not None:
        expect["empty"] = flag
    return expect


def _mapping(reader: NeedsReader, key: str, known: Iterable[str] | None = None) -> NeedsReader | None:
    if reader.raw.get(key) is None:
        return None
    inner = reader.inside(key)
    if known is not None:
        inner.only(set(known))
    return inner


def _pairs(reader: NeedsReader, pairs: list[Any], codes: Collection[str]) -> list[list[str]]:
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2:
            reader.refuse("above", f"［上, 下］の2つで書いてください（{pair}）。")
        else:
            for code in pair:
                if code not in codes:
                    reader.refuse("above", f"「{code}」ということばはありません。")
    return pairs
