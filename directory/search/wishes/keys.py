"""By what a phrase is found: its letters, its reading, its sound, the base forms of its words.

Pure. The analyser cuts 10,000 phrases a second, so `stored_book` keeps what is made here.
"""

import re

from directory.japanese.folding import is_kana, sound_of_folded
from directory.japanese.words import ASKED, NOT, Word, words_in
from directory.search.wishes.phrases import SHORTEST_SOUND, Grammar, Phrase, PhraseKeys, is_refused
from directory.search.wishes.tables import SHORTEST_READ

_JAPANESE = re.compile("[ぁ-ヶ一-鿿]")
_KATAKANA = re.compile("[ァ-ヶー]+")
_SHORTEST_KEY = 2
"""Kana of the shortest phrase that is found by its letters: 「バー」 folds to 「ば」, which is everywhere."""
_ABOUT_PEOPLE = ("worry:", "kind:", "target:carer", "target:dementia")
_CONDITIONS = ("も", "ても", "でも", "と", "なら", "ば", "ながら")
_MANNERS = re.compile("(?:ずに|ないで|[てで]も?(?:いい|よい|良い))$")
"""How something is done, or need not be: no refusal says that, 「外出しない」 is no 「外出せずに」, 「しゃべらない」 no 「しゃべらなくていい」."""
_WHATEVER = re.compile("(?:いつ|どこ|誰|だれ|何|なん)で?も.*[^い]$")
"""What holds always or for all: 「いつから行けばいい」 is no 「いつでも行ける」."""
_POTENTIAL = re.compile("[えけせてねべめれげ]る$|られる$")
_EASY = re.compile("(?:やすい|易い)$")
"""What is easy is not done thereby: 「トイレに行く」 is no 「トイレに行きやすい」."""
_WANTING = "たがる"
_PATIENT = "を"
_GENERAL = frozenset(
    [
        "居る",
        "有る",
        "行く",
        "来る",
        "見る",
        "言う",
        "成る",
        "思う",
        "出る",
        "入る",
        "ない",
        "たい",
        "所",
        "人",
        "事",
        "物",
        "時",
        "だけ",
        "何",
        "誰",
        "男",
        "女",
        "男性",
        "女性",
    ]
)
"""Bases that alone make no phrase."""
_AT_HOME = frozenset(["家", "居る"])
"""「家にばかりいる」 is no 「家にいる」."""
_EVERYDAY = frozenset(["家", "いえ", "出る", "居る", "行く", "来る", "入る", "公園", "車", "駅"])
"""Bases that alone make no phrase of danger."""
_KANJI = re.compile("[一-鿿]")
_SHORTEST_SPREAD = 8
"""Latin letters of the shortest phrase between whose words others may stand."""
_LONGEST_HOMOPHONE = 6
"""Kana up to which words of danger may be others by their sound; longer ones hold their own meaning."""


def keys_of(phrase: Phrase, grammar: Grammar) -> PhraseKeys:
    """By what a phrase is found."""
    words = words_in(phrase.text, with_cuts=False)
    letters = "".join(word.written for word in words)
    written = "" if len(letters) < _SHORTEST_KEY and is_kana(letters) else letters
    if not _JAPANESE.search(phrase.text):
        return PhraseKeys(written, bases=_latin_bases(phrase, words))
    read = "".join(word.kana for word in words)
    sound = sound_of_folded("".join(word.sound for word in words))
    if phrase.is_danger and _sounds_harmless(phrase.text, read):
        read = sound = ""
    return PhraseKeys(
        written,
        read if len(read) >= SHORTEST_READ else "",
        sound if len(sound) >= SHORTEST_SOUND else "",
        _bases_of(phrase, words, grammar),
    )


def _latin_bases(phrase: Phrase, words: list[Word]) -> list[str]:
    """The words of a phrase in Latin letters, other words may stand between: 「don't have any Japanese friends」; none for words of danger."""
    is_short = len(words) < 2 or sum(len(word.written) for word in words) < _SHORTEST_SPREAD
    return [] if is_short or phrase.is_danger or not phrase.concepts else [word.base for word in words]


def _sounds_harmless(danger: str, reading: str) -> bool:
    """Whether words of danger are other words in kana: 「いきたい」 is 行きたい and never 逝きたい, 「いえで」 is 家で."""
    if len(reading) > _LONGEST_HOMOPHONE:
        return False
    heard = "".join(word.base for word in words_in(reading, with_cuts=False))
    return any(letter not in heard for letter in _KANJI.findall(danger))


def _bases_of(phrase: Phrase, words: list[Word], grammar: Grammar) -> list[str]:
    """The base forms by which a phrase is found; none for one that would be found everywhere.

    「夫と」 is not 夫, 「乗せて」 not every 乗せる, 「居るだけじゃなく」 no いない, 「キレる」 not 切れる, 「死のう」 not 死んだ.
    """
    people = grammar.people
    bases = [
        word.base
        for number, word in enumerate(words)
        if (
            not word.is_silent
            or word.base == ASKED
            or is_refused(words, number)
            or _is_done_to(words, number, grammar)
            or _is_denied(phrase, words, number)
        )
        and not word.is_polite
    ]
    if _EASY.search(phrase.text) or _is_able(phrase, words):
        return []
    if phrase.is_danger and any(word.base == _WANTING for word in words):
        return []  # 「親が死にたがる」 is not 「親が死んだ」
    if _MANNERS.search(phrase.text) or _WHATEVER.search(phrase.text):
        return []
    if len(bases) > 1:
        if words[-1].surface in _CONDITIONS and words[-1].kind == "助詞":
            return []  # 「子どもがいても」 is not 「子どもがいない」
        same = grammar.same
        if _GENERAL.union(people, people.values()).issuperset(bases) or _AT_HOME.issuperset(bases):
            return []  # 「母と行ける」 is said of everything
        if phrase.is_danger and _EVERYDAY.issuperset(bases):
            return []  # 「家を出てきた」 is not 「8時に家を出る」
        is_worry = phrase.concepts and phrase.concepts[0].startswith(_ABOUT_PEOPLE)
        return [(people.get(base) if is_worry else None) or same.get(base, base) for base in bases]
    if len(words) > 1 or _GENERAL.issuperset(bases):
        return []
    is_verb = words[0].kind == "動詞"
    respelt = bases[0] != words[0].surface and (
        _KATAKANA.fullmatch(words[0].surface) is not None or (is_verb and words[0].is_kana)
    )
    return [] if respelt or (is_verb and phrase.is_danger) else bases


def _is_done_to(words: list[Word], number: int, grammar: Grammar) -> bool:
    """Whether a particle says to whom of the family something is done: 「母を怒鳴る」 is no 「母が怒鳴る」."""
    person = words[number - 1].base
    is_person = person in grammar.people or person in grammar.people.values()
    return number > 0 and words[number].surface == _PATIENT and is_person


def _is_denied(phrase: Phrase, words: list[Word], number: int) -> bool:
    """Whether a negation says that somebody gets nothing: 「食べさせてもらえる」 is no 「食べさせてもらえない」."""
    is_need = bool(phrase.concepts) and phrase.concepts[0].startswith("worry:")
    return is_need and number > 0 and words[number].base == NOT and words[number - 1].base == ASKED


def _is_able(phrase: Phrase, words: list[Word]) -> bool:
    """Whether a need is told by what somebody can do, which is not what they do: 「一人で住める」 is looked for, 「一人で住んでいる」 told."""
    last = words[-1]
    is_need = bool(phrase.concepts) and phrase.concepts[0].startswith("worry:")
    return is_need and last.kind == "動詞" and _POTENTIAL.search(last.surface) is not None and last.surface != last.base
