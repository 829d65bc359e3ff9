"""Taking a package: the listings of its city become what it says, all of it or nothing.

Listings of a package belong to it: nobody edits them here (`publishing.of_packages`), so what it says always holds. Those that it
names no more are taken off the site and keep their address, for the day on which they come back.
"""

import datetime as dt
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from directory.catalogue.organizations import Organization
from directory.catalogue.resources import Resource
from directory.catalogue.statements import SingleDate, StatusStatement, Vacancy, Verification
from directory.exports.listing_facts import ORGANIZATION, facts_of
from directory.gazetteer.towns import find_municipality, save_new
from directory.geo.areas import Municipality
from directory.imports.models import known_rows
from directory.imports.own.facts import FactsChecker
from directory.imports.own.files import read_own
from directory.imports.read_lists import ReadList
from directory.imports.row_maker import RowMaker
from directory.imports.steps.alone import alone
from directory.imports.steps.listing_states import chunks, store
from directory.imports.steps.writing import add_dates, change_listings, create_listings
from directory.japanese.folding import fold_name
from directory.packages.models import TakenPackage
from directory.packages.sealed import Manifest, Package
from directory.publishing.append_only import rewriting_allowed
from directory.publishing.of_packages import PACKAGE
from directory.publishing.versions import directory_change
from directory.spreadsheets.findings import Severity, Wrong

MOST_AHEAD = dt.timedelta(days=1)
"""How far a package may be ahead of this machine's clock: one of the year 2099 would shut out all others."""
FEW, MOST_GONE = 10, 0.5
"""From FEW listings on, a package that names less than this share of them no more is taken only on purpose."""
STATEMENTS = ("statuses", "dates", "verified", "capacity_left")
logger = logging.getLogger(__name__)
Facts = Mapping[str, dict[str, Any]]


@dataclass
class Taken:
    """What a package changed: names of listings that are new here, changed, back or gone, and how many stayed as they are.

    different  names of those that are still not told here as they were inside
    notices    what the package says and this site does not know
    others     how many public listings of the city are not of the package
    """

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    same: int = 0
    different: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    others: int = 0
    was_taken: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """The numbers, as they are kept."""
        parts = ("new", "changed", "back", "gone", "different")
        return {name: len(getattr(self, name)) for name in parts} | {"same": self.same}


def take(package: Package, municipality: str, now: dt.datetime, many_gone: bool = False) -> Taken:
    """Take a verified package of a city. Raises Wrong, and changes nothing, where it is older, another city's or not whole.

    many_gone  also where more than MOST_GONE of the listings here would leave the site
    """
    told = package.manifest
    if told.municipality != municipality:
        raise Wrong(f"このパッケージは、別の市町村（{told.municipality}）のものです。")
    if told.moment > now + MOST_AHEAD:
        raise Wrong(f"作った日時（{told.made_at}）が、先の日です。どちらかの時計が ちがっています。")
    with alone(wait=True), directory_change():
        where = find_municipality(municipality)
        save_new(where, ())
        if _was_taken(told, where, package.digest):
            return Taken(was_taken=True)
        taken = _Taking(package, where).all(many_gone)
        TakenPackage.objects.create(municipality=where, made_at=told.moment, digest=package.digest, counts=taken.counts)
    logger.info("package taken", extra={"digest": package.digest[:12], "added": len(taken.new), "changed": len(taken.changed),
                                        "unchanged": taken.same, "refused": len(taken.different)})  # fmt: skip
    return taken


def _was_taken(told: Manifest, where: Municipality, digest: str) -> bool:
    """Whether the last package taken is this very one. Raises Wrong for an older one."""
    last = TakenPackage.objects.filter(municipality=where).first()
    if last is None or told.moment > last.made_at:
        return False
    if told.moment == last.made_at and digest == last.digest:
        return True
    made, known = (f"{timezone.localtime(at):%Y年%-m月%-d日 %-H時%M分}" for at in (told.moment, last.made_at))
    raise Wrong(f"前に受けとったパッケージ（{known}）より古いもの（{made}）です。")


class _OwnRows(RowMaker):
    """Knows no organization of another place than the package's: what it says of it would be changed along."""

    def not_ours(self) -> QuerySet[Resource]:
        """The listings that no package of the city brought, and that somebody runs."""
        brought = Q(source_key__startswith=f"{self.where.pk}:{PACKAGE}:")
        return Resource.objects.exclude(brought).exclude(organization=None)


class _Taking:
    """One package on its way into the tables, within one transaction."""

    def __init__(self, package: Package, where: Municipality) -> None:
        self.where, self.taken = where, Taken()
        self.day = dt.date.fromisoformat(package.manifest.day)
        self.maker, self.checker = _OwnRows(where), FactsChecker(where)
        self.read = ReadList("package", where)
        read_own(self.read, package.features, PACKAGE, self.checker)
        self.told: Facts = self.read.listings
        self.here = dict(
            Resource.objects.filter(source_key__startswith=self.read.prefix).values_list("source_key", "pk")
        )

    def all(self, many_gone: bool) -> Taken:
        """Make the listings what the package says."""
        self._check()
        self._show_and_hide(many_gone)
        new = {key: facts for key, facts in self.told.items() if key not in self.here}
        before = self._facts_here([self.here[key] for key in self.told if key in self.here])
        changed = {key: self.told[key] for key, facts in before.items() if facts != self.told[key]}
        self._change(changed, before)
        self._create(new)
        self._put_organizations_right()
        self.taken.new = [facts["name"] for facts in new.values()]
        self.taken.changed = [facts["name"] for facts in changed.values()]
        self.taken.same = len(self.told) - len(new) - len(changed)
        self._compare()
        return self.taken

    def _check(self) -> None:
        """Raises Wrong where a listing of the package cannot be stored: then nothing is."""
        wrong = [one for one in self.read.findings if one.severity is Severity.WRONG]
        if wrong or not self.told:
            reasons = "\n".join(f"{one.value}: {one.reason}" for one in wrong[:20])
            raise Wrong(f"受けとれない場所があります。何も変えていません。\n{reasons}")
        self.taken.notices = [f"{one.value}: {one.reason}" for one in self.read.findings]
        own = Resource.objects.public().filter(municipality=self.where)
        self.taken.others = own.exclude(source_key__startswith=self.read.prefix).count()

    def _show_and_hide(self, many_gone: bool) -> None:
        rows = {row.source_key: row for row in Resource.objects.filter(pk__in=self.here.values())}
        gone = [row for key, row in rows.items() if row.live and key not in self.told]
        live = sum(row.live for row in rows.values())
        if live >= FEW and len(gone) > live * MOST_GONE and not many_gone:
            raise Wrong(
                f"{live}か所のうち {len(gone)}か所が、なくなっています。まちがいでなければ、--many-gone をつけてください。"
            )
        back = [row for key, row in rows.items() if not row.live and key in self.told]
        for live_now, chosen in ((False, gone), (True, back)):
            for part in chunks([row.pk for row in chosen]):
                Resource.objects.filter(pk__in=part).update(live=live_now)
        self.taken.gone, self.taken.back = [row.name for row in gone], [row.name for row in back]

    def _facts_here(self, keys: Collection[int]) -> dict[str, dict[str, Any]]:
        """What listings say here now, as `FactsChecker` gives it, by their keys in the package."""
        found = {}
        for part in chunks(list(keys)):
            rows = Resource.objects.for_page().prefetch_related("areas__system__municipality").filter(pk__in=part)
            for row in rows:
                found[row.source_key] = self.checker.listing(facts_of(row, self.day))
        return found

    def _change(self, changed: Facts, before: Facts) -> None:
        # What is compared is what stands here: so a change made here by hand is undone, too.
        known = known_rows(self.read.prefix)
        known = {key: known[key]._replace(facts=before[key]) for key in changed}
        change_listings(known, changed, self.maker)
        said = {key: facts for key, facts in changed.items() if _said(facts) != _said(before[key])}
        self._forget([self.here[key] for key in said])
        self._say(said)

    def _forget(self, keys: Collection[int]) -> None:
        """What is said from day to day was said inside, where it is kept; here stands what holds."""
        with rewriting_allowed():
            for part in chunks(list(keys)):
                SingleDate.objects.filter(resource__in=part, day__gte=self.day).delete()
                for model in (StatusStatement, Verification, Vacancy):
                    model.objects.filter(resource__in=part).delete()

    def _say(self, said: Facts) -> None:
        by_model: dict[type, list[Any]] = {}
        for key, facts in said.items():
            for row in self.maker.statements(self.here[key], facts, self.day):
                by_model.setdefault(type(row), []).append(row)
        for model, rows in by_model.items():
            store(model, rows)
        add_dates(((self.here[key], facts.get("dates", [])) for key, facts in said.items()), None)

    def _create(self, new: Facts) -> None:
        uuids = {key: key.rpartition(":")[2] for key in new}
        if taken := Resource.objects.filter(uuid__in=uuids.values()).first():
            raise Wrong(f"「{taken}」が、パッケージでない場所として、もうここに あります。さきに消してください。")
        made = create_listings(new, self.maker, self.day)
        self.here |= made
        # Other programs know a listing by this number (HSDS), on both sides.
        rows = [Resource(pk=pk, uuid=uuids[key]) for key, pk in made.items()]
        Resource.objects.bulk_update(rows, ["uuid"], batch_size=1_000)
        add_dates(((made[key], facts.get("dates", [])) for key, facts in new.items()), None)

    def _put_organizations_right(self) -> None:
        """An import never changes an organization that is there; a package does, where it runs places of the package alone."""
        known = self.maker.organizations
        runs = {
            key: known[name]
            for key, facts in self.told.items()
            if (name := fold_name(facts.get("organization", ""))) in known
        }
        now = dict(Resource.objects.filter(pk__in=self.here.values()).values_list("pk", "organization"))
        moved = [
            Resource(pk=self.here[key], organization_id=one) for key, one in runs.items() if now[self.here[key]] != one
        ]
        Resource.objects.bulk_update(moved, ["organization"], batch_size=1_000)
        self._tell_organizations({one: self.told[key].get("organization_facts", {}) for key, one in runs.items()})

    def _tell_organizations(self, wanted: Mapping[int, Mapping[str, Any]]) -> None:
        """Write facts into the rows of organizations, by their keys, where they say something else."""
        usual = {name: Organization._meta.get_field(name).get_default() for name in ORGANIZATION}
        rows, changed = Organization.objects.in_bulk(list(wanted)), []
        for key, facts in wanted.items():
            columns = usual | dict(facts)
            if any(getattr(rows[key], name) != value for name, value in columns.items()):
                for name, value in columns.items():
                    setattr(rows[key], name, value)
                changed.append(rows[key])
        Organization.objects.bulk_update(changed, ORGANIZATION, batch_size=1_000)

    def _compare(self) -> None:
        """What is told here now is what was told inside; where it is not, a person hears of it."""
        now = self._facts_here(self.here[key] for key in self.told)
        self.taken.different = [facts["name"] for key, facts in self.told.items() if now.get(key) != facts]


def _said(facts: Mapping[str, Any]) -> list[Any]:
    return [facts.get(name) for name in STATEMENTS]
