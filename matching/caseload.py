"""Caseload: being written by helper-10 (with match_assign and its desk page). Do not write here."""
