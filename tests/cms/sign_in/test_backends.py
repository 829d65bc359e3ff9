"""How long a sign-in takes says nothing about who has an account."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import PBKDF2PasswordHasher, identify_hasher, make_password

from directory.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NEW, OLD = "cms.sign_in.hashers.Argon2idHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"
PASSWORD = "himitsu-no-kotoba"


@pytest.fixture
def old_hashes(settings, monkeypatch):
    """What was hashed by PBKDF2, each time a password is asked."""
    settings.PASSWORD_HASHERS = [NEW, OLD]
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1_000)
    hashed, encode = [], PBKDF2PasswordHasher.encode

    def counted(self, password, salt, iterations=None):
        hashed.append(password)
        return encode(self, password, salt, iterations)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counted)
    return hashed


@pytest.mark.parametrize("name", ["old", "new", "nobody"])
def test_a_wrong_password_costs_the_same_for_every_name(old_hashes, name):
    make_user(username="old", password="x")
    User.objects.filter(username="old").update(password=make_password(PASSWORD, hasher="pbkdf2_sha256"))
    make_user(username="new", password=PASSWORD)
    old_hashes.clear()
    assert authenticate(username=name, password="chigau") is None
    assert len(old_hashes) == 1


def test_an_old_hash_is_renewed_when_its_owner_signs_in_and_then_costs_nobody_anything(old_hashes):
    user = make_user(username="old", password="x")
    User.objects.update(password=make_password(PASSWORD, hasher="pbkdf2_sha256"))
    assert authenticate(username="old", password=PASSWORD) == user
    user.refresh_from_db()
    assert identify_hasher(user.password).algorithm == "argon2"
    old_hashes.clear()
    assert authenticate(username="nobody", password="chigau") is None
    assert old_hashes == []
