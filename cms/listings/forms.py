"""The portal's small forms: coming in, pauses, people, claims. Errors say where and what to do."""

import calendar
import datetime as dt

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from directory.claims import Claim
from directory.invitations import identity_of
from directory.representatives import Representative

ADDRESS_WRONG = "メールアドレスの形が ちがいます。@ のあるアドレスを書いてください。例: hanako@example.jp"


class MailForm(forms.Form):
    """Where to send a link."""

    email = forms.EmailField(
        label="メールアドレス",
        error_messages={"required": "メールアドレスを書いてください。例: hanako@example.jp", "invalid": ADDRESS_WRONG},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self):
        return identity_of(self.cleaned_data["email"])


class CodeForm(forms.Form):
    """The ten digits of a letter."""

    code = forms.CharField(
        label="紙に書いてある番号",
        help_text="10けたの数字です。例: 123-456-7890",
        error_messages={"required": "紙に書いてある 10けたの番号を 入れてください。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class AcceptForm(forms.Form):
    """Nothing to fill in: the button is enough."""


class NewAccountForm(forms.Form):
    """An account for somebody who has none. A letter's receiver says how they want to sign in from now on."""

    name = forms.CharField(
        label="あなたの名前", max_length=60, error_messages={"required": "あなたの名前を書いてください。"}
    )
    identity = forms.CharField(
        label="メールアドレス か 電話番号",
        help_text="メールアドレスなら、パスワードは いりません。入るたびに、メールでリンクを送ります。",
        max_length=150,
        error_messages={"required": "メールアドレスか 電話番号を書いてください。"},
    )
    password = forms.CharField(
        label="パスワード",
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, is_letter: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if is_letter:
            self.fields["password"].help_text = "電話番号で入る人だけ、書いてください。10文字より長く。"
        else:
            del self.fields["identity"]
            self.fields["password"].help_text = "なくても かまいません（入るたびに、メールでリンクを送ります）。"

    def clean_identity(self):
        identity = identity_of(self.cleaned_data["identity"])
        if "@" in identity:
            try:
                validate_email(identity)
            except ValidationError as wrong:
                raise ValidationError(ADDRESS_WRONG) from wrong
        elif not 10 <= len(identity) <= 11:
            raise ValidationError("電話番号は 10けたか 11けたです。例: 042-123-4567")
        return identity

    def clean(self):
        facts = super().clean()
        password, identity = facts.get("password"), facts.get("identity", "")
        if identity and "@" not in identity and not password:
            self.add_error("password", "電話番号で入る人は、パスワードを決めてください。10文字より長く。")
        elif password:
            try:
                validate_password(password)
            except ValidationError as wrong:
                self.add_error("password", wrong)
        return facts


def month_choices(today: dt.date) -> list[tuple[str, str]]:
    """This month and the eleven that follow: 「11月」 … 「10月」, with the year where it is another one."""
    months = [(today.year + (today.month - 1 + step) // 12, (today.month - 1 + step) % 12 + 1) for step in range(12)]
    return [(f"{y}-{m:02}", f"{m}月" if y == today.year else f"{m}月（{y}年）") for y, m in months]


class PauseForm(forms.Form):
    """Closed for a month, between two days, or until further notice."""

    DATES, OPEN_END = "dates", "open"

    when = forms.ChoiceField(
        label="いつ休みますか", widget=forms.RadioSelect, error_messages={"required": "いつ休むかを えらんでください。"}
    )
    since = forms.DateField(label="休みの はじめの日", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="休みの おわりの日", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(
        label="わけ（書かなくても かまいません）",
        help_text="公開のページに出ます。例: 暑いので、夏休みです。",
        max_length=200,
        required=False,
    )

    def __init__(self, data=None, *, today: dt.date, **kwargs):
        super().__init__(data, **kwargs)
        self.today = today
        self.months = month_choices(today)
        own = [(self.DATES, "日を えらぶ"), (self.OPEN_END, "きょうから、いつまでか 決まっていない")]
        self.fields["when"].choices = [*self.months, *own]

    def clean(self):
        facts = super().clean()
        when = facts.get("when")
        if when == self.DATES:
            self._check_dates(facts)
        elif when == self.OPEN_END:
            facts |= {"since": self.today, "until": None}
        elif when:
            year, month = map(int, when.split("-"))
            last = calendar.monthrange(year, month)[1]
            facts |= {"since": max(dt.date(year, month, 1), self.today), "until": dt.date(year, month, last)}
        return facts

    @property
    def said(self) -> dict:
        """The days and the reason, as `pauses.pause` takes them."""
        return {name: self.cleaned_data[name] for name in ("since", "until", "reason")}

    def _check_dates(self, facts: dict) -> None:
        since, until = facts.get("since"), facts.get("until")
        if since is None and "since" not in self.errors:
            self.add_error("since", "休みの はじめの日を えらんでください。")
        elif since and until and until < since:
            self.add_error("until", "休みの おわりの日は、はじめの日より後にしてください。")
        elif until and until < self.today:
            self.add_error("until", "もう すぎた日です。これからの日を えらんでください。")


class EndForm(forms.Form):
    """It will not go on."""

    since = forms.DateField(
        label="いつ終わりますか",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "終わる日を えらんでください。"},
    )
    reason = forms.CharField(label="わけ（書かなくても かまいません）", max_length=200, required=False)


class InviteForm(forms.Form):
    """Whom to ask."""

    name = forms.CharField(
        label="相手の名前", max_length=60, error_messages={"required": "相手の名前を書いてください。例: 鈴木 花子"}
    )
    email = forms.EmailField(
        label="相手のメールアドレス",
        required=False,
        help_text="メールのない人は、書かないでください。印刷して わたせる手紙（PDF）が できます。",
        error_messages={"invalid": ADDRESS_WRONG},
    )


class HandOverForm(InviteForm):
    """To whom: one of those who help already, or somebody new."""

    helper = forms.ModelChoiceField(
        Representative.objects.none(),
        label="つぎの代表者",
        required=False,
        empty_label="ほかの人（下に 名前を書きます）",
        widget=forms.RadioSelect,
    )
    field_order = ["helper", "name", "email"]

    def __init__(self, *args, helpers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["helper"].queryset = helpers
        self.fields["helper"].label_from_instance = lambda helper: str(helper.user)
        self.fields["name"].required = False
        if not helpers.exists():
            del self.fields["helper"]

    def clean(self):
        facts = super().clean()
        if not facts.get("helper") and not facts.get("name"):
            self.add_error("name", "つぎの代表者の名前を書いてください。例: 鈴木 花子")
        return facts


class ClaimForm(forms.ModelForm):
    """Who says that this place is theirs. `website` is a trap: people do not see it, machines fill it in."""

    website = forms.CharField(required=False)

    class Meta:
        model = Claim
        fields = ("organization_name", "name", "email", "telephone", "message")
        widgets = {"message": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "organization_name": {"required": "団体の名前を書いてください。例: ひまわり会"},
            "name": {"required": "あなたの名前を書いてください。"},
            "email": {"invalid": ADDRESS_WRONG},
        }

    def clean(self):
        facts = super().clean()
        if not facts.get("email") and not facts.get("telephone") and "email" not in self.errors:
            self.add_error("email", "メールアドレスか 電話番号の、どちらかを書いてください。市の人が返事をします。")
        return facts
