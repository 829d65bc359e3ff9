"""Users, the agencies they work for, and their roles there."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property

from directory.accounts.mail_addresses import AddressField
from directory.text_fields import NameField, OneLineField


def is_made_in_a_demonstration() -> bool:
    """Whether what is stored now belongs to the demonstration."""
    return settings.IS_DEMO


class User(AbstractUser):
    """A person who signs in. An e-mail address is optional: many volunteers have none.

    is_sample     made in a demonstration, whose passwords are printed: outside one nobody signs in with it
    known_facts   of an account that is being made: what others know of its person (directory.accounts.passwords)
    """

    known_facts: tuple[str, ...] = ()

    email = AddressField("メールアドレス", blank=True)
    name = NameField("名前", max_length=60, blank=True)
    is_sample = models.BooleanField("見本の人", default=is_made_in_a_demonstration, editable=False)

    class Meta(AbstractUser.Meta):
        verbose_name = "利用者"
        verbose_name_plural = "利用者"

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        """The name as its owner writes it; Japanese names are not cut into first and last."""
        return str(self)

    get_short_name = get_full_name

    @cached_property
    def staff_municipalities(self) -> frozenset[str]:
        """Codes of the municipalities for whose agencies this user works as staff; read once for each loaded user."""
        staff = self.memberships.filter(role=Membership.Role.STAFF)
        return frozenset(staff.values_list("agency__municipality", flat=True))


def author_field(verbose_name: str) -> models.ForeignKey:
    """A column for the user who did something (made a row, decided on it); what they did stays when the user is deleted."""
    return models.ForeignKey(
        "directory.User", models.SET_NULL, verbose_name=verbose_name, null=True, blank=True, related_name="+"
    )


class Agency(models.Model):
    """A desk that supports people: the city, a 社協, a 地域包括支援センター."""

    class Kind(models.TextChoices):
        CITY = "city", "市役所"
        SHAKYO = "shakyo", "社会福祉協議会"
        CENTER = "center", "地域包括支援センター"
        OTHER = "other", "その他の支援機関"

    name = OneLineField("名前", max_length=120, unique=True)
    kind = models.CharField("種類", max_length=12, choices=Kind)
    municipality = models.ForeignKey(
        "directory.Municipality", models.PROTECT, verbose_name="市町村", related_name="agencies"
    )

    class Meta:
        verbose_name = "支援機関"
        verbose_name_plural = "支援機関"
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class Membership(models.Model):
    """A user who works for an agency, and as what."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", "コーディネーター"
        COUNSELLOR = "counsellor", "相談員"
        VIEWER = "viewer", "閲覧（数字だけ）"
        MANAGER = "manager", "管理者"
        STAFF = "staff", "市の担当者"

    CASEWORK = (Role.COORDINATOR, Role.COUNSELLOR)
    """Who works with people: a coordinator with all of the agency, a counsellor with those of whom they are in charge."""
    AT_THE_DESK = (*CASEWORK, Role.VIEWER, Role.MANAGER)
    """Roles that a 管理者 gives; each user has one of them in an agency."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="利用者", related_name="memberships")
    agency = models.ForeignKey(Agency, models.CASCADE, verbose_name="支援機関", related_name="memberships")
    role = models.CharField("役割", max_length=12, choices=Role)

    class Meta:
        verbose_name = "所属"
        verbose_name_plural = "所属"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency", "role"],
                name="membership_once",
                violation_error_message="この人は、もうこの支援機関に同じ役割で登録されています。",
            )
        ]

    def __str__(self):
        return f"{self.user}（{self.agency}・{self.get_role_display()}）"
