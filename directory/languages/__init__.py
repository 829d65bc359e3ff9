"""What a page says in the language of its reader: dates, meetings, rules and distances. Sentences are in Django's catalogues, whose
source is the Japanese text (docs/reference/languages.md).

which languages there are, and which one is spoken (`spoken`)  ·  letters of Japanese, and a reading in Latin ones (`scripts`)
days, times, meetings and distances (`times`)  ·  rules of opening (`rules`)
"""
