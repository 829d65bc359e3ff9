"""The invented people as cases in every stage, so that each screen of the desk has something to show.

A part of the desk with tables of its own adds a function to PIECES: it is called once for each demonstration that is loaded, so it
does nothing where its rows are there already.
"""

import datetime as dt
from collections.abc import Callable
from uuid import uuid4

from django.db import transaction
from django.http import QueryDict

from cms.demo.casework import load_sample_casework
from cms.demo.figures import aimed
from cms.demo.meetings import met, reached_out
from cms.demo.sample_desk import SampleDesk
from directory.catalogue.resources import Resource
from directory.geo.areas import Town
from directory.publishing.append_only import rewriting_allowed
from matching.cases.drafts import Draft, keep
from matching.cases.hand_overs import HandOver, hand_over
from matching.cases.households import Household, HouseholdMember, HouseholdRule
from matching.cases.identities import Identity
from matching.cases.limits import Limit
from matching.cases.new_cases import open_case
from matching.cases.participants import NeedsSheet, Participant
from matching.casework.calls import CallAnswer
from matching.casework.introductions import Ended, Introduction, Stage, begin, move
from matching.proposals.line_answers import LineAnswer, Reason, say
from matching.proposals.ranked_lists import matching_for

NEW = ("夕凪 春子", "ゆうなぎ はるこ", "電話のあった方。くわしい話は これから。")
MOTHER = {"name": "西村 フミ", "reading": "にしむら ふみ", "telephone": "028-000-2000"}
MOTHER_NOTE = "息子と 二人ぐらし。ひざが痛い。息子を一人にして出かけられないと言う。"
MOTHER_FACTS = {
    "age": 81,
    "targets": ["older"],
    "worries": ["loneliness"],
    "stage": "go_out",
    "goal": "belong",
    "interests": {"want": ["tea"], "done": ["crafts"]},
    "available": [{"weekdays": ["mon", "tue", "wed", "thu", "fri"], "from": "13:00", "to": "16:00"}],
    "travel": {"modes": ["walk", "bus"], "max_minutes": 40},
}
NOT_THERE = ("M-026", "南工業団地")
"""Who does not want to meet people of their former work, and where it is."""
SON_WISHES = {
    "own_wish": "夜に ねむれるように なりたい。人の多いところは いやだ。",
    "family_wish": "母「わたしが 元気なうちに、はたらいてほしい」",
}
ENDED_AGO = (30, 200)
"""Days since the support of those who need none any more ended."""


def load_sample_cases(desk: SampleDesk) -> None:
    """Make all of them, once."""
    for piece in PIECES:
        with transaction.atomic():
            piece(desk)


def introduced(desk: SampleDesk) -> None:
    """People in every stage of an introduction."""
    load_sample_casework(desk.agency, desk.coordinator, desk.day)


def known_for_long(desk: SampleDesk) -> None:
    """Sheets of different ages: some people wait for months, and of some nothing was heard for weeks."""
    sheets = NeedsSheet.objects.filter(participant__in=desk.people)
    if sheets.exclude(recorded_on=desk.day).exists():
        return
    with rewriting_allowed():
        for number, key in enumerate(sheets.order_by("participant__code").values_list("pk", flat=True)):
            day = desk.day - dt.timedelta(days=number * 37 % 150)
            NeedsSheet.objects.filter(pk=key).update(recorded_on=day)


def broken_off(desk: SampleDesk) -> None:
    """Somebody who said no after a first visit."""
    if Introduction.objects.filter(participant__in=desk.people, ended_because=Ended.PERSON).exists():
        return
    for person in desk.idle(1):
        for scored in matching_for(person, desk.day).scored_places(0, 1):
            one = begin(person, _place(scored.key), desk.coordinator, desk.day - dt.timedelta(days=20))
            move(one, Stage.VISIT, desk.day - dt.timedelta(days=12))
            move(one, Stage.BROKEN_OFF, desk.day - dt.timedelta(days=2), Ended.PERSON)


def not_asked_yet(desk: SampleDesk) -> None:
    """Somebody whose place is chosen, and nobody has asked it yet."""
    if Introduction.objects.filter(participant__in=desk.people, stage=Stage.ASKED, requests=None).exists():
        return
    for person in desk.idle(1):
        for scored in matching_for(person, desk.day).scored_places(0, 1):
            begin(person, _place(scored.key), desk.coordinator, desk.day - dt.timedelta(days=3))


def ended(desk: SampleDesk) -> None:
    """People whose support has ended; the record of one is held."""
    if desk.people.filter(state=Participant.State.ENDED).exists():
        return
    for number, person in enumerate(desk.idle(len(ENDED_AGO))):
        person.state, person.ended_on = Participant.State.ENDED, desk.day - dt.timedelta(days=ENDED_AGO[number])
        person.is_held, person.held_because = number == 1, "裁判のため" if number == 1 else ""
        person.save()


def handed_over(desk: SampleDesk) -> None:
    """People whom a colleague on leave gave to another."""
    if HandOver.objects.filter(agency=desk.agency).exists():
        return
    mine = [person for person in desk.idle(12) if person.in_charge_id == desk.counsellor.pk][:2]
    hand_over(desk.agency, desk.counsellor, desk.coordinator, mine, HandOver.Reason.LEAVE, desk.coordinator)


def answered_lines(desk: SampleDesk) -> None:
    """Lines of a proposal of seats that were refused."""
    if LineAnswer.objects.filter(participant__in=desk.people).exists():
        return
    for reason, person in zip((Reason.EARLY, Reason.NOT_FIT), desk.idle(2), strict=False):
        for scored in matching_for(person, desk.day).scored_places(0, 1):
            say(person, _place(scored.key), desk.coordinator, desk.day, reason)


def just_called(desk: SampleDesk) -> None:
    """Somebody of whom nothing is known but a name, and a sheet that somebody is still writing."""
    if desk.people.filter(sheets=None).exists():
        return
    name, reading, note = NEW
    town = Town.objects.filter(municipality=desk.agency.municipality).order_by("pk").first()
    identity = {"name": name, "reading": reading, "telephone": "028-000-3001"}
    person = open_case(desk.agency, town, desk.coordinator, note, identity, desk.coordinator)
    Participant.objects.filter(pk=person.pk).update(is_sample=True)
    written = QueryDict(mutable=True)
    written.update({"age": "76", "max_fee": "300"})
    if not Draft.objects.filter(user=desk.coordinator).exists():
        keep(desk.coordinator, "needs", person, uuid4(), written.urlencode())


def household(desk: SampleDesk) -> None:
    """A mother and her son who live together (8050): their places are looked for on the same afternoon."""
    son = desk.people.exclude(sheets=None).first()
    if son is None or HouseholdMember.objects.filter(participant__in=desk.people).exists():
        return
    mother = open_case(desk.agency, son.town, son.in_charge, MOTHER_NOTE, MOTHER, desk.coordinator)
    Participant.objects.filter(pk=mother.pk).update(is_sample=True)
    NeedsSheet.objects.create(participant=mother, facts=MOTHER_FACTS, recorded_on=desk.day - dt.timedelta(days=9))
    home = Household.objects.create(agency=desk.agency, recorded_by=desk.coordinator)
    for person, relation in ((mother, "母"), (son, "息子")):
        HouseholdMember.objects.create(household=home, participant=person, relation=relation)
    Identity.objects.filter(participant=son).update(**SON_WISHES)
    HouseholdRule.objects.create(
        household=home,
        kind=HouseholdRule.Kind.TOGETHER,
        first=mother,
        second=son,
        why="母が 出かけるときに、息子も いっしょなら 出られる",
        made_on=desk.day - dt.timedelta(days=9),
        made_by=desk.coordinator,
    )


def limited(desk: SampleDesk) -> None:
    """Somebody who must not meet a former colleague, and for whom one place is left out."""
    if Limit.objects.filter(participant__in=desk.people).exists():
        return
    town = Town.objects.filter(municipality=desk.agency.municipality, name=NOT_THERE[1]).first()
    for person in desk.people.filter(code=NOT_THERE[0]):
        must_not = {"somebody": "前の職場の 上司", "cause": Limit.Cause.DANGER, "reason": "会うと ねむれなくなる"}
        Limit.objects.create(participant=person, town=town, must_not=True, made_by=desk.coordinator, **must_not)
        for scored in matching_for(person, desk.day).scored_places(0, 1):
            left_out = {"cause": Limit.Cause.TRIED, "reason": "にぎやかで 落ちつかなかった"}
            Limit.objects.create(participant=person, resource=_place(scored.key), made_by=desk.coordinator, **left_out)


def telephoned(desk: SampleDesk) -> None:
    """Somebody for whom the first place was telephoned today and answered what was asked first, and the second did not answer."""
    if CallAnswer.objects.filter(participant__in=desk.people).exists():
        return
    for person in desk.idle(1):
        first, *others = matching_for(person, desk.day).scored_places(0, 2)
        told = [(first.key, question, "yes", "受付の山本") for question in first.ask[:1]]
        told += [(first.key, "", "talked", "受付の山本")] * (not told) + [(one.key, "", "absent", "") for one in others]
        for key, question, said, who in told:
            call = CallAnswer(participant=person, resource_id=key, question=question, answer=said, spoke_to=who)
            call.made_by = desk.coordinator
            call.save()


def _place(key: int) -> Resource:
    return Resource.objects.get(pk=key)


PIECES: tuple[Callable[[SampleDesk], None], ...] = (
    introduced,
    known_for_long,
    broken_off,
    not_asked_yet,
    ended,
    handed_over,
    answered_lines,
    just_called,
    household,
    limited,
    telephoned,
    reached_out,
    met,
    aimed,
)
"""What is made, in this order."""
