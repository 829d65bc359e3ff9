"""What stands in a list to choose from where nothing is chosen. Django writes 「---------」, which a screen reader spells out."""

from django.db.models import fields
from django.forms import ModelChoiceField

EMPTY = "（えらんでいません）"


def say_it_in_words() -> None:
    """Put the words in place of Django's dashes, for every form; called once when the app is ready.

    Django has no setting for it: the list is a default of its model fields, the text one of `ModelChoiceField`.
    """
    fields.BLANK_CHOICE_DASH[:] = [("", EMPTY)]
    ModelChoiceField.__init__.__kwdefaults__["empty_label"] = EMPTY
