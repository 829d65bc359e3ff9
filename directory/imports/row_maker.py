"""The facts of a listing as rows of the database: which word, organization, place and town a name means."""

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from django.db.models import Q, QuerySet
from django.utils import timezone

from directory.catalogue.contact_texts import ContactText, usual_contacts
from directory.catalogue.contacts import Contact
from directory.catalogue.features import PlaceFeature, ResourceFeature
from directory.catalogue.organizations import Organization
from directory.catalogue.parts import AT_THE_DOOR, EASY
from directory.catalogue.places import Place
from directory.catalogue.resources import Resource
from directory.catalogue.schedules import Schedule
from directory.catalogue.statements import StatusStatement, Vacancy, Verification
from directory.catalogue.vocabulary import Term
from directory.geo.areas import Area, Municipality, Town
from directory.hours.parser import parse_hours
from directory.hours.rule_facts import RuleFacts, rule_of_facts
from directory.hours.rules import Rule
from directory.hours.wording import describe
from directory.japanese.folding import fold, fold_name
from directory.spreadsheets.findings import Wrong

COLUMNS = [
    "name",
    "reading",
    "summary",
    "description",
    "field",
    "operation",
    "office",
    "outside_area_ok",
    "ages_of",
    "min_age",
    "max_age",
    "fee",
    "fee_note",
    "group_size",
    "capacity",
    "referral",
    "referral_how",
    "by_appointment",
    "hours_note",
    "visibility",
    "to_bring",
    "first_visit",
    *EASY.values(),
    *AT_THE_DOOR,
    "wants_helpers",
    "helpers_wanted",
    "source",
    "source_licence",
]
"""Facts that are columns of Resource."""
TERM_LISTS = ("kinds", "targets", "activities", "stages", "worries")
"""Facts that are lists of words."""
CHILDREN = {"contacts": Contact, "schedule": Schedule, "features": ResourceFeature}
"""Facts that are rows of their own, replaced together."""
PLACE_COLUMNS = (
    "name", "reading", "address", "building", "postcode", "lat", "lng", "precision", "access", "accessibility",
)  # fmt: skip
CHUNK = 1_000


@lru_cache(maxsize=4_096)
def _rules(text: str) -> tuple[Rule, ...]:
    parsed = parse_hours(text)
    if not parsed.certain or not parsed.rules:
        raise Wrong(f"開催日時「{text}」が読めません。「毎月第2・第4火曜 10:00–12:00」のように書いてください。")
    return parsed.rules


def hours_in_words(line: RuleFacts) -> str:
    """One fact of `schedule` as people read it."""
    return line if isinstance(line, str) else describe(rule_of_facts(line))


def _rules_of(line: RuleFacts) -> tuple[Rule, ...]:
    return _rules(line) if isinstance(line, str) else (rule_of_facts(line),)


def default_of(column: str) -> object:
    """What a column of Resource holds when nobody says anything."""
    field = Resource._meta.get_field(column)
    return field.get_default()


def published_columns() -> dict:
    """Columns of a row that is approved as it stands."""
    now = timezone.now()
    return {"live": True, "has_unpublished_changes": False, "first_published_at": now, "last_published_at": now}


class RowMaker:
    """Makes rows of facts for one municipality. What is asked of the database is asked once.

    `made_organizations` and `made_places` are the keys of those that it has made.
    """

    def __init__(self, where: Municipality, is_sample: bool = False):
        self.where, self.is_sample = where, is_sample
        self.made_organizations: list[int] = []
        self.made_places: list[int] = []

    @cached_property
    def terms(self) -> dict[tuple[str, str], int]:
        return {(scheme, slug): key for key, scheme, slug in Term.objects.values_list("pk", "scheme", "slug")}

    @cached_property
    def areas(self) -> dict[str, int]:
        return dict(Area.objects.filter(system__municipality=self.where).values_list("name", "pk"))

    @cached_property
    def areas_of_systems(self) -> dict[tuple[str, str], int]:
        rows = Area.objects.filter(system__municipality=self.where)
        return {(system, name): key for key, system, name in rows.values_list("pk", "system__name", "name")}

    @cached_property
    def towns(self) -> dict[str, int]:
        rows = Town.objects.filter(municipality=self.where).order_by("-koaza", "-pk")
        return {str(town): town.pk for town in rows}

    @cached_property
    def organizations(self) -> dict[str, int]:
        # Of other cities none is found by its name: whoever imports it there would see and keep what is theirs.
        own = Q(
            pk__in=Resource.objects.filter(municipality=self.where).exclude(organization=None).values("organization")
        )
        rows = Organization.objects.filter(own | Q(resources=None, representatives=None), is_sample=self.is_sample)
        rows = rows.exclude(pk__in=self.not_ours().values("organization"))
        return {fold_name(name): key for name, key in rows.order_by("-pk").values_list("name", "pk")}

    def not_ours(self) -> QuerySet[Resource]:
        """Listings whose organizations are not found by their names, but made once more."""
        return Resource.objects.none()

    @cached_property
    def places(self) -> dict[tuple[str, str], int]:
        rows = Place.objects.filter(municipality=self.where).order_by("-pk")
        return {
            _place_key(name, address or (town or ""), building): key
            for key, name, address, building, town in rows.values_list(
                "pk", "name", "address", "building", "town__name"
            )
        }

    def add_organizations(self, listings: Iterable[dict]) -> None:
        """Make the organizations that the listings name and the directory lacks. Facts of one: {name, kind, reading …}."""
        new = {}
        for facts in listings:
            if fold_name(facts["name"]) not in self.organizations:
                new.setdefault(fold_name(facts["name"]), facts)
        columns = ("name", "reading", "kind", "description", "corporate_number", "website")
        made = Organization.objects.bulk_create(
            [
                Organization(**{c: f[c] for c in columns if f.get(c)}, is_sample=self.is_sample, **published_columns())
                for f in new.values()
            ],
            batch_size=CHUNK,
        )
        self.made_organizations += [row.pk for row in made]
        self.organizations.update(zip(new, (row.pk for row in made), strict=True))

    def add_places(self, places: Iterable[dict]) -> None:
        """Make the places that are told of and that the directory lacks; one row for the same name and address."""
        new, features = {}, {}
        for facts in places:
            key = place_key(facts)
            if key not in self.places:
                new.setdefault(key, facts)
                features[key] = facts.get("features", {}) | features.get(key, {})
        made = Place.objects.bulk_create([self._place(facts) for facts in new.values()], batch_size=CHUNK)
        keys = dict(zip(new, (row.pk for row in made), strict=True))
        self.made_places += keys.values()
        self.places.update(keys)
        PlaceFeature.objects.bulk_create(
            [
                PlaceFeature(place_id=keys[key], feature_id=self.term("features", slug), answer=answer)
                for key, answers in features.items()
                for slug, answer in answers.items()
            ],
            batch_size=CHUNK,
        )

    def _place(self, facts: dict) -> Place:
        columns = {name: facts[name] for name in PLACE_COLUMNS if facts.get(name) is not None}
        return Place(
            municipality=self.where,
            town_id=self.town(facts),
            is_sample=self.is_sample,
            **columns,
            **published_columns(),
        )

    def town(self, place: dict) -> int | None:
        """Key of the town of a place."""
        return self.towns.get(place.get("town", ""))

    def term(self, scheme: str, slug: str) -> int:
        """Key of a word; raises Wrong for one that the vocabulary does not have."""
        if (scheme, slug) not in self.terms:
            raise Wrong(f"「{slug}」ということばは、一覧（{scheme}）にありません。")
        return self.terms[scheme, slug]

    def resource(self, key: str, facts: dict) -> Resource:
        """An unsaved resource; its organization and place are there already."""
        return Resource(
            **{name: facts[name] for name in COLUMNS if facts.get(name) is not None},
            organization_id=self.organization(facts),
            place_id=self.place(facts),
            sector_id=self.sector(facts),
            municipality=self.where,
            source_key=key,
            is_sample=self.is_sample,
            **published_columns(),
        )

    def organization(self, facts: dict) -> int | None:
        """Key of a listing's organization."""
        return self.organizations[fold_name(facts["organization"])] if facts.get("organization") else None

    def place(self, facts: dict) -> int | None:
        """Key of a listing's place."""
        return self.places[place_key(facts["place"])] if facts.get("place") else None

    def sector(self, facts: dict) -> int | None:
        """Key of a listing's sector."""
        return self.term("sectors", facts["sector"]) if facts.get("sector") else None

    def words(self, scheme: str, facts: dict) -> set[int]:
        """Keys of a listing's words of a scheme."""
        return {self.term(scheme, slug) for slug in facts.get(scheme, ())}

    def served(self, facts: dict) -> set[int]:
        """Keys of the areas that a listing serves: the one named `area`, or all that are named with their systems."""
        if facts.get("area"):
            return {self.areas[facts["area"]]}
        named = ((area["system"], area["name"]) for area in facts.get("areas", ()))
        return {self.areas_of_systems[name] for name in named if name in self.areas_of_systems}

    def children(self, name: str, resource_id: int, facts: dict) -> list:
        """Unsaved rows of CHILDREN."""
        told = facts.get(name, ())
        match name:
            case "contacts":
                return [row for contact in told for row in _contacts(resource_id, contact)]
            case "schedule":
                lines = [told] if isinstance(told, str) else told
                return [Schedule.of(rule, resource_id=resource_id) for line in lines for rule in _rules_of(line)]
        return [
            ResourceFeature(resource_id=resource_id, feature_id=self.term("features", slug), answer=answer)
            for slug, answer in facts.get("features", {}).items()
        ]

    def statements(self, resource_id: int, facts: dict, today: dt.date) -> Iterator:
        """Unsaved rows of what is said of a new listing from day to day."""

        def ago(days: int) -> dt.date:
            return today - dt.timedelta(days=days)

        if facts.get("verified_days_ago") is not None:
            yield Verification(resource_id=resource_id, day=ago(facts["verified_days_ago"]), how=facts["verified_how"])
        if told := facts.get("verified"):
            yield Verification(resource_id=resource_id, **told)
        for told in facts.get("statuses", ()):
            yield StatusStatement(resource_id=resource_id, **told)
        if said := facts.get("status"):
            until = ago(-said["until_in_days"]) if "until_in_days" in said else None
            since = ago(said["since_days_ago"])
            yield StatusStatement(
                resource_id=resource_id, status=said["status"], since=since, until=until, reason=said.get("reason", "")
            )  # fmt: skip
        if facts.get("capacity_left") is not None:
            yield Vacancy(resource_id=resource_id, left=facts["capacity_left"])


def _contacts(resource_id: int, facts: dict) -> list[Contact]:
    """Rows of one contact. Numbers of facts that were stored before they had one form are brought into it.

    What our own export tells (`as_told`) stays as it is: it was stored so.
    """
    kind, text, note = facts["kind"], facts["value"], facts.get("note", "")
    is_number = kind in (Contact.Kind.TELEPHONE, Contact.Kind.FAX) and not facts.get("as_told")
    told = usual_contacts(kind, text, note) if is_number else [ContactText(kind, text, note)]
    same = {"resource_id": resource_id, "is_public": facts.get("public", True), "person": facts.get("person", "")}
    return [Contact(**one._asdict(), **same) for one in told]


def place_key(facts: dict) -> tuple[str, str]:
    """What makes a place the same place: its folded name and its folded address, or its town where it has none."""
    return _place_key(facts["name"], facts.get("address") or facts.get("town", ""), facts.get("building", ""))


def _place_key(name: str, address: str, building: str) -> tuple[str, str]:
    return fold(name), fold(address + building)
