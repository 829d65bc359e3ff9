"""The languages of the public pages, and the one that is spoken now."""

from typing import NamedTuple

from django.utils.translation import get_language

JAPANESE = "ja"


class Language(NamedTuple):
    """A language as its speakers name it. `code` is Django's and, whatever its letters, that of HTML."""

    code: str
    name: str


LANGUAGES = (
    Language(JAPANESE, "日本語"),
    Language("en", "English"),
    Language("zh-hans", "中文"),
    Language("pt-br", "Português"),
    Language("vi", "Tiếng Việt"),
    Language("tl", "Tagalog"),
)
"""In the order in which they are offered: those of the table of wishes (fixtures/wishes.yaml)."""
COMPLETE = (JAPANESE, "en")
"""Languages in which every page is whole, so that crawlers may show them; the others a city may complete."""
_CODES = {language.code for language in LANGUAGES}
_SHORT = {"zh": "zh-hans", "zh-cn": "zh-hans", "pt": "pt-br", "fil": "tl"}
"""What others call them."""


def language_called(code: str) -> str | None:
    """The code of an offered language, however its letters are written; None for anything else."""
    code = code.lower()
    code = _SHORT.get(code, code)
    return code if code in _CODES else None


def is_japanese() -> bool:
    """Whether the reader reads Japanese: a page for them has no marks."""
    return get_language() in (JAPANESE, None)
