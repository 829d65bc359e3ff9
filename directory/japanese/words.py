"""A text as words: what the analyser cuts it into, with what is needed to compare them.

Pure. The words of a table and the words of a query are cut by the same function, so that they meet whatever the ending is:
「払えなくて」 and 「払えない」 are both 払う, ない.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from directory.japanese.folding import fold, is_kana, modern_kanji, romaji_to_kana, sound_of
from directory.japanese.readings import tokenizer
from directory.japanese.spoken import spoken_as_written

if TYPE_CHECKING:
    from sudachipy import Morpheme

NOT = "ない"
"""The base form of every negation: ない, なし, ません, 歩けん."""
ASKED = "てほしい"
"""The base form of every word that asks for a doing: 手伝って くれる, ほしい, もらえる, ください."""
ABLE = "出来る"
ADVERBIAL = "副詞可能"
"""What `sub` says of a noun that tells when or how much, as an adverb does: 途端, 前, 春."""
_ASKS = {"呉れる", "貰う", "頂く", "頂ける", "欲しい", "下さる"}
_EASY = "易い"
"""「入りやすい」 says no more than 「入れる」, and nothing of a price."""
_POLITE = {"御", "さん", "ちゃん", "様", "君", "達"}
"""Beginnings and endings of words for people, which change nothing: お母さん is 母."""
_NEGATIONS = {"ない", "無い", "ず", "ぬ", "無し", "まい"}
_HARD = {"漸と", "大変", "難しい", "困難", "億劫", "一苦労", "精一杯"}
_NOMINAL = re.compile("の[がもは]$")
"""「歩くのが やっと」 and 「歩くのも 難しい」 say no less than 「歩けない」."""
_SHORTEST_CUT = 3
_SILENT_VERBS = {
    "為る",
    "出来る",
    "遣る",
    "ます",
    "です",
    "だ",
    "た",
    "たがる",
    "御座る",
    "為さる",
    "頂ける",
    "とる",
    "てる",
}
_AFTER_TE = {
    "居る", "来る", "行く", "呉れる", "貰う", "仕舞う", "置く", "見る", "上げる", "頂く", "欲しい", "下さる", "有る", "とる", "無し", "宜しい", "良い",
}  # fmt: skip
_ORDER, _GOING = "命令形", ("行く", "来る")
"""「出て行け」 says more than 「出て」."""
_PASSING = {
    "たい",
    "られる",
    "れる",
    "せる",
    "させる",
    "事",
    "所",
    "物",
    "人",
    "方",
    "場所",
    "為",
    "時",
    "気",
    "有る",
    "そう",
    "よう",
    "みたい",
    "一寸",
    "もう",
    "毎日",
    "毎晩",
    "最近",
    "昨日",
    "何時も",
    "まじ",
    "マジ",
    "直ぐ",
    "時々",
}
_ONLY = "しか"
"""A particle that turns what is said round: 「夜しか行けない」 is no 「夜は行けない」."""
_ASKING = ("くれ", "もらえ", "いただけ", "ください")
_POLITELY = "ませ"
_SILENT_KINDS = {"助詞", "補助記号", "空白", "感動詞"}
_KANJI = re.compile(r"[㐀-鿿々]")
_LATIN = re.compile(r"[a-zà-ɏḀ-ỿ]")


class Word(NamedTuple):
    """One word of a text.

    surface    as it stands there
    written    folded, for comparing
    base       the form in which all its inflections and spellings meet; NOT for every negation
    sound      its reading as it is heard
    kind, sub  its part of speech, in the analyser's Japanese: 名詞, 固有名詞
    kana       its reading, folded
    after_gap  whether a blank or a mark stands before it
    is_silent  whether it says nothing by itself: particles, ます, て いる
    may_pass   whether it may stand between two words of one phrase: たい, もう, 所
    is_known   whether the dictionary has it
    cuts       where inside `written` a shorter word ends
    is_polite  whether it only makes a word for a person polite: お, さん
    """

    surface: str
    written: str
    base: str
    sound: str
    kana: str
    kind: str
    sub: str
    after_gap: bool
    is_silent: bool
    may_pass: bool
    is_known: bool
    cuts: tuple[int, ...]
    is_polite: bool

    @property
    def is_kana(self) -> bool:
        """Whether it is written in kana or Latin letters, where the analyser often cuts wrongly."""
        return not _KANJI.search(self.surface)


def words_in(text: str, with_cuts: bool = True) -> list[Word]:
    """The words of a text in their order, without marks and blanks. `text` is at most 16,000 characters.

    Without `with_cuts` no shorter words are looked for inside them, which is faster.

    >>> [word.base for word in words_in("家賃が払えなくて") if not word.is_silent]
    ['家賃', '払う', 'ない']
    """
    return list(_words(spoken_as_written(modern_kanji(normalize("NFKC", text).casefold())), with_cuts))


def _words(text: str, with_cuts: bool) -> Iterator[Word]:
    gap, is_asking, is_te, before = True, False, False, ""
    for morpheme in tokenizer().tokenize(text):
        surface = morpheme.surface()
        kind, sub, narrower, *forms = morpheme.part_of_speech()
        sub = narrower if narrower == ADVERBIAL else sub
        is_known = not morpheme.is_oov()
        is_order = forms[-1] == _ORDER
        form = _Form(surface, morpheme.normalized_form(), morpheme.reading_form(), kind, sub, is_known, is_order)
        word = _word(form, gap, is_te, is_asking)
        if word.base in _HARD and _NOMINAL.search(before):
            word = word._replace(base=NOT, may_pass=False)
        before = before[-1:] + surface
        if not word.written or word.kind in ("補助記号", "空白"):
            gap = True
            continue
        yield (
            word._replace(cuts=_cuts(morpheme, word.written))
            if with_cuts and len(word.written) > _SHORTEST_CUT
            else word
        )
        gap = False
        is_asking = surface.startswith(_ASKING) or (
            is_asking and surface == _POLITELY
        )  # 「払えません」 asks for nothing
        is_te = surface.endswith("て") or (surface.endswith("で") and word.sub != "格助詞")  # 「家で 看られない」


class _Form(NamedTuple):
    """What the analyser says of a word, as plain data by which it is remembered: the same few thousand come again and again."""

    surface: str
    normal: str
    reading: str
    kind: str
    sub: str
    is_known: bool
    is_order: bool


@lru_cache(20_000)
def _word(form: _Form, gap: bool, is_after_te: bool, is_after_asking: bool) -> Word:
    surface, normal, reading, kind, sub, is_known, is_order = form
    is_not = normal in _NEGATIONS and kind in ("助動詞", "形容詞", "名詞", "接尾辞")
    after_te = is_after_te and normal in _AFTER_TE and not (is_order and normal in _GOING)
    is_asked = is_not and is_after_asking  # 「してくれんかね」 asks
    is_silent = is_asked or (
        not is_not
        and (
            (kind in _SILENT_KINDS and surface != _ONLY)
            or normal in _SILENT_VERBS
            or (normal == _EASY and kind == "接尾辞")
            or after_te
            or (kind == "助動詞" and normal not in _PASSING)
        )
    )
    base = NOT if is_not and not is_asked else ASKED if after_te and normal in _ASKS else normal
    heard = surface if is_kana(surface) or _LATIN.search(surface) else reading
    is_polite = normal in _POLITE and kind in ("接頭辞", "接尾辞")
    may_pass = kind == "副詞" or normal in _PASSING or is_polite
    return Word(
        surface,
        fold(surface),
        base,
        sound_of(romaji_to_kana(heard) if _LATIN.search(heard) else heard),
        fold(heard),
        kind,
        sub,
        gap,
        is_silent,
        may_pass,
        is_known,
        (),
        is_polite,
    )


def _cuts(morpheme: "Morpheme", written: str) -> tuple[int, ...]:
    from sudachipy import SplitMode

    parts = [fold(part.surface()) for part in morpheme.split(SplitMode.A)]
    ends = [sum(map(len, parts[: number + 1])) for number in range(len(parts) - 1)]
    return tuple(ends) if "".join(parts) == written else ()
