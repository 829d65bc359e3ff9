"""What a feature of a place is in a sentence, and which of the unknown ones to ask first (fixtures/feature_sentences.yaml)."""

from collections.abc import Iterable
from functools import cache
from itertools import chain
from pathlib import Path

import yaml
from django.conf import settings

from directory.catalogue.vocabulary import Answer, Scheme, Term, shipped_words

ASKED_FIRST = 4
"""How many unknown features are told at once; more of them nobody reads."""
_ANY_KIND = "any"


@cache
def _shipped() -> dict:
    return yaml.safe_load(Path(settings.BASE_DIR, "fixtures", "feature_sentences.yaml").read_text(encoding="utf-8"))


def sentence(feature: Term, answer: str) -> str:
    """「車いすでは 入れません。」 for a known answer; of a feature that a city has added or renamed 「ピアノ：はい」."""
    if own := _sentences(feature):
        return own[answer]
    return f"{feature.label}：{Answer(answer).label}"


def question(feature: Term) -> str:
    """「車いすで 入れますか」; of a feature that a city has added or renamed its label."""
    return _sentences(feature).get("question", feature.label)


def shipped_question(slug: str) -> str:
    """The question of a shipped feature. Raises KeyError for any other."""
    return _shipped()["sentences"][slug]["question"]


def _sentences(feature: Term) -> dict[str, str]:
    is_as_shipped = shipped_words()[Scheme.FEATURES].get(feature.slug) == feature.label
    return _shipped()["sentences"].get(feature.slug, {}) if is_as_shipped else {}


def in_order_of_asking(unknown: Iterable[Term], kinds: Iterable[str]) -> list[Term]:
    """Features without an answer: first those that matter for the kinds (slugs) of a place, in turn, then the others."""
    by_kind = _shipped()["asked_first"]
    orders = [by_kind[kind] for kind in kinds if kind in by_kind] or [by_kind[_ANY_KIND]]
    wanted = list(dict.fromkeys(chain(*zip(*orders, strict=True), by_kind[_ANY_KIND])))
    return sorted(unknown, key=lambda one: wanted.index(one.slug) if one.slug in wanted else len(wanted))
