"""Calendar files: of one place, and of all places that a list finds. A program may subscribe to both."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from cms.content.site_settings import SiteSettings
from cms.kept_pages.keeping import holds_all_day, kept, shows, shows_one
from cms.public.following.followed import FollowedList, etag, in_my_language
from cms.public.place_page import public_survivor
from cms.public.query import LIST_PARAMETERS
from directory.catalogue.resources import Resource
from directory.catalogue.statements import StatusStatement
from directory.exports.ical import calendar_of, calendar_of_places
from directory.exports.meetings import CalendarMeeting, coming_meetings, meetings_until
from directory.languages.times import short_date

CALENDAR_DATES = 12
DAYS = 60
"""How far the calendar of a list reaches."""
MOST_PLACES, MOST_MEETINGS = 100, 1_000


@kept()
@require_safe
def place_calendar(request: HttpRequest, key: int) -> HttpResponse:
    """The next dates of a place as an iCalendar file, with those that were cancelled."""
    resource = Resource.objects.public().for_cards().prefetch_related("contacts").filter(pk=key).first()
    if resource is None:
        return redirect(in_my_language(reverse("place_calendar", args=[public_survivor(key).pk])), permanent=True)
    meetings = coming_meetings(resource, timezone.localtime(), CALENDAR_DATES)
    desk = _desk_of(resource, SiteSettings.load(request_or_site=request))
    calendar = calendar_of(resource, meetings, settings.SITE_URL, desk)
    return shows_one(_file(calendar, f"ibasho-{resource.pk}.ics"), key)


@kept(*LIST_PARAMETERS)
@require_safe
@cache_control(no_cache=True)
@condition(etag_func=etag)
def list_calendar(request: HttpRequest) -> HttpResponse:
    """The meetings of the next DAYS days of the places that the list finds with the same parameters."""
    site, today = SiteSettings.load(request_or_site=request), timezone.localdate()
    followed = FollowedList(request.GET, site, today)
    if followed.outdated:
        return followed.refusal()
    found = Resource.objects.public().for_cards().prefetch_related("contacts")
    rows = found.in_bulk(followed.keys[:MOST_PLACES].tolist())
    meetings, last = _meetings(rows.values(), today)
    name = f"{followed.name}（{site.title}）" if followed.name else site.title
    said = [_("%(day)sまでの 日程です。毎日 新しくなります。") % {"day": short_date(last)}]
    if len(followed.keys) > MOST_PLACES:
        numbers = {"all": len(followed.keys), "some": MOST_PLACES}
        said.append(
            _("%(all)sか所のうち、%(some)sか所だけを のせています。条件を しぼると、ぜんぶ のります。") % numbers
        )
    placed = ((resource, meeting, _desk_of(resource, site)) for resource, meeting in meetings)
    calendar = calendar_of_places(name, "\n".join(said), placed, settings.SITE_URL)
    answer = shows(_file(calendar, "ibasho.ics"), rows)
    return answer if followed.facets.text else holds_all_day(answer)


def _meetings(rows: Iterable[Resource], today: dt.date) -> tuple[list[tuple[Resource, CalendarMeeting]], dt.date]:
    """Meetings from the beginning of a day on in their order, with their places; and the last day that is complete.

    More than MOST_MEETINGS are cut by the day.
    """
    now, last = dt.datetime.combine(today, dt.time()), today + dt.timedelta(DAYS)
    found = [(row, one) for row in rows if not _is_gone(row, today) for one in meetings_until(row, now, last)]
    found.sort(key=lambda pair: (pair[1].occurrence, pair[0].pk, pair[1].number))
    if len(found) > MOST_MEETINGS:
        last = max(found[MOST_MEETINGS][1].occurrence.day - dt.timedelta(1), today)
        found = [pair for pair in found if pair[1].occurrence.day <= last]
    return found, last


def _is_gone(row: Resource, today: dt.date) -> bool:
    """Whether a place ended so long ago that no calendar holds a meeting of it that is still to come."""
    said = row.status_on(today)
    ended = said is not None and said.status == StatusStatement.Status.ENDED
    return ended and timezone.localdate(said.made_at) < today - dt.timedelta(DAYS)


def _desk_of(resource: Resource, site: SiteSettings) -> str:
    """Whom to call where a place has no telephone; a city's desk knows nothing of other cities."""
    return site.desk_to_call if site.home in ("", resource.municipality_id) else ""


def _file(calendar: bytes, name: str) -> HttpResponse:
    response = HttpResponse(calendar, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
