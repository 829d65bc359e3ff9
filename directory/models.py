"""The index of tables that Django wants; each table lives in the module of its noun."""

from directory.accounts import Agency, Membership, User
from directory.areas import Area, AreaSystem, Municipality, Town
from directory.editions import Change, Edition
from directory.organizations import Organization
from directory.places import Place, PlaceFeature
from directory.resources import Contact, Resource, ResourceFeature
from directory.schedules import Schedule, SingleDate
from directory.standing import StatusStatement, Vacancy, Verification
from directory.vocabulary import Term

__all__ = [
    "Agency",
    "Area",
    "AreaSystem",
    "Change",
    "Contact",
    "Edition",
    "Membership",
    "Municipality",
    "Organization",
    "Place",
    "PlaceFeature",
    "Resource",
    "ResourceFeature",
    "Schedule",
    "SingleDate",
    "StatusStatement",
    "Term",
    "Town",
    "User",
    "Vacancy",
    "Verification",
]
