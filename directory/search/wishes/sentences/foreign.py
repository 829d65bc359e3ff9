"""Whether somebody writes in another language, which is a wish by itself: for a place where it is understood.

Pure. What is understood of such a text counts; its other words are no names, and no place need hold them.
"""

import re
from collections.abc import Callable

from directory.search.wishes.sentences.settling import Understood

_JAPANESE = re.compile("[ぁ-ヶ]")
_LATIN_WORD = re.compile("[a-zà-ỹ']+")
_SHORTEST = 3
"""Words from which a text in Latin letters is a sentence."""
_OF_SENTENCES = re.compile(
    r"(?<![a-zà-ỹ])(?:i|i'm|im|my|me|we|our|you|your|want|needs?|looking|find|how|where|when|can|can't|cannot|don't|doesn't|does?|is|are|am|have|has|help"
    r"|please|because|who|speak|understand|know|live|like|eu|meu|minha|nós|quero|preciso|procuro|estou|está|não|tenho|tem|onde|como|posso|porque|gostaria"
    r"|sou|moro|falo|sem|uma|para|com|meus|minhas|tôi|muốn|cần|không|đâu|có|tìm|của|làm|sao|ako|ko|ang|gusto|kailangan|saan|paano|hindi|wala|walang|mga|po|ng|sa|naghahanap)(?![a-zà-ỹ])"
)
_CHINESE = re.compile(
    "[个呢吧么哪园奶帮听开关您你她它很]|没有|看不|听不|不懂|不会|不起|了[。!?]*$|我[是的想要在有没不]|想[要找学去]|怎么|在哪"
)
_JAPANESE_SETS = ("cp932", "euc_jis_2004")
_KANJI = re.compile("[一-鿿]")
_OWN_LETTERS = re.compile("[ãõçđơưăạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
"""Letters in which no Japanese name is written, in whatever spelling."""
_NAMES = ("name:", "place:")


def is_foreign(text: str) -> bool:
    """Whether a text (NFKC, small letters) is a sentence of another language.

    >>> is_foreign("i don't have friends"), is_foreign("看不懂通知书"), is_foreign("cafe sakura"), is_foreign("介護 相談")
    (True, True, False, False)
    """
    if _JAPANESE.search(text):
        return False
    if is_chinese(text):
        return True
    is_sentence = _OWN_LETTERS.search(text) or _OF_SENTENCES.search(text)
    return is_sentence is not None and len(_LATIN_WORD.findall(text)) >= _SHORTEST


def without_foreign_names(said: list[Understood], text: str, is_place: Callable[[str], bool]) -> list[Understood]:
    """What was understood of a text in another language; where that is nothing, that somebody from abroad asks.

    Of its other words only those are kept that are a place of the gazetteer.
    """
    kept = [part for part in said if not part.concepts[0].startswith(_NAMES) or is_place(part.words)]
    return kept or [Understood(text, ("worry:foreign_life",))]


def is_chinese(text: str) -> bool:
    """Whether a text is Chinese by its letters or by words that no Japanese text has without kana."""
    if _JAPANESE.search(text):
        return False
    return _CHINESE.search(text) is not None or any(map(_is_in_no_japanese_set, _KANJI.findall(text)))


def _is_in_no_japanese_set(letter: str) -> bool:
    """Whether a kanji is written so in China alone, 们: no set of letters for Japanese has it."""
    return not any(letter.encode(letters, "ignore") for letters in _JAPANESE_SETS)
