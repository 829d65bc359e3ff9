"""Text as a cell of a CSV file that a spreadsheet opens. Pure."""

FORMULA_STARTS = tuple("=+-@＝＋－＠−\t\r\n")
"""First characters that make a spreadsheet take a cell for a formula; a Japanese one takes full-width ones too."""


def csv_cell(value: object) -> str:
    """The text of a value, with an apostrophe before it where a spreadsheet would run it as a formula; "" for None."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def without_apostrophe(text: str) -> str:
    """A cell without the apostrophe that `csv_cell` put before it.

    >>> without_apostrophe("'=1+1"), without_apostrophe("'90年代の会")
    ('=1+1', "'90年代の会")
    """
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text
