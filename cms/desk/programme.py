"""市の体制: who does which of the five works, what the meetings are called, what the plan aims at, and all desks with who answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.desk.access import caseworkers_only, choose_agency
from directory.catalogue.desks import desks_of
from matching.cases.access import Access
from matching.cases.programme import DeskAgency, MeetingName, PlanAim, Work, WorkDoer


@require_safe
@caseworkers_only
def programme(request: HttpRequest) -> HttpResponse:
    """What the city's own file said, and the desks of the directory, those for supporters too. Nothing of any person."""
    access: Access = request.permissions  # type: ignore[attr-defined]
    agency, agencies = choose_agency(request, access.agencies)
    city = agency.municipality
    doers = list(WorkDoer.objects.filter(municipality=city))
    answering = dict(DeskAgency.objects.filter(desk__municipality=city).values_list("desk", "agency__name"))
    context = {
        "room": "programme",
        "city_of_agency": city,
        "agency": agency,
        "agencies": agencies,
        "works": [(work.label, [one for one in doers if one.work == work]) for work in Work],
        "meetings": MeetingName.objects.filter(municipality=city),
        "aims": PlanAim.objects.filter(municipality=city),
        "desks": [(row, answering.get(row.pk, "")) for row in desks_of(city, timezone.localdate(), True)],
    }
    return render(request, "desk/programme.html", context)
