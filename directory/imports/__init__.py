"""Files of other people, read into the directory: what was understood, what was mended, and what was refused, line by line.

tables    a file as rows of text (CSV in any of its encodings, Excel)
headers   which column of a table means what (the aliases are data: headers.yaml)
mending   one cell made right, where that is certain
listings  a row as the plain facts of a listing
writing   plain facts into the database, many at once, and never twice
"""
