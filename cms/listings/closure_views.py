"""お休み・再開: closed for a while and open again, one day only, and the end."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cms.listings.access import back_from, for_keepers, listing_for
from cms.listings.cards import DAYS
from cms.listings.closure_forms import DayForm, EndForm, ExtraDayForm, PauseForm
from cms.templatetags.ibasho import full_day, when
from directory.catalogue.resources import Resource
from directory.catalogue.statements import StatusStatement
from directory.changes.amendments import STATUS, Amendment, propose
from directory.changes.approval_rules import ends_wait
from directory.changes.closures import closures_from, day_of, days_from, pause, resume, say_of_day
from directory.changes.differences import plain_value
from directory.hours.rules import Occurrence

Status = StatusStatement.Status
ENDED_BY_THEN = (
    "この場所は、もう 終わったことに なっています。つづけるときは、先に「やっぱり つづける」を おしてください。"
)


@for_keepers
def close(request, pk):
    """お休みにする・再開する"""
    found, today = listing_for(request, pk), timezone.localdate()
    form = PauseForm(request.POST or None, today=today)
    if form.is_valid() and (said := _paused(request, found, form)):
        until = f"{full_day(said.until)}まで" if said.until else "いつまでかは 決まっていません。"
        messages.success(request, f"「{found}」を お休みにしました。{full_day(said.since)}から {until}")
        return back_from(request, pk)
    return _closing(request, found, form, ExtraDayForm(listing=found, today=today))


def _paused(request, listing: Resource, form: PauseForm) -> StatusStatement | None:
    try:
        return pause(listing, **form.said, by=request.user, on_behalf=listing.on_behalf)
    except ValueError:
        form.add_error("when", ENDED_BY_THEN)
        return None


def _closing(request, listing: Resource, form: PauseForm, extra: ExtraDayForm):
    """The page お休み・再開, with what was wrong in one of its forms."""
    today = timezone.localdate()
    context = {
        "listing": listing,
        "form": form,
        "extra": extra,
        "wrong": extra if extra.errors else form,
        "days": days_from(listing, today, DAYS),
        "days_open": bool(extra.errors) or "days" in request.GET,
        "closures": closures_from(listing, today),
        "today": today,
    }
    return render(request, "listings/pause.html", context)


@for_keepers
@require_POST
def day_off(request, pk):
    """この日は お休み"""
    return _one_day(request, pk, meets=False)


@for_keepers
@require_POST
def day_on(request, pk):
    """やっぱり ひらく: a day off, as its schedule has it."""
    return _one_day(request, pk, meets=None)


def _one_day(request, pk: int, meets: bool | None):
    found, today = listing_for(request, pk), timezone.localdate()
    form = DayForm(request.POST, listing=found, today=today)
    day = day_of(found, form.cleaned_data["date"]) if form.is_valid() else None
    if form.errors:
        messages.error(request, form.errors["date"][0])
    elif day is None:
        messages.error(request, "その日は、ひらく日では ありません。下の日から えらんでください。")
    else:
        if day.off == (meets is None):
            say_of_day(form.said(meets=meets, made_by=request.user, on_behalf=found.on_behalf))
        what = "は いつもどおり ひらきます。" if meets is None else "を お休みにしました。"
        messages.success(request, f"「{found}」の {when(Occurrence(day.day))}{what}")
    return _to_the_days(pk)


@for_keepers
def extra_day(request, pk):
    """この日も ひらく"""
    found, today = listing_for(request, pk), timezone.localdate()
    form = ExtraDayForm(request.POST or None, listing=found, today=today)
    if not form.is_valid():
        return _closing(request, found, PauseForm(today=today), form)
    facts = {name: form.cleaned_data[name] for name in ("start", "end", "reason")}
    said = form.said(meets=True, made_by=request.user, on_behalf=found.on_behalf, **facts)
    say_of_day(said)
    messages.success(request, f"「{found}」は、{when(Occurrence(said.day, said.start, said.end))}も ひらきます。")
    return _to_the_days(pk)


def _to_the_days(pk: int):
    """Back to the single days, unfolded."""
    return redirect(f"{reverse('listing_close', args=[pk])}?{urlencode({'days': 1})}")


@for_keepers
@require_POST
def reopen(request, pk, statement):
    """再開する: one pause is over, or will not be. That an end is none is asked for, because the city may look at it first."""
    found, today = listing_for(request, pk), timezone.localdate()
    closed = next((said for said in closures_from(found, today) if said.pk == statement), None)
    if closed is None:
        raise Http404("このお休みは、もう ありません。")
    if closed.status == Status.ENDED:
        said = {"status": Status.ACTIVE, "since": max(today, closed.since), "until": None, "reason": ""}
        _ask(request, found, said, "つづけることを、公開のページに 書きました。")
    else:
        resume(closed, today, request.user, found.on_behalf)
        messages.success(request, f"「{found}」の お休みを やめました。")
    return back_from(request, pk)


@for_keepers
def end(request, pk):
    """やめた: the end of a place, which the city may look at first."""
    found = listing_for(request, pk)
    form = EndForm(request.POST or None)
    if form.is_valid():
        last = full_day(form.cleaned_data["day"])
        _ask(request, found, form.said, f"さいごに ひらく日を {last}と、公開のページに 書きました。")
        return back_from(request, pk)
    return render(
        request, "listings/end.html", {"listing": found, "form": form, "waits": not found.approved and ends_wait(found)}
    )


def _ask(request, listing: Resource, said: dict, done: str) -> None:
    """Ask for a status, and say what became of it."""
    try:
        made = propose(listing, {STATUS: plain_value(STATUS, said)}, request.user, listing.on_behalf, listing.approved)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
        return
    if not made:
        messages.info(request, "変わったところは ありません。")
    elif made[0].state == Amendment.State.WAITING:
        messages.warning(request, "市に 伝えました。市の人が たしかめてから、公開のページが変わります。")
    else:
        messages.success(request, done)
