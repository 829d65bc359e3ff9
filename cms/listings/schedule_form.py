"""The page 「いつ」: the meeting days chosen with controls, or written in words."""

import datetime as dt
from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from modelcluster.models import get_serializable_data_for_fields

from cms.forms.clock import ClockField, check_hours, hours_initial, next_day_field
from cms.forms.date_inputs import date_field
from cms.forms.hours import EXAMPLE, TimesField
from cms.forms.lenient_fields import NumberField, limit_letters
from directory.catalogue.schedules import Schedule
from directory.changes.differences import rule_of
from directory.hours.rules import LAST, NOT_LAST, WEEKDAY_LETTERS, Rule
from directory.hours.wording import describe
from directory.japanese.dates import COMING
from directory.text_fields import SeveralLinesFormField

EVERY_WEEK, EVERY_OTHER = "every", "other"
WEEKS = [
    (EVERY_WEEK, "毎週"),
    (EVERY_OTHER, "隔週（1週おき）"),
    *((str(n), f"第{n}") for n in range(1, 6)),
    (str(LAST), "最後の週"),
]
LONGEST_TIMES, LONGEST_NOTE = 4_000, 600
"""Letters that somebody may write; what a list brought may be longer."""
WHICH_WEEK = "「隔週」のときは、いつからかも 書いてください。例: 11月24日から 隔週火曜 10:00–12:00"
PER = [("", "決まっている"), ("month", "月に何回か"), ("week", "週に何回か"), ("year", "年に何回か")]
RARE = ("next_day", "open_on_holidays", "per", "count")
"""Fields that few need: they are folded."""
CONTROLS = ("weeks", "weekdays", "first", "start", "end", "closed", "since", *RARE)
CHOSEN, WRITTEN = "chosen", "written"
WHICH_WAY = (
    "日時の 2つの書き方（えらぶ所と「ふだんの言い方」）が、どちらも 変わっています。どちらを 使うか、えらんでください。"
)
CHANGES_NOTHING = "この日から どう変わるかを、上の 曜日や時刻で えらんでください。"
FIRST_BEFORE = "「つぎに ひらく日」は、「いつから」の日か、そのあとの日に してください。"
CLOSED = [("closed_on_holidays", "祝日"), ("closed_at_obon", "お盆（8月13〜16日）"), ("closed_at_new_year", "年末年始")]


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
        "つぎに ひらく日",
        without_year=COMING,
        required=False,
        help_text="「隔週」のときだけ。この日から 1週おきに 数えます。",
    )
    start = ClockField(label="はじまり")
    end = ClockField(label="おわり")
    closed = _several("この日は休み", CLOSED)
    next_day = next_day_field()
    open_on_holidays = forms.BooleanField(
        label="祝日も ひらく", help_text="何曜日でも、祝日には ひらきます。例: 土・日・祝日", required=False
    )
    since = date_field(
        "いつから",
        without_year=COMING,
        required=False,
        help_text="上に えらんだ日時は、この日から。前の日までは、今の日時のままです。",
    )
    per = forms.ChoiceField(
        label="ひらく日は 決まっていますか", choices=PER, widget=forms.RadioSelect, required=False, initial=""
    )
    count = NumberField(label="何回くらい ひらきますか", help_text="例: 2", required=False, min_value=1, max_value=366)
    times = SeveralLinesFormField(
        label="日時を ふだんの言い方で",
        help_text=f"1行に1つ書きます。例: {EXAMPLE} ／ 毎週月・水 13:30–15:00（祝日は休み） ／ 毎週水曜（最終水曜は休み） ／ 2027年10月から 毎週火曜 13:30–15:00",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        show_hidden_initial=True,
    )
    which = forms.ChoiceField(
        label="どちらの日時を 使いますか",
        choices=[(CHOSEN, "曜日や時刻を えらんだほう"), (WRITTEN, "ふだんの言い方で 書いたほう")],
        widget=forms.RadioSelect,
        required=False,
    )
    by_appointment = forms.BooleanField(label="時間は、相談して決める", required=False)
    hours_note = SeveralLinesFormField(
        label="日時について 伝えたいこと",
        help_text="例: 雨の日は お休みです。",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data, files, *, row: dict):
        today = timezone.localdate()
        self.stored = [rule_of(child) for child in row["schedules"]]
        lasting = [rule for rule in self.stored if not rule.until or rule.until >= today]
        self.fits_controls = len(lasting) < 2 and all(_fits_controls(rule, today) for rule in lasting)
        self.lasting = lasting if self.fits_controls else self.stored
        super().__init__(data, initial=self._initial(row, self.lasting))
        limit_letters(self.fields["times"], LONGEST_TIMES, self.initial["times"])
        limit_letters(self.fields["hours_note"], LONGEST_NOTE, self.initial["hours_note"])
        if not self.fits_controls:
            for name in (*CONTROLS, "which"):
                del self.fields[name]
        self.rules = []

    @property
    def is_written(self) -> bool:
        """Whether the text field counts: somebody changed it, or the rules do not fit the controls."""
        return not self.fits_controls or (self.changes_text and self.data.get("which") != CHOSEN)

    @property
    def changes_text(self) -> bool:
        """Whether somebody changed the text field."""
        return self.is_bound and "times" in self.changed_data

    @property
    def asks_which(self) -> bool:
        """Whether both ways of writing were changed at once, so that one must be chosen."""
        return self.fits_controls and self.changes_text and not set(CONTROLS).isdisjoint(self.changed_data)

    @property
    def shows_rare(self) -> bool:
        """Whether the folded fields are unfolded: one of them is filled in, or an error speaks of one."""
        return any(self[name].value() or self[name].errors for name in RARE) or "end" in self.errors

    @property
    def shows_since(self) -> bool:
        """Whether the day from which a change holds is unfolded."""
        return bool(self["since"].value() or self["since"].errors)

    @staticmethod
    def _initial(row: dict, rules: list[Rule]) -> dict:
        facts = {name: row[name] for name in ("by_appointment", "hours_note")}
        facts |= {"times": "\n".join(map(describe, rules)), "weeks": [EVERY_WEEK]}
        for rule in rules[:1]:
            facts |= {
                "weeks": [str(week) for week in rule.weeks] or [EVERY_OTHER if rule.every > 1 else EVERY_WEEK],
                "first": rule.since if rule.every > 1 else None,
                "weekdays": [str(day) for day in rule.weekdays],
                "closed": [name for name, _ in CLOSED if getattr(rule, name)],
                "open_on_holidays": rule.open_on_holidays,
                "per": rule.per,
                "count": rule.times or None,
                **hours_initial(rule.start, rule.end),
            }
        return facts

    def clean(self):
        facts = super().clean()
        if self.asks_which and not facts.get("which"):
            self.add_error("which", WHICH_WAY)
        elif self.is_written:
            self._clean_written(facts)
        elif not self.errors:
            self._clean_chosen(facts)
            self._clean_since(facts.get("since"))
        says_nothing = not (self.rules or facts.get("by_appointment") or facts.get("hours_note"))
        if not self.errors and says_nothing and self.has_changed():
            field = "times" if self.is_written else "weekdays"
            self.add_error(
                field, "曜日を1つは えらんでください。決まっていなければ「相談して決める」に しるしを つけます。"
            )
        return facts

    def _clean_written(self, facts: dict) -> None:
        """Rules from the text field."""
        try:
            field = TimesField(required=False)
            field.keep(self.stored)
            self.rules = field.clean(facts.get("times", ""))
        except ValidationError as wrong:
            no_date = "隔週" in facts.get("times", "") and "から" not in facts["times"]
            self.add_error("times", WHICH_WEEK if no_date else wrong)

    def _clean_chosen(self, facts: dict) -> None:
        """The one rule from the controls; none where neither a day nor a rhythm is chosen."""
        check_hours(self)
        other = EVERY_OTHER in facts["weeks"]
        weeks = tuple(int(week) for week in facts["weeks"] if week not in (EVERY_WEEK, EVERY_OTHER))
        weekdays = tuple(int(day) for day in facts["weekdays"])
        if facts["per"] or facts["count"]:
            self._check_rhythm(facts, bool(weekdays or weeks or other))
        else:
            self._check_days(facts, weekdays, weeks, other)
        days = weekdays or facts.get("open_on_holidays") or facts.get("per")
        if self.errors or not days:
            return
        self._set_rule(
            weekdays=weekdays,
            weeks=weeks,
            every=2 if other else 1,
            since=facts["first"] if other else None,
            start=facts["start"],
            end=facts["end"],
            open_on_holidays=facts["open_on_holidays"],
            per=facts["per"],
            times=facts["count"] or 0,
            **dict.fromkeys(facts["closed"], True),
        )

    def _clean_since(self, since: dt.date | None) -> None:
        """What is stored holds until the day before a change to come; what is stored and not touched stays as it is."""
        if set(CONTROLS).isdisjoint(self.changed_data):
            self.rules = list(self.stored)
        if self.errors or not since or since <= timezone.localdate():
            return
        if not self.rules or self.rules == self.lasting:
            self.add_error("since", CHANGES_NOTHING)
            return
        if any(rule.since and rule.since < since for rule in self.rules):
            self.add_error("first", FIRST_BEFORE)
            return
        until = since - dt.timedelta(days=1)
        try:
            before = [replace(rule, until=until) for rule in self.lasting if not rule.since or rule.since <= until]
            self.rules = [*before, *(replace(rule, since=rule.since or since) for rule in self.rules)]
        except ValueError as wrong:
            self.add_error(None, str(wrong))

    def _check_rhythm(self, facts: dict, has_days: bool) -> None:
        """「月に何回か」 needs a number, and goes with no day."""
        if has_days or facts["open_on_holidays"]:
            self.add_error("per", "曜日や 祝日と、「月に何回か」の、どちらか 1つに してください。")
        elif not facts["per"]:
            self.add_error("per", "「月に何回か」「週に何回か」「年に何回か」の、どれかを えらんでください。")
        elif not facts["count"]:
            self.add_error("count", "何回くらいか、数字で 書いてください。例: 2")

    def _check_days(self, facts: dict, weekdays: tuple[int, ...], weeks: tuple[int, ...], other: bool) -> None:
        holidays, first = facts["open_on_holidays"], facts["first"]
        if len(facts["weeks"]) > 1 and (other or EVERY_WEEK in facts["weeks"]):
            self.add_error("weeks", "「毎週」「隔週」「第○」の、どれか1つに してください。")
        elif holidays and "closed_on_holidays" in facts["closed"]:
            self.add_error("open_on_holidays", "祝日が、休みの日にも なっています。どちらか 1つに してください。")
        elif holidays and (weeks or other):
            self.add_error(
                "open_on_holidays", "「祝日も ひらく」は、毎週のときだけです。下の「ふだんの言い方」で 書いてください。"
            )
        elif not weekdays and not holidays and (facts.get("start") or facts.get("end") or other):
            self.add_error("weekdays", "曜日を1つは えらんでください。例: 火曜")
        elif other and (not first or first.weekday() not in weekdays):
            self.add_error(
                "first", "「隔週」のときは、つぎに ひらく日を えらんでください。上の曜日と 同じ曜日の日です。"
            )

    def _set_rule(self, **columns) -> None:
        try:
            self.rules = [Rule(**columns)]
        except ValueError as wrong:
            self.add_error(None, str(wrong))

    def values(self) -> dict:
        """What was entered, as `amendments.propose` takes it."""
        schedules = [get_serializable_data_for_fields(Schedule.of(rule)) for rule in self.rules]
        return {"schedules": schedules} | {name: self.cleaned_data[name] for name in ("by_appointment", "hours_note")}


def _fits_controls(rule: Rule, today: dt.date) -> bool:
    """Whether the controls of the form can express a rule. A day of its beginning that is past says nothing any more."""
    counted = rule.every > 1 or (rule.since and rule.since > today)
    every_other = rule.every == 2 and rule.since and rule.since.weekday() in rule.weekdays
    seldom = rule.monthdays or rule.months or rule.until or NOT_LAST in rule.weeks
    return not (seldom or (counted and not every_other))
