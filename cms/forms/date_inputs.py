"""Fields and inputs for a day and a time of day, with the browser's own picker."""

from django import forms


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
