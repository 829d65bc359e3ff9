"""What the outcomes say about the weights: proposals, each of which a person tries and takes over in the form of numbers."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as written

from cms.admin.weights.values import allowed
from matching.evaluation.learning import LearningResult, ProposedWeight
from matching.proposals.ranked_lists import CRITERIA_IN_WORDS
from matching.proposals.weight_proposals import weight_proposals_on


def learning(request):
    """A row for each soft weight: today's, the proposed one, how sure that is, and the way to the form with its trial."""
    allowed(request)
    today = timezone.localdate()
    learned = weight_proposals_on(today)
    rows = [
        (CRITERIA_IN_WORDS[proposed.criterion], proposed, _form_of(proposed, learned, today))
        for proposed in learned.proposals
    ]
    context = {"learned": learned, "rows": rows, "header_title": "記録から学ぶ"}
    return render(request, "admin_city/learning.html", context)


def _form_of(proposed: ProposedWeight, learned: LearningResult, today) -> str:
    """The number's own form, filled in with the proposal, which shows at once what it would move."""
    source = f"参加のその後 {learned.cases}件から（{written(today, 'Y年n月j日')}）"
    filled = {"value": proposed.value, "valid_from": today.isoformat(), "source": source}
    return f"{reverse('number', args=[f'weight.{proposed.criterion}'])}?{urlencode(filled)}"
