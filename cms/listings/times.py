"""The page 「いつ」: the days chosen as people say them, or written in a sentence."""

from django import forms
from django.core.exceptions import ValidationError
from modelcluster.models import get_serializable_data_for_fields

from cms.admin.fields import EXAMPLE, TimesField
from directory.differences import rule_of
from directory.recurrence import LAST, WEEKDAYS, Rule, describe
from directory.schedules import Schedule

EVERY_WEEK = "every"
WEEKS = [(EVERY_WEEK, "毎週"), *((str(n), f"第{n}") for n in range(1, 6)), (str(LAST), "最後の週")]
CLOSED = [("closed_on_holidays", "祝日"), ("closed_at_obon", "お盆（8月13〜16日）"), ("closed_at_new_year", "年末年始")]


def _time(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M"),
        error_messages={"invalid": "時刻を 10:00 のように入れてください。"},
    )


def _several(label: str, choices, **options) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **options
    )


class WhenForm(forms.Form):
    """One rule chosen with controls, or any number of them written in words, one a line."""

    weeks = _several("何週目", WEEKS)
    weekdays = _several("何曜日", [(str(n), f"{letter}曜") for n, letter in enumerate(WEEKDAYS)])
    start = _time("はじまり")
    end = _time("おわり")
    closed = _several("この日は休み", CLOSED)
    times = forms.CharField(
        label="日時を ふだんの言い方で",
        help_text=f"1行に1つ書きます。例: {EXAMPLE} ／ 毎週月・水 13:30–15:00（祝日は休み）",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        show_hidden_initial=True,
    )
    by_appointment = forms.BooleanField(label="時間は、相談して決める", required=False)
    hours_note = forms.CharField(
        label="日時について 伝えたいこと",
        help_text="例: 雨の日は お休みです。",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data, files, *, row: dict):
        rules = [rule_of(child) for child in row["schedules"]]
        self.can_be_chosen = len(rules) < 2 and all(map(_can_be_chosen, rules))
        super().__init__(data, initial=self._initial(row, rules))
        if not self.can_be_chosen:
            for name in ("weeks", "weekdays", "start", "end", "closed"):
                del self.fields[name]
        self.rules = []

    @property
    def is_written(self) -> bool:
        """Whether the sentences count: somebody has changed them, or there is nothing else."""
        return not self.can_be_chosen or (self.is_bound and "times" in self.changed_data)

    @staticmethod
    def _initial(row: dict, rules: list[Rule]) -> dict:
        facts = {name: row[name] for name in ("by_appointment", "hours_note")}
        facts |= {"times": "\n".join(map(describe, rules)), "weeks": [EVERY_WEEK]}
        for rule in rules[:1]:
            facts |= {
                "weeks": [str(week) for week in rule.weeks] or [EVERY_WEEK],
                "weekdays": [str(day) for day in rule.weekdays],
                "start": rule.start,
                "end": rule.end,
                "closed": [name for name, _ in CLOSED if getattr(rule, name)],
            }
        return facts

    def clean(self):
        facts = super().clean()
        if self.is_written:
            self._read(facts)
        elif not self.errors:
            self._choose(facts)
        if not self.errors and not self.rules and not facts["by_appointment"] and not facts["hours_note"]:
            field = "times" if self.is_written else "weekdays"
            self.add_error(
                field, "曜日を1つは えらんでください。決まっていなければ「相談して決める」に しるしを つけます。"
            )
        return facts

    def _read(self, facts: dict) -> None:
        try:
            self.rules = TimesField(required=False).clean(facts.get("times", ""))
        except ValidationError as wrong:
            self.add_error("times", wrong)

    def _choose(self, facts: dict) -> None:
        weeks = facts["weeks"]
        if EVERY_WEEK in weeks and len(weeks) > 1:
            self.add_error("weeks", "「毎週」か「第○」の、どちらかに してください。")
        elif facts["weekdays"]:
            self._make(
                weekdays=tuple(map(int, facts["weekdays"])),
                weeks=tuple(int(week) for week in weeks if week != EVERY_WEEK),
                start=facts["start"],
                end=facts["end"],
                **dict.fromkeys(facts["closed"], True),
            )
        elif facts["start"] or facts["end"]:
            self.add_error("weekdays", "曜日を1つは えらんでください。例: 火曜")

    def _make(self, **columns) -> None:
        try:
            self.rules = [Rule(**columns)]
        except ValueError as wrong:
            self.add_error("end", str(wrong))

    def values(self) -> dict:
        """What was entered, as `amendments.propose` takes it."""
        schedules = [get_serializable_data_for_fields(Schedule.of(rule)) for rule in self.rules]
        return {"schedules": schedules} | {name: self.cleaned_data[name] for name in ("by_appointment", "hours_note")}


def _can_be_chosen(rule: Rule) -> bool:
    """Whether the controls can say a rule."""
    return not (rule.monthdays or rule.months or rule.every > 1 or rule.since or rule.until)
