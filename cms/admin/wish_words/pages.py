"""What was not found, and how a sentence is read."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from cms.admin.wish_words.finding import counter_for
from cms.admin.wish_words.meanings import in_words, labels_of_meanings
from cms.permissions.staff import municipalities_of, row_with_key, staff_only
from directory.models import UnansweredQuery
from directory.search.wishes.places import place_names
from directory.search.wishes.reading import MOST_LETTERS, read_wish
from directory.search.wishes.table import phrase_book


def unanswered_of(user):
    """The texts that found nothing on the sites of a user's cities; for a superuser also those of a site of no city."""
    rows = UnansweredQuery.objects.select_related("municipality")
    return rows if user.is_superuser else rows.filter(municipality__in=municipalities_of(user))


@require_safe
@staff_only
def unanswered(request):
    """見つからなかった ことば: a text on at least five days, and the way to give it a meaning."""
    context = {"rows": unanswered_of(request.user)[:500], "header_title": "見つからなかった ことば"}
    return render(request, "admin_city/unanswered.html", context)


@require_POST
@staff_only
def drop_unanswered(request, pk):
    """Take a text off the list; it comes again if it is asked for on five more days."""
    row = row_with_key(unanswered_of(request.user), str(pk))
    if row is None:
        raise Http404
    row.delete()
    messages.success(request, f"「{row.text}」を 一覧から 消しました。")
    return redirect("city_unanswered")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def try_reading(request):
    """ことばを ためす: a sentence and how it is read. Sent by POST, so that it stands in no address and in no log."""
    text, city = request.POST.get("text", "")[:MOST_LETTERS], municipalities_of(request.user).first()
    context = {"text": text, "header_title": "ことばを ためす", "parts": [], "is_danger": False, "finds": None}
    if text.strip():
        wish = read_wish(text, phrase_book(city and city.pk), place_names())
        labels = labels_of_meanings()
        context |= {
            "parts": [(part.words, in_words(part.concepts, labels)) for part in wish.parts],
            "is_danger": wish.is_danger,
            "finds": counter_for(city.pk if city else "")(wish.parts) if wish.parts else None,
        }
    return render(request, "admin_city/wish_reading.html", context)
