"""Listings by the telephone number that somebody has at hand: from a missed call, or a note on paper."""

import numpy as np
from django.db.models import QuerySet

from directory.catalogue.contacts import Contact
from directory.japanese.telephones import one_telephone, telephones_in

TELEPHONE = "telephone"
"""Label of what is found by its number."""
LONGEST = 60
"""Letters of a text that may be a number."""
_CALLED = (Contact.Kind.TELEPHONE, Contact.Kind.FAX)


def listings_called(text: str, contacts: QuerySet) -> dict[int, str]:
    """The listings, by key, of those contacts that have the number of a text, with the number as it is stored.

    Empty where the text is not one number, however it is written.
    """
    if len(text) > LONGEST or one_telephone(text) is None:
        return {}
    [wanted] = telephones_in(text)
    # The last digits are never parted by a hyphen, so the database looks at few numbers.
    alike = contacts.filter(kind__in=_CALLED, value__contains=wanted[-3:]).order_by("pk")
    return {key: value for key, value in alike.values_list("resource_id", "value") if wanted in telephones_in(value)}


def keys_called(text: str, allowed: np.ndarray, contacts: QuerySet) -> np.ndarray:
    """Keys (int64) of the listings with the number of a text that are among the sorted keys `allowed`."""
    called = np.array(sorted(listings_called(text, contacts)), np.int64)
    return called[np.isin(called, allowed)] if len(called) else called
