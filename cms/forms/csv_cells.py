"""Text as a cell of a CSV file that a spreadsheet opens."""

FORMULA_STARTS = tuple("=+-@＝＋－＠−\t\r\n")
"""First characters that make a spreadsheet take a cell for a formula; a Japanese one takes full-width ones too."""


def csv_cell(value) -> str:
    """The text of a value, with an apostrophe before it where a spreadsheet would run it as a formula; "" for None."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
