"""From the sheets of a file to tables whose columns are understood; no database.

headings        what one heading means (the words are data: ../headers.yaml); column_guesses what its cells look like
headers         the columns of a table, from its header rows
header_rows     where the header of a table is: below titles, in two rows, in several blocks beside and below each other
entries         the rows below it: one entry over several rows, group lines, notes, totals
no_tables       what only looks like a table: cards, calendars
"""
