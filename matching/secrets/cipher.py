"""How text about people is encrypted: Fernet (AES-128 in CBC mode with HMAC-SHA-256) under a list of keys, the newest first.

Whatever cannot be decrypted raises: a wrong key or a damaged cell is never shown as text, and never saved over what was there.
"""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Undecipherable(Exception):
    """A stored value that none of the keys opens. It says nothing of the value."""

    def __init__(self) -> None:
        super().__init__("a stored value is damaged, or none of PEOPLE_KEYS is the key that it was encrypted with")


@lru_cache(maxsize=4)
def _ciphers(keys: tuple[str, ...]) -> tuple[Fernet, MultiFernet]:
    """Under the newest key, and under all of them."""
    ciphers = [Fernet(key) for key in keys]
    return ciphers[0], MultiFernet(ciphers)


def encrypt(text: str) -> str:
    """A text under the newest key, in ASCII. Twice the same text gives two different values; "" stays "", which says nothing."""
    return _ciphers(tuple(settings.PEOPLE_KEYS))[0].encrypt(text.encode()).decode() if text else ""


def decrypt(stored: str) -> str:
    """The text of a stored value. Raises Undecipherable."""
    if not stored:
        return ""
    try:
        return _ciphers(tuple(settings.PEOPLE_KEYS))[1].decrypt(stored.encode()).decode()
    except InvalidToken:
        raise Undecipherable from None


def renewed(stored: str) -> str | None:
    """A stored value under the newest key; None where it is already. Raises Undecipherable."""
    if not stored:
        return None
    newest, any_key = _ciphers(tuple(settings.PEOPLE_KEYS))
    try:
        newest.decrypt(stored.encode())
    except InvalidToken:
        pass
    else:
        return None
    try:
        return any_key.rotate(stored.encode()).decode()
    except InvalidToken:
        raise Undecipherable from None
