"""電話でたしかめる: the sheet beside the telephone. An answer is one press; it counts for this person at once and goes to the listing.

What is true of the place for everybody (a feature, seats, whether it takes people) becomes a change of the listing by the city's
rules, or a report where the coordinator may not change it. What is about this person stays with this person.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from cms.desk.access import caseworkers_only, get_participant, get_place, record_look
from cms.desk.candidates.call_facts import call_facts
from cms.desk.cards import answers_for
from cms.forms.lenient_fields import typed_line
from cms.permissions.city_policy import policy_of
from directory.associations.permissions import ListingPermissions
from directory.catalogue.feature_sentences import question as feature_question
from directory.catalogue.resources import Resource
from directory.catalogue.statements import Vacancy
from directory.catalogue.vocabulary import Scheme, Term
from directory.changes.amendments import Amendment, propose
from directory.upkeep.missing_facts import with_answer
from directory.upkeep.problem_reports import Report, TooManyReports, count_report
from matching.casework.calls import CallAnswer, Heard, heard_by
from matching.oversight.audit_log import Look
from matching.proposals.ranked_lists import matching_for

WHAT = "電話でたしかめる"
HOW_IT_WENT = (CallAnswer.Answer.TALKED, CallAnswer.Answer.ABSENT)
YES_OR_NO = (("yes", "はい"), ("no", "いいえ"), ("unsure", "分からない"))
OF_THE_PERSON = {
    "age": "この年齢の方も 行けますか",
    "target": "このような方も 行けますか",
    "worry": "この困りごとの 相談が できますか",
    "area": "この町の方も 行けますか",
    "avoid": "この方が 安心して 行ける所ですか（避けたい町・ことに あたらない）",
    "interest": "この方が してみたいことが できますか",
    "schedule": "この方が 出かけられる時間に ひらいていますか",
    "travel": "この方が 行けるところに ありますか",
    "fee": "この方が 出せる お金で 行けますか",
    "group": "この方が 落ちつける 人数ですか",
}
"""Question about one person: it is answered for this person alone, and nothing of it goes to the listing."""
SEATS, REFERRAL = "capacity", "referral"
OF_THE_PLACE = {
    SEATS: (
        "空きは ありますか",
        (("no:0", "ない"), ("yes:1", "1人"), ("yes:2", "2人"), ("yes:3", "3人以上"), ("unsure", "分からない")),
    ),
    REFERRAL: (
        "どうすれば 行けますか",
        (
            ("yes:open", "だれでも"),
            ("yes:referral", "紹介があれば"),
            ("no:closed", "いまは受けない"),
            ("unsure", "分からない"),
        ),
    ),
}
"""Question about the place that is no feature -> its words and buttons."""


@dataclass(frozen=True)
class Question:
    """One question of the sheet with its buttons: (what is sent, words). `said` is the answer that stands."""

    slug: str
    words: str
    buttons: tuple[tuple[str, str], ...] = YES_OR_NO
    said: CallAnswer | None = None


def questions_of(slugs: Iterable[str], heard: Heard) -> Iterator[Question]:
    """What is open first, then what was answered, so that a wrong press is mended where it was made."""
    wanted = list(dict.fromkeys((*slugs, *heard.answers)))
    terms = {term.slug: term for term in Term.objects.filter(scheme=Scheme.FEATURES, slug__in=wanted)}
    for slug in wanted:
        said = heard.answers.get(slug)
        if slug in terms:
            yield Question(slug, feature_question(terms[slug]), said=said)
        elif slug in OF_THE_PERSON:
            yield Question(slug, OF_THE_PERSON[slug], said=said)
        elif slug in OF_THE_PLACE:
            yield Question(slug, *OF_THE_PLACE[slug], said=said)


@sensitive_post_parameters("spoke_to")
@caseworkers_only
def call(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """The sheet of one place for one person; a press stores one answer and comes back with the place's new rank."""
    person = get_participant(request, code, what=WHAT, for_matching=True)
    place = get_place(request, key)
    if request.method == "POST":
        _store(request, person, place)
        return redirect("desk_call", person.code, place.pk)
    today = timezone.localdate()
    matching = matching_for(person, today)
    found = answers_for(matching, [place.pk])
    card, exclusion = (found[0][1], found[0][2]) if found else (None, None)
    heard = heard_by([person.pk], today).get(person.pk, {}).get(place.pk, Heard())
    known = Resource.objects.for_cards().prefetch_related("contacts", "vacancies").get(pk=place.pk)
    facts = call_facts(person, [known], request.permissions, person.introductions.for_lists())[place.pk]
    context = {
        "room": "people",
        "person": person,
        "place": known,
        "call": facts,
        "card": card,
        "exclusion": exclusion,
        "total": len(matching),
        "questions": list(questions_of(card.scored.ask if card else (), heard)),
        # While somebody is on the telephone, their name stands there for the next answer too.
        "spoke_to": facts.last.who if facts.last and facts.last.day == today else "",
    }
    return render(request, "desk/call.html", context)


def _store(request: HttpRequest, person, place: Resource) -> None:
    """One pressed button: an answer to a question, or how the call went."""
    spoke_to = typed_line(request.POST, "spoke_to", 60)
    slug, _, said = request.POST.get("said", "").rpartition("=")
    one = CallAnswer(participant=person, resource=place, made_by=request.user, spoke_to=spoke_to, question=slug)
    question = next(questions_of([slug], Heard()), None)
    allowed = dict(question.buttons) if question else HOW_IT_WENT
    if said not in allowed or bool(slug) is not bool(question):
        messages.error(request, "ボタンの どれかを おしてください。")
        return
    with transaction.atomic():
        one.answer = said.partition(":")[0]
        person.lock()
        if one.was_just_said():  # a button that was pressed twice
            return
        try:
            one.passed_on = _pass_on(request, place, question, said) if question else ""
        except TooManyReports as too_many:  # what was heard counts for this person all the same
            messages.warning(request, too_many.message)
        one.save()
    record_look(request, Look.Action.CHANGED, person, WHAT)
    messages.success(
        request, f"「{one.get_answer_display()}」と書きました。{one.get_passed_on_display() if slug else ''}"
    )


def _pass_on(request: HttpRequest, place: Resource, question: Question, sent: str) -> str:
    """Give what a button of a question sent on to the listing; what became of it, as in `CallAnswer.PassedOn`.

    Raises TooManyReports where it would be one report more than anybody may send.
    """
    slug, (answer, _, value) = question.slug, sent.partition(":")
    if slug in OF_THE_PERSON or answer == CallAnswer.Answer.UNSURE:
        return CallAnswer.PassedOn.KEPT
    permissions = ListingPermissions(request.user)
    if permissions.why_not(place):
        # Of an office with one address each has their own limit, and none closes the door of the public there.
        count_report(f"account {request.user.pk}")
        said = f"電話で聞きました。{question.words} → {dict(question.buttons)[sent]}"
        Report.objects.create(resource=place, about=Report.About.OTHER, said=said, source=Report.Source.ASSOCIATION)
        return CallAnswer.PassedOn.REPORTED
    on_behalf = permissions.on_behalf(place.organization_id)
    if slug == SEATS:
        Vacancy.objects.create(resource=place, left=int(value), made_by=request.user, on_behalf=on_behalf)
        return CallAnswer.PassedOn.PUBLISHED
    approved = on_behalf and policy_of(Resource).user_has_permission_for_instance(request.user, "publish", place)
    feature = Term.objects.filter(scheme=Scheme.FEATURES, slug=slug).first()
    changes = {"features": with_answer(place, request.user, feature, answer)} if feature else {REFERRAL: value}
    made = propose(place, changes, request.user, on_behalf, approved)
    if any(one.state == Amendment.State.WAITING for one in made):
        return CallAnswer.PassedOn.PROPOSED
    return CallAnswer.PassedOn.PUBLISHED if made else CallAnswer.PassedOn.KEPT
