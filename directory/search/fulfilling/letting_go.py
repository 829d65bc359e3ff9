"""What of a wish is only incidental: when, how near, for which sex. Where it leaves nothing of what was meant, it is let go."""

from collections.abc import Iterable

from directory.japanese.folding import fold
from directory.japanese.readings import nouns_in
from directory.search.wishes.phrases import TIMES
from directory.search.wishes.reading import Understood
from directory.search.wishes.table import vocabulary_labels
from directory.snapshot.day import SnapshotDay

_WITH_A_NEED = (*TIMES, "near:", "place:", "feature:men_", "feature:women_")
"""Who tells of a worry is served by a place on another day, in another town, for everybody; never by what was refused."""


def without_incidentals(parts: Iterable[Understood], has_need: bool) -> list[Understood]:
    """The parts but for the incidental ones: beside a worry when, near what and for which sex; else only when."""
    heads = _WITH_A_NEED if has_need else TIMES
    return [part for part in parts if not all(concept.startswith(heads) for concept in part.concepts)]


def by_concept(parts: Iterable[Understood]) -> list[Understood]:
    """The same, with each concept as a part of its own: 「水曜の午後」 is fulfilled by half on a Wednesday morning."""
    return [part._replace(concepts=(concept,)) for part in parts for concept in part.concepts]


def with_narrow_word(part: Understood, snapshot: SnapshotDay) -> Understood | None:
    """A part with the one word by which it asks for less than its activity: コーラス is music, but not all music is.

    Of 「コーラスのグループ」 it is the first noun. None where the label of the activity holds the word. One query a day and
    version of the directory.
    """
    (head, _, slug) = part.concepts[0].partition(":")
    if head != "activity" or len(part.concepts) > 1:
        return None
    labels = snapshot.remembered_text(("activity labels",), lambda: vocabulary_labels()["activities"])
    word = next(iter(nouns_in(part.usual)), part.usual)
    return None if fold(word) in fold(labels.get(slug, "")) else part._replace(phrase=word)
