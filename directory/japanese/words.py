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

if TYPE_CHECKING:
    from sudachipy import Morpheme

NOT = "ない"
"""The base form of every negation: ない, なし, ません, 歩けん."""
_NEGATIONS = {"ない", "無い", "ず", "ぬ", "無し", "まい"}
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
    "そう",
    "よう",
    "みたい",
    "一寸",
    "もう",
}
_ONLY = "しか"
"""A particle that turns what is said round: 「夜しか行けない」 is no 「夜は行けない」."""
_ASKING = ("くれ", "もらえ", "いただけ", "ください", "ませ")
_SILENT_KINDS = {"助詞", "補助記号", "空白", "感動詞"}
_KANJI = re.compile(r"[㐀-鿿々]")
_LATIN = re.compile(r"[a-zà-ɏḀ-ỿ]")
_SPOKEN = tuple(
    (re.compile(rule), written)
    for rule, written in (
        # Dialect and speech as the analyser knows it; a rule, and what it becomes.
        (r"おらん|おれへん|おらへん", "いない"),
        (r"あらへん|あれへん", "ない"),
        (r"(?<=[かがさたなばまらわれえけせてねべめげき])へん", "ない"),
        (r"(?<=[わかな])からん", "からない"),
        (r"(?<=わ)からん", "からない"),
        (r"(?<=[いぼやりしきたみ])とうない|とない(?=$)", "たくない"),
        (r"(?<=[しりちきみにびいえけせてねべれげめ])てえ(?![ぁ-ん])", "たい"),
        (r"(?<=[ぁ-ん])てぇ", "たい"),
        (r"ねえ?な?(?=$|[\s。、!?])(?<=[がは金かけせてべめれえいらたまさ]ねえ)", "ない"),
        (r"(?<=[がはも金])ねぇ|(?<=[かけせべめれらたまさじ])ねぇ", "ない"),
        (r"(?<=[えけせてねへめれげべ])んけん?(?=[ぁ-んァ-ヶ一-鿿]|$)", "ないから"),
        (r"(?<=[えけせてねへめれげべ])ん(?=けど|から|ので|人|所|ところ|とき|とこ|$|[\s。、!?])", "ない"),
        (r"(?<=事)せん(?=$|[\s。、!?])|(?<=[をがはも])せん(?=$|[\s。、!?])", "しない"),
        (r"(?<=[かさたなまらわば])ん(?=でも|けど|から|$|[\s。、!?])(?<!さん)(?<!かん)(?<!たん)(?<!ばん)(?<!なん)(?<!わん)(?<!らん)", "ない"),
        (r"(?<=[きりいぎしちみに])とらん", "ていない"),
        (r"(?<=[きりいぎしちみに])とる(?=$|[\s。、!?人])", "ている"),
        (r"(?<=[きりいぎしちみに])とう(?=$|[\s。、!?人])", "ている"),
        (r"(?<=[たなくじ])(?:とう|うて)(?=歩|痛)", "くて"),
        (r"(?<=い)とうて", "たくて"),
        (r"ひん(?=$|[\s。、!?])", "ない"),
        (r"やってる", "やっている"),
        (r"じゃない", "ではない"),
        (r"じゃなくて", "ではなくて"),
        (r"なきゃ", "なければ"),
    )
)  # fmt: skip


class Word(NamedTuple):
    """One word of a text.

    surface    as it stands there
    written    folded, for comparing
    base       the form in which all its inflections and spellings meet; NOT for every negation
    sound      its reading as it is heard
    kind, sub  its part of speech, in the analyser's Japanese: 名詞, 固有名詞
    after_gap  whether a blank or a mark stands before it
    is_silent  whether it says nothing by itself: particles, ます, て いる
    may_pass   whether it may stand between two words of one phrase: たい, もう, 所
    is_known   whether the dictionary has it
    cuts       where inside `written` a shorter word ends
    """

    surface: str
    written: str
    base: str
    sound: str
    kind: str
    sub: str
    after_gap: bool
    is_silent: bool
    may_pass: bool
    is_known: bool
    cuts: tuple[int, ...]

    @property
    def is_kana(self) -> bool:
        """Whether it is written in kana or Latin letters, where the analyser often cuts wrongly."""
        return not _KANJI.search(self.surface)


def spoken_as_written(text: str) -> str:
    """A text (NFKC, small letters) with endings of speech and dialect as they are written: やりてえ as やりたい.

    >>> spoken_as_written("銭がねえ"), spoken_as_written("歩けん")
    ('銭がない', '歩けない')
    """
    for rule, written in _SPOKEN:
        text = rule.sub(written, text)
    return text


def words_in(text: str) -> list[Word]:
    """The words of a text in their order, without marks and blanks. `text` is at most 16,000 characters.

    >>> [word.base for word in words_in("家賃が払えなくて") if not word.is_silent]
    ['家賃', '払う', 'ない']
    """
    return list(_words(spoken_as_written(modern_kanji(normalize("NFKC", text).casefold()))))


def _words(text: str) -> Iterator[Word]:
    gap, before = True, ""
    for morpheme in tokenizer().tokenize(text):
        kind, sub, *_ = morpheme.part_of_speech()
        surface = morpheme.surface()
        written = _fold(surface)
        if not written or kind in ("補助記号", "空白"):
            gap = True
            continue
        yield _word(morpheme, surface, written, kind, sub, gap, before)
        gap, before = False, surface


def _word(morpheme: "Morpheme", surface: str, written: str, kind: str, sub: str, gap: bool, before: str) -> Word:
    normal = morpheme.normalized_form()
    is_not = normal in _NEGATIONS and kind in ("助動詞", "形容詞", "名詞", "接尾辞")
    after_te = before.endswith(("て", "で")) and normal in _AFTER_TE
    is_asked = is_not and before.startswith(_ASKING)  # 「してくれんかね」 asks
    is_silent = is_asked or (
        not is_not
        and (
            (kind in _SILENT_KINDS and surface != _ONLY)
            or normal in _SILENT_VERBS
            or after_te
            or (kind == "助動詞" and normal not in _PASSING)
        )
    )
    return Word(
        surface,
        written,
        NOT if is_not and not is_asked else normal,
        _sound(surface if is_kana(surface) or _LATIN.search(surface) else morpheme.reading_form()),
        kind,
        sub,
        gap,
        is_silent,
        kind == "副詞" or normal in _PASSING,
        not morpheme.is_oov(),
        _cuts(morpheme, written),
    )


def _cuts(morpheme: "Morpheme", written: str) -> tuple[int, ...]:
    if len(written) < 4:
        return ()
    from sudachipy import SplitMode

    parts = [_fold(part.surface()) for part in morpheme.split(SplitMode.A)]
    ends = [sum(map(len, parts[: number + 1])) for number in range(len(parts) - 1)]
    return tuple(ends) if "".join(parts) == written else ()


@lru_cache(20_000)
def _fold(surface: str) -> str:
    return fold(surface)


@lru_cache(20_000)
def _sound(reading: str) -> str:
    return sound_of(romaji_to_kana(reading) if _LATIN.search(reading) else reading)
