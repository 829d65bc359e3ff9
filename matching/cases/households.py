"""Households: several people and one case (8050, ダブルケア, ヤングケアラー), and who of them may not learn of whom.

A household opens nobody's sheet: it says who belongs together and what is agreed between them. Each person stays a case of their own.
"""

import datetime as dt

from django.db import models, transaction
from django.db.models import F, Q

from directory.accounts.users import User, author_field
from matching.cases.identities import says_who
from matching.cases.participants import Participant
from matching.secrets.fields import EncryptedLineField


class Household(models.Model):
    """People of one agency who live together or for each other. Nothing is written here: words stand at the members."""

    agency = models.ForeignKey("directory.Agency", models.PROTECT, verbose_name="支援機関", related_name="+")
    recorded_by = author_field("記録した人")

    class Meta:
        verbose_name = "世帯"
        verbose_name_plural = "世帯"
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)


class MemberQuerySet(models.QuerySet["HouseholdMember"]):
    """Members, by whether they still are."""

    def there(self) -> "MemberQuerySet":
        """Those who were not taken out."""
        return self.filter(left_on=None)


class HouseholdMember(models.Model):
    """One person of a household; nobody is in two. Who was taken out stays as a row, with why and by whom, and opens nothing."""

    household = models.ForeignKey(Household, models.CASCADE, verbose_name="世帯", related_name="members")
    participant = models.ForeignKey(Participant, models.CASCADE, verbose_name="本人", related_name="household_members")
    relation = EncryptedLineField("つづきがら", max_length=40, help_text="例: 母、息子")
    left_on = models.DateField("はずした日", null=True, blank=True)
    why_left = EncryptedLineField("はずしたわけ", max_length=200, null=True, blank=True)
    left_by = author_field("はずした人")

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = "世帯の人"
        verbose_name_plural = "世帯の人"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["participant"], condition=Q(left_on=None), name="household_member_once")
        ]

    def __str__(self) -> str:
        return str(self.participant)


class RuleQuerySet(models.QuerySet["HouseholdRule"]):
    """Rules, by whom they are about."""

    def going_on(self) -> "RuleQuerySet":
        """Those that hold."""
        return self.filter(ended_on=None)

    def apart(self) -> "RuleQuerySet":
        """Those by which two people go to no place together: neither meets the other there, nor what is known of them."""
        return self.going_on().filter(kind__in=(HouseholdRule.Kind.HIDDEN, HouseholdRule.Kind.NEVER))


class HouseholdRule(models.Model):
    """What holds between two people of a household, with a reason, until somebody ends it.

    HIDDEN     `second` may not learn that, or where, `first` gets support
    TOGETHER   places on the same afternoon are looked for
    NEVER      they are not to meet at a place
    """

    class Kind(models.TextChoices):
        HIDDEN = "hidden", "知らせない"
        TOGETHER = "together", "同じ日に 出かける"
        NEVER = "never", "同じ所に 行かない"

    household = models.ForeignKey(Household, models.CASCADE, verbose_name="世帯", related_name="rules")
    kind = models.CharField("きまり", max_length=8, choices=Kind)
    first = models.ForeignKey(Participant, models.CASCADE, verbose_name="だれのことを", related_name="rules_as_first")
    second = models.ForeignKey(Participant, models.CASCADE, verbose_name="だれに", related_name="rules_as_second")
    why = EncryptedLineField("わけ", max_length=200)
    made_on = models.DateField("きめた日")
    made_by = author_field("きめた人")
    ended_on = models.DateField("やめた日", null=True, blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = "世帯のきまり"
        verbose_name_plural = "世帯のきまり"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(first=F("second")), name="household_rule_of_two"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("made_on")), name="household_rule_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} {self.kind} {self.second}"


LEFT_ALONE = "ひとりに なったため"
"""Why the last of a household is in none: the reason of who was taken out is theirs, and stands on no paper of another."""


class StillAgreed(Exception):
    """Something is agreed about somebody in their household, which nobody would see any more."""


@transaction.atomic
def take_out(member: HouseholdMember, why: str, by: User, day: dt.date) -> bool:
    """Take somebody out of their household, with a reason; whether that ended it, because one alone is none.

    Raises StillAgreed as long as a rule about them holds: whom they are kept from is not forgotten by the way.
    """
    household = Household.objects.select_for_update().get(pk=member.household_id)
    if household.rules.going_on().filter(Q(first=member.participant) | Q(second=member.participant)).exists():  # type: ignore[attr-defined]
        raise StillAgreed
    there = HouseholdMember.objects.there().filter(household=household)
    there.filter(pk=member.pk).update(left_on=day, left_by=by, why_left=why)
    ends = there.count() < 2
    if ends:
        there.update(left_on=day, left_by=by, why_left=LEFT_ALONE)
    return ends


def hidden_from(participant: Participant) -> list[Participant]:
    """The members of the household of whom a person may not learn."""
    rules = HouseholdRule.objects.going_on().filter(kind=HouseholdRule.Kind.HIDDEN, second=participant)
    return [rule.first for rule in rules.select_related("first")]


def names_hidden(participant: Participant, *texts: str) -> bool:
    """Whether a text that goes to a person's hosts or companions names somebody of whom they may not learn."""
    said = "\n".join(texts)
    return bool(said.strip()) and any(says_who(one, said) for one in hidden_from(participant))
