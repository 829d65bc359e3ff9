"""Fields that take what people write: 「１００円」, 「1,200」, a mail address in full-width letters."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import QueryDict

from directory.accounts.mail_addresses import AddressFormField
from directory.catalogue.contact_texts import typed_telephone
from directory.japanese.readings import can_be_spoken, usual_reading
from directory.japanese.visible_text import without_unseen
from directory.japanese.widths import narrow
from directory.spreadsheets import cells
from directory.spreadsheets.findings import Wrong
from directory.text_fields import OneLineFormField

NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}
ADDRESS_WRONG = "メールアドレスの形が ちがいます。@ のあるアドレスを書いてください。例: hanako@example.jp"
UNITS = "円人名才歳回"
"""Units that may stand after a number."""

FREE = "無料"
"""Instead of a sum."""

_BARE_NUMBER = re.compile(rf"[-+.\d,、\s]*[{UNITS}]?")
_SPELLED_OUT = re.compile(r"\D+円")
_SUM = re.compile(
    r"(?:1回|毎回|参加費)?(?P<before>[^\d()]*?)(?P<sum>無料|\d{1,3}(?:,\d{3})+|\d+)(?P<after>円?[^\d()]*)(?:\((?P<note>.*)\))?"
)
_UNCERTAIN = re.compile(r"約|およそ|より|最初|初回|[~〜月年週日]")
"""Before a sum: it is another one, or not for each visit."""


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


class FeeField(NumberField):
    """What a visit costs, in yen, as people write it: 「100円」, 「無料」, and 「100円（お茶代）」, of which `words` keeps 「お茶代」.

    What is no certain sum (「実費」, 「月500円」, 「100円くらい」) is None, and stands in `words` as it was written; a form puts
    them into the note with `note_of_fee`. A field belongs to one form, as Django copies it for each.
    """

    words = ""

    def to_python(self, value):
        self.words = ""
        if not isinstance(value, str) or _BARE_NUMBER.fullmatch(narrow(value)) or _SPELLED_OUT.fullmatch(narrow(value)):
            return super().to_python(value)
        said = narrow(value).strip()
        found = _SUM.fullmatch(said)
        if found is None or not _is_certain(found):
            self.words = " ".join(value.split())
            return None
        self.words = "、".join(part for part in (found["before"].strip(" :"), found["note"]) if part)
        return 0 if found["sum"] == FREE else super().to_python(found["sum"])


def _is_certain(found: re.Match[str]) -> bool:
    """Whether a sum is what each visit costs: nothing goes on behind it (「1万円」, 「無料ではない」), and what is free is all of it."""
    before, after = found["before"].strip(" :"), found["after"].strip()
    if after not in ("", "円") or (found["sum"] == FREE and (before or after)):
        return False
    return not _UNCERTAIN.search(found["before"])


def note_of_fee(form: forms.Form, facts: dict) -> None:
    """Put what was written beside the sum of the field `fee` into `fee_note`; an error where that is too long."""
    words, note, most = form.fields["fee"].words, facts.get("fee_note") or "", form.fields["fee_note"].max_length
    if not words or words in note:
        return
    facts["fee_note"] = "、".join(part for part in (words, note) if part)
    if len(facts["fee_note"]) > most:
        form.add_error("fee", f"お金の説明は {most}文字までに してください。")


class MailField(AddressFormField):
    """A mail address, in half-width or full-width letters."""

    default_error_messages = {"invalid": ADDRESS_WRONG}

    def to_python(self, value):
        return super().to_python(narrow(value) if isinstance(value, str) else value)


def with_plain_line_breaks(data: QueryDict) -> QueryDict:
    """What a form sent, with line breaks as they are stored: browsers send each as CR LF, which counts twice and is a change."""
    plain = data.copy()
    for name, values in data.lists():
        plain.setlist(name, [value.replace("\r\n", "\n") for value in values])
    return plain


def limit_letters(field: forms.CharField, most: int, stored: str) -> None:
    """Give a field a limit of letters, but never one that what is stored breaks: a list from elsewhere may have brought more."""
    field.max_length = max(most, len(stored))
    others = [check for check in field.validators if not isinstance(check, MaxLengthValidator)]
    field.validators = [*others, MaxLengthValidator(field.max_length)]
    field.widget.attrs |= field.widget_attrs(field.widget)


class PostcodeField(OneLineFormField):
    """A postcode in any width, with or without 〒 and hyphen; cleans to seven digits."""

    def to_python(self, value):
        try:
            return cells.postcode(super().to_python(value))
        except Wrong as wrong:
            raise ValidationError(f"{wrong}例: 206-0823") from wrong


def cleaned_reading(typed: str, before: str) -> str:
    """A reading in hiragana, typed in any kana. Raises ValidationError for other letters, unless they stood there before."""
    reading = usual_reading(typed)
    if typed != before and not can_be_spoken(reading):
        raise ValidationError("よみがなは、ひらがなで 書いてください。例: ひまわりさろん")
    return typed if typed == before else reading


def read_telephone(typed: str) -> tuple[str, str]:
    """The number of a field in its usual form, and what was written beside it: 「内線12」, 「午前中のみ」.

    Raises ValidationError for text in which nothing can be called, and for several numbers.
    """
    try:
        return typed_telephone(typed)
    except ValueError as wrong:
        raise ValidationError(str(wrong)) from wrong


def typed_line(post: QueryDict, name: str, longest: int) -> str:
    """One line that was sent by a button with no form around it to come back to: without what nobody sees, and cut."""
    return without_unseen(post.get(name, ""))[:longest].strip()
