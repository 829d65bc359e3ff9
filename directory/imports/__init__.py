"""Lists of other people (CSV, Excel), imported row by row into the directory, with a report of every line.

headers          which column of a list means what (the names of columns are data: headers.yaml)
row_reader       access to one row's cells; place_reader, contact_reader and listing_reader make plain facts of them
duplicate_rows   rows that the directory has already
row_maker        plain facts as rows of the database, not yet saved
writing          saves many listings in few queries, never twice, and keeps what people have changed since
list_reader      a whole file as plain facts, with what was understood of it and what was not; nothing is stored
runs             one import from its files to its report (import_reports, import_log)
city_fixtures    the fixtures of whole cities: the five plans and the sample town
models           what is stored of imports: mappings of columns, and the facts of each imported row
"""
