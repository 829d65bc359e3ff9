"""Every door takes the addresses that people have, and refuses what is none with an example."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cms.admin.users import AccountForm
from cms.content.site_settings import SiteSettings
from cms.listings.link_forms import MailForm, NewAccountForm
from cms.listings.people_forms import InviteForm
from directory.associations.invitations import Invitation
from directory.models import User
from tests.cms.listing_pages import newest_mail
from tests.factories import make_organization, make_user

pytestmark = pytest.mark.django_db
TAKEN = ["a..b@docomo.ne.jp", "a.@ezweb.ne.jp", ".a@docomo.ne.jp", "Ａ..b@docomo.ne.jp", "hana@example.jp"]
REFUSED = ["はなこ", "a..b@", "a@example.jp b@example.jp", "..@docomo.ne.jp"]


def letter():
    """An invitation that came on paper, to a group that does not exist yet."""
    return Invitation(name="鈴木", organization=make_organization(name="なごみ会"))


DOORS = {
    "sign-in": lambda typed: MailForm({"email": typed}),
    "invitation": lambda typed: InviteForm({"name": "鈴木", "email": typed}),
    "letter": lambda typed: NewAccountForm({"name": "鈴木", "identity": typed, "password": ""}, invited=letter()),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("typed", TAKEN)
def test_every_form_takes_it(door, typed):
    assert DOORS[door](typed).errors == {}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("typed", REFUSED)
def test_every_form_refuses_what_is_none_with_an_example(door, typed):
    assert "例" in str(DOORS[door](typed).errors)


@pytest.mark.parametrize("typed", TAKEN[:3])
def test_the_admin_takes_it_for_a_user_and_for_the_desk(typed):
    user = make_user(email=typed)
    assert AccountForm({"name": "山田", "email": typed}, instance=user).errors == {}
    user.full_clean(exclude=["password"])
    SiteSettings(desk_email=typed).full_clean()
    with pytest.raises(ValidationError):
        SiteSettings(desk_email=typed.replace("@", " ")).full_clean()


def test_somebody_with_such_an_address_is_invited_signs_in_and_is_written_to(client, my, listing):
    address = "a..b@docomo.ne.jp"
    my.post(reverse("organization_invite", args=[listing.organization.pk]), {"name": "鈴木", "email": address})
    link = newest_mail().body.partition("/my/l/")[2].split()[0]
    assert (newest_mail().to, Invitation.objects.get().email) == ([address], address)
    client.logout()
    client.post(f"/my/l/{link}", {"name": "鈴木", "password": ""})
    assert User.objects.get(email=address).username == address
    client.logout()
    client.post(reverse("listings_mail"), {"email": '"Ａ..b"@docomo.ne.jp'})
    assert newest_mail().to == [address]
    assert b'"a..b"@docomo.ne.jp' in newest_mail().message().as_bytes()
