"""What outcomes say about the soft weights: `manage.py match_learn [--json]`. Only proposes; changes no number."""

import json

from django.core.management.base import BaseCommand
from django.utils import timezone

from matching.evaluation.learning import LearningResult, ProposedWeight
from matching.oversight.audit_log import Look, command_in_words, record_looks
from matching.proposals.ranked_lists import CRITERIA_IN_WORDS
from matching.proposals.weight_proposals import people_learned_from, weight_proposals_on


class Command(BaseCommand):
    help = "参加のその後の記録から、重みをどう変えるとよさそうかを考えます。提案だけで、何も変えません。"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="結果を1つの JSON で出します")

    def handle(self, **options):
        learned = weight_proposals_on(timezone.localdate())
        record_looks(None, Look.Action.SEEN, people_learned_from(), command_in_words("match_learn"))
        if options["json"]:
            found = {"cases": learned.cases, "suited": learned.suited, "least": learned.least}
            found["not_proposed"] = learned.not_proposed
            found["proposals"] = [proposed._asdict() | {"clear": proposed.is_clear} for proposed in learned.proposals]
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
        else:
            self.stdout.write(_as_text(learned))


def _as_text(learned: LearningResult) -> str:
    lines = [f"参加のその後 {learned.cases}件（合っていた {learned.suited}件）"]
    if learned.not_proposed:
        lines.append(f"候補でなかった場所の記録 {learned.not_proposed}件は、えらんだとは言えないので、数えていません。")
    if not learned.proposals:
        return "\n".join([*lines, f"記録が{learned.least}件になるまで、提案はしません。"]) + "\n"
    lines += [_line(proposed) for proposed in learned.proposals]
    return "\n".join([*lines, "提案です。変えるかどうかは、管理画面の「マッチングの数字」で人が決めます。"]) + "\n"


def _line(proposed: ProposedWeight) -> str:
    name, clear = CRITERIA_IN_WORDS[proposed.criterion], "" if proposed.is_clear else " まだはっきりしません"
    width = f"{proposed.low:g}〜{proposed.high:g}"
    return f"  {name}：いま {proposed.now:g} → {proposed.value:g}（{width}、{proposed.cases}件）{clear}"
