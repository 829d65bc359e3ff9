"""The model `HostRequest`: a place is asked whether somebody may come, by a link without an account or by telephone.

The host is told one text and nothing else. The coordinator wrote it and has seen it letter by letter before it went; it is kept with
its digest. Each reason for a no has one consequence (`CONSEQUENCES`), which stands on the screen before anybody answers.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from directory.accounts.links import Link, Purpose, Secret, create_link
from directory.accounts.users import User, author_field
from directory.upkeep.problem_reports import Report
from matching.cases.consents import digest_of
from matching.cases.identities import says_who
from matching.cases.legal_basis import why_host_not_told
from matching.casework.host_rests import RESTS, resting
from matching.casework.introductions import Ended, Introduction, Stage, move
from matching.secrets.fields import EncryptedLineField, EncryptedLinesField

DEFAULT_TEXT = """見学を したいという方が います。
はじめてなので、少しの時間だけ、コーディネーターが いっしょに うかがいます。
見学に行っても よいでしょうか。"""
"""What a host is told where the coordinator changes nothing: nothing in it tells one person from another."""


class Answer(models.TextChoices):
    """What a host answers."""

    YES = "yes", "はい、来てください"
    QUESTION = "question", "聞きたいことがあります"
    NO = "no", "今回は むずかしいです"


class Reason(models.TextChoices):
    """Why a host says no."""

    FULL = "full", "空きがない"
    LATER = "later", "今は受けられない"
    REFUSED = "refused", "この方には合わない"
    WRONG = "wrong", "のせている情報が ちがう"


class How(models.TextChoices):
    """By which way a host is asked, or answers."""

    LINK = "link", "メールのリンク"
    TELEPHONE = "telephone", "電話・会って"


CONSEQUENCES = {
    Reason.FULL: "「空きがない」と、市の担当の人に伝わります。たしかめてから、のせている空きを なおします。",
    Reason.LATER: "書いた日に、もう一度 おたずねします。それまでは、この方のことは おたずねしません。",
    Reason.REFUSED: "この方に、この場所を もう すすめません。ほかの方のことは、これまでどおりです。",
    Reason.WRONG: "書いたことが、市の担当の人に伝わります。たしかめてから、のせている情報を なおします。",
}
"""The one thing that follows from each reason, in the words in which the host reads it before answering."""
_ENDS = {Reason.FULL: Ended.FULL, Reason.REFUSED: Ended.REFUSED, Reason.WRONG: Ended.WRONG}
NO_SEATS = "空きがないと、受け入れ先から聞きました。空きの数を たしかめてください。"

ASK_THE_DESK = (
    "のせている情報が ちがうと、受け入れ先から聞きました。どこが ちがうかは、受け入れ先に たしかめてください。"
)
"""Instead of words in which a person is named: reports are no place for that, and are not encrypted."""


class Closed(Exception):
    """The request is answered already, or its link is dead. The text says why, in Japanese."""


class HostRequestQuerySet(models.QuerySet["HostRequest"]):
    """Requests, by whether they are answered."""

    def waiting(self) -> "HostRequestQuerySet":
        """Those without an answer."""
        return self.filter(answered_at=None)

    def of_link(self, link: Link) -> "HostRequest | None":
        """The request behind a link."""
        return (
            self.filter(link=link).select_related("introduction__participant__agency", "introduction__resource").first()
        )


class HostRequest(models.Model):
    """One time that a host was asked, what it was told, and its answer.

    digest       of the text (`consents.digest_of`), the same as of the consent to it
    settled_at   when a question of the host was dealt with
    """

    introduction = models.ForeignKey(Introduction, models.CASCADE, verbose_name="紹介", related_name="requests")
    text = EncryptedLinesField("伝えること", max_length=1000)
    digest = EncryptedLineField("伝えることの しるし", max_length=64)
    how = models.CharField("たずね方", max_length=10, choices=How)
    asked_at = models.DateTimeField("たずねた日時", default=timezone.now)
    asked_by = author_field("たずねた人")
    link = models.OneToOneField(
        "directory.Link", models.SET_NULL, verbose_name="リンク", null=True, blank=True, related_name="+"
    )
    answer = models.CharField("返事", max_length=10, choices=Answer, blank=True)
    reason = models.CharField("むずかしいわけ", max_length=10, choices=Reason, blank=True)
    said = EncryptedLinesField("ひとこと", max_length=1000, blank=True)
    answered_at = models.DateTimeField("返事の日時", null=True, blank=True)
    answered_how = models.CharField("返事の来かた", max_length=10, choices=How, blank=True)
    answered_by = author_field("返事を入れた人")
    settled_at = models.DateTimeField("聞かれたことに答えた日時", null=True, blank=True)

    objects = HostRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "受け入れ先への おたずね"
        verbose_name_plural = "受け入れ先への おたずね"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_how="")
                | Q(answered_at__isnull=False) & ~Q(answer="") & ~Q(answered_how=""),
                name="host_answer_has_day_and_way",
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.NO) & ~Q(reason="") | ~Q(answer=Answer.NO) & Q(reason=""),
                name="host_no_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.introduction} {self.asked_at:%Y-%m-%d}"

    @property
    def is_as_sent(self) -> bool:
        """Whether the text is still the one that its digest was made of."""
        return self.digest == digest_of(self.text)


@dataclass(frozen=True)
class Reply:
    """What a host says.

    reason     for a no
    said       the question, or what is wrong with the listing
    again_on   for LATER: the day on which it may be asked again
    """

    answer: str
    reason: str = ""
    said: str = ""
    again_on: dt.date | None = None


def why_not_asked(introduction: Introduction, digest: str | None = None) -> str | None:
    """What the gate says of telling the host of an introduction today: a text with this digest, or nothing new."""
    return why_host_not_told(introduction.participant, introduction.resource_id, digest)


@transaction.atomic
def ask(introduction: Introduction, text: str, how: str, by: User) -> tuple[HostRequest, Secret | None]:
    """Ask the host with a text; by link with its secret. An older link about this introduction ends; its question is settled.

    Raises Closed where the introduction is not to be asked about any more, or the person has not agreed to this very text.
    """
    # Whoever withdraws a consent in the same moment waits, and finds the link that is made here.
    introduction.participant.lock()
    locked = Introduction.objects.select_for_update().get(pk=introduction.pk)
    if not locked.is_open or locked.resource_id is None:
        raise Closed("この紹介では、もう たずねることが ありません。")
    if refusal := why_not_asked(locked, digest_of(text)):
        raise Closed(refusal)
    if resting([locked.resource_id]):
        raise Closed(RESTS)
    older = locked.requests.all()
    Link.objects.filter(pk__in=older.exclude(link=None).values("link")).end(Link.Ended.REPLACED)
    older.filter(answer=Answer.QUESTION, settled_at=None).update(settled_at=timezone.now())
    secret = create_link(Purpose.HOST, resource=locked.resource) if how == How.LINK else None
    made = HostRequest.objects.create(
        introduction=locked,
        text=text,
        digest=digest_of(text),
        how=how,
        asked_by=by,
        link=secret.link if secret else None,
    )
    Introduction.objects.filter(pk=locked.pk).update(moved_on=timezone.localdate(), ask_again_on=None)
    return made, secret


@transaction.atomic
def answer(request: HostRequest, reply: Reply, by: User | None = None) -> None:
    """Record the answer of a host and what follows from it: by its link, or (`by`) as staff heard it by telephone.

    Raises Closed where it is answered already, a newer request stands, or the link is dead.
    """
    introduction = Introduction.objects.select_for_update().get(pk=request.introduction_id)
    locked = HostRequest.objects.select_for_update().get(pk=request.pk)
    if locked.answered_at or not introduction.is_open or introduction.requests.first() != locked:
        raise Closed("このおたずねには もう返事が入っているか、紹介が 先へ すすんでいます。")
    if by is None:
        if not locked.link or not locked.link.use():
            raise Closed((locked.link and locked.link.why_dead()) or "このリンクは、もう使えません。")
    elif locked.link:
        Link.objects.filter(pk=locked.link_id).end(Link.Ended.WITHDRAWN)
    locked.answer, locked.reason, locked.said = reply.answer, reply.reason, reply.said
    locked.answered_at, locked.answered_by = timezone.now(), by
    locked.answered_how = How.TELEPHONE if by else How.LINK
    locked.save()
    if reply.answer == Answer.NO:
        _draw_consequence(introduction, reply)


def _draw_consequence(introduction: Introduction, reply: Reply) -> None:
    """The one of CONSEQUENCES. Nothing of the person goes to the listing: a report says what is told of the place."""
    reason, today = Reason(reply.reason), timezone.localdate()
    if reason == Reason.LATER:
        introduction.ask_again_on, introduction.moved_on = reply.again_on, today
        introduction.save(update_fields=["ask_again_on", "moved_on"])
        return
    move(introduction, Stage.BROKEN_OFF, today, _ENDS[reason])
    if introduction.resource_id and reason in (Reason.FULL, Reason.WRONG):
        said = NO_SEATS if reason == Reason.FULL else reply.said
        if says_who(introduction.participant, said):
            said = ASK_THE_DESK
        Report.objects.create(
            resource_id=introduction.resource_id,
            about=Report.About.OTHER,
            said=said,
            source=Report.Source.ASSOCIATION,
        )


@dataclass(frozen=True)
class HostRecord:
    """How often a place was asked lately, and how it answered.

    asked     requests within the days that count
    days      mean days until an answer, of those that were answered; None where none was
    rests     asked too often lately, or `refuses`
    refuses   it has said that it takes nobody else for now
    """

    asked: int = 0
    days: float | None = None
    rests: bool = False
    refuses: bool = False


def host_records(places: Collection[int], today: dt.date, numbers: Mapping[str, float]) -> dict[int, HostRecord]:
    """Key of a place -> its record of the last `host.days`; asked `host.most` times or more, it rests. Two queries."""
    most, within = int(numbers["host.most"]), int(numbers["host.days"])
    # An address may name the year 1.
    since = dt.date.fromordinal(max(1, today.toordinal() - within))
    rows = HostRequest.objects.filter(introduction__resource__in=list(places), asked_at__date__gt=since)
    found: dict[int, list[tuple[dt.datetime, dt.datetime | None]]] = {}
    for place, asked, answered in rows.values_list("introduction__resource", "asked_at", "answered_at"):
        found.setdefault(place, []).append((asked, answered))
    refusing = resting(places)
    return {place: _record(found.get(place, []), most, place in refusing) for place in sorted(found.keys() | refusing)}


def _record(times: list[tuple[dt.datetime, dt.datetime | None]], most: int, refuses: bool) -> HostRecord:
    waits = [(answered - asked).total_seconds() / 86_400 for asked, answered in times if answered]
    mean = round(sum(waits) / len(waits), 1) if waits else None
    return HostRecord(len(times), mean, refuses or len(times) >= most, refuses)
