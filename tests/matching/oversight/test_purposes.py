"""Nothing about people is stored without a stated purpose, and the list names nothing that is not stored."""

from matching.engine.needs import KEYS
from matching.oversight.people_tables import columns_of, ways_to_person
from matching.oversight.purposes import FACTS, PURPOSES, SENSITIVE, items_of


def test_every_column_about_people_has_a_purpose():
    columns = {model.__name__: {field.name for field in columns_of(model)} for model in ways_to_person()}
    assert {table: set(purposes) for table, purposes in PURPOSES.items()} == columns
    assert {name.split(".")[1] for name in SENSITIVE} <= set.union(*columns.values())


def test_every_fact_of_the_needs_is_named():
    assert FACTS.keys() == KEYS
    assert {label for model in ways_to_person() for label, _, _ in items_of(model)} >= set(FACTS.values())
