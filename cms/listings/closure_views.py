"""お休み・再開: pause a place and open it again, change one day, and end it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cms.listings.access import EditableListing, editors_only, get_listing, redirect_back
from cms.listings.cards import DAYS
from cms.listings.closure_forms import DayForm, EndForm, ExtraDayForm, PauseForm
from cms.templatetags.ibasho import full_day, when
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


@editors_only
def close(request, pk):
    """お休みにする・再開する: the page, and its form for a pause."""
    editable, today = get_listing(request, pk), timezone.localdate()
    listing = editable.listing
    form = PauseForm(request.POST or None, today=today)
    if form.is_valid() and (made := _pause(request, editable, form)):
        until = f"{full_day(made.until)}まで" if made.until else "いつまでかは 決まっていません。"
        messages.success(request, f"「{listing}」を お休みにしました。{full_day(made.since)}から {until}")
        return redirect_back(request, pk)
    return _closure_page(request, editable, form, ExtraDayForm(listing=listing, today=today))


def _pause(request, editable: EditableListing, form: PauseForm) -> StatusStatement | None:
    """The pause that was recorded; None, with an error in the form, where the place has ended by then."""
    try:
        return pause(editable.listing, **form.facts, by=request.user, on_behalf=editable.on_behalf)
    except ValueError:
        form.add_error("when", ENDED_BY_THEN)
        return None


def _closure_page(request, editable: EditableListing, form: PauseForm, extra: ExtraDayForm):
    """The page お休み・再開 with its two forms, of which one may have errors."""
    listing, today = editable.listing, timezone.localdate()
    context = {
        "listing": listing,
        "on_behalf": editable.on_behalf,
        "form": form,
        "extra": extra,
        "wrong": extra if extra.errors else form,
        "days": days_from(listing, today, DAYS),
        "days_open": bool(extra.errors) or "days" in request.GET,
        "closures": closures_from(listing, today),
        "today": today,
    }
    return render(request, "listings/pause.html", context)


@editors_only
@require_POST
def day_off(request, pk):
    """この日は お休み: one day of the schedule is off."""
    return _one_day(request, pk, meets=False)


@editors_only
@require_POST
def day_on(request, pk):
    """やっぱり ひらく: a day that was off meets as its schedule says."""
    return _one_day(request, pk, meets=None)


def _one_day(request, pk: int, meets: bool | None):
    """Record that a day of the schedule is off (False), or as the schedule says (None)."""
    editable, today = get_listing(request, pk), timezone.localdate()
    listing = editable.listing
    form = DayForm(request.POST, listing=listing, today=today)
    day = day_of(listing, form.cleaned_data["date"]) if form.is_valid() else None
    if form.errors:
        messages.error(request, form.errors["date"][0])
    elif day is None:
        messages.error(request, "その日は、ひらく日では ありません。下の日から えらんでください。")
    else:
        if day.off == (meets is None):
            say_of_day(form.single_date(meets=meets, made_by=request.user, on_behalf=editable.on_behalf))
        what = "は いつもどおり ひらきます。" if meets is None else "を お休みにしました。"
        messages.success(request, f"「{listing}」の {when(Occurrence(day.day))}{what}")
    return _redirect_to_days(pk)


@editors_only
def extra_day(request, pk):
    """この日も ひらく: an extra day, another time on a day that is off, or a word about a day that is on."""
    editable, today = get_listing(request, pk), timezone.localdate()
    listing = editable.listing
    form = ExtraDayForm(request.POST or None, listing=listing, today=today)
    if not form.is_valid():
        return _closure_page(request, editable, PauseForm(today=today), form)
    facts = {name: form.cleaned_data[name] for name in ("start", "end", "reason")}
    extra = form.single_date(meets=True, made_by=request.user, on_behalf=editable.on_behalf, **facts)
    say_of_day(extra)
    what = when(Occurrence(extra.day, extra.start, extra.end))
    done = f"{what}の ひとことを 公開のページに 出しました。" if form.is_word_only else f"{what}も ひらきます。"
    messages.success(request, f"「{listing}」は、{done}")
    return _redirect_to_days(pk)


def _redirect_to_days(pk: int):
    """To the page お休み・再開 with its single days unfolded."""
    return redirect(f"{reverse('listing_close', args=[pk])}?{urlencode({'days': 1})}")


@editors_only
@require_POST
def reopen(request, pk, statement):
    """再開する: end a pause, or cancel one that has not begun.

    To take back an end is only proposed, because the city may check it.
    """
    editable, today = get_listing(request, pk), timezone.localdate()
    listing = editable.listing
    closed = next((one for one in closures_from(listing, today) if one.pk == statement), None)
    if closed is None:
        raise Http404("このお休みは、もう ありません。")
    if closed.status == Status.ENDED:
        active = {"status": Status.ACTIVE, "since": max(today, closed.since), "until": None, "reason": ""}
        _propose_status(request, editable, active, "つづけることを、公開のページに 書きました。")
    else:
        resume(closed, today, request.user, editable.on_behalf)
        messages.success(request, f"「{listing}」の お休みを やめました。")
    return redirect_back(request, pk)


@editors_only
def end(request, pk):
    """やめた: the end of a place, which the city may check first."""
    editable = get_listing(request, pk)
    listing = editable.listing
    form = EndForm(request.POST or None)
    if form.is_valid():
        last = full_day(form.cleaned_data["day"])
        _propose_status(request, editable, form.statement, f"さいごに ひらく日を {last}と、公開のページに 書きました。")
        return redirect_back(request, pk)
    waits = not editable.approved and ends_wait(listing)
    return render(request, "listings/end.html", {"listing": listing, "form": form, "waits": waits})


def _propose_status(request, editable: EditableListing, status: dict, done: str) -> None:
    """Propose a status, and tell the user whether it is published (`done`) or waits for the city."""
    changes = {STATUS: plain_value(STATUS, status)}
    try:
        made = propose(editable.listing, changes, request.user, editable.on_behalf, editable.approved)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
        return
    if not made:
        messages.info(request, "変わったところは ありません。")
    elif made[0].state == Amendment.State.WAITING:
        messages.warning(request, "市に 伝えました。市の人が たしかめてから、公開のページが変わります。")
    else:
        messages.success(request, done)
