"""「どこに相談？」: what it is about, which town, about whom; then the desk in charge, with its telephone and whether it is open now.

Every question is a link or a form that sends by GET, so that each answer has an address and no script is needed.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.content.site_settings import SiteSettings
from cms.kept_pages.keeping import kept, not_kept
from cms.public.advice.answers import all_by_topic, answers_of, cities_with_desks
from directory.catalogue.desks import OTHER, desks_for, desks_of, topics, towns_named
from directory.catalogue.help_lines import help_lines
from directory.geo.areas import Municipality
from matching.casework.referrals.destinations import last_resort

WHO = {"self": "自分のこと", "family": "家族のこと", "other": "近所の人・知っている人のこと"}
LONGEST_TOWN = 60
"""Letters of the longest name of a town."""


def city_asked(request: HttpRequest, site: SiteSettings) -> tuple[Municipality | None, list[Municipality]]:
    """The city whose desks are asked for (`?city=` its code, else the site's own, else the first one), and all that have desks.

    Raises Http404 for a code of a city without any.
    """
    cities, asked = cities_with_desks(), request.GET.get("city", "")
    by_code = {city.pk: city for city in cities}
    if asked and asked not in by_code:
        raise Http404("この市町村の 相談窓口は、のせていません。")
    return by_code.get(asked or site.home) or next(iter(cities), None), cities


@kept("topic", "town", "who", "city")
@require_safe
def advice(request: HttpRequest) -> HttpResponse:
    """The questions, and the desks that answer them so far."""
    site, now = SiteSettings.load(request_or_site=request), timezone.localtime()
    city, cities = city_asked(request, site)
    topic = topics().get(request.GET.get("topic", ""))
    said, who = request.GET.get("town", "")[:LONGEST_TOWN].strip(), request.GET.get("who", "")
    context = {"city_asked": city, "cities": cities, "home": site.home, "topics": topics().values(), "topic": topic}
    context |= {"town": said, "who": who if who in WHO else "", "whos": WHO.items()}
    if topic and city:
        towns = towns_named(city, said)
        rows = desks_of(city, now.date())
        asked, for_all = desks_for(rows, topic, towns), desks_for(rows, topics()[OTHER], towns)
        named = {desk.resource for desk in asked}
        context |= {
            "answers": answers_of(asked, now, site.home),
            "others": answers_of([desk for desk in for_all if desk.resource not in named], now, site.home),
            "unknown_town": bool(said) and not towns,
            "takes_worries": who == "other" and last_resort(city) is not None,
            "help_lines": help_lines(city.pk, topic.concepts) if topic.danger else [],
        }
    answer = render(request, "public/advice/advice.html", context)
    # Whether somebody reads worries here depends on who works where, which no edit of the directory tells of.
    return not_kept(answer) if who == "other" else answer


@kept("city")
@require_safe
def desk_list(request: HttpRequest) -> HttpResponse:
    """All desks of a city by topic."""
    site, now = SiteSettings.load(request_or_site=request), timezone.localtime()
    city, cities = city_asked(request, site)
    groups = all_by_topic(desks_of(city, now.date()), now, site.home) if city else []
    context = {"city_asked": city, "cities": cities, "groups": groups, "home": site.home}
    return render(request, "public/advice/list.html", context)
