"""The catalogues of the languages: which messages there are (`messages`, `script_words`), and their files (`catalogues`). `manage.py languages` keeps them."""
