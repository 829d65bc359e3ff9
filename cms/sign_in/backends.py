"""Who can sign in, by whatever way."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.http import HttpRequest

OLD = "pbkdf2_"
"""How a hash begins that was made before `Argon2idHasher`."""


class PasswordBackend(ModelBackend):
    """Django's own; the invented people of a demonstration, whose password is printed, are nobody outside one."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Any:
        """The user, or None. A wrong password takes the time of an old hash for everybody as long as anybody has one.

        Else the time would tell which names have an account that was not used since the hasher changed.
        """
        user = super().authenticate(request, username, password, **kwargs)
        if user is None and password and not _has_old_hash(username) and _has_old_hash():
            make_password(password, hasher=PBKDF2PasswordHasher.algorithm)
        return user

    def user_can_authenticate(self, user) -> bool:
        """Also asked for each request of a session, so that one that began in a demonstration ends with it."""
        return super().user_can_authenticate(user) and (settings.IS_DEMO or not user.is_sample)


def _has_old_hash(username: str | None = None) -> bool:
    """Whether that account has an old hash; without a name, whether any has."""
    users = get_user_model()._default_manager.filter(password__startswith=OLD)
    return (users.filter(username=username) if username is not None else users).exists()
