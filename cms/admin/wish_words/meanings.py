"""The meanings that a word may have, with labels that need no slugs: 「種類: サロン」「困りごと: 借金」「時間: 午後」."""

from collections.abc import Iterable

from directory.search.wishes.labels import CIRCUMSTANCE_LABELS
from directory.search.wishes.table import SCHEME_OF, vocabulary_labels

HEADS = {
    "kind": "種類",
    "activity": "すること",
    "worry": "困りごと",
    "target": "だれのため",
    "feature": "あると うれしいこと",
    "stage": "参加の段階",
}
_CIRCUMSTANCES = {"time": "時間", "day": "曜日", "fee": "お金"}
_OTHER = "そのほか"
_NOT = "not:"
_AS_WRITTEN = {"place": "ばしょ", "name": "なまえ"}


def grouped_meanings() -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices of a form: head -> (concept, label with its head); one query."""
    terms = vocabulary_labels()
    words = [
        (label, [(f"{head}:{slug}", f"{label}: {word}") for slug, word in terms[SCHEME_OF[head]].items()])
        for head, label in HEADS.items()
    ]
    rest: dict[str, list[tuple[str, str]]] = {head: [] for head in [*_CIRCUMSTANCES.values(), _OTHER]}
    for concept, label in CIRCUMSTANCE_LABELS.items():
        head = _CIRCUMSTANCES.get(concept.partition(":")[0], _OTHER)
        rest[head].append((concept, f"{head}: {label}"))
    return [*words, *rest.items()]


def labels_of_meanings() -> dict[str, str]:
    """Concept -> its label; one query."""
    return {value: label for _, choices in grouped_meanings() for value, label in choices}


def in_words(concepts: Iterable[str], labels: dict[str, str]) -> str:
    """Concepts of a wish as people read them: 「種類: サロン」, 「すること: カラオケ（ではない）」, 「ばしょ: 平尾」."""
    return "、".join(_in_words(concept, labels) for concept in concepts)


def _in_words(concept: str, labels: dict[str, str]) -> str:
    if concept.startswith(_NOT):
        return f"{_in_words(concept.removeprefix(_NOT), labels)}（ではない）"
    head, _, text = concept.partition(":")
    if head in _AS_WRITTEN:
        return f"{_AS_WRITTEN[head]}: {text.replace('_', ' ')}"
    return labels.get(concept, concept)
