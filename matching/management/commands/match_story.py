"""Run matching stories: `manage.py match_story FILE… [--json]`, without touching stored data."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from matching.engine.mapping_reader import InvalidInput
from matching.engine.scoring import Matching
from matching.evaluation.expectations import CheckedExpectation, StoryAnswer
from matching.evaluation.stories import Story, load_yaml, read_story, run_story

REASON_KEYS = ("criterion", "verdict", "score", "weight", "because")
"""What `--json` tells of a reason."""


class Command(BaseCommand):
    """Exit status 0: every expectation holds; 1: one fails; 2: a file cannot be read."""

    help = "マッチングの物語（YAML）を読み、期待どおりになるかをたしかめます。保存されたデータは使いません。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help="物語の YAML ファイル")
        parser.add_argument("--json", action="store_true", help="結果を1つの JSON 配列で出します")

    def handle(self, *args, files: list[Path], **options):
        matched, unreadable = [], False
        for file in files:
            try:
                story = read_story(load_yaml(file))
            except InvalidInput as refused:
                unreadable = True
                for problem in refused.problems:
                    self.stderr.write(f"{file}: {problem}")
                continue
            matched.append((story, *run_story(story)))
        if options["json"]:
            self.stdout.write(json.dumps([_as_json(*one) for one in matched], ensure_ascii=False, indent=1))
        else:
            for one in matched:
                self.stdout.write(_as_text(*one))
        failed = any(outcome.failure for *_, results in matched for outcome in results)
        if unreadable or failed:
            sys.exit(2 if unreadable else 1)


def _as_json(
    story: Story, matching: Matching, answer: StoryAnswer, results: list[CheckedExpectation]
) -> dict[str, Any]:
    failures = [f"{result.expectation}: {result.failure}" for result in results if result.failure]
    return {
        "story": story.title,
        "passed": not failures,
        "failures": failures,
        "ranking": [
            {
                "resource": code,
                "score": place.score,
                "known": place.known,
                "reasons": [{key: getattr(reason, key) for key in REASON_KEYS} for reason in place.reasons],
                "ask": list(place.ask),
            }
            for code, place in answer.ranking.items()
        ],
        "excluded": [
            {"resource": code, "criterion": exclusion.criterion, "because": exclusion.because}
            for code, exclusion in answer.excluded.items()
        ],
    }


def _as_text(story: Story, matching: Matching, answer: StoryAnswer, results: list[CheckedExpectation]) -> str:
    lines = [f"■ {story.title}"]
    for rank, (code, place) in enumerate(answer.ranking.items(), 1):
        lines.append(f"{rank:3}. {code}  {place.score:.3f}（分かっている割合 {place.known:.2f}）")
        lines += [f"       + {reason.because}" for reason in place.strongest[:3]]
        if place.weakest is not None:
            lines.append(f"       - {place.weakest.doubt}")
        if place.ask:
            lines.append(f"       電話で聞くこと: {'・'.join(place.ask)}")
    if not answer.ranking:
        lines.append("  いま出せる場所はありません。")
        desks = matching.directory_day.columns.rows.key[matching.desks()].tolist()
        lines += [f"  相談できる窓口 {story.places.code(key)}" for key in desks]
    lines += [f"  あと少し {story.places.code(miss.key)}  {miss.change}" for miss in matching.near_misses()]
    lines += [f"  外す {code}  {e.criterion}: {e.because}" for code, e in answer.excluded.items()]
    lines += [f"  {'FAIL' if r.failure else 'pass'} {r.expectation} {r.failure}".rstrip() for r in results]
    return "\n".join(lines) + "\n"
