"""わたしの場所: that it is right, one fact, what waits for the city, and what happened so far."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cms.listings.access import back_from, for_keepers, listing_for
from cms.listings.cards import OwnCard, with_amendments
from directory.catalogue.organizations import Organization
from directory.catalogue.resource_queryset import ResourceQuerySet
from directory.catalogue.statements import Verification
from directory.catalogue.vocabulary import Answer
from directory.changes.amendments import Amendment, Conflict, propose, revert, withdraw
from directory.changes.approval_rules import waiting_fields
from directory.changes.differences import prefetched_rows
from directory.changes.history import history
from directory.search.name_lookup import found as found_by_name
from directory.upkeep.missing_facts import feature_of, with_answer

SHOWN = 20


@for_keepers
def home(request):
    """The user's own listings; for coordinators and staff also those that they may keep on behalf."""
    today, keeping = timezone.localdate(), request.keeping
    own = [
        OwnCard(one, today, False) for one in with_amendments(keeping.own().for_page(), today).order_by("name", "pk")
    ]
    query = request.GET.get("q", "").strip()
    others = None
    if keeping.municipalities:
        others = Paginator(_named(keeping.resources(), query), SHOWN).get_page(request.GET.get("page"))
    groups = Organization.objects.filter(pk__in=keeping.represented).order_by("name", "pk")
    context = {"own": own, "others": others, "query": query, "groups": groups, "led": keeping.led}
    with prefetched_rows(one.changes for card in own for one in (*card.waiting, *card.answered)):
        return render(request, "listings/home.html", context)


def _named(rows: ResourceQuerySet, query: str) -> ResourceQuerySet:
    """Listings that a text names by their own name or their organization's, as the public search folds it."""
    listed = rows.select_related("organization", "place__town").order_by("name", "pk")
    if not query:
        return listed
    groups = found_by_name(Organization.objects.filter(resources__in=rows), query)
    own = found_by_name(rows, query).order_by()
    return listed.filter(Q(pk__in=own.values("pk")) | Q(organization__in=groups.values("pk")))


@for_keepers
def listing(request, pk):
    """One listing with its three big buttons."""
    found = listing_for(request, pk)
    card = OwnCard(found, timezone.localdate(), found.on_behalf)
    return render(request, "listings/listing.html", {"card": card, "listing": found})


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
    return back_from(request, pk)


@for_keepers
@require_POST
def fact(request, pk):
    """The answer to the one question: ある, ない, 分からない."""
    found = listing_for(request, pk)
    feature = feature_of(request.POST.get("feature", ""))
    answer = request.POST.get("answer", "")
    if feature is None or answer not in Answer.values:
        messages.error(request, "3つのボタンの どれかを おしてください。")
        return back_from(request, pk)
    told = {"features": with_answer(found, request.user, feature, answer)}
    made = propose(found, told, request.user, found.on_behalf, found.approved)
    waits = "市の人が見てから 公開します。" if any(one.state == Amendment.State.WAITING for one in made) else ""
    said = f"「{feature.label}」は「{Answer(answer).label}」と 書きました。"
    messages.success(request, f"ありがとうございます。{said}{waits}")
    return back_from(request, pk)


@for_keepers
def past(request, pk):
    """これまでのこと"""
    found = listing_for(request, pk)
    waits = waiting_fields(found.municipality_id)
    events = [(event, bool(event.amendment) and event.amendment.may_be_undone(waits)) for event in history(found)]
    return render(request, "listings/history.html", {"listing": found, "events": events})


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
    except ValidationError as wrong:
        why = " ".join(wrong.messages)
        messages.error(request, f"元に戻すと、今の内容と 合わなくなります（{why}）。「なおす」から 直してください。")
    except ValueError:
        messages.info(request, "この変更は、もう 元に戻してあります。")
    else:
        messages.success(request, "元に戻しました。")
    return redirect("listing_history", pk)


@for_keepers
@require_POST
def take_back(request, pk, amendment):
    """取り下げる: a change that waits for the city."""
    found = listing_for(request, pk)
    waiting = found.amendments.waiting().filter(pk=amendment).first()
    if waiting is None:
        messages.error(request, "この変更は、もう 市の返事が あったか、取り下げてあります。")
    else:
        withdraw(waiting, request.user)
        messages.success(request, f"「{'・'.join(waiting.labels)}」の変更を 取り下げました。今の内容のままです。")
    return back_from(request, pk)
