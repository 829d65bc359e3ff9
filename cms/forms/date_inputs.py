"""Fields and inputs for a day, typed as people write it, and for a time of day."""

import datetime as dt
import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from directory.hours.token_meanings import hours
from directory.hours.wording import full_date
from directory.japanese.dates import COMING, EXAMPLE, NEAREST, NotADate, read_date
from directory.japanese.widths import narrow

NO_CLOCK = "時刻も 書いてください。例: 2027年2月10日 9:00"
_MOMENT = re.compile(r"(.*?)[T ]*((?:午前|午後)?\s*\d{1,2}(?::\d\d(?::\d\d)?|時(?:\d{1,2}分|半)?))?", re.DOTALL)

YEARS = range(1900, 2201)
"""Of a day that somebody means. Beyond, the day after the last one is an error, and a week later is the next millennium."""


def check_reach(day: dt.date) -> None:
    """Raises ValidationError for a day, or a day with a time, that is out of reach."""
    if day.year not in YEARS:
        raise ValidationError(
            f"日は {YEARS[0]}年から {YEARS[-1]}年までの あいだで 入れてください。", code="out_of_reach"
        )


def not_to_come(day: dt.date) -> None:
    """Raises ValidationError for a day after today: a validator of what has happened already."""
    if day > timezone.localdate():
        raise ValidationError("まだ来ていない日です。", code="to_come")


def bound_dates() -> None:
    """Called once when the app is ready: every form of the site takes days within reach only, those of Wagtail too."""
    for field in (forms.DateField, forms.DateTimeField):
        if check_reach not in field.default_validators:
            field.default_validators = [*field.default_validators, check_reach]


class DateInput(forms.DateInput):
    """A day as a line of text: the browser's own field takes neither 令和9年2月10日 nor 2/10. A script puts a calendar beside it."""

    def __init__(self, attrs=None, format=None):
        super().__init__({"data-day": "", "autocomplete": "off"} | (attrs or {}), format=format)

    class Media:
        js = ["cms/dates.js"]

    def format_value(self, value):
        return full_date(value) if isinstance(value, dt.date) else value


class DayField(forms.DateField):
    """A day in any way of writing that `directory.japanese.dates` reads; every form that asks for a day has this field.

    without_year   which day 「2/10」 is: NEAREST, PAST or COMING of that module
    """

    widget = DateInput
    default_error_messages = {"required": f"日を 書いてください。{EXAMPLE}"}

    def __init__(self, *, without_year: str = NEAREST, **kwargs):
        self.without_year = without_year
        super().__init__(**kwargs | {"help_text": kwargs.get("help_text") or EXAMPLE})

    def to_python(self, value):
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            return read_date(value, timezone.localdate(), self.without_year)
        except NotADate as wrong:
            raise ValidationError(str(wrong), code="invalid") from wrong


class MomentInput(DateInput):
    """A day with a time of day, as a line of text."""

    def __init__(self, attrs=None, format=None):
        super().__init__({"data-moment": ""} | (attrs or {}), format)

    def format_value(self, value):
        if not isinstance(value, dt.datetime):
            return value
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{full_date(local)} {local.hour}:{local.minute:02}"


class MomentField(forms.DateTimeField):
    """A day and a time of day: the day as in `DayField`, the time as in opening times (10:00, 午後3時半)."""

    widget = MomentInput

    def to_python(self, value):
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        day, clock = _MOMENT.fullmatch(narrow(value)).groups()
        try:
            return super().to_python(dt.datetime.combine(read_date(day, timezone.localdate(), COMING), _clock(clock)))
        except NotADate as wrong:
            raise ValidationError(str(wrong), code="invalid") from wrong
        except (ValueError, TypeError) as wrong:
            raise ValidationError(NO_CLOCK, code="invalid") from wrong


def _clock(text: str | None) -> dt.time | None:
    """3:00 is the hour of the night here, as browsers and this field write it; 「午後3時半」 is read as in opening times."""
    if text and re.fullmatch(r"[\d:]+", text):
        return dt.time(*map(int, text.split(":")))
    return hours(f"{text}から")[0] if text else None


class TimeInput(forms.TimeInput):
    """A time of day, chosen with the picker of the browser."""

    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


def date_field(label: str, **options) -> DayField:
    """A `DayField` with its label; `options` are those of the field."""
    return DayField(label=label, **options)
