"""Listings as services of HSDS."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.encoding import iri_to_uri

from directory.catalogue.contacts import Contact
from directory.catalogue.resources import Resource
from directory.catalogue.statements import StatusStatement
from directory.exports.hsds.locations import service_at_location
from directory.exports.hsds.objects import made_id, moment
from directory.exports.hsds.organizations import organization, organization_alone
from directory.exports.hsds.schedules import schedules_of
from directory.exports.hsds.words import attributes_of
from directory.exports.json_objects import Json, told

STATUS = {
    StatusStatement.Status.ACTIVE: "active",
    StatusStatement.Status.PAUSED: "temporarily closed",
    StatusStatement.Status.ENDED: "defunct",
}
YEN = "JPY"
PEOPLE = {"id": made_id("unit", "people"), "name": "人"}
VOICE = {Contact.Kind.TELEPHONE: "voice", Contact.Kind.FAX: "fax"}
EVERYBODY = "どなたでも"
_SAID = ("status_statements", "single_dates", "verifications", "vacancies")
"""What is said of a listing beside its own row, each with the moment at which it was said."""


def public_services() -> QuerySet[Resource]:
    """Every listing that residents may see, in the order in which they were entered: an edit moves none to another page.

    Ended ones stay, as `defunct`: whoever keeps a copy learns of the end.
    """
    return Resource.objects.public().order_by("pk")


def changed_since(services: QuerySet[Resource], since: dt.datetime) -> QuerySet[Resource]:
    """Those of which something that HSDS tells was changed at a moment or after it."""
    changed = Q(changed_at__gte=since) | Q(place__changed_at__gte=since) | Q(organization__changed_at__gte=since)
    for relation in _SAID:
        model = Resource._meta.get_field(relation).related_model
        changed |= Q(pk__in=model._base_manager.filter(made_at__gte=since).values("resource"))
    return services.filter(changed)


@dataclass(frozen=True)
class ServiceWriter:
    """Writes services on a day.

    today     decides the status, and the first date of schedules
    site_url  begins the address of a listing's page
    """

    today: dt.date
    site_url: str

    def alone(self, resource: Resource) -> Json:
        """A service as it stands in a list: without what belongs to it, but with its organization."""
        runs = resource.public_organization
        return self._columns(resource) | told(organization=organization_alone(runs) if runs else None)

    def whole(self, resource: Resource) -> Json:
        """A service with everything that residents may know."""
        runs, place = resource.public_organization, resource.public_place
        return self._columns(resource) | told(
            organization=organization(runs) if runs else None,
            service_at_locations=[service_at_location(resource, place)] if place else [],
            **self._parts(resource),
        )

    def at_location(self, resource: Resource, whole: bool) -> Json:
        """Where a service is, as an object of its own: with the service inside. The listing has a public place."""
        place, runs = resource.place, resource.public_organization
        if not whole:
            return service_at_location(resource, place, whole=False) | {"service": self.alone(resource)}
        inside = self._columns(resource) | told(
            organization=organization(runs) if runs else None, **self._parts(resource)
        )
        return service_at_location(resource, place) | {"service": inside}

    def _columns(self, resource: Resource) -> Json:
        checked, said = resource.last_verification, resource.status_on(self.today)
        visitor = resource.ages_of == Resource.AgesOf.VISITOR
        runs = resource.public_organization
        return told(
            id=str(resource.uuid),
            organization_id=str(runs.uuid) if runs else None,
            name=resource.name,
            alternate_name=resource.reading,
            description="\n\n".join(filter(None, (resource.summary, resource.description))),
            url=f"{self.site_url}{resource.get_absolute_url()}",
            email=next((one.value for one in _public(resource, Contact.Kind.EMAIL)), None),
            status=STATUS[StatusStatement.Status(said.status)] if said else "active",
            application_process=_how_to_begin(resource),
            fees_description=resource.fee_note,
            eligibility_description=_for_whom(resource),
            minimum_age=resource.min_age if visitor else None,
            maximum_age=resource.max_age if visitor else None,
            assured_date=str(checked.day) if checked else None,
            alert=_alert(said, self.today),
            last_modified=moment(_last_modified(resource)),
        )

    def _parts(self, resource: Resource) -> Json:
        return told(
            additional_urls=[_page(resource, one) for one in _public(resource, Contact.Kind.WEBSITE)],
            phones=[_phone(resource, one) for kind in VOICE for one in _public(resource, kind)],
            contacts=_people(resource),
            schedules=schedules_of(resource, self.today),
            service_areas=[_area(resource, area) for area in resource.rows_of("areas")],
            cost_options=_cost(resource),
            capacities=_capacity(resource),
            attributes=attributes_of(resource),
        )


def _public(resource: Resource, kind: Contact.Kind) -> Iterable[Contact]:
    return (one for one in resource.rows_of("contacts") if one.is_public and one.kind == kind)


def _last_modified(resource: Resource) -> dt.datetime:
    said = [one.made_at for relation in _SAID for one in resource.statements_of(relation)]
    beside = [one.changed_at for one in (resource.place, resource.organization) if one]
    return max([resource.changed_at, *beside, *said])


def _how_to_begin(resource: Resource) -> str:
    bring = f"持ち物: {resource.to_bring}" if resource.to_bring else ""
    at_the_door = (getattr(resource, name) for name in ("entrance", "met_by", "leaving"))
    return "\n".join(filter(None, (resource.get_referral_display(), resource.first_visit, *at_the_door, bring)))


def _for_whom(resource: Resource) -> str:
    targets = "、".join(term.label for term in resource.rows_of("targets")) or EVERYBODY
    of_children = resource.ages_of == Resource.AgesOf.CHILD
    return f"{targets}（いっしょに来る子どもの年齢: {resource.ages}）" if resource.ages and of_children else targets


def _alert(said: StatusStatement | None, today: dt.date) -> str:
    """What a visitor must know first: that it is closed, until when and why."""
    if said is None or said.status == StatusStatement.Status.ACTIVE:
        return ""
    until = f"（{said.until.year}年{said.until.month}月{said.until.day}日まで）" if said.until else ""
    return f"{said.get_status_display()}{until}" + (f"。{said.reason}" if said.reason else "")


def _page(resource: Resource, contact: Contact) -> Json:
    return told(
        id=made_id("url", resource.uuid, contact.pk),
        service_id=str(resource.uuid),
        label=contact.note,
        url=iri_to_uri(contact.value),
    )


def _phone(resource: Resource, contact: Contact) -> Json:
    return told(
        id=made_id("phone", resource.uuid, contact.pk),
        service_id=str(resource.uuid),
        number=contact.value,
        type=VOICE[Contact.Kind(contact.kind)],
        description=contact.note,
    )


def _people(resource: Resource) -> list[Json]:
    """Whom to ask for, where it is public."""
    named = [one for kind in VOICE for one in _public(resource, kind) if one.person]
    return [
        {
            "id": made_id("contact", resource.uuid, one.pk),
            "service_id": str(resource.uuid),
            "name": one.person,
            "phones": [_phone(resource, one)],
        }
        for one in named
    ]


def _area(resource: Resource, area) -> Json:
    return {
        "id": made_id("area", resource.uuid, area.pk),
        "service_id": str(resource.uuid),
        "name": area.name,
        "description": f"{area.system.municipality.name} {area.system.name}",
    }


def _cost(resource: Resource) -> list[Json]:
    """The fee of one visit, where it is known."""
    if resource.fee is None:
        return []
    return [
        told(
            id=made_id("cost", resource.uuid),
            service_id=str(resource.uuid),
            option="1回の参加費",
            currency=YEN,
            amount=resource.fee,
            amount_description=resource.fee_note,
        )
    ]


def _capacity(resource: Resource) -> list[Json]:
    """Places left, as last told, and when."""
    last = max(resource.statements_of("vacancies"), key=lambda one: one.pk, default=None)
    if last is None or last.left is None:
        return []
    return [
        told(
            id=made_id("capacity", resource.uuid),
            service_id=str(resource.uuid),
            unit=PEOPLE,
            available=last.left,
            maximum=resource.capacity,
            updated=moment(last.made_at),
        )
    ]
