"""An account for somebody who begins to work for an agency: made by its 管理者, begun by its owner alone.

The 管理者 never learns a password: the owner sets it with a link in a mail, or with a code on paper, once and within two weeks.
Until then nobody can sign in with the account, and the link can be made anew.
"""

from collections.abc import Collection

from django import forms
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cms.content.site_settings import SiteSettings
from cms.mail.messages import code_url, link_url, send_desk_start
from cms.print.pdf import pdf_response
from directory.accounts.links import Link, Purpose, Secret, create_link
from directory.accounts.users import Agency, Membership, User
from directory.associations.invitations import new_user


def open_account(agency: Agency, name: str, identity: str, role: str) -> Membership:
    """Make an account with a role and no password. Raises ValidationError where somebody signs in with that name already."""
    with transaction.atomic():
        user = new_user(name, identity, None)
        return Membership.objects.create(user=user, agency=agency, role=role)


def is_begun(user: User) -> bool:
    """Whether its owner has set a password or was ever signed in: then nobody else may let them begin."""
    return user.has_usable_password() or user.last_login is not None


def works_elsewhere(user: User, managed: Collection[int]) -> bool:
    """Whether somebody works for another agency too, or for the city: whoever lets them begin on paper could begin as them there."""
    return user.groups.exists() or user.memberships.exclude(agency__in=managed).exists()


def new_start(member: Membership) -> Secret:
    """A link with which the owner begins; it ends the one before."""
    return create_link(Purpose.START, user=member.user)


def mail_start(member: Membership, by: User) -> None:
    """Send the link to the owner's address."""
    send_desk_start(member, link_url(new_start(member)), by)


def start_paper(request: HttpRequest, member: Membership) -> HttpResponse:
    """The link as QR and ten digits on one page, for the owner's hand; it is shown once and stored nowhere."""
    secret = new_start(member)
    context = {"member": member, "code": secret.printed_code, "link": link_url(secret), "until": secret.link.expires_at}
    site = SiteSettings.load(request_or_site=request)
    return pdf_response("print/desk_start.html", context | {"code_url": code_url(), "site": site}, "hajime")


class StartForm(forms.Form):
    """The owner's own password."""

    password = forms.CharField(
        label="パスワードを きめる",
        help_text="10文字以上。あなただけが 知っているもの。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.user.known_facts = tuple(user.memberships.values_list("agency__name", flat=True))

    def clean_password(self):
        password = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


def start_page(request: HttpRequest, found: Link) -> HttpResponse:
    """「はじめる」: set the password and sign in; the second step follows before any person is shown."""
    user = found.user
    if user is None or is_begun(user) or not user.memberships.exists():
        return render(request, "listings/dead.html", {"why": "このアカウントは、もう はじまっています。"}, status=410)
    form = StartForm(request.POST or None, user=user)
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/accounts/start.html", {"form": form, "user_of_link": user})
    with transaction.atomic():
        if not found.use():
            return render(request, "listings/dead.html", {"why": Link.objects.get(pk=found.pk).why_dead()}, status=410)
        user.set_password(form.cleaned_data["password"])
        user.save(update_fields=["password"])
    login(request, user)
    return redirect("after_sign_in")


def refused(wrong: ValidationError) -> str:
    """Why there is no new account, for a 管理者."""
    return f"{' '.join(wrong.messages)} 「アカウントのある人を加える」から、役割を つけられます。"
