"""Which words of a text only say how, where or since when something is: 「大声で」「決まった日に」「半月以上」「激しく」.

Pure. Such words may stand between those of a phrase: 「夫が 大声で 怒鳴る」 is 「夫が怒鳴る」. Who does it and to whom is none of them,
nor what stands in another clause.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from directory.japanese.words import ADVERBIAL, Word

_MARKS = ("で", "に", "へ", "まで", "から")
"""Particles behind a noun that says how, where or when."""
_NOUNS = ("名詞", "接頭辞", "接尾辞", "形状詞", "代名詞")
_LONGEST = 5
"""Words of one such saying, with its particle: 「決まった 日に」, 「家の 中 で」."""
_COUNTED = ("数詞", ADVERBIAL, "助数詞可能")
_DURING = ("以上", "以内", "間", "中", "程", "位", "ばかり", "近く", "前", "後")
_LATIN = re.compile("[a-zà-ỹ']+")
_LONGEST_LATIN = 10
_MOODS = ("怒る", "おこる", "酔う", "酔っ払う", "切れる", "興奮", "泣く", "黙る", "苛々")
"""With て behind them they say in what mood: 「父が 酔って 殴る」."""
_DESCRIBING = ("形容詞", "連体詞")
"""Words that say which thing it is: 「強い 酒を 飲んで」."""
_OF = "の"
_ALWAYS = ("いつ", "何", "度", "回", "年", "月", "日", "週")
"""With も behind them they say how often: 「いつも」「何度も」「何年も」."""


def adjuncts(words: Sequence[Word], is_meant: Callable[[Word], bool]) -> list[int]:
    """For each word up to where such a saying goes that begins there (exclusive); 0 for none.

    `is_meant` says whether a word is a wish by itself: 「午前の 体操」 is passed over by nothing.
    """
    ends = [0] * len(words)
    for at, word in enumerate(words):
        if _LATIN.fullmatch(word.surface):
            ends[at] = at + 1 if len(word.surface) <= _LONGEST_LATIN else 0
            continue
        for start in _beginnings(words, at):
            if is_meant(words[start]):
                break
            if start == 0 or not (words[start - 1].surface == _OF or _tears(words[start - 1], words[start])):
                ends[start] = at + 1
    return ends


def _tears(before: Word, first: Word) -> bool:
    """Whether a saying would begin within a word: 「車いすでは ない」 is no 「車が ない」. 「大声で」 behind 「夫」 stays one."""
    is_joined = before.kind == first.kind == "名詞" and not first.after_gap
    return is_joined and len(before.surface) == 1 and first.is_kana


def _beginnings(words: Sequence[Word], at: int) -> Iterable[int]:
    """Where the sayings begin that end with a word, the shortest first."""
    word = words[at]
    if word.after_gap and at:
        return ()
    if _is_mark(words, at):
        return range(at - 1, _begin(words, at) - 1, -1)
    if (begin := _begin_doing(words, at)) is not None:
        return range(at - 1, begin - 1, -1)
    if _ends_mood(words, at):
        return (at - 1,)
    is_manner = word.kind == "副詞" or (word.kind == "形容詞" and word.surface.endswith("く"))
    return (at,) if is_manner or _is_span(words, at) else ()


def _is_mark(words: Sequence[Word], at: int) -> bool:
    """Whether a particle ends such a saying: 「大声で」, 「急に」."""
    word = words[at]
    is_manner = word.kind == "助動詞" and word.surface == "に"
    return is_manner or (word.surface in _MARKS and word.kind == "助詞" and word.sub != "接続助詞")


def _begin_doing(words: Sequence[Word], at: int) -> int | None:
    """Where what somebody does with a thing the while begins, that て at `at` ends: 「酒を たくさん 飲んで」, 「強い 酒を 飲んで」."""
    if at < 3 or words[at].sub != "接続助詞" or words[at].surface not in ("て", "で") or words[at - 1].kind != "動詞":
        return None
    particle = at - 2
    while particle > 1 and at - particle < _LONGEST and _says_how(words[particle]):
        particle -= 1
    if words[particle].surface != "を" or words[particle - 1].kind != "名詞":
        return None
    begin = particle - 1
    return begin - 1 if begin > 0 and words[begin - 1].kind in _DESCRIBING else begin


def _says_how(word: Word) -> bool:
    return word.kind == "副詞" or (word.kind == "形容詞" and word.surface.endswith("く")) or word.sub in _COUNTED


def _ends_mood(words: Sequence[Word], at: int) -> bool:
    """Whether て ends in what mood somebody does it: 「怒って 叩く」."""
    return at > 0 and words[at].surface in ("て", "で") and words[at].sub == "接続助詞" and words[at - 1].base in _MOODS


def _begin(words: Sequence[Word], at: int) -> int:
    """Where the saying begins that a particle at `at` ends."""
    start = at
    while start > 0 and at - start < _LONGEST - 1 and not words[start].after_gap:
        before, here = words[start - 1], words[start]
        is_noun = before.kind in _NOUNS
        is_of = before.surface == _OF and here.kind in _NOUNS
        is_clause = here.kind in _NOUNS and before.surface == "た" and before.kind == "助動詞"
        is_verb = (
            before.kind in ("動詞", "形容詞", "連体詞") and (here.surface == "た" or here.kind in _NOUNS) and start < at
        )
        if not (is_noun or is_of or is_clause or is_verb):
            break
        start -= 1
        if before.kind == "連体詞" or is_verb:
            break
    return start


def _is_span(words: Sequence[Word], at: int) -> bool:
    """Whether a noun says how long or when, without a particle: 「半月以上」, 「一日中」, 「毎朝」."""
    word = words[at]
    if word.kind not in _NOUNS:
        return False
    after = words[at + 1] if at + 1 < len(words) else None
    is_during = after is not None and not after.after_gap and after.base in _DURING
    is_always = after is not None and after.surface == "も" and word.surface.endswith(_ALWAYS)
    return is_always or word.sub in _COUNTED or word.base in _DURING or is_during
