"""A text as a wish: what somebody looks for, in the product's own vocabulary, and what is left to be searched as text.

Pure: it knows the words only as a PhraseBook and the towns only as a function. What is understood is a guess that people can
take back, so each part keeps the words that it comes from.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from unicodedata import normalize

from directory.japanese.words import NOT, words_in
from directory.search.wishes.book import PhraseBook
from directory.search.wishes.cutting import cut
from directory.search.wishes.leftovers import as_text, joined, near_what, without_scraps, written
from directory.search.wishes.names import Part, name_spans, parts_of
from directory.search.wishes.numbers import Numbered, days_as_phrases, numbered
from directory.search.wishes.phrases import Grammar, Phrase
from directory.search.wishes.spelling import corrected
from directory.search.wishes.stories import is_only_told

MOST_LETTERS = 200
"""Letters of a text that are read; nobody types more, and a longer one is a document."""
_REFUSABLE = ("activity:", "kind:", "feature:", "time:", "day:", "fee:", "near:", "online", "stage:", "target:")
_ONLY_HELPED = ("kind:", "worry:", "target:")
_HELPING = ("stage:role", "kind:volunteering")
_ASKING = "(?:か|かな|かね|かのう|かしら|かいな|かいね|かいのう|じゃろか|やろか|でしょうか)"
_ASKING_FOR = re.compile(
    r"(?<=[ろこ所はがのも会人物と])(?:ない|無い|ありません)(?:です)?"
    rf"(?:(?:{_ASKING}|の)?\?+|{_ASKING})$"
)
"""A negation that only asks: 「しゃべるとこ ない？」."""
_HELP = "kind:life_support"
"""Help in the house is never refused: 「字が書けない」 asks for somebody who writes."""
_ONLY = "しか"
_NEVER_REFUSED = (_ONLY, "ない", "なし")
"""A phrase that ends so is turned round already: 「夜しか行けない」, 「足がないので困る」."""
_PARTICLE_END = re.compile("[がはをにもでと]$")
_SO_MUCH = ("て", "で")
_TOO_MUCH = ("過ぎる", "すぎる")
_DYING = re.compile("[死し](ぬ|ぬる|にそう|んじゃう|んじゃいそう|んだ)|逝く|逝った")
_WISHED = re.compile("たい|たく|たか|てえ")
_QUOTED = re.compile("[「『]([^」』]+)[」』]")
_MERELY = "ただ"
_OF = "の"
_NEAR = "near:walk"
_COMING = {"来る", "居る", "出る", "有る", "為る", "遣る", "せる", "させる", "れる", "られる", "出来る"}
_GOING = {"行く", "出る", "動く", "参加", "来る", "通う", "出かける", "空く", "都合"}
_JOINING = {"と", "や", "も", "とか", "か", "または"}
_TONIGHT = frozenset(["day:today", "time:evening"])
_WHEN = ("time:", "day:")
_ALL_PLACES = ("name:", "place:", *_WHEN)
_PEOPLE, _ANY_WORRY = "target:", "worry:other"
_TOLD_PEOPLE = {"target:children", "target:parents", "target:youth", "target:older"}
"""Beside a worry whose it is, and not for whom a place is: 「子どもの給食費」."""
_SLEEPING = {"泊まる", "寝る", "宿", "寝床", "追い出す", "泊める"}


class Understood(NamedTuple):
    """Words of a text as they stand there, and what they mean: concepts of the vocabulary, or place: or name: and a text."""

    words: str
    concepts: tuple[str, ...]


class Wish(NamedTuple):
    """A text as it was understood, part by part. `is_danger`: the lines that are reachable day and night come first."""

    parts: tuple[Understood, ...]
    is_danger: bool = False

    @property
    def concepts(self) -> list[str]:
        """All concepts, each once, in the order of the text."""
        return list(dict.fromkeys(concept for part in self.parts for concept in part.concepts))


def read_wish(text: str, book: PhraseBook, is_place: Callable[[str], bool] = lambda _: False) -> Wish:
    """What a text wishes. `is_place` says whether a word is a town, a station or a landmark of the gazetteer.

    A text without a letter wishes nothing. Concepts that are not wanted come as `not:<concept>`.
    """
    normal = _ASKING_FOR.sub("ある", normalize("NFKC", text[:MOST_LETTERS]).casefold().strip())
    if is_place(text.strip()):
        return Wish((Understood(text.strip(), (f"place:{joined(text.strip())}",)),))
    unquoted = _without_quotes(normal)
    quoted = _QUOTED.findall(normal) if unquoted != normal else []
    normal = days_as_phrases(unquoted)
    by_numbers = numbered(normal)
    found = [Understood(name, (f"name:{joined(name)}",)) for name in quoted]
    found += [Understood(normal[n.start : n.end].strip(), n.concepts) for n in by_numbers if n.concepts]
    done = cut(words_in(_without_numbers(normal, by_numbers)), book)
    parts = corrected(parts_of(done), book)
    names = name_spans(parts, book.grammar)
    said, is_danger = _said(parts, names, book.grammar, is_place)
    if is_danger:  # what somebody in danger says of when is no condition
        said = [part for part in said if not all(c.startswith(_WHEN) for c in part.concepts)] or said
    settled = _settled([*found, *said], book.grammar)
    alone = any(part.words in book.grammar.weak and part.words in book.dangers for part in settled)
    return Wish(tuple(settled), is_danger or alone)


def _without_numbers(text: str, numbers: Iterable[Numbered]) -> str:
    """A text without its numbers; one that means nothing leaves no hole in a phrase: 「夫が 一年前に 亡くなった」."""
    rest, last = "", 0
    for number in numbers:
        rest += text[last : number.start]
        rest += "" if not number.concepts and _PARTICLE_END.search(rest) else " "
        last = number.end + text.startswith(_OF, number.end)
    return rest + text[last:]


def _without_quotes(text: str) -> str:
    """A text without the name that stands in quotes behind it: 「卓球クラブ「ほたる」」. What is quoted by itself stays."""
    rest = _QUOTED.sub(" ", text)
    return rest if rest.strip() else text


def _said(
    parts: Sequence[Part], names: Sequence[tuple[int, int]], grammar: Grammar, is_place: Callable[[str], bool]
) -> tuple[list[Understood], bool]:
    said: list[Understood] = []
    is_danger, at = False, 0
    while at < len(parts):
        end = next((end for start, end in names if start == at), at + 1)
        is_name = any(start == at for start, _ in names)
        run = parts[at:end]
        if near := near_what(parts, at, is_name, end, grammar):
            said.append(Understood(near[0], (f"place:{joined(near[0])}",)))
            at += near[1]
            continue
        if is_name or run[0].is_unknown:
            while (
                not is_name
                and end < len(parts)
                and parts[end].is_unknown
                and not parts[end].after_gap
                and not any(s == end for s, _ in names)
            ):
                end += 1
            said += _left_over(parts, at, end, is_name, grammar, is_place)
        elif run[0].is_phrase:
            phrase = run[0].piece.phrase
            assert phrase is not None
            if (
                is_only_told(parts, at)
                or (phrase.is_danger and _is_figure_of_speech(parts, at, grammar))
                or _says_little(parts, at)
            ):
                at = end
                continue
            refused = _is_refused(parts, at, grammar, phrase)
            if refused:
                end = at + 1 + _refusal(parts, at, grammar, phrase)
            said.append(
                Understood(phrase.text, tuple(f"not:{c}" for c in phrase.concepts) if refused else phrase.concepts)
            )
            is_danger = is_danger or (
                phrase.is_danger and phrase.text not in grammar.weak and not _only_spoken_about(parts, at, grammar)
            )
        at = end
    return said, is_danger or _has_no_bed_tonight(parts)


def _says_little(parts: Sequence[Part], at: int) -> bool:
    """「ただ おしゃべり」 is no price, and 「市立病院の 近く」 is not near one's home."""
    part, phrase = parts[at], parts[at].piece.phrase
    if part.text == _MERELY:
        return at + 1 < len(parts) and not parts[at + 1].is_silent and not parts[at + 1].after_gap
    is_near = phrase is not None and phrase.concepts == (_NEAR,)
    return is_near and at > 1 and parts[at - 1].text == _OF and not parts[at - 2].is_silent and not part.after_gap


def _has_no_bed_tonight(parts: Sequence[Part]) -> bool:
    """Whether somebody asks where to sleep tonight, in whatever words."""
    tonight = any(_TONIGHT.issubset(part.piece.phrase.concepts) for part in parts if part.piece.phrase)
    return tonight and any(part.word.base in _SLEEPING for part in parts if not part.is_phrase)


def _left_over(
    parts: Sequence[Part], at: int, end: int, is_name: bool, grammar: Grammar, is_place: Callable[[str], bool]
) -> list[Understood]:
    """What is searched as text of the parts from `at` to `end`, which are no phrase or a name."""
    run = parts[at:end]
    if not (is_name or is_place(written(run))):
        run = without_scraps(run, parts, grammar)
    found = as_text(run, is_name, is_place) if run else None
    return [Understood(found[0], (found[1],))] if found else []


def _is_refused(parts: Sequence[Part], at: int, grammar: Grammar, phrase: Phrase) -> bool:
    """Whether what follows says that it is not wanted: 「カラオケのない」「犬がこわい」「工作以外」."""
    if not phrase.concepts[0].startswith(_REFUSABLE) or phrase.concepts[0] == _HELP:
        return False
    while _is_joined(parts, at):
        at += 2
    last = parts[at].piece.phrase
    return last is not None and last.concepts[0].startswith(_REFUSABLE) and _refusal(parts, at, grammar, last) > 0


def _refusal(parts: Sequence[Part], at: int, grammar: Grammar, phrase: Phrase) -> int:
    """How many parts after a phrase say that it is not wanted; 0 for a phrase that is."""
    if phrase.text.endswith(_NEVER_REFUSED):
        return 0
    is_when = phrase.concepts[0].startswith(_WHEN)
    for number, part in enumerate(parts[at + 1 : at + 6], 1):
        is_no = part.text in grammar.refusals or part.word.base in grammar.refusals
        if part.word.base == NOT or (is_no and not (part.text.isascii() and parts[at].text.isascii())):
            return number  # the Tagalog 「laro ng bata」 refuses nothing
        goes_on = part.is_silent or part.text in grammar.before_refusals or part.word.base in _COMING
        if part.text == _ONLY or part.is_phrase or not (goes_on or (is_when and part.word.base in _GOING)):
            return 0
    return 0


def _is_joined(parts: Sequence[Part], at: int) -> bool:
    """Whether another phrase is named in the same breath: 「囲碁も 将棋も できない」 refuses both."""
    after = parts[at + 1 : at + 3]
    return len(after) == 2 and after[0].text in _JOINING and after[1].is_phrase


def _is_figure_of_speech(parts: Sequence[Part], at: int, grammar: Grammar) -> bool:
    """「死ぬほど 笑いたい」, 「死ぬまで 歩きたい」, 「かわいすぎて死ぬ」: nobody is in danger; 「死にたくなるほど」 is said in earnest.

    After 「…すぎて」 and 「…くて」 only bare dying from what is pleasant, and only as the last word: 「つらすぎて死ぬ」,
    「子どもがかわいくて殺してしまいそう」 and 「忙しくて死ぬしかない」 are in earnest.
    """
    if _WISHED.search(parts[at].text):
        return False
    if at + 1 < len(parts) and parts[at + 1].text in grammar.figures_after:
        return True
    if not _DYING.fullmatch(parts[at].text) or any(not part.is_silent for part in parts[at + 1 :]):
        return False
    *before, so_much = [part.word for part in parts[:at]] or [parts[at].word]
    stems = [word.base for word in before if word.base not in _TOO_MUCH]
    return so_much.surface in _SO_MUCH and bool(stems) and stems[-1] in grammar.figures_before


def _only_spoken_about(parts: Sequence[Part], at: int, grammar: Grammar) -> bool:
    """Whether a word of danger is the subject of a course, a book or of help that is offered: 「自殺予防の講演」."""
    return any(
        part.text in grammar.no_danger_before
        or any(part.text.startswith(word) for word in grammar.no_danger_before if len(word) > 1)
        or (part.piece.phrase is not None and any(c in _HELPING for c in part.piece.phrase.concepts))
        for part in parts[at + 1 : at + 4]
    )


def _settled(said: Iterable[Understood], grammar: Grammar) -> list[Understood]:
    """Without what is only the circumstance of another part, and for people who want to help without whom they help."""
    said = _without_weak(list(said), grammar)
    every = {concept for part in said for concept in part.concepts}
    covered = {other for concept in every for other in grammar.covers.get(concept, ())}
    covered |= {f"not:{concept}" for concept in every}
    if any(c.startswith("worry:") and c != _ANY_WORRY for c in every):
        covered.add(_ANY_WORRY)
    if any(c.startswith("worry:") for c in every):
        covered |= _TOLD_PEOPLE
    if every & set(_HELPING):
        gives = any(giving in part.words for part in said for giving in grammar.gives)
        heads = (*_ONLY_HELPED, "activity:") if gives else _ONLY_HELPED
        covered |= {c for c in every if c.startswith(heads) and c not in _HELPING}
    kept = [Understood(words, tuple(c for c in concepts if c not in covered)) for words, concepts in said]
    return _each_once(part for part in kept if part.concepts)


def _without_weak(said: list[Understood], grammar: Grammar) -> list[Understood]:
    """Without what counts only alone; beside people a need or a thing still counts: 「六十過ぎの仕事」."""
    strong = [part for part in said if not all(c.startswith(_ALL_PLACES) for c in part.concepts)]
    strong = [part for part in strong if part.words not in grammar.weak]
    if not strong:
        return said
    only_people = all(c.startswith(_PEOPLE) for part in strong for c in part.concepts)
    return [
        part
        for part in said
        if part.words not in grammar.weak or (only_people and not any(c.startswith(_PEOPLE) for c in part.concepts))
    ]


def _each_once(parts: Iterable[Understood]) -> list[Understood]:
    """Parts of the same meaning as one, with the words of the first: 「家賃」 and 「ローン」 are one chip."""
    first: dict[tuple[str, ...], Understood] = {}
    for part in parts:
        first.setdefault(part.concepts, part)
    return list(first.values())
