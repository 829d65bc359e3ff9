"""What is remembered of imports: mappings of columns that have a name, and the last state of each row that was read."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import models
from django.db.models import Q

from directory.catalogue.resources import Resource
from directory.text_fields import OneLineField

OF_PLAN = ":plan:"
"""Stands in the key of a desk or a place that a city's plan names."""
CHUNK = 1_000
"""Keys that one query asks for."""


class ImportMapping(models.Model):
    """Which column of a list means what, saved under a name: {field of headers.yaml: the list's own heading, or several}.

    One without a municipality is every city's; a city's own comes first where both have the name.
    """

    name = OneLineField("名前", max_length=60, help_text="例: 社協のサロン一覧")
    municipality = models.ForeignKey(
        "directory.Municipality", models.CASCADE, verbose_name="市町村", related_name="+", null=True, blank=True
    )
    columns = models.JSONField("列", default=dict)

    class Meta:
        verbose_name = "列の対応"
        verbose_name_plural = "列の対応"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="import_mapping_once_in_a_city"),
            models.UniqueConstraint(fields=["name"], condition=Q(municipality=None), name="import_mapping_once"),
        ]

    def __str__(self):
        return self.name

    @classmethod
    def of_city(cls, code: str) -> dict[str, "ImportMapping"]:
        """The mappings that a city may use, by their names."""
        rows = cls.objects.filter(Q(municipality=code) | Q(municipality=None))
        return {row.name: row for row in sorted(rows, key=lambda row: row.municipality_id is not None)}

    @classmethod
    def names_for(cls, municipalities: models.QuerySet) -> list[str]:
        """The names of the mappings that some cities may use."""
        rows = cls.objects.filter(Q(municipality__in=municipalities) | Q(municipality=None))
        return sorted(set(rows.values_list("name", flat=True)))

    @classmethod
    def save_for(cls, code: str, name: str, columns: dict[str, str]) -> None:
        """Save a mapping of a city; the one that it has under this name is replaced."""
        cls.objects.update_or_create(municipality_id=code, name=name, defaults={"columns": columns})


class ImportedRow(models.Model):
    """The facts that a file last told of a resource, so that a new file changes only what it says anew.

    Its key is the resource's `source_key`.
    """

    resource = models.OneToOneField(
        "directory.Resource", models.CASCADE, primary_key=True, related_name="imported", verbose_name="地域資源"
    )
    facts = models.JSONField("読んだ内容")

    class Meta:
        verbose_name = "読みこんだ行"
        verbose_name_plural = "読みこんだ行"

    def __str__(self):
        return str(self.resource_id)


class JoinedRow(models.Model):
    """A row of a further list that tells about a listing which was there already; `facts` as in ImportedRow."""

    key = OneLineField("行の番号", max_length=200, unique=True)
    resource = models.ForeignKey(
        "directory.Resource", models.CASCADE, related_name="joined_rows", verbose_name="地域資源"
    )
    facts = models.JSONField("読んだ内容")

    class Meta:
        verbose_name = "つないだ行"
        verbose_name_plural = "つないだ行"
        ordering = ["pk"]

    def __str__(self):
        return self.key


class KnownRow(NamedTuple):
    """A row that an earlier import stored: its listing with its name and whether it is live, and the facts that were told of it."""

    resource_id: int
    name: str
    live: bool
    facts: dict
    is_joined: bool


def known_rows(prefix: str) -> dict[str, KnownRow]:
    """The rows of a list that earlier imports stored, by their keys, all of which begin with the list's prefix."""
    return _known(Q(resource__source_key__startswith=prefix), Q(key__startswith=prefix))


def rows_with_keys(keys: Iterable[str]) -> dict[str, KnownRow]:
    """The same for some keys."""
    known, wanted = {}, list(keys)
    for first in range(0, len(wanted), CHUNK):
        chunk = wanted[first : first + CHUNK]
        known |= _known(Q(resource__source_key__in=chunk), Q(key__in=chunk))
    return known


def _known(own: Q, joined: Q) -> dict[str, KnownRow]:
    found = {}
    for model, key, asked in ((ImportedRow, "resource__source_key", own), (JoinedRow, "key", joined)):
        rows = model.objects.filter(asked).order_by("pk")
        found |= {
            row[0]: KnownRow(*row[1:], is_joined=model is JoinedRow)
            for row in rows.values_list(key, "resource_id", "resource__name", "resource__live", "facts")
        }
    return found


def retell(told: Iterable[tuple[str, str, dict]]) -> None:
    """Note what a file tells now of rows that are known: (key until now, key from now on, facts)."""
    rows = list(told)
    known = rows_with_keys(old for old, _, _ in rows)
    own = [row for row in rows if not known[row[0]].is_joined]
    ImportedRow.objects.bulk_update(
        [ImportedRow(pk=known[old].resource_id, facts=facts) for old, _, facts in own], ["facts"], batch_size=CHUNK
    )
    for old, new, _ in own:
        if old != new:
            Resource.objects.filter(pk=known[old].resource_id).update(source_key=new)
    for old, new, facts in rows:
        if known[old].is_joined:
            JoinedRow.objects.filter(key=old).update(key=new, facts=facts)
