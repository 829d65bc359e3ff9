"""Stories: one person, the places of a town, and what a good coordinator would do, as YAML that social workers can write.

Pure: no database. The form is described in docs/reference/stories.md; every problem is listed with its field and the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from matching.engine.mapping_reader import InvalidInput, MappingReader, Problem
from matching.engine.needs import Needs
from matching.engine.needs_validation import needs_from
from matching.engine.scoring import Matching, match
from matching.engine.vocabulary import Vocabulary, shipped_vocabulary
from matching.engine.weights import shipped_weights
from matching.evaluation.expectations import CheckedExpectation, StoryAnswer, outcomes, read_expectations
from matching.evaluation.story_places import HOME, StoryPlaces, read_places


@dataclass(frozen=True)
class Story:
    """A story that was read without a problem; `expect` as `read_expectations` returns it."""

    title: str
    places: StoryPlaces
    needs: Needs
    expect: Mapping[str, Any]


def load_yaml(path: Path) -> Any:
    """The content of a YAML file; raises InvalidInput when it cannot be read."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidInput([Problem("file", f"開けません（{error.strerror}）。")]) from error
    except UnicodeDecodeError as error:
        raise InvalidInput([Problem("file", "文字コードが UTF-8 ではありません。")]) from error
    except (yaml.YAMLError, ValueError) as error:
        raise InvalidInput([Problem("file", f"YAML として読めません（{error}）。")]) from error


def read_story(raw: Any) -> Story:
    """The story in a mapping; raises InvalidInput with all its problems."""
    vocabulary = shipped_vocabulary()
    reader = MappingReader(raw, [])
    reader.only(("story", "source", "today", "areas", "resources", "person", "expect"))
    title = reader.text("story")
    if title is None:
        reader.refuse("story", "題がありません。")
    person = reader.raw.get("person") or {}
    places = read_places(reader, [person], vocabulary)
    needs = _needs(reader, person, vocabulary, places) if places else None
    expected = reader.inside("expect") if reader.raw.get("expect") else None
    expect = read_expectations(expected, places.codes, vocabulary) if places and expected else {}
    if reader.problems or places is None or needs is None:
        raise InvalidInput(reader.problems)
    return Story(title or "", places, needs, expect)


def run_story(story: Story) -> tuple[Matching, StoryAnswer, list[CheckedExpectation]]:
    """Match a story's person, with the shipped weights of the story's day.

    Returns the matching, the same by codes, and every expectation with whether it holds.
    """
    places = story.places
    matching = match(places.directory_day, story.needs, shipped_weights(places.directory_day.day))
    answer = StoryAnswer(
        {places.code(entry.key): entry for entry in matching.scored_places()},
        {places.code(exclusion.key): exclusion for exclusion in matching.exclusions()},
    )
    return matching, answer, outcomes(answer, story.expect)


def _needs(reader: MappingReader, person: Any, vocabulary: Vocabulary, places: StoryPlaces) -> Needs | None:
    try:
        at_home = {"municipality": HOME, **person} if isinstance(person, Mapping) else person
        return needs_from(at_home, vocabulary, places.towns, places.keys)
    except InvalidInput as refused:
        reader.problems += [Problem(f"person.{p.field}".removesuffix(".person"), p.reason) for p in refused.problems]
        return None
