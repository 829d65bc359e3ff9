"""What is said of a listing by the day and is no part of its draft: status, check, places left, single dates."""

from django.utils import timezone

from cms.permissions.staff import may_decide
from directory.catalogue.statements import single_dates_that_hold
from directory.models import Resource


def current_facts(resource: Resource, user) -> dict:
    """Context of a template: status, last check, places left and next dates of today, and requests that wait."""
    today = timezone.localdate()
    singles = resource.single_dates.filter(day__gte=today).order_by("day", "pk")
    return {
        "resource": resource,
        "status": resource.status_on(today),
        "verification": resource.last_verification,
        "left": resource.places_left,
        "singles": single_dates_that_hold(singles),
        "asked": list(resource.amendments.waiting().order_by("made_at", "pk")),
        "may_decide": may_decide(user),
        "next_dates": [*resource.next_dates(today, 3), *resource.rhythms],
    }
