"""Files of other people, read into the directory: what was understood, what was mended, and what was refused, line by line.

tables      a file as rows of text (CSV in any of its encodings, Excel)
headers     which column of a table means what (the aliases are data: headers.yaml)
mending     one cell made right, where that is certain
listings    a row as the plain facts of a listing, with its positions and contacts
twins       rows that the directory may have already
rows        plain facts as rows of the database; writing stores many of them at once, and never twice
runs        one import from its files to its report
cities      the fixtures of whole cities: the five plans and the sample town
"""
