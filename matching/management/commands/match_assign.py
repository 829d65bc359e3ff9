"""Propose who goes where, seats being few: `manage.py match_assign [--agency NAME] [--json]`. Stores nothing but who was looked at."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from directory.accounts.users import Agency
from directory.catalogue.resources import Resource
from matching.cases.participants import Participant
from matching.engine.assignment import Proposal
from matching.oversight.audit_log import Look, command_in_words, record_looks
from matching.proposals.ranked_lists import CRITERIA_IN_WORDS, proposal_for


class Command(BaseCommand):
    help = (
        "居場所をさがしている方みんなに、空きの数の中で、全体としていちばん合うわりあてを考えます。何も予約しません。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--agency", metavar="NAME", help="この支援機関の方だけ（なければ、すべての方）")
        parser.add_argument("--json", action="store_true", help="結果を1つの JSON で出します")

    def handle(self, *, agency, **options):
        people = Participant.objects.waiting()
        if agency:
            if not Agency.objects.filter(name=agency).exists():
                known = "、".join(Agency.objects.order_by("name").values_list("name", flat=True)) or "まだありません"
                raise CommandError(f"「{agency}」という支援機関はありません（{known}）。")
            people = people.filter(agency__name=agency)
        proposal = proposal_for(people, timezone.localdate())
        record_looks(None, Look.Action.SEEN, proposal[0], command_in_words("match_assign"))
        found = _as_json(*proposal)
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
        else:
            self.stdout.write(_as_text(found))


def _as_json(people: list[Participant], proposal: Proposal) -> dict[str, Any]:
    keys = [*(p.place.key for p in proposal.placed), *(p.best for p in proposal.left_out if p.best)]
    names = dict(Resource.objects.filter(pk__in=keys).values_list("pk", "name"))
    return {
        "people": len(people),
        "total": proposal.total,
        "total_first_come": proposal.first_come_total,
        "placed": [
            {
                "person": people[placed.person].code,
                "resource": placed.place.key,
                "name": names.get(placed.place.key, ""),
                "rank": placed.rank,
                "score": placed.place.score,
                "fit": placed.place.fit,
                "ask": list(placed.place.ask),
            }
            for placed in proposal.placed
        ],
        "left_out": [
            {
                "person": people[left.person].code,
                "possible": left.possible,
                "best": names.get(left.best),
                "criterion": left.criterion,
            }
            for left in proposal.left_out
        ],
    }


def _as_text(found: dict[str, Any]) -> str:
    lines = [
        f"{found['people']}人のわりあての案です。予約や連絡は、していません。",
        f"点の合計 {found['total']:.1f}（先着順なら {found['total_first_come']:.1f}）",
        f"\n■ わりあて {len(found['placed'])}人",
    ]
    lines += [f"  {p['person']} → {p['name']}：{p['fit']}（{p['rank']}番目の候補）" for p in found["placed"]]
    lines.append(f"\n■ 場所のない方 {len(found['left_out'])}人")
    lines += [f"  {left['person']}：{_why(left)}" for left in found["left_out"]]
    return "\n".join(lines) + "\n"


def _why(left: dict[str, Any]) -> str:
    if left["possible"]:
        return f"合う場所は{left['possible']}か所ありますが、空きが足りません（いちばん合うのは「{left['best']}」）。"
    if left["criterion"]:
        return f"合う場所がありません。いちばん多いわけは「{CRITERIA_IN_WORDS[left['criterion']]}」です。"
    return "近くに場所がありません。"
