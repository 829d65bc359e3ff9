"""Whether somebody writes in another language, which is a wish by itself: for a place where it is understood.

Pure. What is understood of such a text counts; its other words are no names, and no place need hold them.
"""

import re

from directory.search.wishes.sentences.settling import Understood

_JAPANESE = re.compile("[ぁ-ヶ]")
_LATIN_WORD = re.compile("[a-zà-ỹ']+")
_SHORTEST = 3
"""Words from which a text in Latin letters is a sentence."""
_OF_SENTENCES = re.compile(
    r"(?<![a-zà-ỹ])(?:i|i'm|im|my|me|we|our|you|your|want|needs?|looking|find|how|where|when|can|can't|cannot|don't|doesn't|does?|is|are|am|have|has|help"
    r"|please|because|who|speak|understand|know|live|like|eu|meu|minha|nós|quero|preciso|procuro|estou|está|não|tenho|tem|onde|como|posso|porque|gostaria"
    r"|sou|moro|falo|tôi|muốn|cần|không|đâu|có|tìm|của|làm|sao|ako|ko|ang|gusto|kailangan|saan|paano|hindi|wala|walang|mga|po|naghahanap)(?![a-zà-ỹ])"
)
_CHINESE = re.compile(
    "[们个这还吗呢吧么谁哪给让说话语书园药买卖东车钱岁爱亲妈爷奶帮认识现觉听读问题难开关门时间边过进远请谢对错为业华汉"
    "您你她它很]|没有|看不|听不|不懂|不会|我[的是想要在有没不]|想[要找学去]|怎么|在哪"
)
_NAMES = "name:"


def is_foreign(text: str) -> bool:
    """Whether a text (NFKC, small letters) is a sentence of another language.

    >>> is_foreign("i don't have friends"), is_foreign("看不懂通知书"), is_foreign("cafe sakura"), is_foreign("介護 相談")
    (True, True, False, False)
    """
    if _JAPANESE.search(text):
        return False
    if _CHINESE.search(text):
        return True
    return len(_LATIN_WORD.findall(text)) >= _SHORTEST and _OF_SENTENCES.search(text) is not None


def without_foreign_names(said: list[Understood], text: str) -> list[Understood]:
    """What was understood of a text in another language; where that is nothing, that somebody from abroad asks."""
    kept = [part for part in said if not part.concepts[0].startswith(_NAMES)]
    return kept or [Understood(text, ("worry:foreign_life",))]
