"""What a text means in the words that are shipped, as the tests of reading ask for it."""

from collections.abc import Callable

from directory.search.wishes.reading import Wish, read_wish
from directory.search.wishes.table import shipped_book


def read(text: str, is_place: Callable[[str], bool] = lambda _: False) -> Wish:
    """A text as a wish."""
    return read_wish(text, shipped_book(), is_place)


def concepts(text: str, but: str | tuple[str, ...] = ("name:", "place:")) -> set[str]:
    """The concepts of a text, but for those of some heads: usually for what is searched as text."""
    return {concept for concept in read(text).concepts if not concept.startswith(but)}
