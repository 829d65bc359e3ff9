"""Fields that take what people write: 「１００円」, 「1,200」, a mail address in full-width letters."""

from django import forms
from django.core.exceptions import ValidationError

from directory.japanese.telephones import one_telephone
from directory.japanese.widths import narrow

NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}
ADDRESS_WRONG = "メールアドレスの形が ちがいます。@ のあるアドレスを書いてください。例: hanako@example.jp"
UNITS = "円人名才歳回"
"""Units that may stand after a number."""


class NumberField(forms.IntegerField):
    """A whole number as people write it. A browser's own number field loses what it cannot read, so this is a line of text."""

    widget = forms.TextInput
    default_error_messages = {"invalid": "数字で 書いてください。例: 100"}

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs.update(NUMERIC)
        for check in self.validators:
            if check.code in ("min_value", "max_value"):
                edge = f"{check.limit_value:,}{'以上' if check.code == 'min_value' else 'まで'}"
                check.message = f"{edge}の 数字を 書いてください。"

    def to_python(self, value):
        if isinstance(value, str):
            value = narrow(value).rstrip(UNITS).replace(",", "").replace("、", "").strip()
        return super().to_python(value)


class MailField(forms.EmailField):
    """A mail address, in half-width or full-width letters."""

    default_error_messages = {"invalid": ADDRESS_WRONG}

    def to_python(self, value):
        return super().to_python(narrow(value) if isinstance(value, str) else value)


def check_telephone(typed: str) -> str:
    """A number that can be dialled, in half-width digits, or "" for a blank field. Raises ValidationError for other text."""
    if not typed.strip():
        return ""
    number = one_telephone(typed)
    if number is None:
        raise ValidationError("電話番号は 042-123-4567 のように書いてください。")
    return number


def check_name(text: str) -> None:
    """Raises ValidationError for a name with a web address in it: names stand in mails and letters to strangers."""
    if "://" in text:
        raise ValidationError("名前の中に、ホームページのアドレスは書けません。名前だけを書いてください。")
