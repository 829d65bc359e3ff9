"""Words that mean more behind each other than each by itself: a child of school age who looks after a parent, the end of a broadcast,
somebody close who beats.

Pure. The words are data (`scenes` of fixtures/wish_grammar.yaml and fixtures/wish_harms.yaml).
"""

from collections.abc import Iterable, Sequence

from directory.search.wishes.phrases import Scene
from directory.search.wishes.sentences.settling import Understood

_TEXT = ("name:", "place:", "time:")
"""Heads of what is no wish by itself: a name, where and when."""


def with_scenes(text: str, said: Sequence[Understood], scenes: Iterable[Scene]) -> tuple[list[Understood], bool]:
    """What was said of a text, with what its scenes mean instead of their parts, and whether one of them is a danger."""
    parts, is_danger, letters = list(said), False, set(text)
    for scene in scenes:
        found = None if any(map(letters.isdisjoint, scene.letters)) else scene.sign.search(text)
        if found is None or (scene.unless is not None and scene.unless.search(text)):
            continue
        mere = (*_TEXT, *scene.instead, scene.means)
        if scene.is_alone and not all(c.startswith(mere) for part in parts for c in part.concepts):
            continue
        is_danger = is_danger or scene.is_danger
        parts = [part for part in parts if not _belongs(part, scene, found[0])]
        parts.append(Understood(found[0], (scene.means,)))
    return parts, is_danger


def _belongs(part: Understood, scene: Scene, sign: str) -> bool:
    """Whether a part says only what the scene says."""
    heads = (*scene.instead, *scene.within) if part.words in sign else scene.instead
    return all(c.startswith(heads) or c == scene.means for c in part.concepts)
