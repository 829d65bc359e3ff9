"""What the two roles of a city may do with each table of the admin, and how its rows belong to a city.

To add a table to the admin, add one line to TABLES and a viewset in `cms/admin`. The permission policy (`city_policy`), the
rights of the groups (`roles`) and the guard of the admin (`cms.admin.gate`) all read this table.
"""

from dataclasses import dataclass

from django.db.models import Model, Q

from directory.models import (
    Agency,
    Area,
    AreaSystem,
    CheckInterval,
    HelpLine,
    ImportRun,
    Landmark,
    Membership,
    Municipality,
    Organization,
    Place,
    Resource,
    SupportVisit,
    Town,
    User,
    WishWord,
)
from matching.models import Number


@dataclass(frozen=True)
class TableAccess:
    """The rights on one table.

    `city` is the lookup from a row to its municipality; None where rows belong to no city. `staff` and `approvers` are
    actions as Django's permissions name them; approvers may also do all that staff may. With no action at all the table
    is for superusers only. `shared` selects the rows that belong to every city. `shown` selects rows that every city sees
    in its list and none changes: those that are shipped. `used_by` is the column by which listings refer to a row: it is
    deleted or taken off the site only by whoever has all listings that do.
    """

    city: str | None = None
    staff: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    shared: Q | None = None
    shown: Q | None = None
    used_by: str = ""

    def within(self, codes) -> Q:
        """The condition for rows of the municipalities with these codes."""
        own = Q(**{f"{self.city}__in": codes})
        return own if self.shared is None else own | self.shared


ALL = ("add", "change", "delete")
SUPERUSER_ONLY = TableAccess()

TABLES: dict[type[Model], TableAccess] = {
    Resource: TableAccess("municipality", ("add", "change", "lock"), ("publish", "delete", "unlock")),
    Place: TableAccess("municipality", ("add", "change"), ("publish", "delete"), used_by="place"),
    Organization: TableAccess(
        "resources__municipality",
        ("add", "change"),
        ("publish", "delete"),
        # One that runs nothing yet and for which nobody has ever spoken.
        shared=Q(resources=None, representatives=None),
        used_by="organization",
    ),
    Area: TableAccess("system__municipality", ALL),
    AreaSystem: TableAccess("municipality", ALL),
    Landmark: TableAccess("municipality", ALL),
    Town: TableAccess("municipality", ("add", "change")),
    Municipality: TableAccess("pk", ("change",)),
    SupportVisit: TableAccess("municipality", ALL),
    HelpLine: TableAccess("municipality", ALL, shown=Q(municipality=None)),
    WishWord: TableAccess("municipality", ALL, shown=Q(municipality=None)),
    # Whoever stores an import publishes what it brings.
    ImportRun: TableAccess("municipality", ("add", "change"), ("publish",)),
    Number: TableAccess(approvers=("add",)),
    CheckInterval: SUPERUSER_ONLY,
    Agency: SUPERUSER_ONLY,
    Membership: SUPERUSER_ONLY,
    User: SUPERUSER_ONLY,
}

FILES = ("add", "choose", "change")
"""What staff may do with the pictures and papers of their city (`city_files`); to change one is to delete it, too."""
PAGES = TableAccess(staff=("add", "change"), approvers=("publish", "lock", "unlock"))
"""What the two roles may do with pages of guide and news, which belong to the site."""

OF_A_CITY = [model for model, access in TABLES.items() if access.city]
"""Tables whose rows belong to a city: staff see those of their own."""
