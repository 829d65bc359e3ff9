"""The meanings that a word may have, with labels that need no slugs: 「種類: サロン」「困りごと: 借金」「時間: 午後」."""

from collections.abc import Iterable

from directory.catalogue.vocabulary import Term
from directory.hours.rules import WEEKDAY_LETTERS
from directory.search.wishes.table import SCHEME_OF

HEADS = {
    "kind": "種類",
    "activity": "すること",
    "worry": "困りごと",
    "target": "だれのため",
    "feature": "あると うれしいこと",
    "stage": "参加の段階",
}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_REST = {
    "時間": {"time:morning": "午前", "time:afternoon": "午後", "time:evening": "夜"},
    "曜日": {
        **{f"day:{day}": f"{letter}曜日" for day, letter in zip(_DAYS, WEEKDAY_LETTERS, strict=True)},
        "day:weekend": "週末",
        "day:weekday": "平日",
        "day:holiday": "祝日",
        "day:today": "きょう",
        "day:tomorrow": "あした",
    },
    "お金": {"fee:free": "無料", "fee:cheap": "安い"},
    "そのほか": {"near:walk": "近い・歩いて行ける", "online": "家から オンラインで"},
}
_NOT = "not:"
_AS_WRITTEN = {"place": "ばしょ", "name": "なまえ"}


def grouped_meanings() -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices of a form: head -> (concept, label with its head); one query."""
    head_of = {scheme: head for head, scheme in SCHEME_OF.items()}
    words: dict[str, list[tuple[str, str]]] = {head: [] for head in HEADS}
    for term in Term.objects.filter(scheme__in=head_of).order_by("position", "pk"):
        head = head_of[term.scheme]
        words[head].append((f"{head}:{term.slug}", f"{HEADS[head]}: {term.label}"))
    rest = [(head, [(value, f"{head}: {label}") for value, label in labels.items()]) for head, labels in _REST.items()]
    return [*((HEADS[head], choices) for head, choices in words.items()), *rest]


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
