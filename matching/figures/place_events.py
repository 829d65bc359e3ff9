"""What the figures count of places: those that received somebody, are new, were developed, and where people came. Nobody is in it."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from directory.accounts.users import Agency
from directory.associations.attendance import Attendance, fiscal_year
from directory.catalogue.resources import Resource
from matching.casework.outcomes import Outcome
from matching.figures.events import ALL, Event
from matching.figures.gaps.tasks import GapTask


def hosts(agency: Agency, until: dt.date) -> Iterator[Event]:
    """Each place once in each 年度, on the first day on which somebody of the agency began there."""
    rows = Outcome.objects.filter(participant__agency=agency, started_on__lt=until).exclude(resource=None)
    rows = rows.order_by("started_on", "pk")
    return _once_a_year(rows.values_list("started_on", "resource", "resource__place__town"))


def places(agency: Agency, until: dt.date) -> Iterator[Event]:
    """Each place of the agency's city on the day on which it was first listed."""
    rows = _listed(agency).filter(first_published_at__date__lt=until)
    for day, town in rows.values_list("first_published_at__date", "place__town"):
        yield Event(day, town, ALL, None)


def developed(agency: Agency, until: dt.date) -> Iterator[Event]:
    """Each place in which a task of development ended, on the day of its end."""
    rows = GapTask.objects.filter(agency=agency, done_on__lt=until).exclude(resource=None).order_by("done_on", "pk")
    seen: set[int] = set()
    for day, place, town in rows.values_list("done_on", "resource", "resource__place__town"):
        if place not in seen:
            seen.add(place)
            yield Event(day, town, ALL, None)


def attendances(agency: Agency, until: dt.date) -> Iterator[Event]:
    """How many people came to the places of the city, as associations report it month by month."""
    for month, town, people in _reported(agency, until).values_list("month", "resource__place__town", "people"):
        yield Event(month, town, ALL, None, people)


def bases(agency: Agency, until: dt.date) -> Iterator[Event]:
    """Each place to which somebody came once in each 年度, in the first month of which that is known."""
    return _once_a_year(_where_people_came(agency, until).values_list("month", "resource", "resource__place__town"))


def organizations(agency: Agency, until: dt.date) -> Iterator[Event]:
    """Each organization of such a place once in each 年度, where its first place is."""
    rows = _where_people_came(agency, until).exclude(resource__organization=None)
    return _once_a_year(rows.values_list("month", "resource__organization", "resource__place__town"))


def _where_people_came(agency: Agency, until: dt.date) -> QuerySet[Attendance]:
    return _reported(agency, until).filter(people__gt=0)


def _reported(agency: Agency, until: dt.date) -> QuerySet[Attendance]:
    return Attendance.objects.filter(resource__in=_listed(agency), month__lt=until).order_by("month", "pk")


def _listed(agency: Agency) -> QuerySet[Resource]:
    return Resource.objects.filter(municipality=agency.municipality_id).order_by("pk")


def _once_a_year(rows: Iterable[tuple[dt.date, int, int | None]]) -> Iterator[Event]:
    """Of days, keys and towns, the earliest first, each key once in each 年度."""
    seen: set[tuple[int, int]] = set()
    for day, key, town in rows:
        if (once := (key, fiscal_year(day))) not in seen:
            seen.add(once)
            yield Event(day, town, ALL, None)
