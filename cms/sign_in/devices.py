"""What a browser remembers of who has signed in with it: a signed cookie, which opens nothing by itself.

Tries of a password by a browser that has signed in with the same name before are counted for this browser alone, so that nobody
else can use them up (OWASP: device cookies). And a form that was sent after its session had ended is given back to nobody
but the person who was signed in (`cms.sign_in.kept_forms`).
"""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import get_random_string, salted_hmac

COOKIE = "device"
KEY_SALT = "cms.sign_in.devices"
"""Part of the signing key. It only looks like a module: changed, browsers are strangers until their next sign-in."""
LIFE = 365 * 24 * 3600
"""Seconds."""
MOST_NAMES = 5
"""Names that one browser keeps, the latest first: a computer that several people share."""


@dataclass(frozen=True)
class Device:
    """A browser. `key` is drawn by lot; `names` are hashes of the names that signed in with it, the latest first."""

    key: str = ""
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, request: HttpRequest) -> "Device":
        """The browser of a request; one without key and names where it brings no valid cookie."""
        try:
            key, names = signing.loads(request.COOKIES.get(COOKIE, ""), salt=KEY_SALT, max_age=LIFE)
        except (signing.BadSignature, ValueError, TypeError):
            return cls()
        return cls(key, tuple(names))

    def knows(self, name: str) -> bool:
        """Whether somebody has signed in here with a name."""
        return _hashed(name) in self.names

    @cached_property
    def latest(self) -> str:
        """The hash of the name that signed in here last; empty where nobody has."""
        return self.names[0] if self.names else ""

    @staticmethod
    def is_owner(owner: str, name: str) -> bool:
        """Whether the hash of a name is that of this one, or empty because nobody knows."""
        return owner in ("", _hashed(name))

    def remember(self, name: str, response: HttpResponseBase) -> None:
        """Put into the cookie that a name has signed in here now."""
        mine = _hashed(name)
        if self.latest == mine:
            return
        names = [mine, *(one for one in self.names if one != mine)][:MOST_NAMES]
        value = signing.dumps([self.key or get_random_string(22), names], salt=KEY_SALT)
        secure = bool(settings.SESSION_COOKIE_SECURE)
        response.set_cookie(COOKIE, value, max_age=LIFE, httponly=True, samesite="Lax", secure=secure)


def _hashed(name: str) -> str:
    return salted_hmac(KEY_SALT, name, algorithm="sha256").hexdigest()[:32]
