"""How the words of wishes stand to each other (fixtures/wish_relations.yaml): which is wider, and who answers a worry too."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml
from django.conf import settings


class Relations(NamedTuple):
    """Concept → other concepts.

    wider  looked for where nothing is known of the concept itself
    akin   looked for with it, behind what names it
    said   words by which places call it themselves
    helps  a word of somebody who offers help → words of the places where it is wanted
    """

    wider: Mapping[str, tuple[str, ...]]
    akin: Mapping[str, tuple[str, ...]]
    said: Mapping[str, tuple[str, ...]]
    helps: Mapping[str, tuple[str, ...]]


@cache
def relations() -> Relations:
    """The content of the file."""
    text = Path(settings.BASE_DIR, "fixtures", "wish_relations.yaml").read_text(encoding="utf-8")
    return Relations(
        **{
            name: {concept: tuple(others.split()) for concept, others in part.items()}
            for name, part in yaml.safe_load(text).items()
        }
    )
