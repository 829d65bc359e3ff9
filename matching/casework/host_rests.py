"""The model `HostRest`: a place has said that it takes nobody else for now. It holds nothing of any person.

That is the one consequence of a no to 「次も受けられますか」 (`CONSEQUENCE`): nobody is asked about there until somebody hears that the
place can again. Who goes there goes on.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from directory.accounts.users import User, author_field
from directory.catalogue.resources import Resource

CONSEQUENCE = (
    "次の方の おたずねを 止めます。また受けられるようになったら、教えてください。いま通っている方は、そのままです。"
)
"""What follows from a no, in the words in which the host reads it before answering."""
RESTS = "この場所は、次の方を いまは受けられないと答えました。また受けられると聞いてから、たずねてください。"


class HostRestQuerySet(models.QuerySet["HostRest"]):
    """Rests, by whether they hold."""

    def holding(self) -> "HostRestQuerySet":
        """Those that nobody has lifted."""
        return self.filter(lifted_on=None)


class HostRest(models.Model):
    """From which day on a place takes nobody else, and when somebody heard that it can again."""

    resource = models.ForeignKey(Resource, models.CASCADE, verbose_name="地域資源", related_name="+")
    since = models.DateField("いつから")
    lifted_on = models.DateField("また受けられると聞いた日", null=True, blank=True)
    lifted_by = author_field("聞いた人")

    objects = HostRestQuerySet.as_manager()

    class Meta:
        verbose_name = "受け入れ先の休み"
        verbose_name_plural = "受け入れ先の休み"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["resource"], condition=Q(lifted_on=None), name="host_rests_once"),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.since}"


def let_rest(resource: Resource, day: dt.date) -> None:
    """From a day on nobody is asked about there; where that holds already it stays as it is."""
    HostRest.objects.holding().get_or_create(resource=resource, defaults={"since": day})


def lift_rest(resource: Resource, day: dt.date, by: User | None) -> None:
    """The place takes people again."""
    HostRest.objects.holding().filter(resource=resource).update(lifted_on=day, lifted_by=by)


def resting(places: Iterable[int]) -> set[int]:
    """Those of some places that rest. One query."""
    return set(HostRest.objects.holding().filter(resource__in=list(places)).values_list("resource", flat=True))
