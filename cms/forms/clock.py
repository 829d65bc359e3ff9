"""From when to when: two times of day, and whether the second one is on the following day."""

import datetime as dt

from django import forms

from cms.forms.date_inputs import TimeInput
from directory.hours.rules import ends_next_day
from directory.hours.wording import time_in_words
from directory.japanese.widths import narrow

MIDNIGHT = dt.time(0)
"""As an end it is 24:00, and needs no tick at 「おわりは つぎの日」."""
NEXT_DAY = "おわりは つぎの日"


class ClockField(forms.TimeField):
    """An optional time of day; 24:00 is the midnight that ends a day."""

    widget = TimeInput(attrs={"step": 300})
    default_error_messages = {"invalid": "時刻を 10:00 のように入れてください。"}

    def __init__(self, **kwargs):
        super().__init__(**{"required": False} | kwargs)

    def to_python(self, value):
        typed = narrow(value).strip() if isinstance(value, str) else value
        return MIDNIGHT if typed in ("24:00", "24:00:00") else super().to_python(typed)


def next_day_field() -> forms.BooleanField:
    """The tick for an end on the following day."""
    return forms.BooleanField(
        label=f"{NEXT_DAY}（夜おそくまで ひらく）",
        help_text="例: 22:00から つぎの日の 2:00まで。夜の12時までなら、0:00と 入れるだけで かまいません。",
        required=False,
    )


def hours_initial(start: dt.time | None, end: dt.time | None) -> dict:
    """The initial values of `start`, `end` and `next_day`."""
    return {"start": start, "end": end, "next_day": ends_next_day(start, end)}


def check_hours(form: forms.Form) -> None:
    """Add an error to a form with `start`, `end` and `next_day` whose hours make no sense, with what to do."""
    start, end, next_day = (form.cleaned_data.get(name) for name in ("start", "end", "next_day"))
    if next_day and not {"start", "end"} & form.errors.keys() and (start is None or end is None):
        form.add_error("end", f"「{NEXT_DAY}」のときは、はじまりと おわりの 両方の時刻を 入れてください。")
    elif start is not None and end is not None and (end != MIDNIGHT or start == MIDNIGHT):
        _check_order(form, start, end, bool(next_day))


def _check_order(form: forms.Form, start: dt.time, end: dt.time, next_day: bool) -> None:
    if start == end and end != MIDNIGHT:
        form.add_error("end", "はじまりと おわりが 同じ時刻です。おわりを なおしてください。")
    elif end < start and not next_day:
        afternoon = f"午後なら {end.hour + 12}:{end.minute:02} と 入れます。" if end.hour < 12 else ""
        until = f"つぎの日の {time_in_words(end)}までなら、「{NEXT_DAY}」に しるしを つけます。"
        form.add_error("end", f"おわりが、はじまりより 前です。{afternoon}{until}")
    elif end > start and next_day:
        form.add_error(
            "end", f"おわりが、はじまりより 後です。その日のうちに 終わるなら、「{NEXT_DAY}」の しるしを はずします。"
        )
