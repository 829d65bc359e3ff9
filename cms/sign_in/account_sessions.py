"""Where an account is signed in: its owner sees each browser, and ends it from any other."""

from django.contrib.sessions.models import Session
from django.db import models
from django.http import HttpRequest

from directory.read_only import is_read_only
from directory.text_fields import OneLineField

SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Macintosh": "Mac", "CrOS": "Chromebook", "Linux": "Linux"}  # fmt: skip
BROWSERS = {"Edg": "Edge", "Firefox": "Firefox", "FxiOS": "Firefox", "SamsungBrowser": "Samsung Internet", "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari"}  # fmt: skip
"""Part of what a browser says of itself -> its name. The first that is found counts: Chrome says that it is also Safari."""
UNKNOWN = "名前の分からない機械"
NOTED = "noted_as"
"""Key of a session: its own key when it was written down; another one where Django has changed it since (a new password)."""


class AccountSession(models.Model):
    """A session with its owner: Django's own table of sessions does not say whose they are. It ends with the session."""

    user = models.ForeignKey(
        "directory.User", models.CASCADE, verbose_name="利用者", related_name="account_sessions", editable=False
    )
    session = models.OneToOneField(Session, models.CASCADE, verbose_name="セッション", editable=False)
    browser = OneLineField("機械", max_length=60, editable=False)
    began_at = models.DateTimeField("ログインした時", auto_now_add=True)

    class Meta:
        verbose_name = "ログインしている機械"
        verbose_name_plural = "ログインしている機械"
        ordering = ["-began_at", "-pk"]
        default_permissions = ()

    def __str__(self):
        return self.browser

    def end(self) -> None:
        """Sign out there."""
        self.session.delete()


def note_session(request: HttpRequest, user) -> None:
    """Write down that somebody is signed in with this browser."""
    if is_read_only():
        return
    if request.session.session_key is None:
        request.session.create()
    facts = {"user": user, "browser": browser_words(request.headers.get("User-Agent", ""))}
    AccountSession.objects.update_or_create(session_id=request.session.session_key, defaults=facts)
    request.session[NOTED] = request.session.session_key


def is_noted(request: HttpRequest) -> bool:
    """Whether the session is written down under the key that it has now."""
    return request.session.session_key is None or request.session.get(NOTED) == request.session.session_key


def browser_words(said: str) -> str:
    """What people call the machine that says this of itself, e.g. 「iPhone（Safari）」."""
    system = next((name for part, name in SYSTEMS.items() if part in said), "")
    browser = next((name for part, name in BROWSERS.items() if f"{part}/" in said), "")
    return f"{system}（{browser}）" if system and browser else system or browser or UNKNOWN
