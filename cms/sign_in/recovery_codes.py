"""What is kept of a recovery code: a keyed hash, so that a stolen table opens nothing. Changes of SECRET_KEY end all codes."""

from django.utils.crypto import salted_hmac

KEY_SALT = "cms.sign_in.recovery_codes"
"""Part of the key. It only looks like a module: changed, no printed code opens anything any more."""
LETTERS = 16
"""As many as django-otp keeps: 64 bits, of a code of 40."""


def hashed(code: str) -> str:
    """The hash of a code in small letters, as it stands in the table of django-otp."""
    return salted_hmac(KEY_SALT, code, algorithm="sha256").hexdigest()[:LETTERS]
