"""Opening times as people say them, in a form field, and their next dates in words."""

import datetime as dt
import re
from collections.abc import Sequence
from itertools import islice

from django import forms
from django.utils import timezone

from cms.forms.hours_lines import read_lines
from directory.hours.rules import Rule, occurrences
from directory.hours.wording import describe, occurrence_in_words

EXAMPLE = "毎月第2・第4火曜 10:00–12:00"
SELDOM = "毎週土・日・祝日 10:00–24:00 ／ 毎週金曜 22:00–翌2:00 ／ 毎週水曜（最終水曜は休み） ／ 月2回"
"""Examples of what few places have."""
UNREAD = f"「{{}}」が読みとれません。「{EXAMPLE}」のように、1行に1つ書いてください。日や時間でないことは、下の 説明の らんに 書いてください。"
WITHOUT_YEAR = (
    "「{}」は、何年の 何月か 分かりません。「2027年10月から 毎週火曜 10:00–12:00」のように、年も 書いてください。"
)
_MONTH = re.compile(r"\d月(?:から|より|まで)")
MOST_DATES = 6
"""Dates that are read back."""
MOST_LINES = 40
"""Lines in the field; no place meets in more ways than that."""


class TimesField(forms.CharField):
    """Rules of opening, one a line, in the words of `directory.hours.wording.describe`; cleans to a list of Rule."""

    widget = forms.Textarea(attrs={"rows": 4, "data-times": ""})
    stored: tuple[str, Sequence[Rule]] = ("", ())

    def keep(self, rules: Sequence[Rule]) -> str:
        """Take the words of these rules, which are stored, for these rules, whatever they are; returns the words."""
        self.stored = "\n".join(map(describe, rules)), rules
        return self.stored[0]

    def clean(self, value):
        if isinstance(value, str) and value.split() == self.stored[0].split():
            return list(self.stored[1])
        lines = [line.strip() for line in super().clean(value).splitlines()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(
                f"日時は {MOST_LINES}行までにしてください。多いときは、おもなものだけを書いてください。"
            )
        rules, unread = read_lines(list(filter(None, lines)), timezone.localdate())
        if unread:
            raise forms.ValidationError([_why_unread(line).format(line[:60]) for line in unread])
        return rules


def _why_unread(line: str) -> str:
    """The sentence for a line that is not read: a month from which something begins needs its year."""
    return WITHOUT_YEAR if "年" not in line and _MONTH.search(line) else UNREAD


def next_dates(rules: list[Rule], today: dt.date) -> list[str]:
    """The next six dates of rules in words; then what says how often, but no day: 「月2回（日は決まっていません）」."""
    dates = islice(occurrences(rules, [], today), MOST_DATES)
    rhythms = (f"{describe(rule)}（日は決まっていません）" for rule in rules if rule.times)
    return [*(occurrence_in_words(found, today) for found in dates), *rhythms]
