"""Forms that anybody may send without an account, kept from programs without a foreign service.

A field that people do not see, and a least time to fill in the form: its start is signed and good for one sending, so that it can be
neither invented nor used again. A rate limit for each sender is the view's.
"""

import datetime as dt
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.crypto import get_random_string
from django.utils.functional import cached_property
from django.utils.translation import gettext

from directory.accounts.stamps import use_stamp

QUICKEST = dt.timedelta(seconds=2)
"""No person reads the question and answers in less."""
LONGEST = dt.timedelta(hours=12)
"""How long an open form can be sent."""
KEY_SALT = "cms.public.reports"
"""Part of the signing key. It only looks like a module: changed, no form that is open in a browser can be sent."""
STAMP = signing.TimestampSigner(salt=KEY_SALT)


class StampedForm(forms.Form):
    """`subject` is what the stamp is good for, such as the key of a place; `website` is a trap: machines fill it in.

    BUTTON and USED are the words of the button, and what is said of a form that was sent before.
    """

    BUTTON = "送る"
    USED = "これは、もう 受けとりました。ありがとうございます。"

    website = forms.CharField(required=False)

    def __init__(self, data: Any = None, *, subject: str):
        super().__init__(data)
        self.subject, self.is_used = subject, False
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                # A list to choose from is drawn by the widget, not by our templates.
                field.choices = [(value, gettext(str(label))) for value, label in field.choices]

    @cached_property
    def stamp(self) -> str:
        """The time when the form was first shown, signed for its subject; it stays the same while errors are corrected."""
        began: str = self.data.get("began", "")
        if self._shown_within(began, LONGEST) and not self.is_used:
            return began
        return STAMP.sign(f"{self.subject}.{get_random_string(8)}")

    def _shown_within(self, began: str, time: dt.timedelta) -> bool:
        try:
            return STAMP.unsign(began, max_age=time).partition(".")[0] == self.subject
        except signing.BadSignature:
            return False

    def use(self) -> bool:
        """Use the stamp of a valid form up; False, with a word to the sender, where it was used before."""
        self.is_used = not use_stamp(self.data["began"])
        if self.is_used:
            self.add_error(None, self.USED)
        return not self.is_used

    def clean(self) -> dict[str, Any]:
        """What was typed, unless a program seems to have typed it."""
        if self.errors:
            return self.cleaned_data
        began = self.data.get("began", "")
        too_quick = self._shown_within(began, QUICKEST)
        if self.cleaned_data.get("website") or too_quick or not self._shown_within(began, LONGEST):
            raise ValidationError(f"送れませんでした。ひと息おいて、もう一度「{self.BUTTON}」を おしてください。")
        return self.cleaned_data
