"""Columns and form fields for text that people write: one line or several, and nothing in it that nobody sees.

The doors refuse such characters with a sentence, and the form comes back without them. What comes in past a form (an import, a
program) is stored without them, so that no text of the database has one. To the database the columns are Django's own:
making one of them such a field needs no migration.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from directory.japanese.net_addresses import has_address
from directory.japanese.visible_text import unseen_in, without_unseen

_LONGEST_NAME = 1_000
"""Letters up to which a name is looked through; a longer one is refused for its length."""
UNSEEN = "目に見えない文字が入っています。いちど 全部 消して、書きなおしてください。"
UNSEEN_GONE = "目に見えない文字（{number}文字目）がありました。消しておきました。よければ、もう一度おしてください。"
NO_ADDRESS = "名前に、ホームページやメールのアドレスは書けません。名前だけを書いてください。"


def one_line(text: str) -> None:
    """Raises ValidationError for text with a line break, a control character or a sign that nobody sees."""
    if unseen_in(text):
        raise ValidationError(UNSEEN, code="unseen")


def several_lines(text: str) -> None:
    """The same where lines may be broken."""
    if unseen_in(text, lines=True):
        raise ValidationError(UNSEEN, code="unseen")


def no_address(name: str) -> None:
    """Raises ValidationError for the name of a person that holds an address of a web page or of mail."""
    if len(name) <= _LONGEST_NAME and has_address(name):
        raise ValidationError(NO_ADDRESS, code="address")


class _SeenFormMixin:
    """A form field that refuses what nobody sees, and comes back without it."""

    lines = False

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)  # type: ignore[misc]
        if isinstance(text, str) and (unseen := unseen_in(text, self.lines)):
            raise ValidationError(UNSEEN_GONE.format(number=unseen[0] + 1), code="unseen")
        return text

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the field shows after an error."""
        data = super().bound_data(data, initial)  # type: ignore[misc]
        return without_unseen(data, self.lines) if isinstance(data, str) else data


class OneLineFormField(_SeenFormMixin, forms.CharField):
    """A field of a form for one line."""


class NameFormField(OneLineFormField):
    """A field of a form for the name of a person."""

    default_validators = [no_address]


class SeveralLinesFormField(_SeenFormMixin, forms.CharField):
    """A field of a form for text of several lines."""

    lines = True
    widget = forms.Textarea


class _SeenMixin:
    """A column that refuses what nobody sees where it is validated, and stores nothing of it where it is not."""

    lines = False
    form_class: type[forms.Field] = OneLineFormField

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)  # type: ignore[misc]
        if isinstance(value, str) and unseen_in(value, self.lines):
            value = without_unseen(value, self.lines)
            setattr(model_instance, self.attname, value)  # type: ignore[attr-defined]
        return value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)  # type: ignore[misc]
        return without_unseen(value, self.lines) if isinstance(value, str) else value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": self.form_class} | kwargs)  # type: ignore[misc]

    def deconstruct(self) -> Any:
        """As Django's own column, which it is to the database."""
        name, _, args, kwargs = super().deconstruct()  # type: ignore[misc]
        return name, f"django.db.models.{self.column_class}", args, kwargs  # type: ignore[attr-defined]


class OneLineField(_SeenMixin, models.CharField):
    """A column for one line that people write."""

    column_class = "CharField"
    default_validators = [one_line]


class NameField(OneLineField):
    """A column for the name of a person, which may stand in a mail: no address in it."""

    default_validators = [one_line, no_address]
    form_class = NameFormField


class SeveralLinesField(_SeenMixin, models.TextField):
    """A column for text of several lines."""

    column_class = "TextField"
    lines = True
    default_validators = [several_lines]
    form_class = SeveralLinesFormField


class WebField(_SeenMixin, models.URLField):
    """A column for the address of a web page."""

    column_class = "URLField"
    default_validators = [*models.URLField.default_validators, one_line]
    form_class = forms.URLField
