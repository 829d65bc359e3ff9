"""Mail addresses: whether one is valid, and the form in which two are compared."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

MAX_LENGTH = 254
"""Longest address, in characters, that mail servers accept (RFC 5321) and our columns hold."""
WRONG = "メールアドレスは hanako@example.jp のように、1つだけ書いてください。"


def same_address(address: str) -> str:
    """An address in the form that is stored and compared: trimmed, in lower case."""
    return address.strip().lower()


def check_address(address: str) -> None:
    """Raises ValidationError for text that is not exactly one mail address, such as 「メールなし」."""
    try:
        validate_email(address)
    except ValidationError as wrong:
        raise ValidationError(WRONG) from wrong
    if len(address) > MAX_LENGTH:
        raise ValidationError(WRONG)


def is_address(address: str) -> bool:
    """Whether a mail can be sent to it."""
    try:
        check_address(address)
    except ValidationError:
        return False
    return True
