"""Which places are never and which always shown: `manage.py match_audit [--json]`, over everyone who is supported."""

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from directory.catalogue.resources import Resource
from matching.cases.participants import Participant
from matching.casework.outcomes import people_by_place
from matching.engine.scoring import TOP_PLACES
from matching.evaluation.exposure import Exposure, NeverShown, concentration_in_words
from matching.oversight.audit_log import Look, command_in_words, record_looks
from matching.proposals.ranked_lists import CRITERIA_IN_WORDS, exposure_among
from matching.proposals.weight_rows import weights_on


class Command(BaseCommand):
    help = "だれの候補にも出ていない場所、いつも出ている場所、かたより（ジニ係数）を数えます。何も変えません。"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="結果を1つの JSON で出します")

    def handle(self, **options):
        day = timezone.localdate()
        people = Participant.objects.supported()
        exposure = exposure_among(people, day)
        record_looks(None, Look.Action.SEEN, people, command_in_words("match_audit"))
        found = _as_json(exposure, people_by_place(people))
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
        else:
            self.stdout.write(_as_text(found, concentration_in_words(exposure.gini, weights_on(day))))


def _as_json(exposure: Exposure, chosen: dict[int, int]) -> dict[str, Any]:
    never, always, counted = exposure.never_shown(), exposure.always_shown(), exposure.place_counts(chosen)
    keys = [p.key for p in (*never, *always, *counted)]
    names = dict(Resource.objects.filter(pk__in=keys).values_list("pk", "name"))
    return {
        "people": exposure.people,
        "first": TOP_PLACES,
        "places": exposure.could_be_shown,
        "gini": round(exposure.gini, 4),
        "least_gini": round(exposure.least_gini, 4),
        "never": [{"resource": p.key, "name": names[p.key], **_why(p)} for p in never if p.key in names],
        "always": [{"resource": p.key, "name": names[p.key], "people": p.people} for p in always if p.key in names],
        "by_place": [
            {"resource": p.key, "name": names[p.key], **{k: v for k, v in p._asdict().items() if k != "key"}}
            for p in counted
            if p.key in names
        ],
        "not_near": exposure.not_near,
    }


def _why(place: NeverShown) -> dict[str, Any]:
    return {"possible": place.possible, "criterion": place.criterion, "excluded": place.excluded}


def _as_text(found: dict[str, Any], concentration: str) -> str:
    lines = [
        f"{found['people']}人の候補の、はじめの{found['first']}か所を数えました。",
        f"かたより（ジニ係数）{found['gini']:.2f}：{concentration}（いちばん等しく出ても {found['least_gini']:.2f}）",
        f"\n■ だれにも出ていない場所 {len(found['never'])}か所",
    ]
    for place in found["never"]:
        reasons = [f"合う方 {place['possible']}人（ほかの場所が先）"] * bool(place["possible"])
        if place["criterion"]:
            reasons.append(f"いちばん多い外れるわけ「{CRITERIA_IN_WORDS[place['criterion']]}」{place['excluded']}人")
        lines.append(f"  {place['name']}：{'、'.join(reasons)}")
    lines.append(f"\n■ 合う方みんなに出ている場所 {len(found['always'])}か所")
    lines += [f"  {place['name']}：{place['people']}人" for place in found["always"]]
    lines.append(f"\n■ 場所ごとの人数（行ける・出ている・行った） {len(found['by_place'])}か所")
    lines += [f"  {p['name']}：{p['possible']}・{p['proposed']}・{p['chosen']}人" for p in found["by_place"]]
    return "\n".join(lines) + "\n"
