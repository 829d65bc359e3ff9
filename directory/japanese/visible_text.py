"""Characters that nobody sees: control characters, marks that turn the direction of writing, and signs without width.

Pure: no database. A name with such a sign looks like another name, reads backwards, or breaks the line of a mail. The rule:
in one line none of them may stand; in a longer text, line breaks and tabs may. A joiner of no width (U+200D) stays where it
makes one picture of two (👩‍🦰), and with its brother (U+200C) after the sign that Indian scripts join letters by. One mark that
chooses a variant stays behind the letter or the emoji that it is for (葛󠄀; a row of them spells a hidden text), the blank of
Braille beside Braille, and flags that are spelt with tags.
"""

import re
import unicodedata

_BREAKS = "\t\n\x0b\x0c\r\x85\u2028\u2029"
_VARIANTS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800"
    "\u3164\ud800-\uf8ff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff\U00013430-\U0001343f\U00016fe4\U0001bca0-\U0001bca3"
    f"\U0001d159\U0001d173-\U0001d17a\U000e0000-\U0010ffff{_VARIANTS}"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xE0000, 0x10000))
    + "]"
)
"""Also what no font draws: private letters, places of Unicode that hold no letter, and what stands for an object that is gone."""
_VARIANT = re.compile(f"[{_VARIANTS}]")
_BRAILLE = re.compile("[\u2800-\u28ff]+")
_BLANK_OF_BRAILLE = "\u2800"
_BREAK = re.compile(f"[{_BREAKS}]+")
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
_JOINERS = "\u200c\u200d"
_EMOJI_STYLE = "\ufe0f"
_JOINS_LETTERS = 9
"""Combining class of the sign (virama) after which Indian scripts use joiners."""


def unseen_in(text: str, lines: bool = False) -> list[int]:
    """Positions of the characters of a text that may not stand there; with `lines`, line breaks and tabs may.

    >>> unseen_in("ひま\u202eわり"), unseen_in("👩‍🦰"), unseen_in("1\\n2"), unseen_in("1\\n2", lines=True)
    ([2], [], [1], [])
    """
    if not _UNSEEN.search(text):
        return []
    braille = (run for run in _BRAILLE.finditer(text) if run[0].strip(_BLANK_OF_BRAILLE))
    kept = {at for whole in (*_FLAG.finditer(text), *braille) for at in range(*whole.span())}
    return [
        at
        for at in (match.start() for match in _UNSEEN.finditer(text))
        if not (lines and text[at] in "\t\n\r")
        and at not in kept
        and not _joins(text, at)
        and not _chooses_variant(text, at)
    ]


def without_unseen(text: str, lines: bool = False) -> str:
    """The text without such characters; in one line, a line break or a tab is a blank.

    >>> without_unseen("ひま\u200bわり\\n会")
    'ひまわり 会'
    """
    unseen = set(unseen_in(text, lines))
    if not unseen:
        return text
    kept = (letter for at, letter in enumerate(text) if at not in unseen or letter in _BREAKS)
    return _BREAK.sub(" ", "".join(kept)).strip() if not lines else _without_odd_breaks("".join(kept))


def _without_odd_breaks(text: str) -> str:
    return re.sub("[\x0b\x0c\x85\u2028\u2029]", "\n", text)


def _joins(text: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if text[at] not in _JOINERS or not before or not after:
        return False
    if unicodedata.combining(before) == _JOINS_LETTERS:
        return True
    return text[at] == "\u200d" and (before == _EMOJI_STYLE or _is_picture(before)) and _is_picture(after)


def _chooses_variant(text: str, at: int) -> bool:
    before = text[at - 1 : at] if at else ""
    # 「1️⃣」 begins with a digit, 「‼️」 is punctuation, and skin and sex of an emoji may stand between.
    return bool(_VARIANT.match(text[at]) and before and before.isprintable() and before != " ") and not _UNSEEN.match(
        before
    )


def _is_picture(letter: str) -> bool:
    return "\u2190" <= letter <= "\u2bff" or "\U0001f000" <= letter <= "\U0001faff"
