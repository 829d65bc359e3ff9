"""Sample outreach and sample meetings: somebody whom nobody has met yet, a meeting with consent, and a 支援会議 without."""

import datetime as dt

from django.utils import timezone

from cms.demo.sample_desk import SampleDesk
from directory.accounts.users import Agency, User
from directory.geo.areas import Town
from matching.cases.consents import Agreed, Consent, agreed_until, record_consent
from matching.cases.new_cases import open_case
from matching.cases.participants import Participant
from matching.cases.programme import MeetingName
from matching.cases.support_meetings import MeetingMember, SupportMeeting, convene
from matching.casework.meetings.minutes import NextStep, Written, write
from matching.casework.meetings.sittings import Presence, Sitting, arrange
from matching.casework.outreach import OutreachContact, record

UNMET = {"name": "○○荘 201の 男の方", "reading": "", "telephone": ""}
UNMET_NOTE = "民生委員から。50代くらい。3年ほど 姿を見た人が いない。"
TRIES = (
    (44, "visit", "person", "none", "留守か、出られなかった。新聞は とってある。", "手紙（名前と電話番号）", 30),
    (30, "letter", "person", "none", "", "手紙", 16),
    (16, "visit", "other", "voice", "大家さんに 聞いた。夜に 買いものに 出るそう。", "", 2),
    (
        2,
        "visit",
        "person",
        "voice",
        "ドアごしに「いまは いい」と 言われた。声は 落ちついていた。",
        "お茶の会の ちらし",
        0,
    ),
)
"""Days ago, how, to whom, how received, what was said, what was left, and the next day as days ago."""
NAMES = (("consent", "多機関協働会議（見本）"), ("without", "支援会議（見本）"))
LAWYER, COMMISSIONER = ("佐藤（見本）", "弁護士・見本法律事務所"), ("高橋（見本）", "民生委員・児童委員")
SAID = "お金のことと、外に出ることを 分けて考える。家賃の手紙は 弁護士が いっしょに 読む。\n週に1回の 外出は、いまの場所を つづける。"


def reached_out(desk: SampleDesk) -> None:
    """Somebody without a name, who was visited again and again; today is the next day."""
    if OutreachContact.objects.filter(participant__in=desk.people).exists():
        return
    town = Town.objects.filter(municipality=desk.agency.municipality).order_by("pk").first()
    person = open_case(desk.agency, town, desk.coordinator, UNMET_NOTE, UNMET, desk.coordinator)
    Participant.objects.filter(pk=person.pk).update(is_sample=True)
    for ago, how, whom, received, said, left, again in TRIES:
        told = {"how": how, "whom": whom, "received": received, "said": said, "left": left}
        day, next_on = (desk.day - dt.timedelta(days=days) for days in (ago, again))
        record(OutreachContact(participant=person, day=day, next_on=next_on, **told), desk.coordinator)


def met(desk: SampleDesk) -> None:
    """A 重層的支援会議 that sat and sits again, about somebody with a plan; and a 支援会議 of the city about who is reached out to."""
    if SupportMeeting.objects.filter(participant__in=desk.people).exists():
        return
    for law, name in NAMES:
        MeetingName.objects.get_or_create(municipality=desk.agency.municipality, law=law, name=name)
    planned = desk.people.exclude(plans=None).first()
    if planned:
        _with_consent(desk, planned)
    convener = _of_the_city(desk.agency)
    unmet = desk.people.exclude(outreach=None).first()
    if convener and unmet:
        _without(desk, unmet, *convener)


def _with_consent(desk: SampleDesk, person: Participant) -> None:
    day = desk.day
    record_consent(person, Agreed(Consent.How.WRITTEN, day, agreed_until(day), allows_meeting=True), desk.coordinator)
    why = "プランの 役割を、みんなで たしかめる"
    one = convene(person, desk.agency, why, desk.coordinator, day - dt.timedelta(days=20), *NAMES[0])
    lawyer = _joined(one, None, *LAWYER)
    helper = _joined(one, desk.counsellor, str(desk.counsellor), str(desk.agency))
    _all_promised(one)
    first = _sits(one, day - dt.timedelta(days=10), "第1回のプランを たしかめること", desk.coordinator)
    _sits(one, day + dt.timedelta(days=1), "弁護士と 手紙を 読んだこと\n場所を つづけること", desk.coordinator)
    steps = {
        lawyer: NextStep("お金のこと", "家賃の手紙を いっしょに 読む", day),
        helper: NextStep("外に出ること", "木曜の 行き帰りを 見る", day + dt.timedelta(days=4)),
    }
    there = list(MeetingMember.objects.filter(meeting=one))
    write(first, Written(SAID, "goes_on", "夕方に 開いている場所", 0, there, steps), desk.coordinator)


def _without(desk: SampleDesk, person: Participant, city: Agency, convener: User) -> None:
    why = "訪問しても 会えず、ようすが 心配されている"
    one = convene(person, city, why, convener, desk.day - dt.timedelta(days=15), *NAMES[1])
    _joined(one, None, *COMMISSIONER)
    _joined(one, desk.coordinator, str(desk.coordinator), str(desk.agency))
    _all_promised(one)
    sat = _sits(one, desk.day - dt.timedelta(days=14), "これまでの かかわりを 持ちよる\nだれが 訪ねるか", convener)
    there = list(MeetingMember.objects.filter(meeting=one))
    at = _morning(sat.held_on)
    Presence.objects.bulk_create(Presence(sitting=sat, member=member, acknowledged_at=at) for member in there)
    steps = {there[-1]: NextStep("訪ねる人", "2週間に1度、同じ人が 訪ねる", desk.day + dt.timedelta(days=1))}
    said = "10年前に 障害の窓口へ 相談があった。訪ねる人を ひとりに きめる。"
    write(sat, Written(said, "goes_on", "", 0, there, steps), convener)


def _joined(one: SupportMeeting, user: User | None, name: str, post: str) -> MeetingMember:
    """Somebody who is named."""
    return MeetingMember.objects.create(meeting=one, user=user, name=name[:60], post=post)


def _all_promised(one: SupportMeeting) -> None:
    """Everybody promised, or signed, on the day on which it opened: the button would say today."""
    MeetingMember.objects.filter(meeting=one).update(acknowledged_at=_morning(one.begun_on))


def _morning(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(10)))


def _sits(one: SupportMeeting, day: dt.date, agenda: str, by: User) -> Sitting:
    return arrange(Sitting(meeting=one, held_on=day, at=dt.time(10), place="市役所 3階の会議室", agenda=agenda), by)


def _of_the_city(agency: Agency) -> tuple[Agency, User] | None:
    """The city's own agency with a coordinator of it; None where there is none."""
    for city in Agency.objects.filter(kind=Agency.Kind.CITY, municipality=agency.municipality):
        user = User.objects.filter(memberships__agency=city, memberships__role="coordinator").order_by("pk").first()
        if user:
            return city, user
    return None
