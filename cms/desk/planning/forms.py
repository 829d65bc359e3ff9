"""The forms of plans: a plan with its steps, its evaluation, and a call that is promised."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from cms.forms.date_inputs import DayField, TimeInput
from directory.japanese.dates import COMING, PAST
from directory.text_fields import OneLineFormField
from matching.casework.plans import PlanEvaluation, Step, SupportPlan
from matching.casework.promised_calls import PromisedCall

STEPS = 4
"""Steps that the form holds at least; a revision of more has room for two more."""
REVIEW_AFTER, UNTIL_AFTER = dt.timedelta(days=90), dt.timedelta(days=180)
"""Days that are proposed for review and end of a new plan."""
_TEXT = {"wish": 2, "problems": 4, "long_goal": 2, "short_goal": 2}
"""What a revision takes over, with the height of its box in lines."""
_PARTS = {"what": ("すること", 200), "who": ("だれが・どの機関が", 100), "period": ("いつ", 100)}
"""Columns of a step with label and most letters."""


class PlanForm(forms.ModelForm):  # type: ignore[type-arg]
    """The next plan of a person; a revision begins with what the last one says, the first one with the wish that is known."""

    class Meta:
        model = SupportPlan
        fields = (
            "wish", "problems", "long_goal", "short_goal", "made_on", "until_on", "review_on", "meeting_on",
            "meeting_result", "agreed_on",
        )  # fmt: skip
        field_classes = dict.fromkeys(("made_on", "until_on", "review_on", "meeting_on", "agreed_on"), DayField)
        widgets = {name: forms.Textarea(attrs={"rows": rows}) for name, rows in _TEXT.items()}
        help_texts = {
            "wish": "ご本人の ことばで。ご本人に渡す紙に、このまま出ます。",
            "short_goal": "ご本人に渡す紙に、このまま出ます。やさしいことばで 書いてください。",
            "meeting_on": "重層的支援会議で 話し合ったとき。",
            "agreed_on": "紙に署名してもらうときは、空のままで かまいません。",
        }

    def __init__(self, data: Any, last: SupportPlan | None, wish: str = "", decided: tuple[dt.date, str] | None = None):
        today = timezone.localdate()
        initial = {"made_on": today, "review_on": today + REVIEW_AFTER, "until_on": today + UNTIL_AFTER, "wish": wish}
        initial |= {name: getattr(last, name) for name in _TEXT} if last else {}
        if decided:
            initial["meeting_on"], initial["meeting_result"] = decided
        super().__init__(data, initial=initial)
        known = list(last.steps.all()) if last else []  # type: ignore[attr-defined]
        self.rows = max(STEPS, len(known) + 2)
        for name in ("made_on", "meeting_on", "agreed_on"):
            self.fields[name].without_year = PAST
        for name in ("until_on", "review_on"):
            self.fields[name].without_year = COMING
        for number in range(self.rows):
            step = known[number] if number < len(known) else None
            for part, (label, length) in _PARTS.items():
                field = OneLineFormField(label=f"{label}（{number + 1}）", required=False, max_length=length)
                field.initial = getattr(step, part) if step else ""
                self.fields[f"{part}_{number}"] = field

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if not any(facts.get(f"what_{number}") for number in range(self.rows)):
            self.add_error("what_0", "することを 1つは 書いてください。")
        for number in range(self.rows):
            if facts.get(f"what_{number}") and not facts.get(f"who_{number}"):
                self.add_error(f"who_{number}", "だれがするかを 書いてください。")
            if facts.get(f"who_{number}") and not facts.get(f"what_{number}"):
                self.add_error(f"what_{number}", "なにをするかを 書いてください。")
        made_on = facts.get("made_on")
        for name in ("until_on", "review_on"):
            if made_on and facts.get(name) and facts[name] < made_on:
                self.add_error(name, "作った日より後にしてください。")
        return facts

    def whole(self) -> list[Any]:
        """The bound fields beside those of the steps."""
        return [self[name] for name in self.Meta.fields]

    def step_rows(self) -> list[tuple[list[Any], bool]]:
        """The bound fields of each step, and whether they stand open: the first one, and those with something in them."""
        rows = [[self[f"{part}_{number}"] for part in _PARTS] for number in range(self.rows)]
        return [(row, not number or any(one.value() or one.errors for one in row)) for number, row in enumerate(rows)]

    @property
    def facts(self) -> dict[str, Any]:
        """What is stored of the plan itself."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    @property
    def steps(self) -> list[Step]:
        """The steps that are filled in."""
        typed = ([self.cleaned_data[f"{part}_{n}"] for part in _PARTS] for n in range(self.rows))
        return [Step(*row) for row in typed if row[0]]


class EvaluationForm(forms.ModelForm):  # type: ignore[type-arg]
    """How a plan came out."""

    class Meta:
        model = PlanEvaluation
        fields = ("day", "achieved", "changes", "result", "left")
        field_classes = {"day": DayField}
        widgets = {
            "achieved": forms.RadioSelect,
            "result": forms.RadioSelect,
            "changes": forms.Textarea(attrs={"rows": 3}),
            "left": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["day"].without_year = PAST
        self.initial.setdefault("day", timezone.localdate())
        # A radio button of nothing is none.
        self.fields["achieved"].choices = PlanEvaluation.Achieved.choices
        self.fields["result"].choices = PlanEvaluation.Result.choices


class CallForm(forms.ModelForm):  # type: ignore[type-arg]
    """A call that is promised."""

    class Meta:
        model = PromisedCall
        fields = ("day", "at", "about")
        field_classes = {"day": DayField}
        widgets = {"at": TimeInput()}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["day"].without_year = COMING
