"""A text cut once more with its misspelt words as they are meant: 「保いく園に入れない」 is read as 「保育園に入れない」.

Pure. Only short words that were found by their sound or with one kanji wrong are put right, each by the phrase that it is.
"""

from directory.japanese.words import words_in
from directory.search.wishes.book import PhraseBook
from directory.search.wishes.cutting import Cut, cut

_LONGEST = 4
"""Letters of the longest word that is put in the place of its misspelling."""


def cut_as_meant(text: str, book: PhraseBook) -> Cut:
    """The best way to cut a text, with what was respelt as it is meant."""
    done = cut(words_in(text), book)
    meant = text
    for piece in done.pieces:
        letters = done.letters[piece.start : piece.end]
        if piece.is_respelt and piece.phrase is not None and len(piece.phrase.text) <= _LONGEST:
            meant = meant.replace(letters, piece.phrase.text, 1)
    return done if meant == text else cut(words_in(meant), book)
