"""Sample introductions: some of the invented people in every stage, so that each screen of the desk shows something."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from directory.accounts.users import Agency, User
from directory.catalogue.resources import Resource
from matching.cases.consents import Agreed, Consent, agreed_until, record_consent
from matching.cases.participants import Participant
from matching.casework.follow_ups import HostSays, PersonSays, record_host, record_person
from matching.casework.host_requests import DEFAULT_TEXT, HostRequest, How, Reply, answer, ask
from matching.casework.introductions import Introduction, Stage, begin, move
from matching.casework.outcomes import Outcome
from matching.casework.plans import Step, make_plan
from matching.casework.promised_calls import PromisedCall
from matching.proposals.ranked_lists import matching_for

STORIES = ("asked", "question", "yes", "later", "tomorrow", "trial", "joined", "fortnight", "settled", "ended", "full")
"""What becomes of the first invented people, one story each."""
_STARTED_AGO = {"joined": 3, "fortnight": 15, "settled": 120, "ended": 200}
"""Days since the start of those who take part or took part."""
_REPLIES = {
    "question": Reply("question", said="階段は のぼれますか。"),
    "yes": Reply("yes"),
    "later": Reply("no", "later"),
    "full": Reply("no", "full"),
}


@transaction.atomic
def load_sample_casework(agency: Agency, worker: User, day: dt.date) -> int:
    """Make them once, for the invented people of an agency who have no introduction yet; gives how many."""
    people = Participant.objects.filter(agency=agency, is_sample=True, introductions=None).order_by("code")
    if Introduction.objects.filter(participant__agency=agency).exists():
        return 0
    made = 0
    for story, person in zip(STORIES, people, strict=False):
        best = matching_for(person, day).scored_places(0, 1)
        if place := Resource.objects.filter(pk__in=[one.key for one in best]).first():
            _tell(story, person, place, worker, day)
            made += 1
    return made


def _tell(story: str, person: Participant, place: Resource, worker: User, day: dt.date) -> None:
    if ago := _STARTED_AGO.get(story):
        _started(story, person, place, worker, day - dt.timedelta(days=ago))
        return
    one = begin(person, place, worker, day - dt.timedelta(days=9))
    begun = one.begun_on
    agreed = Agreed(Consent.How.SPOKEN, begun, agreed_until(timezone.localdate()), DEFAULT_TEXT, [place])
    record_consent(person, agreed, worker)
    asked, _ = ask(one, DEFAULT_TEXT, "telephone", worker)
    before = asked.asked_at - dt.timedelta(days=8)
    HostRequest.objects.filter(pk=asked.pk).update(asked_at=before)
    if reply := _REPLIES.get(story):
        again = day + dt.timedelta(days=1) if reply.reason == "later" else None
        answer(asked, Reply(reply.answer, reply.reason, reply.said, again), worker)
    if story in ("tomorrow", "trial"):
        answer(asked, Reply("yes"), worker)
        one.visit_on, one.visit_at = day + dt.timedelta(days=1 if story == "tomorrow" else -5), dt.time(10)
        one.companion, one.door, one.ask_for = "コーディネーター", "正面の入口", "世話役の方"
        one.leave_early = "30分たったら、コーディネーターから 声をかける"
        one.save()
        move(one, Stage.VISIT, day - dt.timedelta(days=6))
    if story == "trial":
        move(one, Stage.TRIAL, day - dt.timedelta(days=4))


def _started(story: str, person: Participant, place: Resource, worker: User, start: dt.date) -> None:
    outcome = Outcome(participant=person, resource=place, started_on=start, recorded_by=worker)
    outcome.stayed = True if story in ("settled", "ended") else None
    if story == "ended":
        outcome.ended_on, outcome.ended_because = start + dt.timedelta(days=180), Outcome.Ended.GOAL
    outcome.save()
    if story in ("fortnight", "settled"):
        _plan(person, worker, start)
    if story == "settled":
        record_person(outcome, 90, PersonSays("yes", "good", "朝 起きられるようになった"), How.TELEPHONE, worker)
        record_host(outcome, 90, HostSays("hard", "yes", "むかえに行く人が いなくて 困っている"), How.TELEPHONE, worker)


def _plan(person: Participant, worker: User, start: dt.date) -> None:
    """A plan made at the start, which is to be reviewed 90 days after it."""
    written = {"wish": "だれかと 話したい。外に 出たい。", "problems": "家にいる時間が 長く、昼と夜が 逆になっている。"}
    written |= {
        "long_goal": "自分の 得意なことを、だれかのために 使う。",
        "short_goal": "週に1回、家の外で 2時間 すごす。",
    }
    days = {"made_on": start, "review_on": start + dt.timedelta(days=90), "until_on": start + dt.timedelta(days=180)}
    steps = [
        Step("サロンに 行く", "ご本人・コーディネーター", "毎週"),
        Step("前の日に 電話する", "コーディネーター", "毎週"),
    ]
    make_plan(person, written | days | {"agreed_on": start}, steps, worker)
    PromisedCall.objects.create(participant=person, day=timezone.localdate(), about="来週の 行きかた", made_by=worker)
