"""The forms that add one statement about a listing: its status, a check, places left, a single date."""

import datetime as dt

from django import forms
from django.utils import timezone

from cms.forms.clock import ClockField, check_hours, next_day_field
from cms.forms.date_inputs import DayField
from directory.changes.closures import say_of_day
from directory.japanese.dates import PAST
from directory.models import SingleDate, StatusStatement, Vacancy, Verification


class StatusForm(forms.ModelForm):
    """Paused, active again, or ended, from one day on."""

    class Meta:
        model = StatusStatement
        fields = ("status", "since", "until", "reason", "on_behalf")
        widgets = {"status": forms.RadioSelect}
        field_classes = {"since": DayField, "until": DayField}
        help_texts = {
            "until": "お休みの終わりの日。決まっていなければ、空のままにします。",
            "reason": "公開のページにも出ます。例: 夏のあいだはお休みです。",
            "on_behalf": "団体から聞いて、市が代わりに記録するとき。",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = StatusStatement.Status.choices
        self.initial["since"] = timezone.localdate()

    def clean(self):
        facts = super().clean()
        if facts.get("status") == StatusStatement.Status.ENDED and facts.get("until"):
            self.add_error("until", "「終わりました」には、終わりの日を入れません。空にしてください。")
        return facts


def not_ahead(day: dt.date) -> None:
    """Raises ValidationError for a day of a check that is still to come."""
    if day > timezone.localdate():
        raise forms.ValidationError("たしかめた日に、先の日は入れられません。きょうか、前の日にしてください。")


class VerificationForm(forms.ModelForm):
    """The listing was found right on a day."""

    class Meta:
        model = Verification
        fields = ("day", "how", "on_behalf")
        widgets = {"how": forms.RadioSelect}
        field_classes = {"day": DayField}
        help_texts = {"on_behalf": "団体から聞いて、市が代わりに記録するとき。"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = Verification.How.choices
        self.fields["day"].without_year = PAST
        self.fields["day"].validators.append(not_ahead)
        self.initial["day"] = timezone.localdate()


class VacancyForm(forms.ModelForm):
    """How many more can come."""

    class Meta:
        model = Vacancy
        fields = ("left", "on_behalf")
        help_texts = {
            "left": "あと何人来られるか。分からなくなったら、空にします。",
            "on_behalf": "団体から聞いて、市が代わりに記録するとき。",
        }


class SingleDateForm(forms.ModelForm):
    """One day off, one day more, or as usual after all."""

    MEETS = {
        "False": (False, "休み"),
        "True": (True, "開く"),
        "usual": (None, "いつもどおり（前に記録したことをやめる）"),
    }

    meets = forms.TypedChoiceField(
        label="この日は",
        choices=[(value, words) for value, (_, words) in MEETS.items()],
        coerce=lambda value: SingleDateForm.MEETS[value][0],
        widget=forms.RadioSelect,
    )
    next_day = next_day_field()

    class Meta:
        model = SingleDate
        fields = ("day", "meets", "start", "end", "next_day", "reason", "on_behalf")
        field_classes = {"day": DayField, "start": ClockField, "end": ClockField}
        help_texts = {
            "start": "開く日だけ。例: 10:00",
            "reason": "公開のページにも出ます。例: 会場が工事のため",
            "on_behalf": "団体から聞いて、市が代わりに記録するとき。",
        }

    def clean(self):
        facts = super().clean()
        check_hours(self)
        return facts

    def save(self):
        """A meeting of one day may open it in a pause."""
        say_of_day(self.instance)
        return self.instance
