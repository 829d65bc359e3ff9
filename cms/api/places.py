"""/places.json: the list of the public page for other programs, with the same parameters and order."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cms.content.site_settings import SiteSettings
from cms.kept_pages.keeping import kept, shows
from cms.public.away import AwayCard, away_cards
from cms.public.cards import PlaceCard, cards_of, keys_on
from cms.public.facets import facets_for
from cms.public.query import LIST_PARAMETERS, resource_key_in
from cms.public.typed_text import Asker
from directory.catalogue.town_alerts import TownAlert, banners
from directory.snapshot import loading

PAGE_SIZE = 100


@kept(*LIST_PARAMETERS)
@require_safe
@cache_control(no_cache=True)
def places(request: HttpRequest) -> JsonResponse:
    """Places by the parameters of the page (q, off, kind, target, open, time, fee, walk, area, city …), PAGE_SIZE at a time.

    `total` of all pages; `after` for the next one, null on the last; `ignored` names facets whose values do not exist;
    `understood` is what the text was read as, but for what `off` takes back (docs/reference/wishes.md); `widened` are
    concepts of which nothing is known, so that something wider is listed; `unheard` are words of no place and no map, which were
    not asked for; with `is_guess` names are only alike; `help` are lines to
    call where the text says that somebody may be in danger; `away`, only with `q`: what the text names and is paused or has
    ended, with its `status`, `since` and `until`, in no count; `spelling` says what was perhaps meant where a text finds
    nothing. `next` is a day, a start and an end, null where
    nobody knows them; an end that is not after its start is on the following day. `schedules` are the rules in words, among
    them rhythms without a day (「月2回」). `alerts` are what the town says in an emergency now, those marked `drill` only to practise.
    """
    now, site = timezone.localtime(), SiteSettings.load(request_or_site=request)
    facets = facets_for(request.GET, loading.current(), now, Asker(site.home, site.walking_speed))
    page = facets.selection.page(PAGE_SIZE, after=resource_key_in(request.GET, "after"))
    cards = cards_of(page, now, facets, site.home, facets.wanted)
    answer = {
        "total": page.total,
        "after": page.next_after,
        "ignored": facets.wrong,
        "is_guess": facets.typed.is_guess,
        "widened": list(facets.typed.found.widened) if facets.typed.narrows else [],
        "unheard": [part.words for part in facets.typed.unheard],
        "understood": [{"words": part.words, "concepts": list(part.concepts)} for part in facets.typed.kept],
        "help": [line.as_json for line in facets.help_lines],
        "alerts": list(map(_as_alert, banners(site.home))),
        "places": list(map(_as_json, cards)),
    }
    away = away_cards(facets, now, site.home)
    if facets.text:
        answer["away"] = list(map(_as_away, away))
    answer["spelling"] = "" if page.total else facets.spelling
    return shows(JsonResponse(answer, json_dumps_params={"ensure_ascii": False}), keys_on(cards, away))


def _as_json(card: PlaceCard) -> dict:
    place, point = card.resource, card.resource.public_place
    following = card.next_date
    hours = (f"{time:%H:%M}" if time else None for time in ((following.start, following.end) if following else ()))
    return {
        "key": place.pk,
        "name": place.name,
        "reading": place.reading,
        "address": f"{settings.SITE_URL}{place.get_absolute_url()}",
        "summary": place.summary,
        "summary_easy": place.summary_easy,
        "kinds": [kind.slug for kind in place.rows_of("kinds")],
        "organization": str(place.public_organization or ""),
        "municipality": place.municipality_id,
        "where": card.whereabouts,
        "point": [point.lat, point.lng, point.precision] if point and point.lat is not None else None,
        "schedules": [str(schedule) for schedule in place.rows_of("schedules")],
        "next": [str(following.day), *hours] if following else None,
        "verified": str(card.verification.day) if card.verification else None,
        "stale": card.stale,
        "found_in": [{"part": part.label, "text": part.text, "metres": part.metres} for part in card.parts],
    }


def _as_away(card: AwayCard) -> dict:
    until = card.stands.until
    status = {"status": card.stands.status, "since": str(card.stands.since), "until": until and str(until)}
    return _as_json(card) | status


def _as_alert(alert: TownAlert) -> dict:
    """`until` is null where nobody knows; `closed` is "" where nothing is off."""
    return {
        "drill": alert.is_drill,
        "reason": alert.reason,
        "text": alert.text,
        "closed": "" if alert.is_drill else alert.sentence,
        "since": str(alert.since),
        "until": alert.until and str(alert.until),
    }
