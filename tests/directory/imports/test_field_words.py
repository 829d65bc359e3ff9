"""Every field that a column may be taken for can be chosen by people, in words."""

from directory.imports.field_words import FIELDS, field_in_words
from directory.imports.tables.headings import aliases


def test_every_field_is_offered_once_and_has_words():
    offered = [name for fields in FIELDS.values() for name in fields]
    assert sorted(offered) == sorted(aliases()["fields"])
    assert len({field_in_words(name) for name in offered}) == len(offered)
