"""Fields and inputs for a day and a time of day, with the browser's own picker."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

YEARS = range(1900, 2201)
"""Of a day that somebody means. Beyond, the day after the last one is an error, and a week later is the next millennium."""


def check_reach(day: dt.date) -> None:
    """Raises ValidationError for a day, or a day with a time, that is out of reach."""
    if day.year not in YEARS:
        raise ValidationError(
            f"日は {YEARS[0]}年から {YEARS[-1]}年までの あいだで 入れてください。", code="out_of_reach"
        )


def bound_dates() -> None:
    """Called once when the app is ready: every form of the site takes days within reach only, those of Wagtail too."""
    for field in (forms.DateField, forms.DateTimeField):
        if check_reach not in field.default_validators:
            field.default_validators = [*field.default_validators, check_reach]


class DateInput(forms.DateInput):
    """A day, chosen with the picker of the browser; Wagtail's own picker would cover the buttons below it."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """A time of day, chosen with the picker of the browser."""

    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


def date_field(label: str, **options) -> forms.DateField:
    """A form field for a day, with error messages in plain Japanese; `options` are those of `DateField`."""
    wrong = {"required": "日を えらんでください。", "invalid": "日を 2026-11-28 のように 入れてください。"}
    messages = wrong | options.pop("error_messages", {})
    return forms.DateField(label=label, widget=DateInput, error_messages=messages, **options)
