"""The facts of a listing as our own export tells them, each checked at the border."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, Field, Model, Q

from directory.catalogue.contacts import Contact, is_web_page
from directory.catalogue.organizations import Organization
from directory.catalogue.places import Place
from directory.catalogue.resources import Resource
from directory.catalogue.statements import SingleDate, StatusStatement, Vacancy, Verification
from directory.catalogue.vocabulary import Answer, Term
from directory.exports import listing_facts
from directory.geo.areas import Area, Municipality
from directory.geo.points import in_japan
from directory.hours.rule_facts import rule_of_facts
from directory.spreadsheets.findings import Wrong

MOST_ROWS = 500
"""Contacts, rules or days of one listing."""


class FactsChecker:
    """Checks the facts of listings of one municipality; `notices` says what of the last one this site does not know."""

    def __init__(self, where: Municipality):
        self.terms = set(Term.objects.values_list("scheme", "slug"))
        areas = Area.objects.filter(system__municipality=where)
        self.areas = set(areas.values_list("system__name", "name"))
        self.notices: list[str] = []
        self._fit: set[tuple[type[Model], str]] = set()

    def listing(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """The facts, checked. Raises Wrong or ValueError with a sentence."""
        self.notices = []
        facts = self._fitting(Resource, _columns(Resource, listing_facts.COLUMNS, told))
        if not facts.get("name"):
            raise Wrong("名前がありません。")
        for scheme in listing_facts.WORDS:
            facts[scheme] = self._known(scheme, told.get(scheme))
        facts["sector"] = next(iter(self._known("sectors", [told["sector"]] if told.get("sector") else [])), "")
        facts["areas"] = self._known_areas(told.get("areas"))
        facts["contacts"] = list(map(_contact, _rows(told, "contacts")))
        facts["schedule"] = list(map(_rule, _list(told, "schedule")))
        facts["features"] = self._features(told)
        facts["place"] = self._place(told["place"]) if told.get("place") else {}
        facts |= self._organization(told)
        facts["statuses"] = [self._row(StatusStatement, one) for one in _rows(told, "statuses")]
        facts["dates"] = [self._row(SingleDate, one) for one in _rows(told, "dates")]
        facts["verified"] = self._row(Verification, told["verified"]) if told.get("verified") else {}
        facts["capacity_left"] = _columns(Vacancy, ["left"], {"left": told.get("capacity_left")}).get("left")
        if unknown := sorted(set(told) - _KNOWN):
            self.notices.append(f"知らない項目（{'、'.join(map(str, unknown))[:80]}）は、入れませんでした。")
        return {name: value for name, value in facts.items() if value not in (None, "", [], {})}

    def _known(self, scheme: str, slugs: Any) -> list[str]:
        slugs = slugs if isinstance(slugs, list) else []
        for slug in slugs:
            if (scheme, slug) not in self.terms:
                self.notices.append(f"「{slug}」ということばは、ここには ないので、入れませんでした。")
        return [slug for slug in slugs if (scheme, slug) in self.terms]

    def _known_areas(self, told: Any) -> list[dict[str, str]]:
        named = [(one.get("system"), one.get("name")) for one in told or () if isinstance(one, dict)]
        self.notices += [
            f"圏域「{name}」は、ここには ないので、入れませんでした。"
            for system, name in named
            if (system, name) not in self.areas
        ]
        return [{"system": system, "name": name} for system, name in named if (system, name) in self.areas]

    def _features(self, told: Mapping[str, Any]) -> dict[str, str]:
        answers = told.get("features")
        answers = answers if isinstance(answers, dict) else {}
        return {
            slug: answers[slug] for slug in self._known("features", list(answers)) if answers[slug] in Answer.values
        }

    def _place(self, told: Any) -> dict[str, Any]:
        if not isinstance(told, dict):
            raise Wrong("場所の書き方が正しくありません。")
        place = self._fitting(Place, _columns(Place, listing_facts.PLACE, told))
        has_point = "lat" in place and "lng" in place
        if not place.get("name") or has_point != (place.get("precision", "none") != Place.Precision.NONE):
            raise Wrong("場所の名前か、位置の正確さが ありません。")
        if has_point and not in_japan(place["lat"], place["lng"]):
            raise Wrong("日本の外の位置です。")
        features = self._features(told)
        town = told.get("town")
        return (
            place
            | ({"town": town} if isinstance(town, str) and town else {})
            | ({"features": features} if features else {})
        )

    def _organization(self, told: Mapping[str, Any]) -> dict[str, Any]:
        if not told.get("organization"):
            return {}
        facts = told.get("organization_facts")
        facts = facts if isinstance(facts, dict) else {}
        columns = _columns(Organization, listing_facts.ORGANIZATION, facts)
        name = _columns(Organization, ["name"], {"name": told["organization"]})
        self._fitting(Organization, columns | name)
        return {"organization": name["name"], "organization_facts": columns}

    def _row(self, model: type[Model], told: Any) -> dict[str, Any]:
        """A statement as JSON again, days and times as ISO 8601."""
        if not isinstance(told, dict):
            raise Wrong("この日だけのことの、書き方が正しくありません。")
        checked = self._fitting(model, _columns(model, _OF_STATEMENTS[model], told))
        if missing := [name for name in _OF_STATEMENTS[model][:2] if name not in checked]:
            raise Wrong(f"「{model._meta.get_field(missing[0]).verbose_name}」が ありません。")
        return {name: _as_text(value) for name, value in checked.items()}

    def _fitting(self, model: type[Model], columns: dict[str, Any]) -> dict[str, Any]:
        """The columns, which together break no constraint of the table. Raises Wrong."""
        # Django asks the database for each constraint, with every column that is not left out; the same is asked once.
        names = _constrained(model, columns)
        asked = model, repr(sorted((name, columns[name]) for name in names & columns.keys()))
        if asked not in self._fit:
            try:
                model(**columns).validate_constraints({field.name for field in model._meta.concrete_fields} - names)
            except ValidationError as wrong:
                raise Wrong("、".join(wrong.messages)) from wrong
            self._fit.add(asked)
        return columns


_KNOWN = frozenset(
    [
        *listing_facts.COLUMNS,
        *listing_facts.WORDS,
        *("sector", "areas", "contacts", "schedule", "features", "place", "organization", "organization_facts"),
        *("statuses", "dates", "verified", "capacity_left"),
    ]
)


def _columns(model: type[Model], names: Iterable[str], told: Mapping[str, Any]) -> dict[str, Any]:
    """Those of some columns that are told, each checked by its field. Raises Wrong."""
    return {name: _clean(model._meta.get_field(name), told[name]) for name in names if told.get(name) is not None}


def _constrained(model: type[Model], columns: Mapping[str, Any]) -> set[str]:
    """The fields of those constraints that are about some of the columns; all others hold by the usual values."""
    checks = (one.condition for one in model._meta.constraints if isinstance(one, CheckConstraint))
    of_each = (check.referenced_base_fields for check in checks if isinstance(check, Q))
    return set().union(*(names for names in of_each if not names.isdisjoint(columns)))


def _contact(told: Mapping[str, Any]) -> dict[str, Any]:
    contact = _columns(Contact, listing_facts.CONTACT, told)
    if not contact.get("kind") or not contact.get("value"):
        raise Wrong("連絡先に、種類か番号が ありません。")
    is_no_page = contact["kind"] == Contact.Kind.WEBSITE and not is_web_page(contact["value"])
    return contact | {"as_told": True} | ({"kind": Contact.Kind.OTHER.value} if is_no_page else {})


def _clean(field: Field, value: Any) -> Any:
    if isinstance(value, list | dict) or (field.get_internal_type() == "CharField" and not isinstance(value, str)):
        raise Wrong(f"「{field.verbose_name}」の書き方が正しくありません。")
    try:
        return field.clean(value, None)
    except ValidationError as wrong:
        raise Wrong(f"「{field.verbose_name}」: {'、'.join(wrong.messages)}") from wrong


def _list(told: Mapping[str, Any], name: str) -> list[Any]:
    value = told.get(name) or []
    if not isinstance(value, list) or len(value) > MOST_ROWS:
        raise Wrong(f"「{name}」の書き方が正しくありません。")
    return value


def _rows(told: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    for one in _list(told, name):
        if not isinstance(one, dict):
            raise Wrong(f"「{name}」の書き方が正しくありません。")
        yield one


def _rule(line: Any) -> str | dict[str, Any]:
    """A line of hours; one in words is read when it is stored. Raises ValueError for an object that is no rule."""
    if isinstance(line, dict):
        rule_of_facts(line)
    elif not isinstance(line, str):
        raise Wrong("開催日時の書き方が正しくありません。")
    return line


def _as_text(value: Any) -> Any:
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return str(value) if isinstance(value, dt.date) else value


_OF_STATEMENTS = {
    StatusStatement: ("status", "since", "until", "reason"),
    SingleDate: ("day", "meets", "start", "end", "reason"),
    Verification: ("day", "how"),
}
