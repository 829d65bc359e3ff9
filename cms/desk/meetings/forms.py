"""The forms of meetings: opening one by its legal basis, its members, a day, and what a day left."""

from typing import Any

from django import forms
from django.utils import timezone

from cms.desk.emergency.views import PersonForm
from cms.forms.date_inputs import DayField, TimeInput, date_field, not_to_come
from directory.accounts.users import Agency, User
from directory.japanese.dates import COMING, PAST
from directory.text_fields import OneLineFormField, SeveralLinesFormField
from matching.cases.access import Access
from matching.cases.legal_basis import Basis, Kind, LegalBasis, Recipient, why_not_told
from matching.cases.programme import Law
from matching.cases.support_meetings import MeetingMember, SupportMeeting, names_of_meetings
from matching.casework.meetings.agenda import agenda_for
from matching.casework.meetings.minutes import NextStep, Written, newest
from matching.casework.meetings.seats import openers
from matching.casework.meetings.sittings import Decision, MeetingStep, Minutes, Presence, Sitting

ON = {
    Law.CONSENT: "ご本人が、会議で 話し合うことに 同意している",
    Law.WITHOUT: "ご本人の同意が まだない（社会福祉法 106条の6）",
}
ASK_FIRST = "この方は、会議で話し合うことに まだ 同意していません。同意のページで 聞いてから 開いてください。"
AGREES = "この方は 何かに 同意しています。同意がないときの会議は 開けません。会議のことも ご本人に 聞いてください。"
ELSEWHERE = "この会議は、この方を受けた支援機関の コーディネーターが 開きます。"
NOT_PROMISED = (
    "{}さんは、この日に 秘密を守ると まだ 言っていません。言うか、紙に署名してから、来た人に 入れてください。"
)
OPEN_ALREADY = "この方の会議は、もう 開いています。"


class OpenForm(PersonForm):
    """On what the meeting stands, about whom, and why. `city` is the reader's own city agency, which alone opens a 支援会議."""

    law = forms.ChoiceField(
        label="ご本人の同意は ありますか",
        widget=forms.RadioSelect,
        error_messages={"required": "はじめに、同意が あるか ないかを えらんでください。"},
        help_text="これで、だれが読めるか、何を紙に出せるかが きまります。あとから 変えられません。",
    )
    why = OneLineFormField(
        label="なんのために 話し合うのか",
        max_length=200,
        help_text="例: 電話にも訪問にも出ず、ようすが 心配されている",
    )
    field_order = ("law", "who", "why")

    def __init__(self, data: Any, access: Access, city: Agency | None, initial: dict[str, str]):
        super().__init__(data, access)
        where = city or Agency.objects.filter(pk__in=access.coordinated).order_by("pk").first()
        names = names_of_meetings(where.municipality_id) if where else []
        self.city, self.names = city, [one for one in names if city or one[0] != Law.WITHOUT]
        self.fields["law"].choices = [  # type: ignore[attr-defined]
            (f"{law}:{name}", f"{ON[Law(law)]} → {name}") for law, name in self.names
        ]
        self.initial |= initial

    def clean_law(self) -> str:
        self.law, _, self.name = self.cleaned_data["law"].partition(":")
        return self.law

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if self.errors:
            return facts
        known = SupportMeeting.objects.going_on().filter(participant=self.person, law=self.law).first()
        is_left = known is not None and known.agency == self.agency and not openers(known).exists()
        if known and not is_left:
            self.add_error("who", OPEN_ALREADY)
        basis = LegalBasis.of(self.person, timezone.localdate())
        if self.law == Law.CONSENT:
            if self.access.why_not(self.person) or self.person.agency_id not in self.access.coordinated:
                self.add_error("who", ELSEWHERE)
            elif why_not_told(basis, Recipient(Kind.MEETING)):
                self.add_error("who", ASK_FIRST)
        elif basis.basis == Basis.CONSENT and not is_left:
            self.add_error("who", AGREES)
        return facts

    @property
    def agency(self) -> Agency:
        """Which opens it: the city's of a 支援会議, else the one that received the person."""
        return self.city if self.law == Law.WITHOUT and self.city else self.person.agency


class RecordForm(forms.Form):
    """Something that the others are to know before the next day."""

    held_on = date_field("いつのこと", without_year=PAST, validators=[not_to_come])
    text = SeveralLinesFormField(
        label="会議の人に 知らせること", max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class NewMemberForm(forms.Form):
    """One more member: by the name they sign in with, or, without an account, by name with the promise on paper."""

    username = OneLineFormField(label="ログインの名前", max_length=150, required=False)
    name = OneLineFormField(
        label="アカウントのない人の名前",
        max_length=60,
        required=False,
        help_text="弁護士、社会福祉士、民生委員など。話は 会議で聞き、ここは 読めません。",
    )
    post = OneLineFormField(label="所属", max_length=100, required=False)
    promised = forms.BooleanField(label="秘密を守ると、紙に 署名した", required=False)

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        self.user = None
        if bool(facts.get("username")) is bool(facts.get("name")):
            raise forms.ValidationError("ログインの名前か、アカウントのない人の名前の、どちらかを 書いてください。")
        if facts.get("username"):
            self.user = User.objects.filter(username=facts["username"], is_active=True).first()
            if self.user is None or not Access(self.user).is_caseworker:
                self.add_error("username", "この名前で ログインする人は、いません。")
        elif not facts.get("promised"):
            self.add_error("promised", "署名をもらってから、加えてください。")
        return facts


class SittingForm(forms.ModelForm):  # type: ignore[type-arg]
    """When it sits, and what about; of a meeting with consent the agenda begins with what is due."""

    class Meta:
        model = Sitting
        fields = ("held_on", "at", "place", "agenda")
        field_classes = {"held_on": DayField}
        widgets = {"at": TimeInput(), "agenda": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"agenda": "1行に 1つ。"}

    def __init__(self, data: Any, meeting: SupportMeeting):
        super().__init__(data, instance=Sitting(meeting=meeting))
        self.fields["held_on"].without_year = COMING  # type: ignore[attr-defined]
        if not meeting.is_compartment:
            self.initial["agenda"] = "\n".join(agenda_for(meeting.participant, timezone.localdate()))


class MinutesForm(forms.ModelForm):  # type: ignore[type-arg]
    """What was said and decided, who was there, and what each of them does next."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    attended = forms.MultipleChoiceField(
        label="来た人",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "来た人を えらんでください。"},
    )

    class Meta:
        model = Minutes
        fields = ("text", "decision", "develop")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 8}),
            "develop": forms.Textarea(attrs={"rows": 2}),
            "decision": forms.RadioSelect,
        }
        help_texts = {"develop": "例: 夕方に開いている場所。なければ 空けておきます。"}

    def __init__(self, data: Any, sitting: Sitting, members: list[MeetingMember]):
        last = newest(sitting)
        initial = {name: getattr(last, name) for name in self.Meta.fields} if last else {}
        super().__init__(data, initial=initial | {"seen": last.number if last else 0})
        self.sitting, self.members = sitting, members
        self.fields["decision"].choices = Decision.choices  # type: ignore[attr-defined]
        there = Presence.objects.filter(sitting=sitting, attended=True).values_list("member", flat=True)
        self.fields["attended"].choices = [(str(one.pk), one.named) for one in members]  # type: ignore[attr-defined]
        self.initial["attended"] = [str(key) for key in there]
        known = {one.member_id: one for one in MeetingStep.objects.filter(sitting=sitting)}
        for one in members:
            self._add_step(one, known.get(one.pk))

    def _add_step(self, member: MeetingMember, known: MeetingStep | None) -> None:
        parts = {
            "role": OneLineFormField(label="役割", max_length=100, required=False),
            "what": SeveralLinesFormField(
                label="次にすること", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
            ),
            "until": DayField(label="いつまでに", required=False, without_year=COMING),
        }
        for part, field in parts.items():
            field.initial = getattr(known, part) if known else None
            self.fields[f"{part}_{member.pk}"] = field

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        for one in self.members:
            what, until = facts.get(f"what_{one.pk}"), facts.get(f"until_{one.pk}")
            if what and not until and f"until_{one.pk}" not in self.errors:
                self.add_error(f"until_{one.pk}", "いつまでにするかを 書いてください。")
            if until and not what:
                self.add_error(f"what_{one.pk}", "なにをするかを 書いてください。")
        return facts

    def clean_attended(self) -> list[str]:
        """Nobody sat in a 支援会議 without having promised secrecy on that day."""
        chosen: list[str] = self.cleaned_data["attended"]
        if not self.sitting.meeting.is_compartment:
            return chosen
        rows = Presence.objects.filter(sitting=self.sitting, acknowledged_at__isnull=False)
        promised = {str(key) for key in rows.values_list("member", flat=True)}
        missing = [one.name for one in self.members if str(one.pk) in {*chosen} - promised]
        if missing:
            raise forms.ValidationError(NOT_PROMISED.format("、".join(missing)))
        return chosen

    def whole(self) -> list[Any]:
        """The bound fields beside those of the members."""
        return [self[name] for name in ("text", "decision", "develop", "attended")]

    def step_rows(self) -> list[tuple[MeetingMember, list[Any], bool]]:
        """Each member with their bound fields, and whether they stand open."""
        rows = [(one, [self[f"{part}_{one.pk}"] for part in ("role", "what", "until")]) for one in self.members]
        return [(one, row, any(two.value() or two.errors for two in row)) for one, row in rows]

    @property
    def written(self) -> Written:
        """What is stored."""
        facts = self.cleaned_data
        steps = {
            one: NextStep(*(facts[f"{part}_{one.pk}"] for part in ("role", "what", "until"))) for one in self.members
        }
        there = [one for one in self.members if str(one.pk) in facts["attended"]]
        return Written(facts["text"], facts["decision"], facts["develop"], facts["seen"], there, steps)
