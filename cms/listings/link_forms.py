"""Forms on the way into the portal: ask for a link by mail, type a code, accept an invitation."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from cms.forms.lenient_fields import ADDRESS_WRONG, MailField
from directory.accounts.mail_addresses import is_address
from directory.accounts.users import User
from directory.associations.invitations import Invitation, normalized_sign_in_name
from directory.japanese.telephones import one_telephone
from directory.text_fields import NameFormField, OneLineFormField


class MailForm(forms.Form):
    """The address to which a sign-in link is sent."""

    email = MailField(
        label="メールアドレス",
        error_messages={"required": "メールアドレスを書いてください。例: hanako@example.jp"},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self):
        return normalized_sign_in_name(self.cleaned_data["email"])


class CodeForm(forms.Form):
    """The ten digits printed on a letter or a 確認票."""

    code = forms.CharField(
        label="紙に書いてある番号",
        help_text="10けたの数字です。例: 123-456-7890",
        error_messages={"required": "紙に書いてある 10けたの番号を 入れてください。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class AcceptForm(forms.Form):
    """Nothing to fill in: the button is enough."""


class NewAccountForm(forms.Form):
    """An account for somebody who has none.

    invited    the invitation; where it came on paper, its receiver also says how they will sign in, by mail address or
               telephone number
    """

    name = NameFormField(
        label="あなたの名前",
        max_length=60,
        error_messages={"required": "あなたの名前を書いてください。"},
    )
    identity = OneLineFormField(
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

    def __init__(self, *args, invited: Invitation, **kwargs):
        super().__init__(*args, **kwargs)
        self.invited = invited
        if invited.is_letter:
            self.fields["password"].help_text = "電話番号で入る人だけ、書いてください。10文字以上。"
        else:
            del self.fields["identity"]
            self.fields["password"].help_text = "なくても かまいません（入るたびに、メールでリンクを送ります）。"

    def clean_identity(self):
        identity = normalized_sign_in_name(self.cleaned_data["identity"])
        if "@" in identity:
            if not is_address(identity):
                raise ValidationError(ADDRESS_WRONG)
        elif not (10 <= len(identity) <= 11 and one_telephone(identity)):
            raise ValidationError("電話番号は 10けたか 11けたです。例: 042-123-4567")
        return identity

    def clean(self):
        facts = super().clean()
        password, identity = facts.get("password"), facts.get("identity", "")
        if identity and "@" not in identity and not password:
            self.add_error("password", "電話番号で入る人は、パスワードを決めてください。10文字以上。")
        elif password:
            try:
                validate_password(password, self._account())
            except ValidationError as wrong:
                self.add_error("password", wrong)
        return facts

    def _account(self) -> User:
        """The account as it would be, with what others know of it."""
        identity = self.cleaned_data.get("identity", "") or self.invited.email
        account = User(
            username=identity, email=identity if "@" in identity else "", name=self.cleaned_data.get("name", "")
        )
        group = self.invited.organization
        account.known_facts = (
            self.invited.name,
            group.name,
            *group.resources.values_list("contacts__value", flat=True),
        )
        return account
