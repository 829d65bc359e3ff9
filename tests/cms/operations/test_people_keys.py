"""The keys of what is stored about people: where they come from, and how a site without them refuses to start."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from cms.operations.people_keys import people_keys

ONE, TWO = (base64.urlsafe_b64encode(letter * 32).decode() for letter in (b"1", b"2"))
"""The same in each process of the tests: their names are made of them."""


@pytest.mark.parametrize(
    ("text", "expected"), [(ONE, [ONE]), (f"{TWO},{ONE}", [TWO, ONE]), (f" {TWO}\n{ONE}\n", [TWO, ONE])]
)
def test_keys_are_read_in_their_order_from_the_variable_and_from_the_file(text, expected, tmp_path):
    assert people_keys(text, "") == expected
    file = tmp_path / "keys"
    file.write_text(text)
    assert people_keys("", str(file)) == expected


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("", "", "PEOPLE_KEYS is not set"),
        (" , ", "", "PEOPLE_KEYS is not set"),
        ("too-short", "", "Key 1 in PEOPLE_KEYS"),
        (f"{ONE},{TWO[:-2]}", "", "Key 2 in PEOPLE_KEYS"),
        (f"{ONE},日本語", "", "Key 2 in PEOPLE_KEYS"),
        ("", "/nowhere/keys", "PEOPLE_KEYS_FILE cannot be read"),
    ],
)
def test_a_site_without_right_keys_says_so_and_quotes_none(text, path, said):
    with pytest.raises(ImproperlyConfigured, match=said) as raised:
        people_keys(text, path)
    assert "too-short" not in str(raised.value)
    assert TWO[:-2] not in str(raised.value)


def test_a_demonstration_makes_its_own_key_once_for_its_owner_alone(tmp_path):
    made = people_keys("", "", tmp_path)
    assert people_keys("", "", tmp_path) == made
    assert [file.stat().st_mode & 0o077 for file in tmp_path.iterdir()] == [0]
    assert people_keys(ONE, "", tmp_path) == [ONE]
