"""The form of one line of the yearly sheet: what was found comes before what is planned."""

from typing import Any

from django import forms

from matching.figures.goals import YearGoal


class GoalForm(forms.ModelForm):  # type: ignore[type-arg]
    """Goal, baseline and source; judgement, what was found, the next aim and the measure."""

    class Meta:
        model = YearGoal
        fields = ("goal", "baseline", "source", "judgement", "found", "next_aim", "measure")
        widgets = {
            "judgement": forms.RadioSelect,
            **{name: forms.Textarea(attrs={"rows": 3}) for name in ("found", "next_aim", "measure")},
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["judgement"].choices = [("", "まだ"), *YearGoal.Judgement.choices]  # type: ignore[attr-defined]
