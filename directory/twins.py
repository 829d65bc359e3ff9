"""NOTE (founder): do not write this module: directory/doubles.py (helper-9) is it. Extend doubles.py instead (reasons, scores, municipality option)."""
