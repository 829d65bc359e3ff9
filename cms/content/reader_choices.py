"""How a visitor wants to read: the size of the text, やさしい日本語, furigana. Each is a cookie that says one word and of nobody."""

from typing import NamedTuple

from django.http import HttpRequest

from directory.languages.spoken import is_japanese

TEXT_SIZES = {"normal": "ふつう", "large": "大きい", "largest": "とても大きい"}
SWITCH = ("off", "on")
CHOICES = {"text_size": tuple(TEXT_SIZES), "easy": SWITCH, "furigana": SWITCH}
"""Name of a cookie -> what it may say; the first one is what counts without it."""


class ReaderChoices(NamedTuple):
    """What a visitor has chosen. Two visitors who have chosen the same read the same page."""

    text_size: str = "normal"
    easy: bool = False
    furigana: bool = False


def choices_of(request: HttpRequest) -> ReaderChoices:
    """The choices of a visitor; what a cookie says wrongly counts as not chosen. Who reads in another language gets easy Japanese,
    as far as it is there, until they choose otherwise."""
    said = {name: value for name in CHOICES if (value := request.COOKIES.get(name)) in CHOICES[name]}
    return ReaderChoices(
        said.get("text_size", "normal"),
        said.get("easy", "off" if is_japanese() else "on") == "on",
        said.get("furigana") == "on",
    )
