"""引きつぎ: a whole caseload, or one person, goes to another person in charge; with a page of summary for each on paper."""

import datetime as dt

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.desk.access import caseworkers_only, choose_agency, coordinators_only, record_people
from cms.print.pdf import pdf_response
from directory.accounts.users import Agency, User
from matching.cases.hand_overs import HandOver, hand_over
from matching.cases.households import HouseholdMember
from matching.cases.limits import Limit, told_to
from matching.cases.needs_summary import lines
from matching.cases.participants import Participant, ParticipantQuerySet
from matching.cases.staffing import colleagues
from matching.casework.introductions import Introduction
from matching.casework.outreach import OutreachContact
from matching.casework.plans import SupportPlan
from matching.casework.promised_calls import PromisedCall
from matching.oversight.audit_log import Look, record_looks
from matching.proposals.ranked_lists import current_vocabulary

NOBODY = "none"
"""In the address, for people of whom nobody is in charge."""
WHAT = "引きつぎ"


class HandOverForm(forms.Form):
    """Which people, to whom, and why."""

    people = forms.ModelMultipleChoiceField(
        Participant.objects.none(), label="引きつぐ方", widget=forms.CheckboxSelectMultiple
    )
    taker = forms.ModelChoiceField(User.objects.none(), label="新しい担当", empty_label="えらんでください")
    reason = forms.ChoiceField(label="わけ", choices=HandOver.Reason.choices)

    def __init__(
        self, *args, agency: Agency, giver: User | None, people: ParticipantQuerySet, all_chosen: bool, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people
        together = _households(people)
        self.fields["people"].label_from_instance = lambda person: " ".join(
            filter(None, (person.code, person.named, together.get(person.pk), person.note))
        )
        if all_chosen:
            self.fields["people"].initial = [person.pk for person in people]
        takers = colleagues(agency).exclude(pk=giver.pk) if giver else colleagues(agency)
        self.fields["taker"].queryset = takers
        self.fields["taker"].label_from_instance = lambda user: f"{user}（いま{user.cases}人）"


def _households(people: ParticipantQuerySet) -> dict[int, str]:
    """Key of a person -> 「（世帯: M-0032）」, the others of the same household among these people; nothing for who has none. One query."""
    rows = (
        HouseholdMember.objects.there()
        .filter(participant__in=people)
        .values_list("household", "participant", "participant__code")
    )
    members: dict[int, dict[int, str]] = {}
    for household, key, code in rows:
        members.setdefault(household, {})[key] = code
    found = {}
    for codes in members.values():
        for key in codes if len(codes) > 1 else ():
            others = "、".join(code for other, code in sorted(codes.items()) if other != key)
            found[key] = f"（世帯: {others}）"
    return found


@coordinators_only
def new_hand_over(request: HttpRequest) -> HttpResponse:
    """Choose from whom, then the people and to whom; all of them are chosen at first, or (`?choose=some`) nobody."""
    agency, agencies = choose_agency(request, request.permissions.coordinated)
    chosen = request.GET.get("from", "")
    givers = _givers(agency)
    if chosen not in [key for key, _, _ in givers]:
        context = {"room": "people", "givers": givers, "agency": agency, "agencies": agencies}
        return render(request, "desk/hand_over.html", context | {"form": None})
    giver = None if chosen == NOBODY else User.objects.get(pk=chosen)
    mine = request.permissions.participants().supported().filter(agency=agency, in_charge=giver)
    every = request.GET.get("choose") != "some"
    form = HandOverForm(request.POST or None, agency=agency, giver=giver, people=mine.with_names(), all_chosen=every)
    record_people(request, mine, WHAT)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        made = hand_over(agency, giver, facts["taker"], facts["people"], facts["reason"], request.user)
        moved = Participant.objects.filter(hand_overs__hand_over=made)
        record_looks(request.user, Look.Action.CHANGED, moved, WHAT)
        messages.success(request, f"{len(moved)}人を、{facts['taker']}さんに引きつぎました。")
        return redirect("desk_hand_over", made.pk)
    context = {"room": "people", "form": form, "giver": giver, "agency": agency, "givers": givers, "chosen": chosen}
    return render(request, "desk/hand_over.html", context | {"agencies": agencies, "every": every})


def _givers(agency: Agency) -> list[tuple[str, str, int]]:
    """Key, name and number of supported people of everybody who has some; also of those who have left the agency."""
    counts: dict[int | None, int] = {}
    people = Participant.objects.supported().filter(agency=agency)
    for key in people.order_by("in_charge").values_list("in_charge", flat=True):
        counts[key] = counts.get(key, 0) + 1
    names = User.objects.in_bulk([key for key in counts if key])
    named = [(str(key), str(names[key]), count) for key, count in counts.items() if key]
    return named + ([(NOBODY, "担当のいない方", counts[None])] if None in counts else [])


@require_safe
@caseworkers_only
def handed_over(request: HttpRequest, pk: int) -> HttpResponse:
    """What was handed over, as far as the reader may see these people now."""
    made, people = _made(request, pk)
    record_people(request, people, WHAT)
    return render(request, "desk/handed_over.html", {"room": "people", "made": made, "people": people})


@require_safe
@caseworkers_only
def hand_over_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A page for each person, for the one who takes them over."""
    made, people = _made(request, pk)
    record_looks(request.user, Look.Action.PRINTED, people, WHAT)
    today, vocabulary = timezone.localdate(), current_vocabulary()
    limits = _must_not(request, people)
    coming = _coming(people)
    pages = [
        _page(person, today, vocabulary) | {"must_not": limits[person.pk], "coming": coming.get(person.pk)}
        for person in people
    ]
    return pdf_response("print/hand_over.html", {"made": made, "pages": pages, "today": today}, "hikitsugi")


def _must_not(request: HttpRequest, people: list[Participant]) -> dict[int, list[Limit]]:
    """Key of a person -> what must not happen to them, as far as the reader may know it. One query."""
    found = {}
    for limit in Limit.objects.holding().filter(must_not=True, participant__in=people):
        found.setdefault(limit.participant_id, []).append(limit)
    reader = request.user, request.permissions.agencies
    return {person.pk: told_to(*reader, person, found.get(person.pk, ())) for person in people}


def _coming(people: list[Participant]) -> dict[int, list[str]]:
    """Key of a person -> what goes on with them and was promised, for who keeps it from now on. Four queries for all of them."""
    found: dict[int, list[str]] = {}
    for one in Introduction.objects.going_on().filter(participant__in=people).for_lists():
        days = (("はじめて行く日", one.visit_on), ("もう一度 たずねる日", one.ask_again_on))
        said = "".join(f"、{what} {_day(on)}" for what, on in days if on)
        found.setdefault(one.participant_id, []).append(f"{one.place_name}：{one.get_stage_display()}{said}")
    for call in PromisedCall.objects.open().filter(participant__in=people).order_by("day"):
        said = f"電話の約束：{_day(call.day)}{f' {call.at:%-H:%M}' if call.at else ''} {call.about}"
        found.setdefault(call.participant_id, []).append(said.strip())
    for plan in SupportPlan.objects.newest().filter(participant__in=people, evaluation=None):
        found.setdefault(plan.participant_id, []).append(f"プランを 見なおす日：{_day(plan.review_on)}")
    for contact in OutreachContact.objects.newest().filter(participant__in=people):
        if when := contact.next_on or contact.rest_until:
            what = "次に 連絡する日" if contact.next_on else "お休みの終わり"
            found.setdefault(contact.participant_id, []).append(f"アウトリーチの {what}：{_day(when)}")
    return found


def _day(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"


def _page(person: Participant, today: dt.date, vocabulary) -> dict:
    return {
        "person": person,
        "sheet": person.sheet_on(today),
        "facts": lines(person.needs_on(today), vocabulary),
        "outcomes": person.outcomes.all(),
    }


def _made(request: HttpRequest, pk: int) -> tuple[HandOver, list[Participant]]:
    """A hand-over and those of its people whom the reader may see. Raises Http404 where there are none."""
    seen = request.permissions.participants().filter(hand_overs__hand_over=pk)
    people = list(seen.with_needs().select_related("in_charge", "identity").prefetch_related("outcomes__resource"))
    made = HandOver.objects.select_related("giver", "taker", "agency", "made_by").filter(pk=pk).first()
    if made is None or not people:
        raise Http404("この引きつぎは、ありません。")
    return made, people
