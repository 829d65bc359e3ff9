"""Mail addresses: whether one is valid, the form in which two are compared, and the one in which a mail is sent to it.

Japanese carriers once gave out addresses with dots that no standard allows (a..b@docomo.ne.jp, a.@ezweb.ne.jp). People still
have them, so every door takes them: forms, tables, imports and the mail itself. RFC 5321 writes such a name in quotes.
"""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models

from directory.japanese.visible_text import unseen_in

MAX_LENGTH = 254
"""Longest address, in characters, that mail servers accept (RFC 5321) and our columns hold."""
WRONG = "メールアドレスは hanako@example.jp のように、1つだけ書いてください。"
_LONGEST_NAME = 64
_QUOTED = re.compile(r'"([^"\\\s@]+)"(?=@)')
_LOOSE_DOTS = re.compile(r"^\.+|\.+(?=@|\.)")


def same_address(address: str) -> str:
    """An address in the form that is stored and compared: trimmed, in lower case, its name not in quotes."""
    return unquoted_address(address.strip().lower())


def check_address(address: str) -> None:
    """Raises ValidationError for text that is not exactly one mail address, such as 「メールなし」."""
    # With the dots taken away that stand where no standard has them, it must be an address as everywhere.
    name, at, _ = (whole := unquoted_address(address)).partition("@")
    plain = _LOOSE_DOTS.sub("", name + at) + whole[len(name + at) :]
    try:
        validate_email(plain)
    except ValidationError as wrong:
        raise ValidationError(WRONG, code="invalid") from wrong
    # Django turns the domain into ASCII first, and signs without width are lost on the way.
    if unseen_in(address) or len(address) > MAX_LENGTH or len(name) > _LONGEST_NAME:
        raise ValidationError(WRONG, code="invalid")


def is_address(address: str) -> bool:
    """Whether a mail can be sent to it."""
    try:
        check_address(address)
    except ValidationError:
        return False
    return True


def quoted_address(address: str) -> str:
    """An address as it stands in a mail and is told to a mail server: a name with loose dots in quotes (RFC 5321, 4.1.2).

    >>> quoted_address("a..b@docomo.ne.jp"), quoted_address("a.b@example.jp")
    ('"a..b"@docomo.ne.jp', 'a.b@example.jp')
    """
    name, _, domain = address.rpartition("@")
    return f'"{name}"@{domain}' if _LOOSE_DOTS.search(f"{name}@") and not name.startswith('"') else address


def unquoted_address(address: str) -> str:
    """An address as people write it: without the quotes in which a mail program shows a name with loose dots."""
    return _QUOTED.sub(r"\1", address)


class AddressFormField(forms.EmailField):
    """A field of a form for one mail address."""

    default_validators = (check_address,)

    def to_python(self, value):
        return unquoted_address(super().to_python(value))


class AddressField(models.EmailField):
    """A column for one mail address."""

    default_validators = (check_address,)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": AddressFormField} | kwargs)
