"""How a city runs its 重層的支援体制整備事業: who does which of the five works, what its meetings are called, what it aims at.

All of it comes from the city's own file (docs/guides/city_file.md), which `manage.py set_up_city` reads; loading the file again makes
these three tables say what it says.
"""

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction

from directory.accounts.users import Agency
from directory.catalogue.organizations import Operation
from directory.catalogue.resources import Resource
from directory.geo.areas import Municipality
from directory.imports.checks.city_file import LAWS, WORKS, rows_in
from directory.imports.models import OF_PLAN
from directory.japanese.folding import fold
from directory.text_fields import OneLineField


class Work(models.TextChoices):
    """The five works."""

    CONSULTATION = "consultation", WORKS["consultation"]
    PARTICIPATION = "participation", WORKS["participation"]
    COMMUNITY = "community", WORKS["community"]
    OUTREACH = "outreach", WORKS["outreach"]
    COOPERATION = "cooperation", WORKS["cooperation"]


class Law(models.TextChoices):
    """On what a meeting stands."""

    CONSENT = "consent", LAWS["consent"]
    WITHOUT = "without", LAWS["without"]
    OTHER = "other", LAWS["other"]


def _of_city() -> models.ForeignKey:
    return models.ForeignKey("directory.Municipality", models.CASCADE, verbose_name="市町村", related_name="+")


class WorkDoer(models.Model):
    """Who does one of the five works in a city, in the words of its plan; `source` names the heading there."""

    municipality = _of_city()
    work = models.CharField("事業", max_length=14, choices=Work)
    who = OneLineField("だれが", max_length=120)
    operation = models.CharField("運営の形", max_length=10, choices=Operation, blank=True)
    note = OneLineField("説明", max_length=200, blank=True)
    source = OneLineField("出どころ", max_length=200, blank=True)

    class Meta:
        verbose_name = "5つの事業をする所"
        verbose_name_plural = "5つの事業をする所"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_work_display()} {self.who}"


class MeetingName(models.Model):
    """What a city calls one of its meetings."""

    municipality = _of_city()
    law = models.CharField("根拠", max_length=8, choices=Law)
    name = OneLineField("会議の名前", max_length=60)
    note = OneLineField("説明", max_length=200, blank=True)
    source = OneLineField("出どころ", max_length=200, blank=True)

    class Meta:
        verbose_name = "会議の名前"
        verbose_name_plural = "会議の名前"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class PlanAim(models.Model):
    """One aim of a city's plan, in its words. A number to reach is a goal of an indicator."""

    municipality = _of_city()
    text = OneLineField("めざすこと", max_length=200)
    source = OneLineField("出どころ", max_length=200, blank=True)

    class Meta:
        verbose_name = "計画のめざすこと"
        verbose_name_plural = "計画のめざすこと"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class DeskAgency(models.Model):
    """The agency whose people answer, at the desk of this system, for a desk of the directory."""

    desk = models.OneToOneField("directory.Resource", models.CASCADE, verbose_name="窓口", related_name="answered_by")
    agency = models.ForeignKey("directory.Agency", models.CASCADE, verbose_name="支援機関", related_name="desks")

    class Meta:
        verbose_name = "窓口に答える支援機関"
        verbose_name_plural = "窓口に答える支援機関"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.desk}（{self.agency}）"


@transaction.atomic
def load_programme(city: Mapping[str, Any], where: Municipality) -> None:
    """Make the tables of a city say what its checked file says. Agencies are made and never taken away: people work for them."""
    for model, rows in (
        (WorkDoer, [_told(row, "work", "who", "operation", "note") for row in rows_in(city, "works")]),
        (MeetingName, [_told(row, "law", "name", "note") for row in rows_in(city, "meetings")]),
        (PlanAim, [_told(row) | {"text": row["name"]} for row in rows_in(city, "goals")]),
    ):
        model._base_manager.filter(municipality=where).delete()
        model._base_manager.bulk_create(model(municipality=where, **row) for row in rows)
    for told in rows_in(city, "agencies"):
        made = {"kind": told.get("kind", Agency.Kind.OTHER), "municipality": where}
        agency, _ = Agency.objects.get_or_create(name=told["name"], defaults=made)
        keys = [f"{where.pk}{OF_PLAN}{fold(name)}" for name in told.get("desks") or ()]
        for desk in Resource.objects.filter(source_key__in=keys):
            DeskAgency.objects.update_or_create(desk=desk, defaults={"agency": agency})


def _told(row: Mapping[str, Any], *columns: str) -> dict[str, Any]:
    return {name: row[name] for name in columns if row.get(name)} | {"source": row.get("page", "")}
