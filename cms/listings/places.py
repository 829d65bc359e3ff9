"""わたしの場所: that it is right, closed and open again, the end, one fact, and what happened so far."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cms.listings.cards import OwnCard
from cms.listings.doors import for_keepers, listing_for
from cms.listings.forms import EndForm, PauseForm
from cms.templatetags.ibasho import full_day
from directory.amendments import STATUS, Amendment, Conflict, propose, revert
from directory.asking import feature_of, with_answer
from directory.differences import plain
from directory.history import history
from directory.organizations import Organization
from directory.pauses import closures_from, pause, resume
from directory.standing import StatusStatement, Verification
from directory.vocabulary import Answer

SHOWN = 20


@for_keepers
def home(request):
    """The user's own listings; for coordinators and staff also those that they may keep on behalf."""
    today, keeping = timezone.localdate(), request.keeping
    own = [OwnCard(listing, today, False) for listing in keeping.own().for_page().order_by("name", "pk")]
    query = request.GET.get("q", "").strip()
    others = None
    if keeping.municipalities:
        found = keeping.resources().select_related("organization", "place__town").order_by("name", "pk")
        if query:
            found = found.filter(name__icontains=query) | found.filter(organization__name__icontains=query)
        others = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    groups = Organization.objects.filter(pk__in=keeping.represented).order_by("name", "pk")
    context = {"own": own, "others": others, "query": query, "groups": groups, "led": keeping.led}
    return render(request, "listings/home.html", context)


@for_keepers
def listing(request, pk):
    """One listing with its three big buttons."""
    found = listing_for(request, pk)
    card = OwnCard(found, timezone.localdate(), found.on_behalf)
    return render(request, "listings/listing.html", {"card": card, "listing": found})


def _back(request, pk: int):
    """To where the button was pressed: the one listing, or all of one's own."""
    return redirect("listing", pk) if request.keeping.municipalities else redirect("listings_home")


@for_keepers
@require_POST
def right(request, pk):
    """このままで正しい"""
    found = listing_for(request, pk)
    how = Verification.How.TELEPHONE if found.on_behalf else Verification.How.SELF
    Verification.objects.create(
        resource=found, day=timezone.localdate(), how=how, made_by=request.user, on_behalf=found.on_behalf
    )
    messages.success(request, f"「{found}」を、きょう たしかめました。ありがとうございます。")
    return _back(request, pk)


@for_keepers
def close(request, pk):
    """お休みにする・再開する"""
    found, today = listing_for(request, pk), timezone.localdate()
    form = PauseForm(request.POST or None, today=today)
    if form.is_valid():
        said = pause(found, **form.said, by=request.user, on_behalf=found.on_behalf)
        until = f"{full_day(said.until)}まで" if said.until else "いつまでかは 決まっていません。"
        messages.success(request, f"「{found}」を お休みにしました。{full_day(said.since)}から {until}")
        return _back(request, pk)
    context = {"listing": found, "form": form, "closures": closures_from(found, today), "today": today}
    return render(request, "listings/pause.html", context)


@for_keepers
@require_POST
def reopen(request, pk, statement):
    """再開する: one pause is over, or will not be."""
    found, today = listing_for(request, pk), timezone.localdate()
    closed = next((said for said in closures_from(found, today) if said.pk == statement), None)
    if closed is None:
        raise Http404("このお休みは、もう ありません。")
    resume(closed, today, request.user, found.on_behalf)
    messages.success(request, f"「{found}」の お休みを やめました。")
    return _back(request, pk)


@for_keepers
def end(request, pk):
    """やめた: the end of a place, which the city looks at first."""
    found = listing_for(request, pk)
    form = EndForm(request.POST or None)
    if form.is_valid():
        said = {"status": StatusStatement.Status.ENDED, "until": None} | form.cleaned_data
        propose(found, {STATUS: plain(STATUS, said)}, request.user, found.on_behalf)
        messages.success(request, "市に 伝えました。市の人が たしかめてから、公開のページが変わります。")
        return _back(request, pk)
    return render(request, "listings/end.html", {"listing": found, "form": form})


@for_keepers
@require_POST
def fact(request, pk):
    """The answer to the one question: ある, ない, 分からない."""
    found = listing_for(request, pk)
    feature = feature_of(request.POST.get("feature", ""))
    answer = request.POST.get("answer", "")
    if feature is None or answer not in Answer.values:
        messages.error(request, "3つのボタンの どれかを おしてください。")
        return _back(request, pk)
    propose(found, {"features": with_answer(found, feature, answer)}, request.user, found.on_behalf)
    messages.success(request, f"ありがとうございます。「{feature.label}」は「{Answer(answer).label}」と 書きました。")
    return _back(request, pk)


@for_keepers
def past(request, pk):
    """これまでのこと"""
    found = listing_for(request, pk)
    return render(request, "listings/history.html", {"listing": found, "events": history(found)})


@for_keepers
@require_POST
def undo(request, pk, amendment):
    """元に戻す: a change that was public at once."""
    found = listing_for(request, pk)
    change = Amendment.objects.filter(resource=found, pk=amendment).first()
    if change is None or not change.can_be_undone:
        messages.error(request, "この変更は、もう 元に戻せません。")
        return redirect("listing_history", pk)
    try:
        revert(change, request.user, on_behalf=found.on_behalf)
    except Conflict as changed:
        messages.error(request, f"「{changed}」は、そのあとに また変わりました。「なおす」から 直してください。")
    else:
        messages.success(request, "元に戻しました。")
    return redirect("listing_history", pk)
