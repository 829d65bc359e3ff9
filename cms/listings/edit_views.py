"""なおす: the list of the edit steps, and each step with its preview."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from cms.forms.lenient_fields import with_plain_line_breaks
from cms.forms.two_windows_of_steps import TwoWindows
from cms.listings.access import EditableListing, editors_only, get_listing
from cms.listings.edit_steps import STEPS
from cms.public.cards import PlaceCard
from cms.public.place_page import PlacePage
from directory.changes.amendments import Amendment, propose, row_with_waiting_changes
from directory.changes.approval_rules import waiting_fields, with_grouped_fields
from directory.changes.differences import label, plain_value, value_in_words
from directory.changes.listing_fields import current_values, note_of_new_place, preview_with

DATES = 6


@editors_only
def menu(request, pk):
    """The list of the small pages, each with what is public now."""
    listing = get_listing(request, pk).listing
    values = current_values(listing, {name for step in STEPS.values() for name in step.fields})
    words = {name: value_in_words(name, value) for name, value in values.items()}
    waits = {name for amendment in listing.amendments.waiting() for name in amendment.changes}
    lines = [
        (
            step,
            [(label(name), words[name]) for name in step.fields if values[name] or name == step.fields[0]],
            bool(waits & set(step.fields)),
        )
        for step in STEPS.values()
    ]
    return render(request, "listings/edit.html", {"listing": listing, "lines": lines})


@editors_only
def step(request, pk, slug):
    """One small page: preview what was typed, or save it."""
    editable = get_listing(request, pk)
    listing = editable.listing
    if slug not in STEPS:
        raise Http404("このページは、ありません。")
    page = STEPS[slug]
    posted = (with_plain_line_breaks(request.POST), request.FILES) if request.method == "POST" else (None, None)
    row = row_with_waiting_changes(listing, request.user)
    now = {name: plain_value(name, row[name]) for name in page.fields}
    form = page.form(*posted, row=row, **({"user": request.user} if page.asks_who else {}))
    valid = form.is_valid()
    # Once only: the values of a new photo are the photo as it was stored.
    typed = form.values() if valid else {}
    windows = TwoWindows(now, request.POST)
    stale = windows.both_versions(listing, typed) if valid else []
    saving = valid and not stale and "save" in request.POST
    if saving and _save(request, editable, form, windows.without_untouched(typed)):
        return redirect("listing_edit", pk)
    shown = preview_with(listing, typed) if valid and page.previews else listing
    if valid and request.POST.get("look") == "page":
        messages.warning(
            request, "まだ 保存していません。このページをとじて、前のページで「これで保存する」を おしてください。"
        )
        return render(request, "public/place.html", {"object": shown})
    context = {
        "listing": listing,
        "on_behalf": editable.on_behalf,
        "page": page,
        "mark": windows.marks,
        "windows": windows,
        "stale": stale,
        "form": form,
        "shown": shown,
        "card": PlaceCard(shown, timezone.localtime()),
        "part": PlacePage(shown, timezone.localtime(), home=""),
        "is_preview": valid and "look" in request.POST,
        "dates": shown.next_dates(timezone.localdate(), DATES) if slug == "when" else [],
        "waits": not editable.approved
        and with_grouped_fields(waiting_fields(listing.municipality_id)) & set(page.fields),
        "waiting": [one for one in _own_waiting(listing, request.user) if one.changes.keys() & set(page.fields)],
    }
    return render(request, "listings/step.html", context)


def _own_waiting(listing, user):
    """The changes that the user has proposed and the city has not answered."""
    return Amendment.objects.waiting().filter(resource=listing, made_by=user)


def _save(request, editable: EditableListing, form, values: dict) -> bool:
    """Propose the values that were entered and tell the user what becomes of it.

    False, with an error in the form, where it does not fit the rest of the listing.
    """
    note = note_of_new_place(editable.listing.municipality_id, values.get("place"))
    try:
        notes = getattr(form, "notes", {})
        made = propose(editable.listing, values, request.user, editable.on_behalf, editable.approved, notes)
    except ValidationError as wrong:
        form.add_error(None, wrong)
        return False
    if not made:
        messages.info(request, "変わったところは ありません。")
    for said in (said for field in notes.values() for said in field if made):
        messages.info(request, said)
    if made and note:
        messages.info(request, note)
    for amendment in made:
        names = "・".join(amendment.labels)
        if amendment.state == Amendment.State.WAITING:
            messages.warning(request, f"「{names}」の変更を、市に送りました。市の人が見てから 公開します。")
        else:
            messages.success(request, f"「{names}」を なおしました。もう 公開のページに出ています。")
    return True
