"""The portal's small forms: coming in, people, claims. Errors say where and what to do."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cms.forms.typed import ADDRESS_WRONG, MailField, check_telephone
from directory.associations.claims import Claim
from directory.associations.invitations import normalized_sign_in_name
from directory.associations.representatives import Representative
from directory.japanese.folding import fold_name


def check_name(text: str) -> None:
    """A name goes into mails and letters to strangers: it is no place for an address of the web."""
    if "://" in text:
        raise ValidationError("名前の中に、ホームページのアドレスは書けません。名前だけを書いてください。")


class MailForm(forms.Form):
    """Where to send a link."""

    email = MailField(
        label="メールアドレス",
        error_messages={"required": "メールアドレスを書いてください。例: hanako@example.jp"},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self):
        return normalized_sign_in_name(self.cleaned_data["email"])


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
        label="あなたの名前",
        max_length=60,
        validators=[check_name],
        error_messages={"required": "あなたの名前を書いてください。"},
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
            self.fields["password"].help_text = "電話番号で入る人だけ、書いてください。10文字以上。"
        else:
            del self.fields["identity"]
            self.fields["password"].help_text = "なくても かまいません（入るたびに、メールでリンクを送ります）。"

    def clean_identity(self):
        identity = normalized_sign_in_name(self.cleaned_data["identity"])
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
            self.add_error("password", "電話番号で入る人は、パスワードを決めてください。10文字以上。")
        elif password:
            try:
                validate_password(password)
            except ValidationError as wrong:
                self.add_error("password", wrong)
        return facts


class InviteForm(forms.Form):
    """Whom to ask."""

    name = forms.CharField(
        label="相手の名前",
        max_length=60,
        validators=[check_name],
        error_messages={"required": "相手の名前を書いてください。例: 鈴木 花子"},
    )
    email = MailField(
        label="相手のメールアドレス",
        required=False,
        help_text="メールのない人は、書かないでください。印刷して わたせる手紙（PDF）が できます。"
        "同じ人に 作りなおすと、前の手紙は 使えません。",
    )


class HandOverForm(InviteForm):
    """To whom: one of those who help already, or somebody new."""

    helper = forms.ModelChoiceField(
        Representative.objects.none(),
        label="つぎの代表者",
        required=False,
        blank=True,
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
        if facts.get("helper") and (facts.get("name") or facts.get("email")):
            self.add_error("helper", "えらんだ人と、下に書いた人の、2人が います。どちらか 1人に してください。")
        elif not facts.get("helper") and not facts.get("name") and "name" not in self.errors:
            self.add_error("name", "つぎの代表者の名前を書いてください。例: 鈴木 花子")
        return facts


NAME_WANTED = "団体の名前を書いてください。例: ひまわり会"


class ClaimForm(forms.ModelForm):
    """Who says that this place is theirs. `website` is a trap: people do not see it, machines fill it in.

    A 代表者 chooses among the organizations that they lead.
    """

    website = forms.CharField(required=False)
    organization = forms.ModelChoiceField(
        label="どの団体ですか",
        queryset=None,
        widget=forms.RadioSelect,
        required=False,
    )

    class Meta:
        model = Claim
        fields = ("organization", "organization_name", "name", "email", "telephone", "message")
        widgets = {"message": forms.Textarea(attrs={"rows": 3})}
        field_classes = {"email": MailField}
        error_messages = {
            "organization_name": {"required": NAME_WANTED},
            "name": {"required": "あなたの名前を書いてください。"},
            "email": {"invalid": ADDRESS_WRONG},
        }

    def __init__(self, *args, led, **kwargs):
        super().__init__(*args, **kwargs)
        self.led = list(led)
        if self.led:
            self.fields["organization"].queryset = led
            other = ("", "ほかの団体（下に 名前を書きます）")
            self.fields["organization"].choices = [*((one.pk, one.name) for one in self.led), other]
            self.initial["organization"] = self.led[0].pk if len(self.led) == 1 else None
            self.fields["organization_name"].required = False
        else:
            del self.fields["organization"]

    def clean_name(self):
        check_name(self.cleaned_data["name"])
        return self.cleaned_data["name"]

    def clean_telephone(self):
        return check_telephone(self.cleaned_data["telephone"])

    def clean_organization_name(self):
        check_name(self.cleaned_data["organization_name"])
        return self.cleaned_data["organization_name"]

    def clean(self):
        facts = super().clean()
        self._check_organization(facts)
        if not facts.get("email") and not facts.get("telephone") and "email" not in self.errors:
            self.add_error("email", "メールアドレスか 電話番号の、どちらかを書いてください。市の人が返事をします。")
        return facts

    def _check_organization(self, facts: dict) -> None:
        """One that they lead, chosen or written by its name, or the name of another."""
        written = facts.get("organization_name", "")
        same = next((one for one in self.led if fold_name(one.name) == fold_name(written)), None)
        if organization := facts.get("organization") or same:
            facts |= {"organization": organization, "organization_name": organization.name}
        elif not written and "organization_name" not in self.errors:
            self.add_error("organization_name", NAME_WANTED)
