"""The keys that encrypt what is stored about people: read when a process starts, the newest first (docs/guides/operating.md).

They are no part of SECRET_KEY: who changes that ends sessions, who loses these loses every name.
"""

import base64
import binascii
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

BYTES = 32
"""Of a key; written as URL-safe base64 it has 44 characters."""
HOW = "Make one with `openssl rand -base64 32 | tr '+/' '-_'` and keep a copy where the city keeps its secrets"
OWN_FILE = "people.keys"
"""In `VAR_DIR` of a demonstration or a developer, who need not make a key by hand."""


def people_keys(text: str, path: str, own_folder: Path | None = None) -> list[str]:
    """The keys in the text of PEOPLE_KEYS, or else in the file of PEOPLE_KEYS_FILE; separated by commas or line breaks.

    With `own_folder` a key is made in there where none is given. Raises ImproperlyConfigured, which never quotes a key.
    """
    if not text and path:
        text = _read(Path(path))
    if not text and own_folder is not None:
        text = _own(own_folder / OWN_FILE)
    keys = text.replace(",", " ").split()
    if not keys:
        raise ImproperlyConfigured(f"PEOPLE_KEYS is not set. It encrypts what is stored about people. {HOW}.")
    for number, key in enumerate(keys, 1):
        if not _is_key(key):
            raise ImproperlyConfigured(f"Key {number} in PEOPLE_KEYS is not 32 bytes in URL-safe base64. {HOW}.")
    return keys


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"PEOPLE_KEYS_FILE cannot be read: {type(error).__name__}.") from None


def _own(path: Path) -> str:
    """What the file holds; it is made by whichever process comes first."""
    if not path.exists():
        made = path.with_suffix(f".{secrets.token_hex(8)}")
        made.touch(mode=0o600)
        made.write_text(base64.urlsafe_b64encode(secrets.token_bytes(BYTES)).decode(), encoding="ascii")
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text(encoding="ascii")


def _is_key(key: str) -> bool:
    try:
        return len(base64.b64decode(key.encode(), altchars=b"-_", validate=True)) == BYTES
    except (binascii.Error, ValueError):
        return False
