"""Words that mean more behind each other than each by itself: a child of school age who looks after a parent, the end of a broadcast.

Pure. The words are data (`scenes` of fixtures/wish_grammar.yaml).
"""

from collections.abc import Iterable, Sequence

from directory.search.wishes.phrases import Scene
from directory.search.wishes.sentences.settling import Understood


def with_scenes(text: str, said: Sequence[Understood], scenes: Iterable[Scene]) -> list[Understood]:
    """What was said of a text, with what its scenes mean instead of their parts."""
    parts = list(said)
    for scene in scenes:
        if found := scene.sign.search(text):
            parts = [part for part in parts if not _belongs(part, scene, found[0])]
            parts.append(Understood(found[0], (scene.means,)))
    return parts


def _belongs(part: Understood, scene: Scene, sign: str) -> bool:
    """Whether a part says only what the scene says."""
    heads = (*scene.instead, *scene.within) if part.words in sign else scene.instead
    return all(c.startswith(heads) or c == scene.means for c in part.concepts)
