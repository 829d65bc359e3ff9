"""Mail addresses as people write them down."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LONGEST = 254
"""Letters of an address that a mail server takes (RFC 5321), and that our own columns hold."""
WRONG = "メールアドレスは hanako@example.jp のように、1つだけ書いてください。"


def same_address(address: str) -> str:
    """An address as it is compared: without spaces around it, in small letters."""
    return address.strip().lower()


def check_address(address: str) -> None:
    """Raises ValidationError for what no mail can be sent to: 「メールなし」, two addresses in one."""
    try:
        validate_email(address)
    except ValidationError as wrong:
        raise ValidationError(WRONG) from wrong
    if len(address) > LONGEST:
        raise ValidationError(WRONG)


def is_address(address: str) -> bool:
    """Whether a mail can be sent to it."""
    try:
        check_address(address)
    except ValidationError:
        return False
    return True
