"""Which of the user's cities something is for."""

from django import forms


class OwnCityField(forms.ModelChoiceField):
    """One of some cities; a form gives those of its user as `queryset`."""

    def __init__(self):
        said = {"invalid_choice": "あなたの市町村では ありません。", "required": "市町村を えらんでください。"}
        super().__init__(None, label="市町村", empty_label=None, error_messages=said)
