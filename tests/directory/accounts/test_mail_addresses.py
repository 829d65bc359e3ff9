"""What is a mail address, and what the city is told of a contact that is none."""

import pytest
from django.core.exceptions import ValidationError

from directory.accounts.mail_addresses import is_address, same_address
from directory.models import Contact


@pytest.mark.parametrize(
    ("written", "is_one"),
    [
        ("hana@example.jp", True),
        ("Hana.Yamada+salon@example.co.jp", True),
        (f"{'x' * 64}@{'y' * 60}.{'z' * 60}.{'w' * 60}.jp", True),
        (f"{'x' * 64}@{'y' * 60}.{'z' * 60}.{'w' * 60}.wwww.jp", False),
        ("a..b@docomo.ne.jp", True),
        ("a.@ezweb.ne.jp", True),
        (".a...b.@docomo.ne.jp", True),
        ('"a..b"@docomo.ne.jp', True),
        ("...@docomo.ne.jp", False),
        ("a..b@docomo..ne.jp", False),
        ("a..b", False),
        ("メールなし", False),
        ("", False),
        ("a@example.jp, b@example.jp", False),
        ("日本@example.jp", False),
        ("a@example.jp\nBcc: x@example.jp", False),
    ],
)
def test_what_is_an_address(written, is_one):
    assert is_address(written) == is_one


def test_a_contact_that_is_no_address_says_what_to_write():
    Contact(kind="email", value="hana@example.jp").clean()
    with pytest.raises(ValidationError, match="1つだけ書いて") as wrong:
        Contact(kind="email", value="a@example.jp, b@example.jp").clean()
    assert list(wrong.value.message_dict) == ["value"]


@pytest.mark.parametrize("kind", ["other"])
def test_other_contacts_are_written_freely(kind):
    Contact(kind=kind, value="メールなし").clean()


@pytest.mark.parametrize(
    ("written", "same"),
    [(" Hana@Example.JP ", "hana@example.jp"), ('"A..b"@docomo.ne.jp', "a..b@docomo.ne.jp")],
)
def test_an_address_is_compared_without_spaces_capitals_and_quotes(written, same):
    assert same_address(written) == same
