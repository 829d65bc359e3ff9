"""A spreadsheet takes no text of ours for a formula."""

import pytest

from directory.spreadsheets.csv_cells import csv_cell


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"])
def test_no_name_becomes_a_formula_in_a_file(first):
    assert csv_cell(f"{first}HYPERLINK(1)") == f"'{first}HYPERLINK(1)"
    assert csv_cell("ひまわり=会") == "ひまわり=会"
