"""Who works with whom: the areas of a coordinator, whom a new case is proposed to, and who may take one over."""

from django.db import models

from directory.accounts.users import Agency, Membership, User
from directory.geo.areas import Town
from matching.cases.participants import Participant


class AreaDuty(models.Model):
    """An area (圏域) that somebody of an agency receives new people from."""

    membership = models.ForeignKey(
        "directory.Membership", models.CASCADE, verbose_name="所属", related_name="area_duties"
    )
    area = models.ForeignKey("directory.Area", models.CASCADE, verbose_name="圏域", related_name="+")

    class Meta:
        verbose_name = "担当の圏域"
        verbose_name_plural = "担当の圏域"
        ordering = ["area", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "area"],
                name="area_duty_once",
                violation_error_message="この圏域は、もう担当です。",
            )
        ]

    def __str__(self):
        return f"{self.membership} {self.area}"


def colleagues(agency: Agency) -> models.QuerySet[User]:
    """Who may be in charge of a person of an agency, those with the fewest cases first; with `cases`."""
    here = models.Q(memberships__agency=agency, memberships__role__in=Membership.CASEWORK)
    supported = Participant.objects.supported().filter(agency=agency, in_charge=models.OuterRef("pk")).order_by()
    counted = supported.values("in_charge").annotate(cases=models.Count("pk")).values("cases")
    cases = models.functions.Coalesce(models.Subquery(counted), 0)
    managers = Membership.objects.filter(agency=agency, role=Membership.Role.MANAGER).values("user")
    found = User.objects.filter(here, is_active=True, is_superuser=False).exclude(pk__in=managers).distinct()
    return found.annotate(cases=cases).order_by("cases", "pk")


def proposed_in_charge(agency: Agency, town: Town | None) -> User | None:
    """Who receives new people from a town at an agency; of several the one with the fewest cases. None where nobody does."""
    if town is None:
        return None
    duties = AreaDuty.objects.filter(area__towns=town, membership__agency=agency)
    return colleagues(agency).filter(memberships__in=duties.values("membership")).first()
