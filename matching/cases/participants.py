"""The models `Participant`, a person by a code and never by a name, and `NeedsSheet`, what they need as known on a day.

Name and address stand in a table of their own (`identities`), which matching never reads.
"""

import datetime as dt

from django.apps import apps
from django.db import models
from django.utils import timezone

from directory.accounts.users import author_field
from directory.publishing.append_only import append_only, rewriting_allowed
from directory.text_fields import OneLineField
from matching.engine.needs import Needs
from matching.engine.needs_validation import needs_from
from matching.engine.vocabulary import shipped_vocabulary
from matching.secrets.fields import EncryptedLineField

TOWN_RADIUS = 500
"""Metres around the middle of a town within which a home in it lies: a 丁目 is about a square kilometre or less."""


def _goes_somewhere() -> models.Exists:
    """Whether an outcome of the person goes on."""
    outcomes = apps.get_model("matching", "Outcome").objects
    return models.Exists(outcomes.going_on().filter(participant=models.OuterRef("pk")))


class ParticipantQuerySet(models.QuerySet):
    def delete(self):
        """Delete whole people, with their needs sheets; the looks at them stay, with their codes."""
        with rewriting_allowed(self.db):
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def waiting(self):
        """Those for whom a place is sought now: not those who go somewhere already."""
        return self.alias(goes=_goes_somewhere()).filter(state=Participant.State.WAITING, goes=False)

    def known(self):
        """Those who are somebody: without the records whose time is over, which are left for the figures alone."""
        return self.filter(anonymised_on=None)

    def with_state_now(self):
        """With `state_now`: the state, and 「通っている」 of those who wait by their state but go somewhere."""
        settled = models.When(_goes_somewhere(), state=Participant.State.WAITING, then=models.Value("settled"))
        return self.annotate(state_now=models.Case(settled, default="state"))

    def supported(self):
        """Those who wait or already go somewhere: everyone but those whose support has ended."""
        return self.exclude(state=Participant.State.ENDED)

    def with_names(self, *also: str):
        """With the name and its reading, in one query; further columns of the identity are decrypted only where they are named."""
        shown = ("participant", "name", "reading", *also)
        fields = apps.get_model("matching", "Identity")._meta.local_concrete_fields
        hidden = [f"identity__{field.name}" for field in fields if field.name not in ("id", *shown)]
        return self.select_related("town", "in_charge", "identity").defer(*hidden)

    def with_needs(self):
        """With town, agency, sheets and limits prefetched, as `needs_on` reads them: three queries for any number of people."""
        limits = models.Prefetch("limits", apps.get_model("matching", "Limit").objects.for_matching())
        return self.select_related("town", "agency").prefetch_related("sheets", limits)


class Participant(models.Model):
    """A 本人, known by a code."""

    class State(models.TextChoices):
        WAITING = "waiting", "居場所をさがしている"
        SETTLED = "settled", "通っている"
        ENDED = "ended", "支援を終えた"

    code = OneLineField("番号", max_length=20, unique=True, help_text="名前の分からない番号。例: M-0031")
    agency = models.ForeignKey("directory.Agency", models.PROTECT, verbose_name="支援機関", related_name="participants")
    town = models.ForeignKey(
        "directory.Town", models.SET_NULL, verbose_name="住んでいる町", null=True, blank=True, related_name="+"
    )
    in_charge = models.ForeignKey(
        "directory.User", models.SET_NULL, verbose_name="担当", null=True, blank=True, related_name="+"
    )
    note = EncryptedLineField("ひとこと", max_length=200, blank=True, help_text="名前や番地は書かないでください。")
    state = models.CharField("状態", max_length=8, choices=State, default=State.WAITING)
    ended_on = models.DateField("支援を終えた日", null=True, blank=True)
    received_on = models.DateField("受けた日", default=timezone.localdate, null=True, blank=True, editable=False)
    checked_on = models.DateField("終えたあとに 連絡した日", null=True, blank=True, editable=False)
    is_held = models.BooleanField("保存期間がすぎても消さない", default=False)
    held_because = EncryptedLineField("消さないわけ", max_length=200, blank=True)
    anonymised_on = models.DateField("だれか分からなくした日", null=True, editable=False)
    is_sample = models.BooleanField("見本", default=False, editable=False)

    unsuited = ""
    """Beside a place (`ranked_lists.people_suited`): what is said where that place did not suit the person before."""

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = "本人"
        verbose_name_plural = "本人"
        ordering = ["code", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(code=""), name="participant_has_code", violation_error_message="番号が要ります。"
            )
        ]

    def __str__(self):
        return self.code

    def get_state_now_display(self) -> str:
        """The words of `state_now`, for rows of `with_state_now`."""
        return self.State(self.state_now).label

    @property
    def is_supported(self) -> bool:
        """Whether they wait or already go somewhere, as `supported` says of many."""
        return self.state != self.State.ENDED

    @property
    def named(self) -> str:
        """The name; "" where none is stored."""
        return self.identity.name if hasattr(self, "identity") else ""

    @property
    def reading(self) -> str:
        """The reading of the name; "" where none is stored."""
        return self.identity.reading if hasattr(self, "identity") else ""

    def delete(self, *args, **kwargs):
        """Delete the whole person, with their needs sheets; the looks at them stay, with their code."""
        with rewriting_allowed():
            return super().delete(*args, **kwargs)

    def lock(self) -> None:
        """Make others who save something of this person wait until the end of the transaction."""
        type(self).objects.select_for_update(no_key=True).filter(pk=self.pk).values("pk").first()

    def sheet_on(self, day: dt.date) -> "NeedsSheet | None":
        """The newest sheet recorded up to a day, None where nothing was recorded yet."""
        return next((sheet for sheet in reversed(self.sheets.all()) if sheet.recorded_on <= day), None)

    def needs_on(self, day: dt.date) -> Needs:
        """What was known of the person's needs on a day; raises InvalidInput where a sheet holds what is no longer valid.

        The middle of the town stands for an unknown home, and the municipality of the agency for an unknown town.
        """
        sheet = self.sheet_on(day)
        facts = dict(sheet.facts) if sheet else {}
        if self.town:
            facts.setdefault("town", self.town.pk)
            facts.setdefault("municipality", int(self.town.municipality_id))
            if "lat" not in facts and self.town.lat is not None:
                facts |= {"lat": self.town.lat, "lng": self.town.lng, "home_radius": TOWN_RADIUS}
        elif self.agency.municipality_id:
            facts.setdefault("municipality", int(self.agency.municipality_id))
        for name, keys in self._left_out(day).items():
            if keys:
                facts[name] = sorted({*facts.get(name, []), *keys})
        return needs_from(facts, shipped_vocabulary())

    def _left_out(self, day: dt.date) -> dict[str, set[int]]:
        """Keys of the places and towns that limits leave out on a day; somebody to avoid is avoided where they are met."""
        held = [limit for limit in self.limits.all() if limit.held_on(day)]
        towns = {limit.town_id for limit in held if limit.town_id and not limit.resource_id}
        return {"avoid_resources": {limit.resource_id for limit in held if limit.resource_id}, "avoid_towns": towns}


@append_only
class NeedsSheet(models.Model):
    """What a person needs, as known on a day: a mapping for `needs_validation.needs_from`. Sheets are added, never changed."""

    participant = models.ForeignKey(Participant, models.CASCADE, verbose_name="本人", related_name="sheets")
    facts = models.JSONField("ニーズ", default=dict)
    recorded_on = models.DateField("記録した日")
    recorded_at = models.DateTimeField("記録した日時", null=True, blank=True, editable=False)
    recorded_by = author_field("記録した人")

    class Meta:
        verbose_name = "ニーズの記録"
        verbose_name_plural = "ニーズの記録"
        ordering = ["recorded_on", "pk"]

    def __str__(self):
        return f"{self.participant} {self.recorded_on}"
