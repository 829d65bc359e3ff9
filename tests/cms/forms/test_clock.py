"""Hours in a form: an end on the following day is said, never guessed."""

import datetime as dt

import pytest
from django import forms

from cms.forms.clock import ClockField, check_hours, hours_initial, next_day_field


class HoursForm(forms.Form):
    start, end, next_day = ClockField(label="はじまり"), ClockField(label="おわり"), next_day_field()

    def clean(self):
        facts = super().clean()
        check_hours(self)
        return facts


@pytest.mark.parametrize(
    ("start", "end", "ticked", "told"),
    [
        ("10:00", "12:00", False, ""),
        ("10:00", "", False, ""),
        ("", "12:00", False, ""),
        ("", "", False, ""),
        ("18:00", "0:00", False, ""),
        ("18:00", "24:00", False, ""),
        ("18:00", "２４：００", False, ""),
        ("18:00", "0:00", True, ""),
        ("0:00", "24:00", False, ""),
        ("22:00", "2:00", True, ""),
        ("22:00", "2:00", False, "午後なら 14:00 と 入れます。つぎの日の 2時までなら"),
        ("22:00", "21:00", False, "つぎの日の 21時までなら"),
        ("10:00", "12:00", True, "しるしを はずします"),
        ("10:00", "10:00", False, "同じ時刻"),
        ("10:00", "10:00", True, "同じ時刻"),
        ("10:00", "", True, "両方の時刻"),
        ("", "2:00", True, "両方の時刻"),
        ("ごご", "2:00", True, ""),
    ],
)
def test_hours_that_make_no_sense_say_what_to_do(start, end, ticked, told):
    form = HoursForm({"start": start, "end": end} | ({"next_day": "on"} if ticked else {}))
    assert told in " ".join(form.errors.get("end", []))
    assert bool(form.errors) == bool(told or start == "ごご")


@pytest.mark.parametrize(
    ("start", "end", "next_day"),
    [
        (dt.time(22), dt.time(2), True),
        (dt.time(18), dt.time(0), False),
        (dt.time(10), dt.time(12), False),
        (None, dt.time(12), False),
    ],
)
def test_what_is_stored_is_what_the_form_takes_again(start, end, next_day):
    initial = hours_initial(start, end)
    assert initial["next_day"] is next_day
    form = HoursForm({name: value for name, value in initial.items() if value})
    assert form.is_valid()
    assert (form.cleaned_data["start"], form.cleaned_data["end"]) == (start, end)
