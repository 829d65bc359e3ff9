"""The expectations of a story, and whether a matching meets them.

Pure: no database. What each means is described in docs/reference/stories.md.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from matching.engine.mapping_reader import MappingReader
from matching.engine.scoring import Exclusion, ScoredPlace
from matching.engine.vocabulary import Vocabulary


@dataclass(frozen=True)
class StoryAnswer:
    """The matching of a story by the codes of its places: what is proposed, the best first, and what is excluded."""

    ranking: Mapping[str, ScoredPlace]
    excluded: Mapping[str, Exclusion]

    @property
    def order(self) -> list[str]:
        """The codes, the best first."""
        return list(self.ranking)

    def place(self, code: str) -> str:
        """The rank of a place, or what excludes it, in Japanese."""
        if code in self.ranking:
            return f"{self.order.index(code) + 1}番目"
        return f"外れた（{self.excluded[code].criterion}）" if code in self.excluded else "どこにもない"


@dataclass(frozen=True, slots=True)
class CheckedExpectation:
    """One expectation in words, and why it fails (empty: it holds)."""

    expectation: str
    failure: str


def first(answer: StoryAnswer, codes: Any) -> Iterator[CheckedExpectation]:
    """The first place of the ranking is one of these."""
    codes = [codes] if isinstance(codes, str) else codes
    top = next(iter(answer.ranking), None)
    failure = "" if top in codes else f"1番目は {top}、{'、'.join(f'{c} は{answer.place(c)}' for c in codes)}"
    yield CheckedExpectation(f"first: {'・'.join(codes)}", failure)


def top(answer: StoryAnswer, groups: Mapping[int, list[str]]) -> Iterator[CheckedExpectation]:
    """Number -> codes that must all be among so many first places."""
    for number, codes in groups.items():
        for code in codes:
            failure = "" if code in answer.order[: int(number)] else answer.place(code)
            yield CheckedExpectation(f"top {number}: {code}", failure)


def above(answer: StoryAnswer, pairs: list[list[str]]) -> Iterator[CheckedExpectation]:
    """Pairs (better, worse): both are proposed, and the first one ranks higher."""
    for better, worse in pairs:
        ranked = {code: rank for rank, code in enumerate(answer.ranking)}
        holds = better in ranked and worse in ranked and ranked[better] < ranked[worse]
        failure = "" if holds else f"{better} は{answer.place(better)}、{worse} は{answer.place(worse)}"
        yield CheckedExpectation(f"above: {better} > {worse}", failure)


def excluded(answer: StoryAnswer, reasons: Mapping[str, str]) -> Iterator[CheckedExpectation]:
    """Code -> the hard criterion that must exclude it."""
    for code, criterion in reasons.items():
        exclusion = answer.excluded.get(code)
        failure = "" if exclusion is not None and exclusion.criterion == criterion else answer.place(code)
        yield CheckedExpectation(f"excluded: {code} ({criterion})", failure)


def not_excluded(answer: StoryAnswer, codes: list[str]) -> Iterator[CheckedExpectation]:
    """These are proposed."""
    for code in codes:
        yield CheckedExpectation(f"not_excluded: {code}", "" if code in answer.ranking else answer.place(code))


def ask(answer: StoryAnswer, slugs: Mapping[str, list[str]]) -> Iterator[CheckedExpectation]:
    """Code -> slugs that must be among those to ask by telephone."""
    for code, wanted in slugs.items():
        asked = answer.ranking[code].ask if code in answer.ranking else ()
        missing = [slug for slug in wanted if slug not in asked]
        failure = f"{answer.place(code)}、聞くこと: {'・'.join(asked) or 'なし'}" if missing else ""
        yield CheckedExpectation(f"ask: {code} ({'・'.join(wanted)})", failure)


def empty(answer: StoryAnswer, expected: bool) -> Iterator[CheckedExpectation]:
    """Whether nothing is proposed."""
    failure = "" if (not answer.ranking) is expected else f"残ったもの: {'・'.join(answer.order) or 'なし'}"
    yield CheckedExpectation(f"empty: {'yes' if expected else 'no'}", failure)


CHECKS: Mapping[str, Callable[[StoryAnswer, Any], Iterator[CheckedExpectation]]] = {
    check.__name__: check for check in (first, top, above, excluded, not_excluded, ask, empty)
}


def outcomes(answer: StoryAnswer, expect: Mapping[str, Any]) -> list[CheckedExpectation]:
    """Every expectation of a story with whether it holds."""
    return [outcome for key, expected in expect.items() for outcome in CHECKS[key](answer, expected)]


def read_expectations(reader: MappingReader, codes: Collection[str], vocabulary: Vocabulary) -> dict[str, Any]:
    """The expectations of a mapping, by the names of CHECKS; codes and slugs that do not exist are added to the problems."""
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
        expect["excluded"] = {code: reasons.word(code, vocabulary.hard) for code in reasons.raw}
    if reader.raw.get("not_excluded") is not None:
        expect["not_excluded"] = reader.some("not_excluded", codes)
    if asked := _mapping(reader, "ask", codes):
        known = (*vocabulary.labels["features"], *vocabulary.hard, *vocabulary.soft)
        expect["ask"] = {code: asked.some(code, known) for code in asked.raw}
    if (flag := reader.flag("empty")) is not None:
        expect["empty"] = flag
    return expect


def _mapping(reader: MappingReader, key: str, known: Iterable[str] | None = None) -> MappingReader | None:
    if reader.raw.get(key) is None:
        return None
    inner = reader.inside(key)
    if known is not None:
        inner.only(set(known))
    return inner


def _pairs(reader: MappingReader, pairs: list[Any], codes: Collection[str]) -> list[list[str]]:
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2:
            reader.refuse("above", f"［上, 下］の2つで書いてください（{pair}）。")
        else:
            for code in pair:
                if code not in codes:
                    reader.refuse("above", f"「{code}」ということばはありません。")
    return pairs
