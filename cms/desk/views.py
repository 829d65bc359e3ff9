"""The desk: the participants of a coordinator, their needs, and the places that fit."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from cms.desk.access import caseworkers_only, get_participant, get_place, record_look, record_people, sees_all_facts
from cms.desk.forms import NeedsForm
from cms.desk.places import search_text
from cms.desk.sentence import Reading, read_sentence, without_refused
from cms.desk.writing.drafts import Writing, is_only_kept
from cms.permissions.staff import number_of
from cms.public.place_page import PlacePage
from directory.accounts.users import User
from directory.search.wishes.reading import MOST_LETTERS
from matching.cases.participants import NeedsSheet
from matching.casework.people_list import (
    SORTS,
    STAGES,
    at_stage,
    note_days_waiting,
    note_stages,
    sorted_by,
    with_next_and_waiting,
)
from matching.oversight.audit_log import Look
from matching.proposals.ranked_lists import is_gender_asked, people_suited

CHARGES = {"mine": "自分の担当", "none": "担当なし"}
"""Choices of the list, by who is in charge; beside them everybody who is."""
ON_A_PAGE = 50
"""People."""


@require_safe
@caseworkers_only
def people(request):
    """The participants whom this coordinator supports, a page at a time, in the order and of the stage that is asked for."""
    query, today = search_text(request), timezone.localdate()
    asked = {name: request.GET.get(name, "") for name in ("in_charge", "stage", "sort")}
    own = request.permissions.participants()
    rows = at_stage(_in_charge(request, with_next_and_waiting(own), asked["in_charge"]), asked["stage"])
    if query:
        rows = rows.filter(code__icontains=query)
    page = Paginator(sorted_by(rows.with_names(), asked["sort"]), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    note_days_waiting(shown, today)
    note_stages(shown)
    record_look(request, Look.Action.SEARCHED, what="一覧（番号でさがした）" if query else "一覧")
    record_people(request, shown, "一覧")
    workers = User.objects.filter(pk__in=own.order_by().values("in_charge")).only("name", "username")
    context = {"charges": [("", "すべて"), *CHARGES.items(), *((str(user.pk), str(user)) for user in workers)]}
    context |= {"stages": [("", "すべて"), *STAGES.items()], "sorts": SORTS.items()}
    return render(
        request,
        "desk/home.html",
        {"room": "people", "people": shown, "page": page, "query": query, "asked": asked, "today": today} | context,
    )


def _in_charge(request, rows, asked: str):
    """Those of oneself, of nobody, or of the user with a key; all for anything else."""
    if asked in CHARGES:
        return rows.filter(in_charge=request.user if asked == "mine" else None)
    user = number_of(asked)
    return rows if user is None else rows.filter(in_charge=user)


@sensitive_post_parameters("sentence")
@caseworkers_only
def needs(request, code):
    """The form of a person's needs; saving adds a needs sheet and keeps the old ones.

    With 「文から うめる」 it comes back filled from one sentence, and nothing is stored.
    """
    person = get_participant(request, code, what="ニーズの記録", is_look=not is_only_kept(request))
    writing = Writing(request, "needs", person, "ニーズの記録")
    if answer := writing.answered():
        return answer
    # Nobody else saves between the look at both versions and the saving.
    with transaction.atomic():
        if request.method == "POST":
            person.lock()
        return _needs_form(writing)


def _needs_form(writing: Writing):
    request, person, today = writing.request, writing.person, timezone.localdate()
    sheet = person.sheet_on(today)
    known = {"participant": person, "facts": sheet.facts if sheet else {}}
    known["asks_gender"] = is_gender_asked(person, today)
    if "fill" in request.POST:
        reading = read_sentence(request.POST, NeedsForm(**known), person.agency.municipality_id)
        return _needs_page(writing, reading.form, reading)
    form = NeedsForm(without_refused(request.POST) or None, **known)
    if request.method == "POST" and form.is_valid():
        save_needs(request, person, form.facts)
        person.town = form.cleaned_data["town"]
        person.save(update_fields=["town"])
        writing.done()
        messages.success(request, "ニーズを記録しました。候補は、いまの記録でえらびなおしてあります。")
        return HttpResponseRedirect(reverse("desk_participant", args=[person.code]))
    writing.fill(form)
    return _needs_page(writing, form)


def _needs_page(writing: Writing, form: NeedsForm, reading: Reading | None = None):
    request, person = writing.request, writing.person
    sentence = request.POST.get("sentence", "")[:MOST_LETTERS]
    context = {"room": "people", "person": person, "form": form, "reading": reading, "sentence": sentence}
    context["writing"] = writing
    return render(request, "desk/needs.html", context | {"help_lines": reading.lines if reading else []})


def save_needs(request, person, facts: dict) -> None:
    """Add a needs sheet of today and record who did it."""
    NeedsSheet.objects.create(
        participant=person,
        facts=facts,
        recorded_on=timezone.localdate(),
        recorded_at=timezone.now(),
        recorded_by=request.user,
    )
    record_look(request, Look.Action.CHANGED, person, "ニーズの記録")


@require_safe
@caseworkers_only
def place(request, key):
    """A place as supporters see it, public or not: its contacts, and which of the waiting participants it would suit."""
    today = timezone.localdate()
    resource = get_place(request, key)
    page = PlacePage(resource, timezone.localtime())
    suited = people_suited(resource.pk, request.permissions.participants().waiting(), today)
    record_look(request, Look.Action.SEARCHED, what=f"「{resource.name}」に合う方")
    record_people(request, (person for person, _ in suited), f"「{resource.name}」に合う方")
    context = {
        "room": "people",
        "page": page,
        "contacts": resource.contacts.all() if sees_all_facts(request.permissions, resource) else page.public_contacts,
        "resource": resource,
        "people": suited,
    }
    return render(request, "desk/place.html", context)
