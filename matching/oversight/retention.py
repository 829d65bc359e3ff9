"""When the record of a person whose support has ended is anonymised, and how: what counts stays, who it was goes.

Counted as Japanese offices count the keeping of files: from the 1 April after the end, `settings.RETENTION_YEARS` whole years.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from directory.publishing.append_only import append_only, rewriting_allowed
from matching.cases.households import HouseholdRule
from matching.cases.participants import Participant, ParticipantQuerySet
from matching.oversight.audit_log import Look, record_looks

APRIL = 4
WHAT = "manage.py retention（保存期間がすぎたので、だれか分からなくした）"

FORGOTTEN = (
    *("Identity", "NeedsSheet", "HandedOver", "Limit", "Consent", "PaperCopy", "EmergencyAccess", "Draft"),
    *("SupportMeeting", "HouseholdMember", "SupportPlan", "PromisedCall", "CallAnswer", "LineAnswer"),
    *("ReferralSheet", "OutreachContact"),
)
"""Tables of which no row about the person is left. By name, because some are of rooms beside this one or above it."""


@append_only
class Anonymisation(models.Model):
    """That a signed list was carried out: how many people, and the mark of the list on the paper."""

    made_at = models.DateTimeField("した日時", auto_now_add=True)
    people = models.PositiveIntegerField("人数")
    years = models.PositiveSmallIntegerField("保存した年数")
    mark = models.CharField("一覧のしるし", max_length=12)

    class Meta:
        verbose_name = "保存期間がすぎた記録の匿名化"
        verbose_name_plural = "保存期間がすぎた記録の匿名化"
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"{self.made_at:%Y-%m-%d} {self.people}人 {self.mark}"


class ListHasChanged(Exception):
    """The list of today is not the one that was signed."""


def kept_until(ended_on: dt.date, years: int) -> dt.date:
    """The first day on which a record need not be kept any more.

    >>> kept_until(dt.date(2026, 5, 10), 5), kept_until(dt.date(2027, 3, 31), 5), kept_until(dt.date(2027, 4, 1), 5)
    (datetime.date(2032, 4, 1), datetime.date(2032, 4, 1), datetime.date(2033, 4, 1))
    """
    next_april = ended_on.year + (ended_on.month >= APRIL)
    return dt.date(next_april + years, APRIL, 1)


def _first_kept(today: dt.date) -> dt.date:
    """What ended before this day need not be kept any more."""
    fiscal_year = today.year - (today.month < APRIL)
    return dt.date(fiscal_year - settings.RETENTION_YEARS, APRIL, 1)


def forget_sheets(today: dt.date) -> int:
    """Delete the つなぐシート that were answered so long ago and became nobody's case, with their paths; returns how many.

    No list is signed for them: nobody is supported by them, and who they are about is often not known.
    """
    sheets = apps.get_model("matching", "ReferralSheet")._base_manager
    old = sheets.filter(participant=None, replied_at__date__lt=_first_kept(today))
    with rewriting_allowed():
        return old.delete()[1].get("matching.ReferralSheet", 0)


def due_people(today: dt.date) -> ParticipantQuerySet:
    """Those whose time is over: support has ended, nothing holds the record, and it is not anonymised yet."""
    ended = Participant.objects.filter(state=Participant.State.ENDED, ended_on__lt=_first_kept(today))
    return ended.filter(is_held=False, anonymised_on=None).order_by("code")


def mark_of(people: Sequence[Participant]) -> str:
    """Twelve letters that stand for exactly this list: on the paper that is signed, and given when it is carried out."""
    listed = "\n".join(f"{person.code} {person.ended_on}" for person in people)
    return hashlib.sha256(listed.encode()).hexdigest()[:12]


def anonymise(mark: str, today: dt.date) -> Anonymisation:
    """Carry out the signed list, all of it or nothing. Raises ListHasChanged where it is not the list of today.

    Name, notes, needs, limits, town, つなぐシート, hand-overs, consents, papers, emergencies, meetings, household, plans and promised calls,
    what hosts were told and answered, also by telephone, words about first visits and of follow-ups, and the person in charge
    go, and the number becomes another one; agency, days, and what became of the person at places stay, for the figures. The
    looks stay under the old number, which leads nowhere any more.
    """
    with transaction.atomic():
        people = list(due_people(today).select_for_update(no_key=True).defer("note", "held_because"))
        if not people or mark != mark_of(people):
            raise ListHasChanged
        record_looks(None, Look.Action.CHANGED, people, WHAT)
        made = Anonymisation.objects.create(people=len(people), years=settings.RETENTION_YEARS, mark=mark)
        keys = [person.pk for person in people]
        with rewriting_allowed():
            for name in FORGOTTEN:
                apps.get_model("matching", name)._base_manager.filter(participant__in=keys).delete()
        apps.get_model("matching", "HostRequest").objects.filter(introduction__participant__in=keys).delete()
        apps.get_model("matching", "FollowUp").objects.filter(outcome__participant__in=keys).update(said="")
        HouseholdRule.objects.filter(Q(first__in=keys) | Q(second__in=keys)).delete()
        first_visits = apps.get_model("matching", "Introduction").objects.filter(participant__in=keys)
        first_visits.update(companion="", door="", ask_for="", leave_early="")
        Look.objects.filter(participant__in=keys).update(participant=None)
        for key in keys:
            Participant.objects.filter(pk=key).update(
                code=f"X-{secrets.token_hex(8)}",
                note="",
                held_because="",
                town=None,
                in_charge=None,
                anonymised_on=today,
            )
    return made
