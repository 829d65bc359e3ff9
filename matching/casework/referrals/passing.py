"""What is done with a つなぐシート: it is sent, answered, passed on, handed over on paper, and becomes a case."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from directory.accounts.links import Link, Purpose, Secret, create_link
from directory.accounts.users import Agency, User
from matching.cases.new_cases import open_case
from matching.cases.participants import Participant
from matching.cases.staffing import proposed_in_charge
from matching.casework.referrals.destinations import Destination
from matching.casework.referrals.naming import says_who
from matching.casework.referrals.sheets import Agreed, Kind, ReferralSheet, ReferralStep, Reply, new_number

WENT_ROUND = "この窓口は、前に このシートを ほかへ つなぎました。どの窓口が受けるか、電話か会議で きめてから、その窓口に つないでください。"
IS_CASE = "このシートの方の支援は、もう はじまっています。"
CODE_IS_IN = "この番号の紙は、もう 入れてあります。"
TWICE = dt.timedelta(minutes=10)
"""Within it the same sheet of the same user is one button pressed twice."""
IS_THERE = "このシートは、もう そこに あります。"
SAYS_WHO = "つないだ人に伝えることに、ご本人の名前か 電話番号が 入っています。消してください。"
WHY_SAYS_WHO = (
    "「なぜ」に、ご本人の名前か 電話番号が 入っています。同意が まだないので、次の窓口には つたえられません。"
)


class Refused(Exception):
    """It is not done, and nothing is changed. The text says why, in Japanese."""


@transaction.atomic
def send(
    facts: dict[str, Any], to: Destination, by: User | None, link: Link | None = None
) -> tuple[ReferralSheet, Secret | None]:
    """Store a new sheet and its first step; with the secret of the sender's reply code, unless the code was on a blank paper (`link`).

    Of a button pressed twice the second one gets the sheet of the first, with a new code: whoever pressed again saw no other.
    Raises Refused where the paper is in already.
    """
    # Of two at once the second one meets the sheet of the first.
    Agency.objects.select_for_update(no_key=True).get(pk=to.agency.pk)
    if link:
        Link.objects.select_for_update(no_key=True).get(pk=link.pk)
    if again := _pressed_again(facts, to, by, link):
        return again, None if link else _new_code(again)
    if link and is_in(link):
        raise Refused(CODE_IS_IN)
    secret = None if link else create_link(Purpose.REFERRAL)
    sheet = ReferralSheet.objects.create(
        number=new_number(),
        agency=to.agency,
        desk=to.desk,
        in_charge=proposed_in_charge(to.agency, facts.get("town")),
        made_by=by,
        link=link or (secret.link if secret else None),
        **facts,
    )
    _step(sheet, Kind.SENT, by, sheet.sender_agency, to=to)
    return sheet, secret


def is_in(link: Link, before: dt.datetime | None = None) -> bool:
    """Whether the sheet of a paper's code is stored, or was before a moment."""
    rows = ReferralSheet.objects.filter(link=link)
    return (rows.filter(made_at__lt=before) if before else rows).exists()


def _pressed_again(facts: dict[str, Any], to: Destination, by: User | None, link: Link | None) -> ReferralSheet | None:
    """The sheet that a user has just sent with the same words to the same desk, and that nobody has touched since.

    A form without an account has its own stamp.
    """
    if by is None:
        return None
    since = timezone.now() - TWICE
    rows = ReferralSheet.objects.select_for_update().filter(made_by=by, made_at__gt=since, reply="", passed=0)
    rows = rows.filter(agency=to.agency, desk=to.desk, **({"link": link} if link else {}))
    return next((row for row in rows if all(getattr(row, name) == value for name, value in facts.items())), None)


def _new_code(sheet: ReferralSheet) -> Secret:
    Link.objects.filter(pk=sheet.link_id).end(Link.Ended.WITHDRAWN)
    secret = create_link(Purpose.REFERRAL)
    sheet.link = secret.link
    sheet.save(update_fields=["link"])
    return secret


def _step(
    sheet: ReferralSheet, kind: str, by: User | None, agency: Agency | None, to: Destination | None = None, **words: str
) -> None:
    where = {"to_agency": to.agency, "to_desk": to.desk, "to_name": to.name[:120]} if to else {}
    ReferralStep.objects.create(sheet=sheet, kind=kind, by=by, agency=agency, **where, **words)


def _locked(sheet: ReferralSheet, may_be_case: bool = False) -> ReferralSheet:
    locked = ReferralSheet.objects.select_for_update().get(pk=sheet.pk)
    if locked.participant_id and not may_be_case:
        raise Refused(IS_CASE)
    return locked


@transaction.atomic
def answer(sheet: ReferralSheet, reply: str, told: str, by: User | None) -> None:
    """Record the answer of the desk where it lies; without `by` the desk answered by the code on its paper.

    Raises Refused where it is a case already, or `told` says who it is about.
    """
    locked = _locked(sheet)
    if says_who(locked, told):
        raise Refused(SAYS_WHO)
    locked.reply, locked.replied_at = Reply(reply), timezone.now()
    _end_paper(locked)
    locked.save(update_fields=["reply", "replied_at", "handed_link"])
    _step(locked, reply, by, locked.agency if by else None, told=told)


@transaction.atomic
def pass_on(sheet: ReferralSheet, to: Destination, why: str, told: str, by: User) -> None:
    """Pass it on to the next desk, which now owes the answer. Where that has no login, the owner stays who passes it on.

    Raises Refused for a desk that passed it on before, for the one where it is, for a case, and for a text that says who it is about
    to somebody who may not know.
    """
    locked = _locked(sheet)
    if (to.desk and to.desk.pk == locked.desk_id) or (not to.desk and to.agency == locked.agency):
        raise Refused(IS_THERE)
    been = ReferralStep.objects.filter(sheet=locked, kind__in=(Kind.SENT, Kind.PASSED), to_desk=to.desk)
    if to.desk and been.exists():
        raise Refused(WENT_ROUND)
    if says_who(locked, told):
        raise Refused(SAYS_WHO)
    if locked.agreed != Agreed.YES and says_who(locked, why):
        raise Refused(WHY_SAYS_WHO)
    _step(locked, Kind.PASSED, by, locked.agency, to=to, why=why, told=told)
    _end_paper(locked)
    locked.agency, locked.desk, locked.passed = to.agency, to.desk, locked.passed + 1
    locked.in_charge = proposed_in_charge(to.agency, locked.town)
    locked.waits_since, locked.reply, locked.replied_at = timezone.now(), "", None
    locked.save()


@transaction.atomic
def hand_over_on_paper(sheet: ReferralSheet, by: User) -> Secret:
    """The secret of a new paper for the desk where it lies; an older paper's code ends."""
    locked = _locked(sheet)
    _end_paper(locked)
    secret = create_link(Purpose.REFERRED)
    locked.handed_link = secret.link
    locked.save(update_fields=["handed_link"])
    _step(locked, Kind.HANDED, by, locked.agency)
    return secret


@transaction.atomic
def returned(sheet: ReferralSheet, why: str) -> None:
    """A desk without a login says that another one is right: it comes back to its owner, who passes it on.

    It waits anew, also where the owner had answered before: what was answered then was to be done by the desk that says no.
    Raises Refused where it is a case already, or `why` says who it is about.
    """
    locked = _locked(sheet)
    if says_who(locked, why):
        raise Refused(SAYS_WHO)
    _end_paper(locked)
    locked.desk, locked.waits_since, locked.reply, locked.replied_at = None, timezone.now(), "", None
    locked.save(update_fields=["desk", "handed_link", "waits_since", "reply", "replied_at"])
    _step(locked, Kind.RETURNED, None, None, why=why)


def _end_paper(sheet: ReferralSheet) -> None:
    if sheet.handed_link_id:
        Link.objects.filter(pk=sheet.handed_link_id).end(Link.Ended.WITHDRAWN)
        sheet.handed_link = None


@transaction.atomic
def record_agreed(sheet: ReferralSheet, agreed: str, by: User) -> None:
    """Record what the person said to its being passed on, also of a case: it decides what the sender sees."""
    locked = _locked(sheet, may_be_case=True)
    locked.agreed = Agreed(agreed)
    locked.save(update_fields=["agreed"])
    _step(locked, Kind.AGREED, by, locked.agency)


@transaction.atomic
def close_to_senders(person: Participant, by: User | None) -> int:
    """Somebody took a consent back: who passed their worry on sees no more where it went; how many sheets that closed.

    Also where they took back something else: whether the sender may know is asked again, and recorded at the sheet.
    """
    rows = list(ReferralSheet.objects.select_for_update().filter(participant=person, agreed=Agreed.YES))
    for sheet in rows:
        sheet.agreed = Agreed.NO
        sheet.save(update_fields=["agreed"])
        _step(sheet, Kind.TAKEN_BACK, by, sheet.agency)
    return len(rows)


@transaction.atomic
def begin_case(sheet: ReferralSheet, name: str, by: User) -> Participant:
    """Open a case with what the sheet says; taken, where nobody had answered. Raises Refused where it is one already."""
    locked = _locked(sheet)
    told_by = " ".join(filter(None, (locked.get_sender_display(), locked.sender_name, locked.sender_reach)))
    identity = {"name": name, "reach": locked.reach, "told_by": told_by[:200]}
    person = open_case(locked.agency, locked.town, by, f"つなぐシート {locked.number} から", identity, by)
    _to_case(locked, person, by)
    return person


@transaction.atomic
def join_case(sheet: ReferralSheet, person: Participant, by: User) -> None:
    """It is about somebody whom its owner supports already: it goes to their case, and is taken, where nobody had answered.

    Raises Refused where it is a case already.
    """
    _to_case(_locked(sheet), person, by)


def _to_case(sheet: ReferralSheet, person: Participant, by: User) -> None:
    if not sheet.reply:
        _step(sheet, Kind.TAKEN, by, sheet.agency)
        sheet.reply, sheet.replied_at = Reply.TAKEN, timezone.now()
    sheet.participant = person
    _end_paper(sheet)
    sheet.save(update_fields=["participant", "reply", "replied_at", "handed_link"])
    _step(sheet, Kind.CASE, by, sheet.agency)
