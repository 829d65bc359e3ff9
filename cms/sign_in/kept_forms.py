"""What somebody typed into a form whose session had ended: kept in the new session of the browser until they have signed in.

It is kept encrypted, as it may tell of people at the desk. It stays on the server, so that it is there whether they sign in by password, by a link in a mail or by a code, and nothing of it
is stored in the browser.
"""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from django.http import HttpRequest, QueryDict

from cms.sign_in.client_address import client_address
from cms.sign_in.devices import Device
from directory.accounts.rate_limits import LimitedAction, allow_attempt
from matching.secrets.cipher import Undecipherable, decrypt, encrypt

KEY = "kept_form"
"""Key of the session."""
LIFE = 2 * 3600
"""Seconds that it is kept."""
MOST_LETTERS = 300_000
"""Letters of one form, names of fields included; no form of ours is as long."""
NEVER = ("csrfmiddlewaretoken",)
SECRET = "password"  # noqa: S105 a part of names of fields
"""What is in the name of a field with a password: it is neither stored nor shown, but asked for again."""


@dataclass(frozen=True)
class KeptForm:
    """A form as it was sent.

    path      where to, with its query
    fields    pairs of name and value, in their order
    left_out  names of files and passwords, which are to be chosen or typed again
    owner     hash of the name that was signed in; empty where nobody knows
    until     when it is forgotten, in seconds since 1970
    """

    path: str
    fields: list[list[str]]
    left_out: list[str]
    owner: str
    until: float

    @property
    def written(self) -> list[str]:
        """The texts among the values that a person has written, to see that they are there."""
        return [value for _, value in self.fields if any(ord(letter) > 127 for letter in value)][:12]

    @property
    def has_files(self) -> bool:
        """Whether a picture or a file was chosen."""
        return any(not name.startswith(SECRET) for name in self.left_out)


def fields_of(post: QueryDict) -> list[list[str]]:
    """The pairs of name and value of a form that may be kept."""
    return [
        [name, value]
        for name, values in post.lists()
        for value in values
        if name not in NEVER and SECRET not in name.lower()
    ]


def left_out(post: QueryDict, files: Mapping) -> list[str]:
    """What of a form cannot be kept: 「password」 for a password, the file's own name for a file."""
    secrets = [SECRET for name in post if SECRET in name.lower()][:1]
    return [*secrets, *(file.name for file in files.values())]


def is_too_long(fields: Iterable[Sequence[str]]) -> bool:
    """Whether a form has more letters than one of ours can have."""
    return sum(len(name) + len(value) for name, value in fields) > MOST_LETTERS


def keep_form(request: HttpRequest) -> bool:
    """Keep the form of a request. False where it is too long, or its network has kept too many."""
    fields = fields_of(request.POST)
    if is_too_long(fields) or not allow_attempt(LimitedAction.KEPT_FORM, client_address(request)):
        return False
    owner, until = Device.of(request).latest, time.time() + LIFE
    form = KeptForm(request.get_full_path(), fields, left_out(request.POST, request.FILES), owner, until)
    request.session[KEY] = encrypt(json.dumps(asdict(form)))
    return True


def kept_form(request: HttpRequest) -> KeptForm | None:
    """What is kept for this browser; None where nothing is, or no longer."""
    form = _stored(request)
    if form and time.time() < form.until:
        return form
    forget_form(request)
    return None


def _stored(request: HttpRequest) -> KeptForm | None:
    """None too for what another version wrote, or what was encrypted with a key that is gone: it was kept for two hours."""
    try:
        stored = decrypt(str(request.session.get(KEY, "")))
    except Undecipherable:
        return None
    return KeptForm(**json.loads(stored)) if stored else None


def forget_form(request: HttpRequest) -> None:
    """Keep nothing any more."""
    request.session.pop(KEY, None)


def is_script(request: HttpRequest) -> bool:
    """Whether a script of a page asks, which reads the answer itself."""
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    return mode != "navigate" or request.headers.get("X-Requested-With") == "XMLHttpRequest"
