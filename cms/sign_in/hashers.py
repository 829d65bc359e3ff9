"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id with the least that the OWASP Password Storage Cheat Sheet recommends: 19 MiB, two passes, one lane.

    A sign-in takes a tenth of PBKDF2's time for the server, and a thief's graphics card is held up by the memory. Django's
    own numbers take 100 MB and eight lanes for each person who signs in, which a small server does not have.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
