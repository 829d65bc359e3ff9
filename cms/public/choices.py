"""The choices of each facet with their labels, as the directory has them now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from directory.caches import KeyedCache
from directory.catalogue.vocabulary import Term
from directory.geo.areas import Area, Municipality, Town, towns_by_area
from directory.hours.rules import WEEKDAY_LETTERS
from directory.search.fulfilling.part_masks import CHEAP
from directory.search.wishes.table import SCHEME_OF
from directory.snapshot.arrays import Columns
from directory.snapshot.codes import NO_TOWN


@dataclass(frozen=True)
class FacetChoices:
    """Choices of each facet: value -> label, in the order in which they are shown.

    home    code of the city that is shown where nobody chose one; "" for all cities
    areas   name of a way to divide the city -> its areas; the towns that have a place where nobody has entered areas
    towns   value of an area -> ids of its towns
    """

    terms: Mapping[str, Mapping[str, str]]
    home: str
    cities: Mapping[str, str]
    areas: Mapping[str, Mapping[str, str]]
    towns: Mapping[str, frozenset[int]]

    weekdays = {str(number): f"{letter}曜日" for number, letter in enumerate(WEEKDAY_LETTERS)}
    times = {"morning": "午前", "afternoon": "午後", "evening": "夜（17時から）"}
    fees = {"free": "無料", "cheap": f"{CHEAP}円まで"}
    walks = {"10": "10分まで", "15": "15分まで", "30": "30分まで"}
    most_yen = {"free": 0, "cheap": CHEAP}
    openings = {"today": "きょう ひらく", "tomorrow": "あした ひらく", "week": "7日のうちに ひらく"}


@dataclass(frozen=True)
class Option:
    """One option of a facet.

    count    number of places with it
    toggled  gives the query string with it added, or removed where it is chosen; a function, because most are never shown
    """

    value: str
    label: str
    count: int
    chosen: bool
    toggled: Callable[[], str]


@dataclass(frozen=True)
class FacetGroup:
    """One facet as it is shown.

    several  whether more than one option may be chosen
    nothing  label of the choice of none
    parts    the same options in named groups, where there are some
    """

    name: str
    legend: str
    options: list[Option]
    several: bool = True
    note: str = ""
    nothing: str = "どれでも"
    parts: Mapping[str, list[Option]] = field(default_factory=dict)

    @property
    def chosen(self) -> int:
        """How many are chosen."""
        return sum(option.chosen for option in self.options)


_choices_cache: KeyedCache[tuple[Columns, str], FacetChoices] = KeyedCache()


def facet_choices(columns: Columns, home: str) -> FacetChoices:
    """The words at the version of these columns for the site of a city; a fixed number of queries, once a version."""
    return _choices_cache.get((columns, home), lambda: _read_choices(columns, home))


def _read_choices(columns: Columns, home: str) -> FacetChoices:
    cities = _cities(columns)
    return FacetChoices(_terms(columns), home if home in cities and len(cities) > 1 else "", cities, *_areas(columns))


def _terms(columns: Columns) -> dict[str, dict[str, str]]:
    """The words by which something can be found: not one that came since, nor one beyond those that have a bit."""
    labels = {scheme: {} for scheme in SCHEME_OF.values()}
    for term in Term.objects.filter(scheme__in=labels).order_by("position", "pk"):
        if term.slug in columns.vocabulary.get(term.scheme, (term.slug,)):
            labels[term.scheme][term.slug] = term.short_label
    return labels


def _cities(columns: Columns) -> dict[str, str]:
    codes = {f"{code:06}" for code in set(columns.rows.municipality[columns.public].tolist())}
    return dict(Municipality.objects.filter(code__in=codes).order_by("code").values_list("code", "name"))


def _areas(columns: Columns) -> tuple[dict[str, dict[str, str]], dict[str, frozenset[int]]]:
    """Areas that have towns, by the name of their area system, and the towns of each; without areas, the towns."""
    areas = list(Area.objects.select_related("system").order_by("system__municipality", "system__name", "name", "pk"))
    towns = {f"area-{area}": inside for area, inside in towns_by_area().items()}
    groups: dict[str, dict[str, str]] = {}
    for area in areas:
        if f"area-{area.pk}" in towns:
            groups.setdefault(area.system.name, {})[f"area-{area.pk}"] = area.name
    if not groups:
        groups, towns = _towns_with_places(columns)
    return groups, {value: frozenset(ids) for value, ids in towns.items()}


def _towns_with_places(columns: Columns) -> tuple[dict[str, dict[str, str]], dict[str, set[int]]]:
    ids = set(columns.rows.town[columns.public].tolist()) - {NO_TOWN}
    named = {f"town-{town.pk}": str(town) for town in Town.objects.filter(pk__in=ids).order_by("reading", "name", "pk")}
    return ({"町": named} if named else {}), {f"town-{pk}": {pk} for pk in ids}
