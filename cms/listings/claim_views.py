"""「ここは 私たちの場所です」: somebody claims a listing for which nobody speaks."""

from django import forms
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from cms.forms.lenient_fields import ADDRESS_WRONG, MailField, read_telephone
from cms.listings.link_views import TOO_OFTEN
from cms.sign_in.client_address import client_address
from directory.accounts.rate_limits import LimitedAction, allow_attempt
from directory.associations.claims import Claim, is_unowned
from directory.associations.permissions import ListingPermissions
from directory.catalogue.organizations import Organization
from directory.catalogue.resources import Resource
from directory.japanese.folding import fold_name
from directory.text_fields import OneLineFormField

NAME_WANTED = "団体の名前を書いてください。例: ひまわり会"


class ClaimForm(forms.ModelForm):
    """Who says that this place is theirs. `website` is a trap: people do not see it, machines fill it in.

    led    organizations that the user leads as 代表者, from which they choose

    What is written beside the number (「昼だけ」) goes to the city with the message.
    """

    beside_telephone = ""

    website = forms.CharField(required=False)
    telephone = OneLineFormField(label="電話番号", required=False, max_length=100)
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

    def clean_telephone(self):
        number, self.beside_telephone = read_telephone(self.cleaned_data["telephone"])
        return number

    def clean(self):
        facts = super().clean()
        self._check_organization(facts)
        if self.beside_telephone and "message" in facts:
            facts["message"] = f"{facts['message']}\n電話：{self.beside_telephone}".strip()
        if not facts.get("email") and not facts.get("telephone") and "email" not in self.errors:
            self.add_error("email", "メールアドレスか 電話番号の、どちらかを書いてください。市の人が返事をします。")
        return facts

    def _check_organization(self, facts: dict) -> None:
        """An organization that they lead, chosen or found by the name they wrote, or the name of another one."""
        written = facts.get("organization_name", "")
        same = next((one for one in self.led if fold_name(one.name) == fold_name(written)), None)
        if organization := facts.get("organization") or same:
            facts |= {"organization": organization, "organization_name": organization.name}
        elif not written and "organization_name" not in self.errors:
            self.add_error("organization_name", NAME_WANTED)


@never_cache
def claim(request, pk):
    """Claim a listing; open to everybody. The city says yes or no.

    What a machine sends (it fills the trap) is thanked for and not stored. Where somebody speaks for it by now, status 409
    and what to do instead.
    """
    listing = get_object_or_404(Resource.objects.public(), pk=pk)
    if not is_unowned(listing):
        # Not "no such page": the page may have been open since before somebody else was given the place.
        return render(request, "listings/claim_closed.html", {"listing": listing}, status=409)
    led = Organization.objects.filter(pk__in=ListingPermissions(request.user).led).order_by("name", "pk")
    initial = {"name": str(request.user), "email": request.user.email} if led else {}
    form = ClaimForm(request.POST or None, instance=Claim(resource=listing), initial=initial, led=led)
    if form.is_valid() and _count_attempt(request, form):
        if not form.cleaned_data["website"]:
            form.instance.made_by = request.user if request.user.is_authenticated else None
            form.save()
        return render(request, "listings/claimed.html", {"listing": listing})
    return render(request, "listings/claim.html", {"listing": listing, "form": form})


def _count_attempt(request, form) -> bool:
    """Count this claim; False, with an error in the form, above the rate limit of its sender's network."""
    if allow_attempt(LimitedAction.CLAIM, client_address(request)):
        return True
    form.add_error(None, TOO_OFTEN)
    return False
