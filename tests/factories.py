"""Small makers of rows for tests: each gives one saved row, with only what the test does not care about filled in."""

from itertools import count

from django.utils import timezone

from directory.hours.parser import parse_hours
from directory.models import (
    Agency,
    Membership,
    Municipality,
    Organization,
    Place,
    Resource,
    ResourceFeature,
    Schedule,
    Term,
    Town,
    User,
)
from directory.publishing.versions import directory_change
from matching.cases.consents import Agreed, agreed_until, record_consent
from matching.casework.host_requests import ask

_number = count(1)
CITY = "132250"
"""Inagi; any code with a right check digit would do."""
WORD_LISTS = ("kinds", "targets", "activities", "stages", "worries")


def make_municipality(code=CITY, name="稲城市", prefecture="東京都", lat=35.638, lng=139.505):
    """A municipality; the same one for the same code."""
    return Municipality.objects.get_or_create(
        code=code, defaults={"name": name, "prefecture": prefecture, "lat": lat, "lng": lng}
    )[0]


def make_town(name="平尾", municipality=None, **facts):
    """A town; the same one for the same name."""
    facts = {"lat": 35.604, "lng": 139.489, "reading": "ひらお"} | facts
    return Town.objects.get_or_create(
        municipality=municipality or make_municipality(), name=name, koaza="", defaults=facts
    )[0]


def make_place(lat=35.604, lng=139.489, **facts):
    """A place with an exact point; `lat=None` for one without."""
    facts = {
        "name": f"会館{next(_number)}",
        "municipality": facts.get("municipality") or make_municipality(),
        "lat": lat,
        "lng": lng,
        "precision": "none" if lat is None else "exact",
    } | facts
    return Place.objects.create(**facts)


def make_organization(**facts):
    """An organization."""
    return Organization.objects.create(**{"name": f"会{next(_number)}"} | facts)


def make_resource(schedule=None, rules=(), features=None, contacts=(), **facts):
    """A live public resource.

    schedule   as people write it, e.g. "毎月第2・第4火曜 10:00–12:00"
    rules      hours.rules.Rule, for what is easier said so
    features   {slug: yes | no | unknown}
    kinds, targets, activities, stages, worries   slugs;  areas   Area rows
    contacts   dicts of Contact columns
    """
    words = {name: facts.pop(name) for name in (*WORD_LISTS, "areas") if name in facts}
    place = facts.pop("place", None) or make_place()
    facts = {"name": f"サロン{next(_number)}", "municipality": place.municipality, "place": place} | facts
    # One change of the directory: each one for itself costs as much as the row that it tells of.
    with directory_change():
        return _made(Resource(**facts), {"kinds": ["salon"]} | words, schedule, rules, features, contacts)


def _made(resource, words, schedule, rules, features, contacts):
    for name, chosen in words.items():
        rows = chosen if name == "areas" else Term.objects.filter(scheme=name, slug__in=chosen)
        getattr(resource, name).set(rows)
    resource.save()
    for rule in [*rules, *(parse_hours(schedule).rules if schedule else ())]:
        Schedule.of(rule, resource=resource).save()
    for slug, answer in (features or {}).items():
        term = Term.objects.get(scheme="features", slug=slug)
        ResourceFeature.objects.create(resource=resource, feature=term, answer=answer)
    for contact in contacts:
        resource.contacts.model.objects.create(resource=resource, **contact)
    return resource


def make_agency(**facts):
    """An agency of the sample municipality."""
    facts = {"name": f"社協{next(_number)}", "kind": "shakyo"} | facts
    return Agency.objects.create(municipality=facts.pop("municipality", None) or make_municipality(), **facts)


def make_consent(person, *places, text="", **facts):
    """A consent of a person that holds today: that some places are told a text; `facts` are of `Agreed`."""
    day = timezone.localdate()
    agreed = {"how": "spoken", "given_on": day, "expires_on": agreed_until(day), "text": text, "hosts": places}
    return record_consent(person, Agreed(**agreed | facts), None)


def ask_agreed(introduction, text, how, by):
    """Ask a host with a text to which the person agrees today; as `host_requests.ask`."""
    make_consent(introduction.participant, introduction.resource, text=text)
    return ask(introduction, text, how, by)


def make_user(role=None, agency=None, **facts):
    """A user; with a role ("coordinator", "staff") also a membership in an agency."""
    user = User.objects.create_user(**{"username": f"user{next(_number)}", "password": "himitsu-no-kotoba"} | facts)
    if role:
        Membership.objects.create(user=user, agency=agency or make_agency(), role=role)
    return user
