"""The catalogues of the languages: which messages there are (`messages`), and their files (`catalogues`). `manage.py languages` keeps them."""
