"""Forms for when a place is closed (a while, one day, for good) or open on an extra day."""

import calendar
import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

from cms.forms.clock import ClockField, check_hours, hours_initial, next_day_field
from cms.forms.date_inputs import date_field
from directory.catalogue.resources import Resource
from directory.catalogue.statements import SingleDate, StatusStatement
from directory.changes.closures import day_of
from directory.hours.rules import HORIZON, Occurrence
from directory.hours.statements import share_time
from directory.hours.wording import occurrence_in_words
from directory.japanese.dates import COMING, EXAMPLE
from directory.text_fields import OneLineFormField


class DayForm(forms.Form):
    """One day of a listing, today or later.

    Beside the posted data it takes the `listing` and `today`."""

    date = date_field("日", without_year=COMING)

    def __init__(self, data=None, *, listing: Resource, today: dt.date, **kwargs):
        super().__init__(data, **kwargs)
        self.listing, self.today = listing, today

    def clean_date(self):
        day = self.cleaned_data["date"]
        if day < self.today:
            raise ValidationError("もう すぎた日です。きょうか、これからの日を えらんでください。")
        return day

    def single_date(self, **facts) -> SingleDate:
        """A row about the chosen day, not yet saved; `facts` are its other columns."""
        return SingleDate(resource=self.listing, day=self.cleaned_data["date"], **facts)


class ExtraDayForm(DayForm):
    """An extra day, another time on a day that is off, or a word about a meeting that is held anyway: the room of that day.

    The usual hours are filled in.
    """

    start = ClockField(label="はじまり")
    end = ClockField(label="おわり")
    next_day = next_day_field()
    is_word_only = False
    """Whether the meeting is held anyway, at these very hours, so that only a word about it is new."""
    reason = OneLineFormField(
        label="ひとこと（書かなくても かまいません）",
        help_text="公開のページに出ます。例: この日は、2階の 和室で ひらきます。",
        max_length=100,
        required=False,
    )

    def __init__(self, data=None, *, listing: Resource, today: dt.date):
        usual = next((schedule for schedule in listing.schedules.all() if schedule.start), None)
        hours = hours_initial(usual.start, usual.end) if usual else {}
        super().__init__(data, listing=listing, today=today, initial=hours, auto_id="extra_%s")

    def clean_date(self):
        day = super().clean_date()
        status = self.listing.status_on(day)
        if (day - self.today).days > HORIZON:
            raise ValidationError("1年より 先の日です。年が 合っているか、見てください。")
        if status and status.status == StatusStatement.Status.ENDED:
            raise ValidationError(
                "この場所が 終わったあとの日です。つづけるときは、先に「やっぱり つづける」を おしてください。"
            )
        return day

    def clean(self):
        facts = super().clean()
        check_hours(self)
        if not self.errors:
            self._check_free(Occurrence(facts["date"], facts["start"], facts["end"]))
        return facts

    @property
    def shows_next_day(self) -> bool:
        """Whether the tick for an end on the following day is unfolded."""
        return bool(self["next_day"].value() or "end" in self.errors)

    def _check_free(self, meeting: Occurrence) -> None:
        found = day_of(self.listing, meeting.day)
        meetings = [] if found is None or found.off else found.meetings
        self.is_word_only = meeting in meetings
        if self.is_word_only and self.cleaned_data["reason"] not in ("", *found.reasons):
            return
        taken = [one for one in meetings if share_time((one.start, one.end), (meeting.start, meeting.end))]
        if taken:
            what = "、".join(occurrence_in_words(one, self.today) for one in taken)
            self.add_error(
                "date",
                f"{what}に、もう ひらくことに なっています。時間を 変えるときは、先に「この日は お休み」を おしてください。",
            )


def month_choices(today: dt.date) -> list[tuple[str, str]]:
    """This month and the eleven that follow: 「11月」 … 「10月」, with the year where it is another one."""
    months = [(today.year + (today.month - 1 + step) // 12, (today.month - 1 + step) % 12 + 1) for step in range(12)]
    return [(f"{y}-{m:02}", f"{m}月" if y == today.year else f"{m}月（{y}年）") for y, m in months]


class PauseForm(forms.Form):
    """Closed for a month, between two days, or until further notice."""

    DATES, OPEN_END = "dates", "open"

    when = forms.ChoiceField(
        label="いつ休みますか",
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "いつ休むかを えらんでください。"},
    )
    since = date_field("休みの はじめの日", required=False)
    until = date_field("休みの おわりの日", required=False, without_year=COMING)
    reason = OneLineFormField(
        label="わけ（書かなくても かまいません）",
        help_text="公開のページに出ます。例: 暑いので、夏休みです。",
        max_length=200,
        required=False,
    )

    def __init__(self, data=None, *, today: dt.date, **kwargs):
        super().__init__(data, **kwargs)
        self.today = today
        self.months = month_choices(today)
        own = [(self.DATES, "日を えらぶ"), (self.OPEN_END, "きょうから、いつまでか 決まっていない")]
        self.fields["when"].choices = [*self.months, *own]

    def clean(self):
        facts = super().clean()
        has_dates = any(self.data.get(name) for name in ("since", "until"))
        when = facts.get("when") or (self.DATES if has_dates else "")
        if when == self.DATES:
            self._check_dates(facts)
        elif has_dates:
            self.add_error("when", "月と 日づけの 両方が 入っています。どちらか 1つに してください。")
        elif when == self.OPEN_END:
            facts |= {"since": self.today, "until": None}
        elif when:
            year, month = map(int, when.split("-"))
            last = calendar.monthrange(year, month)[1]
            facts |= {"since": max(dt.date(year, month, 1), self.today), "until": dt.date(year, month, last)}
        elif "when" not in self.errors:
            self.add_error("when", "いつ休むかを えらんでください。")
        return facts

    @property
    def shows_dates(self) -> bool:
        """Whether the two date fields are unfolded though 「日を えらぶ」 is not chosen: something was typed into them."""
        return any(self[name].value() for name in ("since", "until"))

    @property
    def facts(self) -> dict:
        """`since`, `until` (None: open end) and `reason`, as `directory.changes.closures.pause` takes them."""
        return {name: self.cleaned_data[name] for name in ("since", "until", "reason")}

    def _check_dates(self, facts: dict) -> None:
        since, until = facts.get("since"), facts.get("until")
        if since is None and "since" not in self.errors:
            self.add_error("since", "休みの はじめの日を えらんでください。")
        elif since and until and until < since:
            self.add_error("until", "休みの おわりの日は、はじめの日より後にしてください。")
        elif until and until < self.today:
            self.add_error("until", "もう すぎた日です。これからの日を えらんでください。")


class EndForm(forms.Form):
    """The place ends: its last day and why."""

    day = date_field(
        "さいごに ひらく日",
        help_text="もう 終わっているときは、さいごに ひらいた日です。",
        error_messages={"required": f"さいごに ひらく日を 書いてください。{EXAMPLE}"},
    )
    reason = OneLineFormField(label="わけ（書かなくても かまいません）", max_length=200, required=False)

    @property
    def statement(self) -> dict:
        """Columns of a StatusStatement; the end holds from the day after the last day."""
        since = self.cleaned_data["day"] + dt.timedelta(1)
        return {
            "status": StatusStatement.Status.ENDED,
            "since": since,
            "until": None,
            "reason": self.cleaned_data["reason"],
        }
