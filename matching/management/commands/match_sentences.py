"""Print what matching says, to be read aloud: `manage.py match_sentences [FILE…] [--json]`, one sentence a line with its facts."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from directory.catalogue.resources import Resource
from matching.cases.participants import Participant
from matching.engine.mapping_reader import InvalidInput
from matching.engine.scoring import Matching
from matching.evaluation.sentences import Sentence, sentences_of
from matching.evaluation.stories import load_yaml, read_story, run_story
from matching.evaluation.towns import town_of
from matching.oversight.audit_log import Look, command_in_words, record_looks
from matching.proposals.ranked_lists import asked_in_words, matching_for

Matched = tuple[str, Matching, Callable[[int], str]]
"""The person, the matching, and the name of a place by its key."""


class Command(BaseCommand):
    """Exit status 2 when a file cannot be read."""

    help = (
        "マッチングが言う文を、もとになった事実といっしょに、1行に1つずつ出します。声に出して読み、たしかめるためです。"
        "ファイルがなければ、見本の町の見本の方々について出します。"
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", metavar="FILE", type=Path, help="物語か、採点した町の YAML ファイル")
        parser.add_argument("--json", action="store_true", help="結果を1つの JSON 配列で出します")

    def handle(self, *, files: list[Path], **options):
        found, unreadable = [], False
        for name, matching, place_name in _of_files(files, self.stderr.write) if files else _of_samples():
            if matching is None:
                unreadable = True
                continue
            vocabulary = matching.directory_day.vocabulary
            for sentence in sentences_of(matching, lambda slug, words=vocabulary: asked_in_words(slug, words)):
                found.append(_as_json(name, place_name(sentence.place), sentence))
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
        else:
            for line in found:
                self.stdout.write("\t".join(_as_columns(line)))
        if unreadable:
            sys.exit(2)


def _of_samples() -> Iterator[Matched]:
    people = Participant.objects.filter(is_sample=True)
    if not people:
        raise CommandError("見本の方がいません。DEMO=1 で manage.py demo をしてから、もう一度してください。")
    record_looks(None, Look.Action.SEEN, people, command_in_words("match_sentences"))
    names = dict(Resource.objects.values_list("pk", "name"))
    for person in people.with_needs():
        yield person.code, matching_for(person, timezone.localdate()), names.__getitem__


def _of_files(files: list[Path], complain: Callable[[str], Any]) -> Iterator[Any]:
    for file in files:
        try:
            raw = load_yaml(file)
            if isinstance(raw, dict) and "people" in raw:
                town = town_of(raw)
                for person, matching in town.matchings().items():
                    yield person, matching, town.places.code
            else:
                story = read_story(raw)
                yield story.title, run_story(story)[0], story.places.code
        except InvalidInput as refused:
            for problem in refused.problems:
                complain(f"{file}: {problem}")
            yield "", None, None


def _as_json(person: str, place: str, sentence: Sentence) -> dict[str, Any]:
    return {
        "person": person,
        "place": place,
        "kind": sentence.kind,
        "criterion": sentence.criterion,
        "sentence": sentence.sentence,
        "of_place": {name: str(value) for name, value in sentence.of_place.items()},
        "of_person": dict(sentence.of_person),
    }


def _as_columns(line: dict[str, Any]) -> list[str]:
    facts = [" ".join(f"{name}={value}" for name, value in line[side].items()) for side in ("of_place", "of_person")]
    return [*(line[key] for key in ("person", "place", "kind", "criterion", "sentence")), *facts]
