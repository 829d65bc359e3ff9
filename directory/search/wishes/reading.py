"""A text as a wish: what somebody looks for, in the product's own vocabulary, and what is left to be searched as text.

Pure: it knows the words only as a PhraseBook and the towns only as a function. What is understood is a guess that people can
take back, so each part keeps the words that it comes from.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from unicodedata import normalize

from directory.japanese.words import NOT
from directory.search.wishes.book import PhraseBook
from directory.search.wishes.clauses.as_meant import cut_as_meant
from directory.search.wishes.clauses.asides import asides
from directory.search.wishes.clauses.typed import as_typed
from directory.search.wishes.leftovers import as_text, by_ending, joined, near_what, without_scraps, written
from directory.search.wishes.names import Part, name_spans, parts_of
from directory.search.wishes.numbers import Numbered, days_as_phrases, numbered
from directory.search.wishes.phrases import TIMES, Grammar
from directory.search.wishes.sentences.children_next_door import as_child_in_danger, is_child_in_danger
from directory.search.wishes.sentences.foreign import is_foreign, without_foreign_names
from directory.search.wishes.sentences.giving import with_giving
from directory.search.wishes.sentences.hunger import is_hungry_now, not_eaten_as_phrase
from directory.search.wishes.sentences.neighbours import is_somebody_in_danger, without_own_signs
from directory.search.wishes.sentences.refusing import does_not, is_refused, refusal, scorned
from directory.search.wishes.sentences.scenes import with_scenes
from directory.search.wishes.sentences.settling import HELPING, Understood, settled
from directory.search.wishes.sentences.stories import is_only_told
from directory.search.wishes.sentences.tellers import as_told
from directory.search.wishes.spelling import corrected

MOST_LETTERS = 200
"""Letters of a text that are read; nobody types more, and a longer one is a document."""
_ASKING = "(?:か|かな|かね|かのう|かしら|かいな|かいね|かいのう|じゃろか|やろか|でしょうか)"
_ASKING_FOR = re.compile(
    r"(?<=[ろこ所はがのも会人物と])(?:ない|無い|ありません|ね[えぇー])(?:です)?"
    rf"(?:(?:{_ASKING}|の)?\?+|{_ASKING})$"
)
"""A negation that only asks: 「しゃべるとこ ない？」."""
_WHETHER_THERE_IS = re.compile(
    "(?<=[がはも])(?:ない|無い|ありません)(?=か(?:知り|教え|おしえ|探し|さがし|聞き|相談|と|$))"
)
"""The same within a sentence: 「できることがないか知りたい」."""
_WHETHER_ABLE = re.compile(
    r"(?<=[えけせてねべめれげ])(?<!死ね)(?:ない|ません)(?=(?:です|でしょう)?か(?:な|ね|しら)?(?:[\s。?!、]|$))"
)
"""A negation that asks whether something can be done: 「役に立てないか」."""
_PARTICLE_END = re.compile("[がはをにもでと]$")
_SO_MUCH = ("て", "で")
_TOO_MUCH = ("過ぎる", "すぎる")
_DYING = re.compile("[死し](ぬ|ぬる|にそう|んじゃう|んじゃいそう|んだ)|逝く|逝った")
_PLAYED = re.compile(
    "飛び|とび|跳び|beat|hits?|[殴叩蹴]|なぐ|たた|ボコ|ぼこ|コテンパン|しば|どつ|突き|倒|投げ|締め|襲|追い"
)
"""Dangers that are play behind the name of a game, unlike 「ゲームに負けて死にたい」."""
_MEDICINE, _TAKING = re.compile("薬.*(?:たくさん|いっぱい).*飲"), re.compile("で(?:い|る|ます|おり)")
_WIELDING = re.compile("(?:[をは]?(?:ふるわ|振るわ|し))?(?:[てで]は?い?)?")
_ANIMALS = "activity:animals"
_WISHED = re.compile("たい|たく|たか|てえ")
_QUOTED = re.compile("[「『]([^」』]+)[」』]")
_SPOKEN = re.compile(
    "[「『]([^」』]+)[」』](?=って(?!何|なに|どこ|どんな|誰|いう|言う|ある|書いてある)|と[^、。「]{0,3}(?:書|言わ|言っ|いわれ|いって|line|ライン|メール|怒鳴|どな|脅|叫|思))"
)
"""What somebody said or wrote stands in quotes and is no name: 「死ね」と言われた."""
_DEATH = "worry:suicide"
_VIOLENCE, _CHILD = "worry:violence", "子"
_MERELY = "ただ"
_OF, _NAME = "の", "name:"
_NEAR = "near:walk"
_TONIGHT = frozenset(["day:today", "time:evening"])
_SLEEPING = {"泊まる", "寝る", "宿", "寝床", "追い出す", "泊める"}
_NOWHERE_TO_GO = re.compile(
    "(?:行く|いく|帰る|かえる)(?:所|ところ|とこ|場所|家|うち)[がもは]?(?:ない|無い|なく|ありませ)"
)


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
    told = normalize("NFKC", text[:MOST_LETTERS]).casefold().strip()
    normal = _ASKING_FOR.sub("ある", _WHETHER_THERE_IS.sub("ある", _WHETHER_ABLE.sub("る", told)))
    if is_place(text.strip()):
        return Wish((Understood(text.strip(), (f"place:{joined(text.strip())}",)),))
    normal = _SPOKEN.sub(r"\1", normal)
    unquoted = _without_quotes(normal)
    quoted = _QUOTED.findall(normal) if unquoted != normal else []
    normal = days_as_phrases(not_eaten_as_phrase(unquoted))
    by_numbers = numbered(normal)
    found = [Understood(name, (f"name:{joined(name)}",)) for name in quoted]
    found += [Understood(normal[n.start : n.end].strip(), n.concepts) for n in by_numbers if n.concepts]
    done = cut_as_meant(_without_numbers(normal, by_numbers), book)
    parts = corrected(parts_of(done), book)
    names = name_spans(parts, book.grammar)
    said, is_danger = _said(parts, names, book.grammar, is_place)
    if is_danger:  # what somebody in danger says of when is no condition
        said = [part for part in said if not all(c.startswith(TIMES) for c in part.concepts)] or said
    seen, is_scene_of_danger = with_scenes(
        normal, with_giving(normal, [*found, *said], book.grammar), book.grammar.scenes
    )
    is_danger = is_danger or is_scene_of_danger
    kept = settled(as_told(normal, seen), book.grammar)
    alone = any(part.usual in book.grammar.weak and part.usual in book.dangers for part in kept)
    is_danger = is_danger or alone or is_hungry_now(normal, kept) or is_somebody_in_danger(normal, kept)
    is_of_violence = any(_VIOLENCE in part.concepts and _CHILD not in part.usual for part in kept)
    if is_child_in_danger(told) and (is_of_violence or not is_danger):
        return Wish(tuple(as_child_in_danger(told, kept)), True)
    kept = [part._replace(words=as_typed(part.words, normal)) for part in without_own_signs(kept, is_danger)]
    kept = scorned(normal, kept)
    if is_foreign(normal):
        kept = without_foreign_names(kept, text.strip(), is_place)
    return Wish(tuple(kept), is_danger)


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
    told = asides(parts, grammar)
    while at < len(parts):
        end = next((end for start, end in names if start == at), at + 1)
        is_name = any(start == at for start, _ in names)
        run = parts[at:end]
        if at in told and run[0].is_phrase and not is_name:
            at = end
            continue
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
            left = _left_over(parts, at, end, is_name, grammar, is_place)
            said += [part for part in left if at not in told or not part.concepts[0].startswith(_NAME)]
        elif run[0].is_phrase:
            phrase = run[0].piece.phrase
            assert phrase is not None
            if (
                is_only_told(parts, at)
                or (phrase.is_danger and _is_figure_of_speech(parts, at, grammar))
                or _says_little(parts, at)
                or does_not(parts, at, grammar)
            ):
                at = end
                continue
            refused = is_refused(parts, at, grammar, phrase)
            if refused:
                end = at + 1 + refusal(parts, at, grammar, phrase)
            concepts = tuple(grammar.turned.get(c, f"not:{c}") for c in phrase.concepts) if refused else phrase.concepts
            said.append(Understood(written(parts[at:end]), concepts, phrase.text))
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
    sleeping = any(part.word.base in _SLEEPING for part in parts if not part.is_phrase)
    return tonight and (sleeping or bool(_NOWHERE_TO_GO.search(written(parts))))


def _left_over(
    parts: Sequence[Part], at: int, end: int, is_name: bool, grammar: Grammar, is_place: Callable[[str], bool]
) -> list[Understood]:
    """What is searched as text of the parts from `at` to `end`, which are no phrase or a name."""
    run = parts[at:end]
    if not (is_name or is_place(written(run))):
        run = without_scraps(run, parts, grammar)
    found = as_text(run, is_name, is_place) if run else None
    if found is None:
        return []
    return [Understood(found[0], ((None if is_name else by_ending(found, grammar)) or found[1],))]


def _is_figure_of_speech(parts: Sequence[Part], at: int, grammar: Grammar) -> bool:
    """「死ぬほど 笑いたい」, 「死ぬまで 歩きたい」, 「かわいすぎて死ぬ」: nobody is in danger; 「死にたくなるほど」 is said in earnest.

    After 「…すぎて」 and 「…くて」 only bare dying from what is pleasant, and only as the last word: 「つらすぎて死ぬ」,
    「子どもがかわいくて殺してしまいそう」 and 「忙しくて死ぬしかない」 are in earnest.
    """
    phrase = parts[at].piece.phrase
    if _is_played(parts, at, grammar) or _is_not_done(parts, at):
        return True
    if _WISHED.search(parts[at].text) or (phrase is not None and phrase.concepts[0] != _DEATH):
        return False
    if at + 1 < len(parts) and parts[at + 1].text in grammar.figures_after:
        return True
    if not _DYING.fullmatch(parts[at].text) or any(not part.is_silent for part in parts[at + 1 :]):
        return False
    *before, so_much = [part.word for part in parts[:at]] or [parts[at].word]
    stems = [word.base for word in before if word.base not in _TOO_MUCH]
    return so_much.surface in _SO_MUCH and bool(stems) and stems[-1] in grammar.figures_before


def _is_played(parts: Sequence[Part], at: int, grammar: Grammar) -> bool:
    """Whether it happens in a game that is named before, or behind English words: 「将棋で ボコボコにされたい」, 「beats me at chess」."""
    text = parts[at].text
    around = parts if text.isascii() else parts[:at]
    return _PLAYED.search(text) is not None and any(word in written(around) for word in grammar.play)


def _is_not_done(parts: Sequence[Part], at: int) -> bool:
    """「子どもを 叩かない 育て方」, 「帰る家がない 猫」, and medicine that is taken as a doctor said; 「殴られない日はない」 is in earnest."""
    after = parts[at + 1 :]
    if _MEDICINE.search(parts[at].text) and _TAKING.match(written(after)):
        return True
    negations = [number for number, part in enumerate(after) if part.word.base == NOT and not part.is_phrase]
    if len(negations) == 1 and _WIELDING.fullmatch(written(after[: negations[0]])) and not after[0].after_gap:
        return True
    beside = after[0].piece.phrase if after else None
    return beside is not None and beside.concepts[:1] == (_ANIMALS,) and not after[0].after_gap


def _only_spoken_about(parts: Sequence[Part], at: int, grammar: Grammar) -> bool:
    """Whether a word of danger is the subject of a course, a book or of help that is offered: 「自殺予防の講演」."""
    return any(
        part.text in grammar.no_danger_before
        or any(part.text.startswith(word) for word in grammar.no_danger_before if len(word) > 1)
        or (part.piece.phrase is not None and any(c in HELPING for c in part.piece.phrase.concepts))
        for part in parts[at + 1 : at + 4]
    )
