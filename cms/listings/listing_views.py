"""わたしの場所: the listings of a user, and for each 「このままで正しい」, one question, its history, undo and withdraw."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cms.listings.access import editors_only, get_listing, redirect_back
from cms.listings.cards import ListingCard, with_shown_amendments
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


@editors_only
def home(request):
    """The user's own listings; for coordinators and staff also those that they may change on behalf."""
    today, permissions = timezone.localdate(), request.permissions
    own = [
        ListingCard(one, today, False)
        for one in with_shown_amendments(permissions.own().for_page(), today).order_by("name", "pk")
    ]
    query = request.GET.get("q", "").strip()
    others = None
    if permissions.municipalities:
        others = Paginator(_search(permissions.resources(), query), SHOWN).get_page(request.GET.get("page"))
    groups = Organization.objects.filter(pk__in=permissions.represented).order_by("name", "pk")
    context = {"own": own, "others": others, "query": query, "groups": groups, "led": permissions.led}
    with prefetched_rows(one.changes for card in own for one in (*card.waiting, *card.answered)):
        return render(request, "listings/home.html", context)


def _search(rows: ResourceQuerySet, query: str) -> ResourceQuerySet:
    """The listings that match a text by their own or their organization's name, as the public search folds it.

    "" finds all.
    """
    listed = rows.select_related("organization", "place__town").order_by("name", "pk")
    if not query:
        return listed
    groups = found_by_name(Organization.objects.filter(resources__in=rows), query)
    own = found_by_name(rows, query).order_by()
    return listed.filter(Q(pk__in=own.values("pk")) | Q(organization__in=groups.values("pk")))


@editors_only
def listing(request, pk):
    """One listing with its three big buttons."""
    editable = get_listing(request, pk)
    card = ListingCard(editable.listing, timezone.localdate(), editable.on_behalf)
    return render(request, "listings/listing.html", {"card": card, "listing": editable.listing})


@editors_only
@require_POST
def right(request, pk):
    """このままで正しい: record that the listing was checked today, by the organization itself or by telephone."""
    editable = get_listing(request, pk)
    Verification.objects.create(
        resource=editable.listing,
        day=timezone.localdate(),
        how=Verification.How.TELEPHONE if editable.on_behalf else Verification.How.SELF,
        made_by=request.user,
        on_behalf=editable.on_behalf,
    )
    messages.success(request, f"「{editable.listing}」を、きょう たしかめました。ありがとうございます。")
    return redirect_back(request, pk)


@editors_only
@require_POST
def fact(request, pk):
    """The answer to the one question of the page: ある, ない, 分からない."""
    editable = get_listing(request, pk)
    feature = feature_of(request.POST.get("feature", ""))
    answer = request.POST.get("answer", "")
    if feature is None or answer not in Answer.values:
        messages.error(request, "3つのボタンの どれかを おしてください。")
        return redirect_back(request, pk)
    changes = {"features": with_answer(editable.listing, request.user, feature, answer)}
    made = propose(editable.listing, changes, request.user, editable.on_behalf, editable.approved)
    waits = "市の人が見てから 公開します。" if any(one.state == Amendment.State.WAITING for one in made) else ""
    written = f"「{feature.label}」は「{Answer(answer).label}」と 書きました。"
    messages.success(request, f"ありがとうございます。{written}{waits}")
    return redirect_back(request, pk)


@editors_only
def past(request, pk):
    """これまでのこと: what happened to the listing, and which of it may be undone."""
    listing = get_listing(request, pk).listing
    waits = waiting_fields(listing.municipality_id)
    events = [(event, bool(event.amendment) and event.amendment.may_be_undone(waits)) for event in history(listing)]
    return render(request, "listings/history.html", {"listing": listing, "events": events})


@editors_only
@require_POST
def undo(request, pk, amendment):
    """元に戻す: undo a change that was public at once."""
    editable = get_listing(request, pk)
    change = Amendment.objects.filter(resource=editable.listing, pk=amendment).first()
    if change is None or not change.can_be_undone:
        messages.error(request, "この変更は、もう 元に戻せません。")
        return redirect("listing_history", pk)
    try:
        revert(change, request.user, on_behalf=editable.on_behalf)
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


@editors_only
@require_POST
def take_back(request, pk, amendment):
    """取り下げる: withdraw a change that waits for the city."""
    listing = get_listing(request, pk).listing
    waiting = listing.amendments.waiting().filter(pk=amendment).first()
    if waiting is None:
        messages.error(request, "この変更は、もう 市の返事が あったか、取り下げてあります。")
    else:
        withdraw(waiting, request.user)
        messages.success(request, f"「{'・'.join(waiting.labels)}」の変更を 取り下げました。今の内容のままです。")
    return redirect_back(request, pk)
