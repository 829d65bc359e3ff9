"""The forms of a つなぐシート at the desk: a new one as it is heard or comes on paper, and the four answers."""

from typing import Any

from django import forms
from django.utils import timezone

from directory.accounts.links import Link, Purpose
from directory.accounts.users import Agency
from directory.catalogue.desks import topics
from directory.catalogue.resources import Resource
from directory.geo.areas import Town
from directory.japanese.widths import narrow
from directory.text_fields import OneLineFormField, SeveralLinesFormField
from matching.cases.access import Access
from matching.cases.finding import find_people
from matching.cases.participants import Participant
from matching.casework.referrals.destinations import Destination, destination_of, destinations, last_resort
from matching.casework.referrals.passing import CODE_IS_IN, TWICE, is_in
from matching.casework.referrals.sheets import Agreed, Channel, ReferralSheet, Reply, Sender

CHOOSE_DESK = "つなぎ先を たしかめて、もう一度 おしてください。"
TOLD_HINT = "ご本人の名前は 書かないでください。同意がないあいだは、つないだ人には 見えません。"
FACTS = ("sender", "sender_name", "sender_reach", "who", "reach", "town", "topic", "text", "urgency", "agreed")
NOBODY_OF_MINE = "いま支援している方で、自分が見られる方の中には いません。"
MOST_SHOWN = 10
"""People of one name."""
ELSEWHERE = "elsewhere"
"""The fourth answer."""


def topic_choices() -> list[tuple[str, str]]:
    """The topics of 「どこに相談？」."""
    return [(slug, topic.label) for slug, topic in topics().items()]


class SheetForm(forms.ModelForm):  # type: ignore[type-arg]
    """A worry as somebody told it. Sent once, it proposes where it goes; sent again with a desk, it goes there."""

    topic = forms.ChoiceField(label="どんなことか", choices=topic_choices)
    to = forms.TypedChoiceField(label="つなぎ先", coerce=int, required=False, widget=forms.RadioSelect)
    how = forms.ChoiceField(
        label="どう来たか",
        choices=[
            (Channel.TELEPHONE, "電話・会って聞いた"),
            (Channel.PAPER, "紙で来た"),
            (Channel.DESK, "このサイトから つなぐ"),
        ],
        widget=forms.RadioSelect,
    )
    code = OneLineFormField(
        label="紙の番号",
        required=False,
        max_length=20,
        help_text="紙で来たときだけ。紙に 印刷された 10けたの番号です。",
    )

    class Meta:
        model = ReferralSheet
        fields = FACTS
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5}),
            **dict.fromkeys(("urgency", "agreed"), forms.RadioSelect),
        }

    def __init__(self, data: Any, agency: Agency):
        super().__init__(data, initial={"sender": Sender.NEIGHBOUR, "how": Channel.TELEPHONE})
        self.agency, self.proposed, self.link = agency, list[Destination](), None
        self.fields["town"].queryset = Town.objects.filter(municipality=agency.municipality_id)
        self.fields["town"].empty_label = "分からない"
        self.fields["text"].help_text = "見たこと、聞いたことを、そのまま。"
        for name in ("urgency", "agreed"):
            self.fields[name].choices = [one for one in self.fields[name].choices if one[0]]
        # What is proposed depends on topic and town, so that it is known only when they were sent.
        self.fields["to"].choices = [(row.pk, row.name) for row in _desks(agency)]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code:
            self.link = Link.objects.of_code(code)
            if self.link is None or self.link.purpose != Purpose.REFERRAL or self.link.why_dead():
                raise forms.ValidationError("この番号の紙は ありません。もう一度 見てください。")
            # A younger one may be this one, of a button pressed twice: `send` knows.
            if is_in(self.link, timezone.now() - TWICE):
                raise forms.ValidationError(CODE_IS_IN)
        return code

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean()
        if self.errors:
            return facts
        city, owner = self.agency.municipality, last_resort(self.agency.municipality) or self.agency
        self.proposed = destinations(city, facts["topic"], facts["town"], timezone.localdate(), owner)
        if chosen := facts.get("to"):
            desk = next(row for row in _desks(self.agency) if row.pk == chosen)
            self.to = destination_of(desk, owner)
        elif all(one.desk is None for one in self.proposed):
            self.to = self.proposed[0]
        else:
            self.initial["to"] = self.proposed[0].desk.pk  # type: ignore[union-attr]
            self.add_error("to", CHOOSE_DESK)
        return facts

    def to_choices(self) -> list[tuple[int, str]]:
        """The proposed desks, the one in charge first."""
        return [(one.desk.pk, one.name) for one in self.proposed if one.desk]

    @property
    def told(self) -> dict[str, Any]:
        """The columns of the sheet."""
        facts = {name: self.cleaned_data[name] for name in FACTS}
        how = self.cleaned_data["how"]
        return facts | {"channel": how} | ({"sender_agency": self.agency} if how == Channel.DESK else {})


def _desks(agency: Agency) -> list[Resource]:
    return list(
        Resource.objects.live().filter(municipality=agency.municipality_id, kinds__slug="consultation").order_by("name")
    )


class AnswerForm(forms.Form):
    """受けた, いっしょに, 助言, with a word for the sender."""

    reply = forms.ChoiceField(label="返事", choices=Reply.choices, widget=forms.RadioSelect)
    told = SeveralLinesFormField(
        label="つないだ人に 伝えること",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"例: お会いできました。これからも うかがいます。{TOLD_HINT}",
    )


class PassForm(forms.Form):
    """ほかへ: the next desk, and why."""

    to = forms.ModelChoiceField(Resource.objects.none(), label="どの窓口へ", empty_label="えらんでください")
    why = OneLineFormField(
        label="なぜ", max_length=200, help_text="次の窓口が読みます。例: 65歳より下なので、障害の窓口が合う"
    )
    told = SeveralLinesFormField(
        label="つないだ人に 伝えること",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=TOLD_HINT,
    )

    def __init__(self, data: Any, sheet: ReferralSheet):
        super().__init__(data)
        rows = Resource.objects.live().filter(municipality=sheet.agency.municipality_id, kinds__slug="consultation")
        self.fields["to"].queryset = rows.exclude(pk=sheet.desk_id).distinct().order_by("name")


class AgreedForm(forms.Form):
    """What the person said to its being passed on."""

    agreed = forms.ChoiceField(label="ご本人の同意", choices=Agreed.choices, widget=forms.RadioSelect)


class CaseForm(forms.Form):
    """The name under which a case is opened."""

    name = OneLineFormField(label="ご本人の名前", max_length=60)


class JoinForm(forms.Form):
    """Somebody whom the owner supports already, of those whom the reader may see."""

    who = OneLineFormField(
        label="どの方ですか", max_length=60, help_text="番号・ふりがな・名前・電話の どれかで。例: M-0032、みほん けん"
    )

    def __init__(self, data: Any, sheet: ReferralSheet, access: Access):
        super().__init__(data)
        self.people = access.participants().filter(agency=sheet.agency_id).supported()

    def clean_who(self) -> str:
        who: str = self.cleaned_data["who"]
        found = find_people(self.people, who)
        found = [one for one in found if one.code.casefold() == narrow(who).casefold()] or found[:MOST_SHOWN]
        if not found:
            raise forms.ValidationError(NOBODY_OF_MINE)
        if len(found) > 1:
            whom = "、".join(f"{one.code} {one.named}" for one in found)
            raise forms.ValidationError(f"何人か います。番号で 書いてください（{whom}）。")
        self.person: Participant = found[0]
        return who


class PaperAnswerForm(forms.Form):
    """What a desk without a login answers by the code on its paper."""

    reply = forms.ChoiceField(
        label="返事",
        choices=[*((one.value, one.label) for one in Reply), (ELSEWHERE, "ほかの窓口が よい")],
        widget=forms.RadioSelect,
        error_messages={"required": "返事を 1つ えらんでください。"},
    )
    said = OneLineFormField(
        label="ひとこと",
        max_length=200,
        required=False,
        help_text="どの窓口がよいかなど。ご本人の名前は 書かないでください。",
    )
