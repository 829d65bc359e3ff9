"""The page 「いつ」: the meeting days chosen with controls, or written in words."""

from django import forms
from django.core.exceptions import ValidationError
from modelcluster.models import get_serializable_data_for_fields

from cms.forms.date_inputs import date_field
from cms.forms.hours import EXAMPLE, TimesField
from directory.catalogue.schedules import Schedule
from directory.changes.differences import rule_of
from directory.hours.rules import LAST, WEEKDAY_LETTERS, Rule
from directory.hours.wording import describe

EVERY_WEEK, EVERY_OTHER = "every", "other"
WEEKS = [
    (EVERY_WEEK, "毎週"),
    (EVERY_OTHER, "隔週（1週おき）"),
    *((str(n), f"第{n}") for n in range(1, 6)),
    (str(LAST), "最後の週"),
]
WHICH_WEEK = "「隔週」のときは、いつからかも 書いてください。例: 11月24日から 隔週火曜 10:00–12:00"
CLOSED = [("closed_on_holidays", "祝日"), ("closed_at_obon", "お盆（8月13〜16日）"), ("closed_at_new_year", "年末年始")]


def time_field(label: str) -> forms.TimeField:
    """An optional time of day."""
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


class ScheduleForm(forms.Form):
    """One schedule rule chosen with controls, or several rules written in words, one a line.

    row    the listing as the user wishes it, from `directory.changes.amendments.row_with_waiting_changes`
    """

    weeks = _several("何週目", WEEKS, help_text="例: 第2・第4火曜なら、「第2」と「第4」。")
    weekdays = _several("何曜日", [(str(n), f"{letter}曜") for n, letter in enumerate(WEEKDAY_LETTERS)])
    first = date_field(
        "つぎに ひらく日", required=False, help_text="「隔週」のときだけ。この日から 1週おきに 数えます。"
    )
    start = time_field("はじまり")
    end = time_field("おわり")
    closed = _several("この日は休み", CLOSED)
    times = forms.CharField(
        label="日時を ふだんの言い方で",
        help_text=f"1行に1つ書きます。例: {EXAMPLE} ／ 毎週月・水 13:30–15:00（祝日は休み）",
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        show_hidden_initial=True,
    )
    by_appointment = forms.BooleanField(label="時間は、相談して決める", required=False)
    hours_note = forms.CharField(
        label="日時について 伝えたいこと",
        help_text="例: 雨の日は お休みです。",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data, files, *, row: dict):
        rules = [rule_of(child) for child in row["schedules"]]
        self.fits_controls = len(rules) < 2 and all(map(_fits_controls, rules))
        super().__init__(data, initial=self._initial(row, rules))
        if not self.fits_controls:
            for name in ("weeks", "weekdays", "first", "start", "end", "closed"):
                del self.fields[name]
        self.rules = []

    @property
    def is_written(self) -> bool:
        """Whether the text field counts: somebody changed it, or the rules do not fit the controls."""
        return not self.fits_controls or (self.is_bound and "times" in self.changed_data)

    @staticmethod
    def _initial(row: dict, rules: list[Rule]) -> dict:
        facts = {name: row[name] for name in ("by_appointment", "hours_note")}
        facts |= {"times": "\n".join(map(describe, rules)), "weeks": [EVERY_WEEK]}
        for rule in rules[:1]:
            facts |= {
                "weeks": [str(week) for week in rule.weeks] or [EVERY_OTHER if rule.every > 1 else EVERY_WEEK],
                "first": rule.since,
                "weekdays": [str(day) for day in rule.weekdays],
                "start": rule.start,
                "end": rule.end,
                "closed": [name for name, _ in CLOSED if getattr(rule, name)],
            }
        return facts

    def clean(self):
        facts = super().clean()
        if self.is_written:
            self._clean_written(facts)
        elif not self.errors:
            self._clean_chosen(facts)
        if not self.errors and not self.rules and not facts["by_appointment"] and not facts["hours_note"]:
            field = "times" if self.is_written else "weekdays"
            self.add_error(
                field, "曜日を1つは えらんでください。決まっていなければ「相談して決める」に しるしを つけます。"
            )
        return facts

    def _clean_written(self, facts: dict) -> None:
        """Rules from the text field."""
        try:
            self.rules = TimesField(required=False).clean(facts.get("times", ""))
        except ValidationError as wrong:
            no_date = "隔週" in facts.get("times", "") and "から" not in facts["times"]
            self.add_error("times", WHICH_WEEK if no_date else wrong)

    def _clean_chosen(self, facts: dict) -> None:
        """The one rule from the controls; none where no weekday is chosen."""
        weeks, weekdays = facts["weeks"], [int(day) for day in facts["weekdays"]]
        other, first = EVERY_OTHER in weeks, facts["first"]
        if len(weeks) > 1 and {EVERY_WEEK, EVERY_OTHER} & set(weeks):
            self.add_error("weeks", "「毎週」「隔週」「第○」の、どれか1つに してください。")
        elif not weekdays and (facts["start"] or facts["end"] or other):
            self.add_error("weekdays", "曜日を1つは えらんでください。例: 火曜")
        elif other and (not first or first.weekday() not in weekdays):
            self.add_error(
                "first", "「隔週」のときは、つぎに ひらく日を えらんでください。上の曜日と 同じ曜日の日です。"
            )
        elif weekdays:
            self._set_rule(
                weekdays=tuple(weekdays),
                weeks=tuple(int(week) for week in weeks if week not in (EVERY_WEEK, EVERY_OTHER)),
                every=2 if other else 1,
                since=first if other else None,
                start=facts["start"],
                end=facts["end"],
                **dict.fromkeys(facts["closed"], True),
            )

    def _set_rule(self, **columns) -> None:
        try:
            self.rules = [Rule(**columns)]
        except ValueError as wrong:
            self.add_error("end", str(wrong))

    def values(self) -> dict:
        """What was entered, as `amendments.propose` takes it."""
        schedules = [get_serializable_data_for_fields(Schedule.of(rule)) for rule in self.rules]
        return {"schedules": schedules} | {name: self.cleaned_data[name] for name in ("by_appointment", "hours_note")}


def _fits_controls(rule: Rule) -> bool:
    """Whether the controls of the form can express a rule."""
    counted = rule.every > 1 or rule.since
    every_other = rule.every == 2 and rule.since and rule.since.weekday() in rule.weekdays
    return not (rule.monthdays or rule.months or rule.until or (counted and not every_other))
