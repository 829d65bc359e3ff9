"""The forms of consents: what a person agrees to, the short question before a host is asked, and papers that are out."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cms.forms.date_inputs import date_field, not_to_come
from directory.accounts.users import Agency
from directory.catalogue.resources import Resource
from directory.japanese.dates import COMING, PAST
from directory.text_fields import SeveralLinesFormField
from matching.cases.consents import Agreed, Consent, PaperCopy, agreed_until
from matching.cases.households import names_hidden
from matching.cases.identities import says_who
from matching.cases.participants import Participant
from matching.casework.host_requests import DEFAULT_TEXT

NAMES_SOMEBODY = "この方の番号・名前・連絡先が 入っています。消してください。"
NAMES_HIDDEN = "この方に知らせないことになっている人の名前が 入っています。消してください。"
LONGEST = dt.timedelta(days=3 * 366)
"""A consent holds no longer: nobody knows in four years what they signed."""


def naming_nobody(person: Participant, text: str) -> str:
    """A text for a host. Raises ValidationError where it says who the person is, or names somebody of whom they may not learn."""
    if says_who(person, text):
        raise ValidationError(NAMES_SOMEBODY)
    if names_hidden(person, text):
        raise ValidationError(NAMES_HIDDEN)
    return text


class ConsentForm(forms.Form):
    """What a person agrees to. `places` are proposed as hosts, `agencies` are the others of the city."""

    text = SeveralLinesFormField(
        label="受け入れ先に 伝える文",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="受け入れ先に とどくのは、この文 そのままです。ご本人に 読んでもらい、同じ文を 紙にも 出します。",
    )
    hosts = forms.ModelMultipleChoiceField(
        Resource.objects.none(), label="この文を 伝えてよい場所", required=False, widget=forms.CheckboxSelectMultiple
    )
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="この方の記録を 見てよい支援機関",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    allows_matching = forms.BooleanField(label="その支援機関が、いっしょに 場所を さがしてよい", required=False)
    allows_meeting = forms.BooleanField(label="重層的支援会議で 話し合ってよい", required=False)
    how = forms.ChoiceField(label="同意のしかた", choices=Consent.How.choices, widget=forms.RadioSelect)
    given_on = date_field("同意した日", without_year=PAST, validators=[not_to_come])
    expires_on = date_field("いつまで", without_year=COMING)

    def __init__(
        self,
        data: Any,
        participant: Participant,
        places: Iterable[int],
        agencies: Iterable[Agency],
        place: int | None = None,
    ):
        day = timezone.localdate()
        initial = {"text": DEFAULT_TEXT, "how": Consent.How.WRITTEN, "given_on": day, "expires_on": agreed_until(day)}
        super().__init__(data, initial=initial | {"hosts": [place] if place else []})
        self.participant = participant
        self.fields["hosts"].queryset = Resource.objects.filter(pk__in=list(places)).order_by("name", "pk")
        others = [one.pk for one in agencies if one.pk != participant.agency_id]
        self.fields["agencies"].queryset = Agency.objects.filter(pk__in=others)
        if not others:
            del self.fields["agencies"], self.fields["allows_matching"]

    def clean_text(self) -> str:
        return naming_nobody(self.participant, self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        day, until = facts.get("given_on"), facts.get("expires_on")
        if day and until and not day <= until <= day + LONGEST:
            self.add_error("expires_on", "同意した日から 3年までの 日を 書いてください。")
        if facts.get("hosts") and not facts.get("text") and "text" not in self.errors:
            self.add_error("text", "伝えることを 書いてください。")
        if facts.get("allows_matching") and not facts.get("agencies"):
            self.add_error("agencies", "いっしょに さがす支援機関を、えらんでください。")
        asked = (facts.get("hosts"), facts.get("agencies"), facts.get("allows_meeting"))
        if not self.errors and not any(asked):
            self.add_error(None, "だれに 伝えてよいかを、1つは えらんでください。")
        return facts

    @property
    def agreed(self) -> Agreed:
        """What was entered."""
        facts = self.cleaned_data
        return Agreed(
            how=facts["how"],
            given_on=facts["given_on"],
            expires_on=facts["expires_on"],
            text=facts["text"],
            hosts=list(facts["hosts"]),
            agencies=list(facts.get("agencies") or ()),
            allows_matching=facts.get("allows_matching", False),
            allows_meeting=facts["allows_meeting"],
        )


class AgreedForm(forms.Form):
    """The short question before a host is asked with a text to which no consent is recorded yet."""

    agreed = forms.ChoiceField(
        label="ご本人は、この文を この場所に 伝えてよいと 言いましたか",
        choices=[
            (Consent.How.WRITTEN, "はい。この文の紙に 署名しました"),
            (Consent.How.SPOKEN, "はい。この文を 読んで聞かせ、口頭で 言いました"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "ご本人の同意が ないうちは、たずねられません。"},
    )


class PaperForm(forms.ModelForm):  # type: ignore[type-arg]
    """A paper that somebody outside has got."""

    class Meta:
        model = PaperCopy
        fields = ("what", "holder", "telephone", "given_on")

    given_on = date_field("わたした日", without_year=PAST, validators=[not_to_come])

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["given_on"].initial = timezone.localdate()
