"""Letters: whether a text has Japanese ones, and a reading in Latin ones."""

import re

_JAPANESE = re.compile("[ぁ-ゖァ-ヺ一-鿿々]")
_KATAKANA = {chr(code): chr(code - 0x60) for code in range(0x30A1, 0x30F7)}
_ROWS = (
    ("あいうえお", "a i u e o"),
    ("かきくけこ", "ka ki ku ke ko"),
    ("さしすせそ", "sa shi su se so"),
    ("たちつてと", "ta chi tsu te to"),
    ("なにぬねの", "na ni nu ne no"),
    ("はひふへほ", "ha hi fu he ho"),
    ("まみむめも", "ma mi mu me mo"),
    ("やゆよ", "ya yu yo"),
    ("らりるれろ", "ra ri ru re ro"),
    ("わをん", "wa o n"),
    ("がぎぐげご", "ga gi gu ge go"),
    ("ざじずぜぞ", "za ji zu ze zo"),
    ("だぢづでど", "da ji zu de do"),
    ("ばびぶべぼ", "ba bi bu be bo"),
    ("ぱぴぷぺぽ", "pa pi pu pe po"),
    ("ゔ", "vu"),
)
_LATIN = {kana: latin for row, words in _ROWS for kana, latin in zip(row, words.split(), strict=True)}
_SMALL = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo", "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}
_ALONE = ("shi", "chi", "ji")
"""Syllables that take the vowel of a small letter alone: しゃ is sha, きゃ is kya."""
_SIGNS = {"・": " ", "　": " ", "「": " ", "」": " ", "（": " (", "）": ")"}


def has_japanese(text: str) -> bool:
    """Whether a text has a kana or a kanji; digits, brackets and full-width signs are none."""
    return _JAPANESE.search(text) is not None


def romaji(reading: str) -> str:
    """A reading in kana in Hepburn's letters, long vowels as they are written: 「ひらおかふぇ」 → 「Hiraokafe」; "" where a letter is no kana."""
    syllables: list[str] = []
    is_doubled = False
    for letter in (_KATAKANA.get(letter, letter) for letter in reading.strip()):
        if letter == "っ":
            is_doubled = True
            continue
        if letter in _SMALL and syllables and syllables[-1][-1:] in "aeiou":
            syllables[-1] = _with_small(syllables[-1], _SMALL[letter])
            continue
        if letter == "ー":
            syllables.append(syllables[-1][-1] if syllables else "")
            continue
        latin = _LATIN.get(letter) or _SIGNS.get(letter) or (letter if letter.isascii() else "")
        if not latin:
            return ""
        syllables.append(("t" if latin.startswith("ch") else latin[0]) + latin if is_doubled else latin)
        is_doubled = False
    return " ".join(word[:1].upper() + word[1:] for word in "".join(syllables).split())


def _with_small(syllable: str, small: str) -> str:
    """「ki」 with 「ya」 is 「kya」, 「shi」 is 「sha」, 「fu」 with 「a」 is 「fa」, 「te」 with 「i」 is 「ti」."""
    if len(small) == 1:
        return syllable[:-1] + small
    return syllable[:-1] + (small[1:] if syllable.endswith(_ALONE) else small)
