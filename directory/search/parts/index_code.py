"""The mark of the code by which an index is made: an index of other code is not read."""

from functools import cache
from pathlib import Path

from directory.fingerprints import fingerprint
from directory.japanese import apart, folding, normal_form, radicals, readings, widths
from directory.search import bigrams, entries, entry_columns, own_words, similarity
from directory.search.parts import array_file, entry_rows, index_arrays, joining, kept_readings

_INDEX = Path(entries.__file__).with_name("index.py")  # which uses this room itself
OF_READINGS = (readings, folding, normal_form, radicals, widths)
"""The module that proposes readings, and all of this code that it calls."""


@cache
def code_fingerprint() -> str:
    """A hash of the code and of the dictionary by which texts are folded and stored."""
    of_texts = (apart, folding, normal_form, radicals, readings, similarity, entry_rows)
    of_files = (array_file, entry_columns, index_arrays, joining, kept_readings)
    return fingerprint((*of_texts, bigrams, entries, own_words, *of_files), [_INDEX])


@cache
def readings_fingerprint() -> str:
    """The same of what proposes readings: most new code reads names as before, and need not read them again."""
    return fingerprint((kept_readings, *OF_READINGS))
