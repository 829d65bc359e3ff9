"""When the rows changed that public pages show beside the directory: the site's settings, the city's own pages, the log.

The version of the directory (`directory.publishing.versions`) does not count these tables: an edit of a guide must not make
everybody load the places anew. Triggers of the database note each change, whoever makes it: `update()`, a bulk write, a
many-to-many row, a shell. tests/stays_up/test_page_store.py asks every public page for what it reads, so that no table is forgotten.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, connections, models

from directory.publishing import triggers
from directory.publishing.version import NO_VERSION, Version

SHOWN = (
    "cms.SiteSettings",
    "cms.HomePage",
    "cms.GuidePage",
    "cms.NewsIndex",
    "cms.NewsPage",
    "wagtailcore.Page",
    "wagtailcore.PageViewRestriction",
    "wagtailcore.Site",
    "wagtailimages.Image",
    "wagtaildocs.Document",
    "wagtailcore.ModelLogEntry",
    "directory.Representative",
)
"""Tables that some kept page reads and that have no version of the directory: feeds read Wagtail's log, and the page of a place asks
whether somebody speaks for it. Lines of help stand only on pages that are never kept."""
KEPT = 100
"""Changes that are kept in PostgreSQL."""


class ShownChange(models.Model):
    """A change of a row that public pages show, told apart by a number drawn by lot.

    In PostgreSQL each change adds a row, since two people who save at once must not wait for each other; in SQLite, where
    they do anyway, there is one row.
    """

    lot = models.BigIntegerField()

    def __str__(self):
        return str(self.lot)


def shown_version() -> int:
    """A number that is another one after each change; one query."""
    return versions_shown()[1]


def versions_shown() -> tuple[Version, int]:
    """The version of the directory, and `shown_version`; one query for both, since every visitor's request asks it."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS[connection.vendor])
        number, edition_lot, shown_lot = cursor.fetchone()
    return NO_VERSION if number is None else Version(number, edition_lot), shown_lot or 0


def forget_old_changes() -> int:
    """Delete all changes but the last ones; gives how many. Every kept page is made anew once."""
    last = ShownChange.objects.order_by("-pk").values_list("pk", flat=True)[KEPT : KEPT + 1]
    return ShownChange.objects.filter(pk__lte=last[0]).delete()[0] if last else 0


_TABLE = "cms_shownchange"
_VERSIONS = {
    vendor: f"SELECT number, edition.lot, shown.lot FROM (SELECT {of_all} AS lot FROM {_TABLE}) AS shown"  # noqa: S608
    " LEFT JOIN directory_edition AS edition ON edition.id = 1"
    for vendor, of_all in (("postgresql", "bit_xor(lot)"), ("sqlite", "max(lot)"))
}
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION ibasho_note_shown_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO {_TABLE} (lot) VALUES ((random() * 9e18)::bigint);
  RETURN NULL;
END $$
"""  # noqa: S608
_NOTED = f"DELETE FROM {_TABLE}; INSERT INTO {_TABLE} (id, lot) VALUES (1, random());"  # noqa: S608
"""Not REPLACE: within a trigger of SQLite the conflict clause of the statement outside counts, and IGNORE would note nothing."""


def drop_triggers(using: str, plan: list | None = None, **kwargs) -> None:
    """Receiver of `pre_migrate`: where there is something to migrate, no trigger stands in the way of a table that is made anew."""
    if plan:
        triggers.drop(using, _triggers(using))


def make_triggers(using: str, **kwargs) -> None:
    """Receiver of `post_migrate`: make the triggers, anew where they are there."""
    triggers.make_anew(using, list(_triggers(using)), _FUNCTION)


def _triggers(using: str) -> Iterator[tuple[str, str, str]]:
    """Of each table that exists: name of a trigger, 「 ON table」 where its name alone does not do, its SQL."""
    existing = set(connections[using].introspection.table_names())
    postgres = connections[using].vendor == "postgresql"
    per_statement = "FOR EACH STATEMENT EXECUTE FUNCTION ibasho_note_shown_change()"
    done = per_statement if postgres else f"FOR EACH ROW BEGIN {_NOTED} END"
    tables = [apps.get_model(name)._meta.db_table for name in SHOWN]
    for table in tables if _TABLE in existing else ():
        for event in ("INSERT", "UPDATE", "DELETE") if table in existing else ():
            name = f"shown_{event.lower()}_{table}"
            on = f' ON "{table}"' if postgres else ""
            yield name, on, f'CREATE TRIGGER "{name}" AFTER {event} ON "{table}" {done}'
