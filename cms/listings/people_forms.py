"""Forms of the people of an organization: invite a colleague, hand over to the next 代表者."""

from django import forms

from cms.forms.lenient_fields import MailField
from directory.associations.representatives import Representative
from directory.text_fields import NameFormField


class InviteForm(forms.Form):
    """Whom to invite; without a mail address by a letter on paper."""

    name = NameFormField(
        label="相手の名前",
        max_length=60,
        error_messages={"required": "相手の名前を書いてください。例: 鈴木 花子"},
    )
    email = MailField(
        label="相手のメールアドレス",
        required=False,
        help_text="メールのない人は、書かないでください。印刷して わたせる手紙（PDF）が できます。"
        "同じ人に 作りなおすと、前の手紙は 使えません。",
    )


class HandOverForm(InviteForm):
    """The next 代表者: one of the helpers, or somebody new.

    helpers    queryset of the Representatives among whom they choose
    """

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
