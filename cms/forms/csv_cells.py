"""Text as a cell of a CSV file that a spreadsheet opens."""

FORMULA_STARTS = tuple("=+-@＝＋－＠−\t\r\n")
"""First letters of what a spreadsheet may reckon with; a Japanese one takes those of full width for the same."""


def csv_cell(value) -> str:
    """Text that a spreadsheet does not take for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
