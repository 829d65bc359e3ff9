"""Organizations of HSDS."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.encoding import iri_to_uri

from directory.catalogue.organizations import Organization
from directory.catalogue.resources import Resource
from directory.exports.hsds.objects import made_id
from directory.exports.json_objects import Json, told

CORPORATE_NUMBER = "法人番号"
REGISTER = "JP-JCN"
"""The list of Japanese corporate numbers, by its name in org-id.guide."""


def public_organizations() -> QuerySet[Organization]:
    """The organizations that residents may see: live, with a public listing. In the order in which they were entered."""
    listings = Resource.objects.public().filter(organization=OuterRef("pk"))
    return Organization.objects.live().filter(Exists(listings)).order_by("pk")


def organization_alone(organization: Organization) -> Json:
    """An organization without what belongs to it. Its reading is the alternate name; HSDS wants a description: the kind, at least."""
    return told(
        id=str(organization.uuid),
        name=organization.name,
        alternate_name=organization.reading,
        description=organization.description or organization.get_kind_display(),
        website=iri_to_uri(organization.website),
        legal_status=organization.get_kind_display(),
    )


def organization(organization: Organization) -> Json:
    """An organization with its corporate number."""
    number = organization.corporate_number
    return told(
        **organization_alone(organization),
        organization_identifiers=[
            {
                "id": made_id("corporate number", organization.uuid),
                "organization_id": str(organization.uuid),
                "identifier_scheme": REGISTER,
                "identifier_type": CORPORATE_NUMBER,
                "identifier": number,
            }
        ]
        if number
        else [],
    )
