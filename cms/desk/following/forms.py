"""The forms of the follow-up: what the person says, what the host says, and the day of the start."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import F
from django.utils import timezone

from cms.forms.date_inputs import DayField, date_field
from cms.forms.two_windows import TwoWindowsMixin
from directory.japanese.dates import PAST
from directory.text_fields import SeveralLinesFormField
from matching.casework.follow_ups import Again, Coming, Feeling, FollowUp, HostSays, PersonSays
from matching.casework.host_rests import CONSEQUENCE
from matching.casework.introductions import Introduction
from matching.casework.outcomes import FUTURE, Outcome

_LINES = {"max_length": 1000, "required": False, "widget": forms.Textarea(attrs={"rows": 3})}


def _radio(label: str, choices: Any, **facts: Any) -> forms.ChoiceField:
    wrong = {"required": "1つ えらんでください。"}
    return forms.ChoiceField(
        label=label, choices=choices.choices, widget=forms.RadioSelect, error_messages=wrong, **facts
    )


class PersonForm(forms.Form):
    """What the person says at a step; `known` is what was said there before."""

    coming = _radio("いまも 通っていますか", Coming)
    feeling = _radio("ご本人は どうですか", Feeling, help_text="「困っている」は、「今日すること」に出ます。")
    said = SeveralLinesFormField(label="変わったこと", **_LINES)
    ended_on = DayField(label="やめた日", required=False, without_year=PAST)
    ended_because = forms.ChoiceField(label="やめたわけ", required=False, choices=[("", "—"), *Outcome.Ended.choices])

    def __init__(self, data: Any, outcome: Outcome, known: FollowUp | None):
        self.outcome = outcome
        initial = {name: getattr(known, name) for name in ("coming", "feeling", "said")} if known else {}
        initial |= {"ended_on": outcome.ended_on, "ended_because": outcome.ended_because}
        super().__init__(data, initial=initial, prefix="person")

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if facts.get("coming") != Coming.STOPPED:
            return facts
        day = facts.get("ended_on")
        if "ended_on" not in self.errors:
            self._check_end(day)
        if not facts.get("ended_because"):
            self.add_error("ended_because", "やめたわけを 1つ えらんでください。")
        return facts

    def _check_end(self, day: Any) -> None:
        if day is None:
            self.add_error("ended_on", "やめた日を 書いてください。")
        elif day > timezone.localdate():
            self.add_error("ended_on", FUTURE)
        elif day < self.outcome.started_on:
            self.add_error("ended_on", "やめた日は、はじめた日より後にしてください。")

    def whole(self) -> list[Any]:
        """The bound fields that are always asked."""
        return [self[name] for name in ("coming", "feeling", "said")]

    def end(self) -> list[Any]:
        """The bound fields that belong to 「やめた」 alone."""
        return [self["ended_on"], self["ended_because"]]

    @property
    def says(self) -> PersonSays:
        """What was said; what does not belong to the answer is left out."""
        facts = self.cleaned_data
        end = (facts["ended_on"], facts["ended_because"]) if facts["coming"] == Coming.STOPPED else (None, "")
        return PersonSays(facts["coming"], facts["feeling"], facts["said"], *end)


class HostForm(forms.Form):
    """What the host says at a step, at the desk or by its link."""

    feeling = _radio("受け入れて、どうですか", Feeling)
    said = SeveralLinesFormField(
        label="してほしいこと・困っていること", help_text="なければ、空のままで かまいません。", **_LINES
    )
    again = _radio("次も 受けられますか", Again, help_text=f"「いまは、受けられません」のときは：{CONSEQUENCE}")

    def __init__(self, data: Any, known: FollowUp | None = None):
        initial = {name: getattr(known, name) for name in ("feeling", "said", "again")} if known else {}
        super().__init__(data, initial=initial, prefix="host")

    @property
    def says(self) -> HostSays:
        """What was said."""
        facts = self.cleaned_data
        return HostSays(facts["feeling"], facts["again"], facts["said"])


class StartForm(TwoWindowsMixin, forms.ModelForm):  # type: ignore[type-arg]
    """The day on which somebody began to go to a place. What becomes of it is told in the follow-up."""

    class Meta:
        model = Outcome
        fields = ("started_on",)

    started_on = date_field("通いはじめた日", without_year=PAST)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.keep_marks()

    def last_editor(self) -> tuple[Any, None]:
        """Who recorded the outcome last."""
        return self.instance.recorded_by, None

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        self.check_windows(facts)
        day = facts.get("started_on")
        if day and (since := self._introduced_on()) and day < since:
            self.add_error("started_on", "紹介を はじめた日より前の日です。")
        if day and self._is_recorded(day):
            self.add_error("started_on", "この日に はじめたことは、もう記録してあります。")
        return facts

    def _is_recorded(self, day: dt.date) -> bool:
        """Whether another start at the place is known of that day: a person who stopped may go there again."""
        once = {"participant": self.instance.participant_id, "resource": self.instance.resource_id, "started_on": day}
        return Outcome.objects.filter(**once).exclude(pk=self.instance.pk).exists()

    def _introduced_on(self) -> dt.date | None:
        """When the introduction was begun of which the start is a step; None where the start itself made it, whose day moves along."""
        rows = Introduction.objects.going_on().exclude(resource=None)
        if self.instance.pk:
            own = rows.filter(outcome=self.instance.pk, begun_on__lt=F("outcome__started_on"))
        else:
            own = rows.filter(
                outcome=None, participant=self.instance.participant_id, resource=self.instance.resource_id
            )
        return own.values_list("begun_on", flat=True).first()
