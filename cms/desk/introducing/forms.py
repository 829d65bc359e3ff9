"""The forms of an introduction: what the host is told, what it answers, the first visit, and the end before a start."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cms.desk.consent.forms import NAMES_HIDDEN, naming_nobody
from cms.forms.date_inputs import TimeInput, date_field
from directory.hours.rules import Occurrence
from directory.hours.wording import hours_in_words, occurrence_in_words
from directory.japanese.dates import COMING, PAST
from directory.text_fields import SeveralLinesFormField
from matching.cases.households import names_hidden
from matching.casework.host_requests import CONSEQUENCES, DEFAULT_TEXT, Answer, How, Reason, Reply
from matching.casework.introductions import BEFORE_THE_START, Ended, Introduction, check_day


class AskForm(forms.Form):
    """What the host is told, and by which way it is asked.

    addresses   those of the place
    text        what the person agreed to
    refuses     whether the place takes nobody else for now
    """

    text = SeveralLinesFormField(
        label="受け入れ先に 伝えること",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="受け入れ先が見るのは、この文だけです。ご本人と 話して決めたことだけを 書いてください。",
        error_messages={"required": "伝えることを 書いてください。"},
    )
    how = forms.ChoiceField(label="たずね方", widget=forms.RadioSelect)
    to = forms.ChoiceField(label="メールの あて先", required=False, widget=forms.RadioSelect)

    def __init__(
        self, data: Any, introduction: Introduction, addresses: list[str], text: str = "", refuses: bool = False
    ):
        super().__init__(data, initial={"text": text or DEFAULT_TEXT, "how": How.LINK if addresses else How.TELEPHONE})
        self.introduction = introduction
        self.fields["how"].choices = [choice for choice in How.choices if addresses or choice[0] != How.LINK]
        self.fields["to"].choices = [(address, address) for address in addresses]
        self.fields["to"].initial = addresses[0] if addresses else ""
        if refuses:
            wrong = {"required": "受け入れ先に、また受けられるかを 先に聞いてください。"}
            self.fields["can_again"] = forms.BooleanField(
                label="また受けられると、受け入れ先から 聞きました", error_messages=wrong
            )
        if not addresses:
            del self.fields["to"]
            self.fields["how"].help_text = "この場所の メールアドレスは 分かりません。電話で たずねます。"

    def clean_text(self) -> str:
        return naming_nobody(self.introduction.participant, self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if facts.get("how") == How.LINK and "to" in self.fields and not facts.get("to"):
            self.add_error("to", "あて先を えらんでください。")
        return facts


class AnswerForm(forms.Form):
    """What a host answers; each reason for a no says what follows from it."""

    answer = forms.ChoiceField(
        label="お返事",
        choices=Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "お返事を 1つ えらんでください。"},
    )
    reason = forms.ChoiceField(
        label="むずかしい わけ",
        choices=[(reason, f"{reason.label} → {CONSEQUENCES[reason]}") for reason in Reason],
        required=False,
        widget=forms.RadioSelect,
    )
    again_on = date_field("「今は受けられない」とき: もう一度 たずねてよい日", required=False, without_year=COMING)
    said = SeveralLinesFormField(
        label="聞きたいこと、ちがっているところ",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="「聞きたいことがあります」と「のせている情報が ちがう」のときに 書いてください。",
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        answer, reason = facts.get("answer"), facts.get("reason")
        if answer == Answer.NO and not reason and "reason" not in self.errors:
            self.add_error("reason", "わけを 1つ えらんでください。")
        needs_words = answer == Answer.QUESTION or (answer == Answer.NO and reason == Reason.WRONG)
        if needs_words and not facts.get("said") and "said" not in self.errors:
            self.add_error("said", "ひとことで よいので、書いてください。")
        if answer == Answer.NO and reason == Reason.LATER and "again_on" not in self.errors:
            self._check_again(facts.get("again_on"))
        return facts

    def _check_again(self, day: dt.date | None) -> None:
        if day is None or day <= timezone.localdate():
            self.add_error("again_on", "明日からあとの日を 書いてください。")

    @property
    def reply(self) -> Reply:
        """What was said; what does not belong to the answer is left out."""
        facts = self.cleaned_data
        is_no = facts["answer"] == Answer.NO
        reason = facts["reason"] if is_no else ""
        return Reply(facts["answer"], reason, facts["said"], facts["again_on"] if reason == Reason.LATER else None)


SHOWN_DAYS = 4
"""Coming days of a place beside the first visit: a month of a weekly one."""
EARLY = dt.timedelta(minutes=30)
"""So long before a meeting begins people meet at the door: a convention of ours."""
ASK_FIRST = "受け入れ先に 聞いて よければ、下に しるしを つけてください。"
NOT_OPEN = f"この日は、ひらく日に のっていません。{ASK_FIRST}"
NOT_AT_THIS_TIME = f"この日に ひらくのは {{}}です。{ASK_FIRST}"
ANYWAY = "この日時で よいと、受け入れ先から 聞きました"


class VisitForm(forms.ModelForm):  # type: ignore[type-arg]
    """The first visit as it is agreed.

    A day or a time at which the listing says nothing of being open is stored only once somebody says that the host agreed to it:
    else a person who dares to go out for the first time stands before a closed door.
    """

    class Meta:
        model = Introduction
        fields = ("visit_on", "visit_at", "companion", "door", "ask_for", "leave_early")
        widgets = {"visit_at": TimeInput()}

    visit_on = date_field("はじめて行く日", without_year=COMING)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        hints = {
            "companion": "例: コーディネーターの田中",
            "door": "例: 公民館の 東の入口",
            "ask_for": "例: 世話役の鈴木さん",
            "leave_early": "例: 30分たったら、田中から 声をかける",
        }
        for name, hint in hints.items():
            self.fields[name].help_text = hint
        today, place = timezone.localdate(), self.instance.resource
        self.coming = place.next_dates(today, SHOWN_DAYS) if place else []
        if self.coming:
            days = "、".join(occurrence_in_words(one, today) for one in self.coming)
            self.fields["visit_on"].help_text = f"ひらく日: {days}"
        if self.is_bound and "anyway" in self.data:
            self._offer_anyway()

    def _offer_anyway(self) -> None:
        self.fields["anyway"] = forms.BooleanField(label=ANYWAY, required=False)

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if facts.get("visit_on") and {"visit_on", "visit_at"} & set(self.changed_data) and not facts.get("anyway"):
            self._check_open(facts["visit_on"], facts.get("visit_at"))
        for name in ("companion", "door", "ask_for", "leave_early"):
            if names_hidden(self.instance.participant, facts.get(name) or ""):
                self.add_error(name, NAMES_HIDDEN)
        return facts

    def _check_open(self, day: dt.date, at: dt.time | None) -> None:
        """Whether the listing says that the place is open then; nothing where it names no days."""
        place = self.instance.resource
        if not self.coming or place is None or place.rhythms:
            return
        meetings = list(place.coming(day, last=day))
        if not meetings:
            self.add_error("visit_on", NOT_OPEN)
        elif at and not any(_is_at(one, at) for one in meetings):
            times = "と ".join(hours_in_words(one.start, one.end) for one in meetings)
            self.add_error("visit_at", NOT_AT_THIS_TIME.format(times))
        else:
            return
        self._offer_anyway()

    def clean_visit_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["visit_on"]
        if day < self.instance.begun_on:
            raise ValidationError("紹介を はじめた日より前の日です。")
        return day


def _is_at(meeting: Occurrence, at: dt.time) -> bool:
    """Whether somebody who comes at a time of day finds a meeting, or is shortly before it."""
    moment = dt.datetime.combine(meeting.day, at)
    begins = dt.datetime.combine(meeting.day, meeting.start) - EARLY if meeting.start else None
    return (begins is None or begins <= moment) and (meeting.ends_at is None or moment < meeting.ends_at)


class TrialForm(forms.Form):
    """The day of the first trial."""

    day = date_field("体験を はじめた日", without_year=PAST)

    def __init__(self, data: Any, introduction: Introduction):
        super().__init__(data, initial={"day": timezone.localdate()}, prefix="trial")
        self.introduction = introduction

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        check_day(day, self.introduction.begun_on, timezone.localdate())
        return day


class EndForm(TrialForm):
    """The end of an introduction that has not led to taking part: day and reason."""

    because = forms.ChoiceField(label="わけ", choices=[(why, Ended(why).label) for why in BEFORE_THE_START])

    def __init__(self, data: Any, introduction: Introduction):
        super().__init__(data, introduction)
        self.prefix = "end"
        self.fields["day"].label = "おわった日"
