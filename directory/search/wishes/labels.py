"""What was understood of a wish, as people read it: 「午後」, 「体操・運動」, 「つむぎ台の近く」, 「カラオケ 以外」."""

import re
from collections.abc import Iterable, Mapping

from directory.hours.rules import WEEKDAY_LETTERS
from directory.search.wishes.calendar_days import WEEKDAYS, label_of_day
from directory.search.wishes.reading import Understood
from directory.search.wishes.table import SCHEME_OF

CIRCUMSTANCE_LABELS = {
    "time:morning": "午前",
    "time:afternoon": "午後",
    "time:evening": "夜",
    **{f"day:{slug}": f"{letter}曜日" for slug, letter in zip(WEEKDAYS, WEEKDAY_LETTERS, strict=True)},
    "day:weekend": "土日",
    "day:weekday": "平日",
    "day:holiday": "祝日",
    "day:today": "きょう",
    "day:tomorrow": "あした",
    "fee:free": "無料",
    "fee:cheap": "安い",
    "near:walk": "歩いて行ける",
    "online": "オンライン",
}
"""Labels of the concepts that are no words of the vocabulary, in the order in which they are offered."""
_NEAR = re.compile("の?(近く|ちかく|付近|周辺|あたり)$")
MOST_WORDS = 3
"""Words that stand on one chip; further ones are alternatives that nobody needs to read."""


def label_of_part(part: Understood, terms: Mapping[str, Mapping[str, str]], is_spot: bool = True) -> str:
    """The words of a part. `terms` holds the labels of the vocabulary, scheme → slug → label; `is_spot`: its place is known."""
    if part.concepts[0].startswith("place:"):
        return f"{_NEAR.sub('', part.words)}の近く" if is_spot else f"「{part.words}」"
    if part.concepts[0].startswith("name:"):
        return f"「{part.words}」"
    return "・".join(dict.fromkeys(_labels(part.concepts[:MOST_WORDS], terms)))


def label_of_concept(concept: str, terms: Mapping[str, Mapping[str, str]]) -> str:
    """The label of a concept that is no place and no name; the slug of a word that the vocabulary has no more."""
    if concept in CIRCUMSTANCE_LABELS:
        return CIRCUMSTANCE_LABELS[concept]
    if concept.startswith("day:") and (day := label_of_day(concept)):
        return day
    head, _, slug = concept.partition(":")
    return terms.get(SCHEME_OF.get(head, ""), {}).get(slug, slug)


def _labels(concepts: Iterable[str], terms: Mapping[str, Mapping[str, str]]) -> Iterable[str]:
    for concept in concepts:
        wanted = concept.removeprefix("not:")
        label = label_of_concept(wanted, terms)
        yield label if wanted == concept else f"{label} 以外"
