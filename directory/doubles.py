"""Pairs of listings that may be one and the same, of those that are in the directory already; a person decides."""

import numpy as np
from django.db import models
from django.db.models import F, Q

from directory.duplicates import find_pairs
from directory.editions import Edition
from directory.geography import NOWHERE, micro
from directory.japanese import fold_name, sound_of
from directory.resources import Contact, Resource


class Apart(models.Model):
    """Two listings of which somebody has said that they are two."""

    first = models.ForeignKey("directory.Resource", models.CASCADE, related_name="+")
    second = models.ForeignKey("directory.Resource", models.CASCADE, related_name="+")
    said_by = models.ForeignKey("directory.User", models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "べつの場所"
        verbose_name_plural = "べつの場所"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="apart_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="apart_in_order"),
        ]

    def __str__(self):
        return f"{self.first} ≠ {self.second}"

    @classmethod
    def say(cls, first: int, second: int, user) -> None:
        """Say that two listings are two; said twice, it is kept once."""
        first, second = sorted((first, second))
        cls.objects.get_or_create(first_id=first, second_id=second, defaults={"said_by": user})


_held: dict[frozenset[str], tuple[int, list[tuple[int, int]]]] = {}


def doubles_in(municipalities: frozenset[str]) -> list[tuple[int, int]]:
    """Keys of live listings of some municipalities that may be one, the most alike first; without those said to be two.

    Compared anew only when the directory has changed.
    """
    number = Edition.current()
    if municipalities not in _held or _held[municipalities][0] != number:
        _held[municipalities] = (number, _compared(municipalities))
    apart = set(Apart.objects.values_list("first_id", "second_id"))
    return [pair for pair in _held[municipalities][1] if pair not in apart]


def _compared(municipalities: frozenset[str]) -> list[tuple[int, int]]:
    place = ("place__lat", "place__lng", "place__precision")
    rows = list(
        Resource.objects.live()
        .filter(municipality__in=municipalities)
        .order_by("pk")
        .values_list("pk", "name", "reading", "proposed_reading", "organization_id", *place)
    )
    if not rows:
        return []
    keys, names, readings, proposed, organizations, lats, lngs, precisions = zip(*rows, strict=True)
    exact = [precision == "exact" for precision in precisions]
    calls = Contact.objects.filter(kind=Contact.Kind.TELEPHONE, resource__in=keys).order_by("-pk")
    telephones = dict(calls.values_list("resource_id", "value"))
    pairs = find_pairs(
        names=[fold_name(name) for name in names],
        readings=[sound_of(told or guessed) for told, guessed in zip(readings, proposed, strict=True)],
        lat=_points(lats, exact),
        lng=_points(lngs, exact),
        telephones=[telephones.get(key, "") for key in keys],
        organizations=organizations,
    )
    return [(keys[pair.first], keys[pair.second]) for pair in pairs]


def _points(degrees, exact) -> np.ndarray:
    return np.array([micro(value) if sure else NOWHERE for value, sure in zip(degrees, exact, strict=True)], np.int32)
