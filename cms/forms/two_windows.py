"""Two windows that edit one thing: whoever saves second is told who changed what, and nothing of either is lost."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from django import forms
from django.db.models import Model, QuerySet
from django.utils import timezone
from modelcluster.queryset import FakeQuerySet

from cms.forms.feature_answers import AnswersField
from cms.forms.hours import TimesField
from directory.catalogue.vocabulary import Answer
from directory.changes.listing_fields import fingerprint
from directory.hours.wording import full_date

MARK = "as_opened"
CHANGED = "この画面を開いたあとに、ほかの人がここを変えました{who}。まだ保存していません。"
BOTH = "「{label}」: ほかの人は「{theirs}」に しました。この画面では「{mine}」です（この画面のままに してあります）。"
THEIRS = "「{label}」: ほかの人が「{theirs}」に しました。あなたは 変えていないので、そのようにして あります。"
NOW_WHAT = "見て よければ、もう一度 同じボタンを おしてください。この画面のとおりに なります。"
THEIRS_NAME = "theirs"
"""Name of the box that takes what somebody else wrote; its value is the name of the field."""
LONGEST = 120
"""Letters of a value that are shown."""
_NO_CONTENT = (MARK, "go_live_at", "expire_at")
_SEVERAL = (QuerySet, FakeQuerySet, list, tuple, set)
"""Kinds of several rows or keys; a draft has the rows of a many-to-many field as a FakeQuerySet."""


class BothVersions(NamedTuple):
    """A field that both have changed, with its two values in words."""

    name: str
    label: str
    theirs: str
    mine: str


class TwoWindowsMixin:
    """A form that was opened before somebody else's change is refused once, with both versions, and comes back filled.

    The hidden field `as_opened` holds a mark of every field as it was when the page was opened. What the user did not touch comes
    back as the other one left it; what both changed stays as typed here. A page that lists `both_versions` with a box of the name
    THEIRS_NAME lets the user take the other one's instead.
    """

    both_versions: list[BothVersions]

    def full_clean(self) -> None:
        """Validate, with what somebody else wrote where the user chose it."""
        self.both_versions = []
        chosen = self.data.getlist(THEIRS_NAME) if hasattr(self.data, "getlist") else []
        if taken := [name for name in chosen if name in self.fields and name != MARK]:
            self.data = self.data.copy()
            for name in taken:
                self._fill(name, self._initial_of(name))
        super().full_clean()

    def keep_marks(self) -> None:
        """Add the hidden field; called in `__init__`."""
        self.fields[MARK] = forms.CharField(required=False, widget=forms.HiddenInput)
        # Asked for when the field is shown: a form that inherits may fill in more after this.
        self.initial[MARK] = lambda: self._marks(self._stored_now())

    def last_editor(self) -> tuple[object, dt.datetime | None]:
        """Who changed the row last, and when; None where it is not known."""
        return None, None

    def check_windows(self, facts: dict) -> None:
        """Add the errors where fields were changed meanwhile; called in `clean`."""
        opened, now = _as_mapping(facts.get(MARK)), self._stored_now()
        marks = _as_mapping(self._marks(now))
        if not opened or not (changed := [name for name in marks if opened.get(name, marks[name]) != marks[name]]):
            return
        self.data = self.data.copy()
        self.data[self.add_prefix(MARK)] = self._marks(now)
        said = [self._difference(name, facts, opened) for name in changed]
        for line in (CHANGED.format(who=self._who()), *filter(None, said), NOW_WHAT):
            self.add_error(None, line)

    def _difference(self, name: str, facts: dict, opened: Mapping[str, str]) -> str:
        """The line about one field; one that was not touched here is filled with what is stored."""
        if name not in self.fields:
            rows = "、".join(map(str, getattr(self.instance, name).all())) if hasattr(self, "instance") else ""
            label = str(self.instance._meta.get_field(name).related_model._meta.verbose_name)
            return f"「{label}」: ほかの人が 変えました。今は「{rows[:LONGEST]}」です。"
        field, stored = self.fields[name], self._initial_of(name)
        mine = self[name].value() if isinstance(field, TimesField) else facts.get(name)
        label, theirs = field.label, _words(field, stored)
        if name not in self.errors and _mark(mine) == opened[name]:
            self._fill(name, stored)
            return THEIRS.format(label=label, theirs=theirs)
        typed = self[name].value() if name in self.errors else mine
        both = BothVersions(name, str(label), theirs, _words(field, typed))
        self.both_versions.append(both)
        return BOTH.format(label=label, theirs=theirs, mine=both.mine)

    def _fill(self, name: str, value) -> None:
        """Put a stored value into what was sent."""
        field, key = self.fields[name], self.add_prefix(name)
        if isinstance(field, AnswersField):
            for term in field.widget.terms:
                self.data[f"{key}-{term.pk}"] = (value or {}).get(term.pk, Answer.UNKNOWN)
        elif isinstance(field, forms.BooleanField):
            self.data.pop(key, None)
            self.data.update({key: "on"} if value else {})
        else:
            shown = field.prepare_value(value)
            several = shown if isinstance(shown, list | tuple) else [field.widget.format_value(shown) or ""]
            flat = [one for part in several for one in (part if isinstance(part, list | tuple) else [part])]
            self.data.setlist(key, [str(one) for one in flat])

    def _initial_of(self, name: str):
        return self.get_initial_for_field(self.fields[name], name)

    def _stored_now(self) -> dict:
        fields = {name: self._initial_of(name) for name in self.fields if name not in _NO_CONTENT}
        rows = {name: _children(self.instance, name) for name in getattr(self, "formsets", {})}
        return fields | rows

    @staticmethod
    def _marks(values: dict) -> str:
        return ";".join(f"{name}={_mark(value)}" for name, value in sorted(values.items()))

    def _who(self) -> str:
        who, when = self.last_editor()
        at = timezone.localtime(when) if when else None
        parts = [f"{who}さん" if who else "", f"{at.month}月{at.day}日 {at:%H:%M}" if at else ""]
        return f"（{'、'.join(filter(None, parts))}）" if any(parts) else ""


def _as_mapping(marks: str | None) -> dict[str, str]:
    return dict(part.split("=", 1) for part in (marks or "").split(";") if "=" in part)


def _children(instance: Model, name: str) -> list:
    """The rows of a formset as the database or the draft has them, without their keys."""
    rows = getattr(instance, name).all()
    return [
        [(f.name, f.value_from_object(row)) for f in row._meta.fields if not f.primary_key and not f.is_relation]
        for row in rows
    ]


def _mark(value) -> str:
    return fingerprint({"value": _plain(value)})[:8]


def _plain(value):
    """A value such that what is stored and what was typed are equal where they mean the same."""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items() if one not in ("", None, Answer.UNKNOWN)}
    if isinstance(value, _SEVERAL):
        return sorted((_plain(one) for one in value), key=str)
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return "" if value in (None, False) else str(value)


def _words(field: forms.Field, value) -> str:
    """A value of a field as its form shows it."""
    if value in (None, "", False) or (hasattr(value, "__len__") and not len(value)):
        return "（なし）"
    if value is True:
        return "はい"
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return full_date(value)
    if isinstance(field, AnswersField):
        labels = {term.pk: term.label for term in field.widget.terms}
        return "・".join(f"{labels.get(key, key)} {Answer(one).label}" for key, one in value.items())[:LONGEST]
    several = list(value) if isinstance(value, _SEVERAL) else [value]
    return "・".join(_word(field, one) for one in several)[:LONGEST]


def _word(field: forms.Field, value) -> str:
    if isinstance(value, Model):
        return str(value)
    if isinstance(field, forms.ModelChoiceField):
        return str(field.queryset.filter(pk=value).first() or value)
    if isinstance(field, forms.ChoiceField):
        flat = dict(pair for pair in field.choices if not isinstance(pair[1], list | tuple))
        return str(flat.get(value, flat.get(str(value), value)))
    return str(value)
