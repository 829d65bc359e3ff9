"""What follows the reading of a list, for the command and for the page of the admin alike.

planned_rows   one row of a plan: what it is (new, changed, twin, gone) and what is to become of it
changes        what a row says anew of a stored listing, and what people have changed since and therefore stays
twins          rows that are in the directory already, from another list or entered by a person
planning       lists that were read × the directory → a plan; nothing is stored
applying       a plan and its choices → the directory, in one transaction
undoing        the way back, as long as nothing was changed since
import_runs    a run that the admin keeps: its file, its plan, how far it is
"""
