"""What residents see. Each view fetches, asks and renders."""

import datetime as dt
import json
from hashlib import blake2s

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import condition, require_http_methods, require_POST, require_safe

from cms.content.reader_choices import CHOICES
from cms.content.site_settings import SiteSettings
from cms.kept_pages.card_rows import public_rows
from cms.kept_pages.keeping import holds_all_day, kept, not_kept, shows, shows_one
from cms.mail.outbox import KeptMail
from cms.mail.queue import deliver_due
from cms.public.away import away_cards, instead_of
from cms.public.cards import PlaceCard, cards_of, cards_of_organization, keys_on
from cms.public.facets import Facets, facets_for, selection_for
from cms.public.maps import map_of_selection
from cms.public.place_page import public_survivor
from cms.public.query import LIST_PARAMETERS, asks_the_time, resource_key_in
from cms.public.results.listed import listed
from cms.public.results.night_lines import night_line
from cms.public.site_files import A_YEAR
from cms.public.typed_text import Asker, index_asked
from cms.public.way_back import cleaned_query
from cms.public.ways_out import WaysOut
from directory.catalogue.help_lines import help_lines
from directory.catalogue.organizations import Organization
from directory.catalogue.resources import Resource
from directory.geo.points import in_japan
from directory.publishing.versions import Edition
from directory.search.public_search import match_reasons, suggested
from directory.search.similarity import LONGEST_QUERY
from directory.search.unanswered import note_unanswered
from directory.snapshot import loading
from directory.snapshot.map_clusters import Box

PAGE_SIZE = 20
LISTS = ("cards", "over", "away")
"""What of the start page's context shows places."""
LONGEST_ON_PIN = 40
"""Letters of a name on a pin; with these, 200 pins are less than 10 KB compressed."""


@kept(*LIST_PARAMETERS)
@csrf_exempt
@sensitive_post_parameters("lat", "lng")
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The start page: search box, facets, list and map of the same places.

    A visitor's own position is sent by POST, so that it stands in no address, log or history; then the form sends all
    its fields by POST, and the links to other pages are buttons. No token protects that form: it changes nothing.
    """
    now, site = timezone.localtime(), SiteSettings.load(request_or_site=request)
    query = request.POST if "asked" in request.POST else request.GET
    near = _position(request.POST)
    facets = facets_for(query, loading.current(), now, Asker(site.home, site.walking_speed, near))
    chosen = facets.selection.nearest_to(*near) if near else facets.selection
    pages = request.POST if near else request.GET
    page = chosen.page(PAGE_SIZE, after=resource_key_in(pages, "after"), before=resource_key_in(pages, "before"))
    cards = cards_of(page, now, facets, site.home, facets.wanted)
    context = {
        "facets": facets,
        "near": near,
        "page": page,
        "page_size": PAGE_SIZE,
        "cards": cards,
        "listed": listed(cards, page.first, facets),
        "night_line": night_line(facets, cards, site.desk_hours, now),
        "over": cards_of(facets.over.page(PAGE_SIZE), now, facets, site.home) if facets.over else [],
        "ways": WaysOut(facets, now, site.desk_telephone),
        "away": away_cards(facets, now, site.home),
        "map": map_of_selection(facets.selection, site),
        "without_point": facets.selection.without_point,
    }
    answer = shows(
        render(request, "public/start.html", context),
        keys_on(*(context[name] for name in LISTS), context["ways"].shown),
    )
    return not_kept(answer) if _note_what_found_nothing(request, facets, site.home, now.date()) else answer


def _note_what_found_nothing(request: HttpRequest, facets: Facets, home: str, day: dt.date) -> bool:
    """Count a text that finds nothing by itself, so that the city can teach the search; never one that speaks of danger.

    Whether it was counted: then the next one who asks for it counts as well.
    """
    alone = request.method == "GET" and set(facets.chosen) == {"q"} and facets.typed.narrows
    if alone and (facets.typed.is_guess or not len(facets.selection)) and not facets.help_lines:
        note_unanswered(facets.text, home, day)
        return True
    return False


def _asker(request: HttpRequest, near: tuple[float, float] | None = None) -> Asker:
    site = SiteSettings.load(request_or_site=request)
    return Asker(site.home, site.walking_speed, near)


def _position(data: QueryDict) -> tuple[float, float] | None:
    """Latitude and longitude in degrees; None for anything that is no point in Japan."""
    try:
        lat, lng = float(data.get("lat", "")), float(data.get("lng", ""))
    except ValueError:
        return None
    return (lat, lng) if in_japan(lat, lng) else None


def _etag(request: HttpRequest) -> str:
    """The directory's version, with a text that of the index too, the day (pauses begin and end by it), the site's city and speed of walking, and the query string; with a text or
    「きょう ひらく」 also the minute, since what is over is not shown."""
    now = f"{timezone.localtime():{'%Y%m%d%H%M' if asks_the_time(request.GET) else '%Y%m%d'}}"
    asked_for = f"{Edition.current()} {index_asked(request.GET)} {now} {get_language()} {_asker(request)} {request.META['QUERY_STRING']}"
    return f'"{blake2s(asked_for.encode(), digest_size=16).hexdigest()}"'


@kept("bbox", "zoom", *LIST_PARAMETERS)
@csrf_exempt
@sensitive_post_parameters("lat", "lng")
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_cache=True)
@condition(etag_func=_etag)
def map_json(request: HttpRequest) -> HttpResponse:
    """The places of one view of the map: pins with names where they are few, groups with numbers where they are many.

    By POST with a visitor's own position (`lat`, `lng`), which stands in no address: those of the list that counts from there.
    """
    near = _position(request.POST)
    try:
        box, zoom = _box(request.GET.get("bbox", "")), int(request.GET.get("zoom", ""))
    except ValueError:
        return JsonResponse(
            {"error": gettext("地図の範囲が読めません。bbox=南,西,北,東 と zoom を数字で送ってください。")}, status=400
        )
    selection = selection_for(request.GET, loading.current(), timezone.localtime(), _asker(request, near))
    view, rows = selection.view(box, zoom), selection.snapshot.columns.rows
    names = dict(Resource.objects.public().filter(pk__in=rows.key[view.pins].tolist()).values_list("pk", "name"))
    exact = rows.precision[view.pins] == loading.PRECISIONS.index("exact")
    stale = selection.snapshot.stale[view.pins]
    points = (rows.lat[view.pins] / 1e6, rows.lng[view.pins] / 1e6, rows.key[view.pins].tolist())
    answer = {
        "pins": [
            [round(a, 5), round(b, 5), key, int(about) | int(old) << 1, names[key][:LONGEST_ON_PIN]]
            for a, b, key, about, old in zip(*points, ~exact, stale, strict=True)
            if key in names
        ],
        "groups": [
            [round(a, 4), round(b, 4), int(count)]
            for a, b, count in zip(view.lats, view.lngs, view.counts, strict=True)
        ],
    }
    told = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    response = shows(HttpResponse(told, content_type="application/json"), names)
    return response if asks_the_time(request.GET) else holds_all_day(response)


def _box(text: str) -> Box:
    """South, west, north, east from 「35.1,139.2,35.3,139.4」. Raises ValueError for anything else."""
    south, west, north, east = (float(part) for part in text.split(","))
    if not (-90 <= south < north <= 90 and -180 <= west < east <= 180):
        raise ValueError(text)
    return south, west, north, east


@kept(*LIST_PARAMETERS)
@require_safe
@cache_control(max_age=60)
def suggest(request: HttpRequest) -> HttpResponse:
    """Places that match a text while it is typed; `found` says where it was found, if not in the name.

    Before them what the text wishes, as far as it is understood, with how many places fulfil it.
    """
    now, site, columns = timezone.localtime(), SiteSettings.load(request_or_site=request), loading.current()
    asked_for = request.GET.copy()
    text = "".join(asked_for.pop("q", []))[:LONGEST_QUERY]
    asker = _asker(request)
    keys = suggested(selection_for(asked_for, columns, now, asker), text)
    rows = public_rows(keys)
    parts = match_reasons(columns, rows.values(), text, excerpts=False)
    cards = [PlaceCard(rows[key], now, parts=parts.get(key, ()), home=site.home) for key in keys if key in rows]
    asked_for["q"] = text
    wishes = _suggested_wishes(facets_for(asked_for, columns, now, asker))
    return shows(JsonResponse({"places": [*wishes, *map(_suggestion, cards)]}), rows)


def _suggested_wishes(facets: Facets) -> list[dict[str, str]]:
    """What the text wishes as one suggestion, where that is more than a name and anything fulfils it; no guess."""
    found = facets.typed.found if facets.wished else None
    if (
        found is None
        or found.is_guess
        or found.widened
        or found.is_partly
        or found.unheard
        or not (count := len(facets.selection))
    ):
        return []
    label = " ".join(gettext(option.label) for option in facets.wished)
    return [
        {
            "name": label,
            "where": ngettext("%(count)sか所", "%(count)sか所", count) % {"count": count},
            "found": "",
            "address": f"{reverse('start')}?{facets.query}",
        }
    ]


def _suggestion(card: PlaceCard) -> dict[str, str]:
    place = card.resource
    found, address = "・".join(card.found_in), place.get_absolute_url()
    return {"name": place.name, "where": card.whereabouts, "found": found, "address": address}


@kept("from")
@require_safe
def place(request: HttpRequest, key: int) -> HttpResponse:
    """The page of a place; the old address of a merged place redirects to the surviving one."""
    found = Resource.objects.public().for_page(matching=False).filter(pk=key).first()
    if found:
        now, came_from = timezone.localtime(), cleaned_query(request.GET.get("from", ""))
        card, instead = PlaceCard(found, now), instead_of(found, now)
        answer = render(request, "public/place.html", {"object": found, "came_from": came_from, "instead": instead})
        answer = shows(answer, [key, *(other.pk for other in instead)]) if card.stands else shows_one(answer, key)
        # The hour changes what is said of it on a day on which it meets, and on no other.
        return answer if card.meets_today else holds_all_day(answer)
    return redirect(public_survivor(key), permanent=True)


@kept("from")
@require_safe
def organization(request: HttpRequest, key: int) -> HttpResponse:
    """The page of an organization with its public places; an organization without any has no page."""
    found = get_object_or_404(Organization.objects.live(), pk=key)
    if not cards_of_organization(found, timezone.localtime(), ""):
        raise Http404
    came_from = cleaned_query(request.GET.get("from", ""))
    return render(request, "public/organization.html", {"object": found, "came_from": came_from})


@csrf_exempt
@require_POST
def reader_choice(request: HttpRequest) -> HttpResponse:
    """Store in a cookie how somebody wants to read (`CHOICES`), and go back.

    No token protects it: it stands on every page, which then could be nobody else's, and what it sets is one of a few words.
    """
    # A page that stood open while the site was made new sends `size` to /text-size/.
    sent = {{"size": "text_size"}.get(name, name): value for name, value in request.POST.items()}
    said = [(name, value) for name, words in CHOICES.items() if (value := sent.get(name)) in words]
    if len(said) != 1:
        raise BadRequest
    back = sent.get("next", "")
    response = HttpResponseRedirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "/")
    response.set_cookie(*said[0], max_age=A_YEAR, samesite="Lax", httponly=True)
    return response


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Mail that was stored instead of sent; only in a demonstration or in debug."""
    if not (settings.IS_DEMO or settings.DEBUG):
        raise Http404
    deliver_due()
    return render(request, "public/outbox.html", {"mails": KeptMail.objects.all()[:100]})


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component; only in debug."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "public/styleguide.html", {"help_lines": help_lines("")})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for an address or a form that cannot be read."""
    return render(request, "400.html", status=400)
