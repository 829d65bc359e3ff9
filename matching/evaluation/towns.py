"""Graded towns: the places of a town in the form of a story, and its people with what a good coordinator would propose.

Pure: no database.
"""

from dataclasses import dataclass
from typing import Any

from matching.engine.mapping_reader import InvalidInput, MappingReader
from matching.engine.needs import Needs
from matching.engine.needs_validation import needs_from
from matching.engine.scoring import Matching, match
from matching.engine.vocabulary import shipped_vocabulary
from matching.engine.weights import Weights, shipped_weights
from matching.evaluation.story_places import HOME, StoryPlaces, read_places


@dataclass(frozen=True)
class Town:
    """A graded town: its places, and its people as the file has them."""

    places: StoryPlaces
    people: list[dict[str, Any]]

    def needs_of(self, person: dict[str, Any]) -> Needs:
        """The needs of one of `people`; raises InvalidInput with every problem."""
        places = self.places
        return needs_from({"municipality": HOME, **person["person"]}, shipped_vocabulary(), places.towns, places.keys)

    def matchings(self, weights: Weights | None = None) -> dict[str, Matching]:
        """Id of a person -> the matching, by default with the shipped numbers of the town's day."""
        day = self.places.directory_day
        weights = weights or shipped_weights(day.day)
        return {person["id"]: match(day, self.needs_of(person), weights) for person in self.people}

    def rankings(self, weights: Weights | None = None) -> dict[str, list[str]]:
        """Id of a person -> codes of the places that are proposed, best first."""
        keys, code = self.places.directory_day.columns.rows.key, self.places.code
        return {person: [code(key) for key in keys[found.rows]] for person, found in self.matchings(weights).items()}


def town_of(raw: dict[str, Any]) -> Town:
    """The graded town in a mapping; raises InvalidInput with every problem of its places."""
    reader = MappingReader({key: value for key, value in raw.items() if key != "people"}, [])
    people = raw["people"] if isinstance(raw["people"], list) else [raw["people"]]
    for number, person in enumerate(people, 1):
        if not isinstance(person, dict) or not person.get("id") or not isinstance(person.get("person"), dict):
            reader.refuse(f"people[{number}]", "人には id と person を書いてください。")
    if reader.problems:
        raise InvalidInput(reader.problems)
    places = read_places(reader, [person["person"] for person in raw["people"]], shipped_vocabulary())
    if places is None:
        raise InvalidInput(reader.problems)
    return Town(places, raw["people"])
