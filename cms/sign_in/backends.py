"""Who can sign in, by whatever way."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend


class PasswordBackend(ModelBackend):
    """Django's own; the invented people of a demonstration, whose password is printed, are nobody outside one."""

    def user_can_authenticate(self, user) -> bool:
        """Also asked for each request of a session, so that one that began in a demonstration ends with it."""
        return super().user_can_authenticate(user) and (settings.IS_DEMO or not user.is_sample)
