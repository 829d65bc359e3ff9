"""記録から学ぶ: proposed weights, learned from outcomes; a person previews each in the form of its number."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as written

from cms.admin.weights.values import require_right_to_change
from matching.evaluation.learning import LearningResult, ProposedWeight
from matching.oversight.audit_log import Look, record_looks
from matching.proposals.ranked_lists import CRITERIA_IN_WORDS
from matching.proposals.weight_proposals import people_learned_from, weight_proposals_on


def learning(request):
    """A row for each weight that may be learned: today's value, the proposed one, how certain it is, a link to the form."""
    require_right_to_change(request)
    today = timezone.localdate()
    learned = weight_proposals_on(today)
    record_looks(request.user, Look.Action.SEEN, people_learned_from(), "記録から学ぶ")
    rows = [
        (CRITERIA_IN_WORDS[proposed.criterion], proposed, _form_url(proposed, learned, today))
        for proposed in learned.proposals
    ]
    context = {"learned": learned, "rows": rows, "header_title": "記録から学ぶ"}
    return render(request, "admin_city/learning.html", context)


def _form_url(proposed: ProposedWeight, learned: LearningResult, today) -> str:
    """The address of the form of a number, filled in with the proposal, so that it shows the preview at once."""
    source = f"参加のその後 {learned.cases}件から（{written(today, 'Y年n月j日')}）"
    filled = {"value": proposed.value, "valid_from": today.isoformat(), "source": source}
    return f"{reverse('number', args=[f'weight.{proposed.criterion}'])}?{urlencode(filled)}"
