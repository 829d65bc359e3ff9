"""Seats that nobody sits on yet: of people who are introduced to a place and do not take part there yet; nobody whose support has ended."""

from typing import Any

from django.db.models import Count, QuerySet

from matching.cases.participants import Participant
from matching.casework.introductions import Introduction, IntroductionQuerySet


def with_open_introduction() -> QuerySet[Introduction, int]:
    """Keys of the people who are introduced somewhere and do not take part yet."""
    return _open().values_list("participant", flat=True)


def held_seats(agencies: QuerySet[Any, Any]) -> dict[int, int]:
    """Key of a place -> how many people of some agencies are introduced to it and do not take part yet."""
    rows = _open().filter(participant__agency__in=agencies.order_by()).exclude(resource=None)
    return dict(rows.order_by().values_list("resource").annotate(people=Count("pk")))


def _open() -> IntroductionQuerySet:
    found: IntroductionQuerySet = Introduction.objects.still_open()
    return found.exclude(participant__state=Participant.State.ENDED)
