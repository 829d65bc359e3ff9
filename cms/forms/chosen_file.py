"""A file that somebody chooses on their own machine."""

from django import forms

_NO_FILE = "ファイルを えらんでください。"
_WRONG = {
    "required": _NO_FILE,
    "missing": _NO_FILE,
    "invalid": _NO_FILE,
    "empty": "このファイルは空です。ほかのファイルを えらんでください。",
    "max_length": "ファイルの名前が長すぎます。短くして、もう一度 えらんでください。",
}


class ChosenFileField(forms.FileField):
    """One file, whose name has at most 200 letters; what is wrong is said by what to do."""

    def __init__(self, label: str, help_text: str):
        super().__init__(label=label, help_text=help_text, error_messages=_WRONG, max_length=200)
