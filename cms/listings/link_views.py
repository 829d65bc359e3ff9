"""Links and codes: sign in without a password, accept an invitation, and pages that need no account.

Opening a link changes nothing, because mail scanners open links; the button on its page does, by POST. The secret in the
address is proof enough for that POST, and pages that send no referrer send no origin either, so Django's check of the
origin is left out exactly there; that another site sends somebody through a link of its own is refused all the same.
"""

import datetime as dt

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from cms.desk.accounts.starting import start_page
from cms.desk.following.host_page import host_page
from cms.desk.sheets import code_pages as sheet_pages
from cms.listings.link_forms import AcceptForm, CodeForm, MailForm, NewAccountForm
from cms.listings.reminder_views import reminder_page
from cms.mail.messages import send_invitation
from cms.mail.queue import enqueue_sign_in
from cms.public.reports import outcome
from cms.sign_in.client_address import client_address
from cms.sign_in.kept_forms import forget_form, keep_form, kept_form
from directory.accounts.links import Link, Purpose
from directory.accounts.rate_limits import LimitedAction, allow_attempt, take_back_attempt
from directory.associations import invitations

TOO_OFTEN = "何度も ためされたので、しばらく使えません。1時間ほどたってから、もう一度 ためしてください。"
TYPED_TOO_LATE = "時間が たったので、紙の番号を もう一度 入れてください。書いたものは とってあります。"
ANSWERED = "もう うけとっています。返事は1回だけ 送れます。"
OF_GUESTS = (Purpose.HOST, Purpose.REFERRED)
"""Purposes of links for people without an account, whom no new link by mail and no password helps."""
TYPED_CODE_VALID = dt.timedelta(minutes=15)
"""How long a typed code opens its page; the computer may be shared."""


@never_cache
def mail(request):
    """Ask for a sign-in link. What is done and answered is the same for every address, so that nobody learns who has an account."""
    form = MailForm(request.POST or None)
    if not form.is_valid():
        return render(request, "listings/mail.html", {"form": form})
    email = form.cleaned_data["email"]
    if not allow_attempt(LimitedAction.SIGN_IN_MAIL, client_address(request), email):
        form.add_error("email", TOO_OFTEN)
        return render(request, "listings/mail.html", {"form": form}, status=429)
    enqueue_sign_in(email)
    return render(request, "listings/mail_sent.html", {"email": email})


@never_cache
def code(request):
    """Type the code of a letter or a 確認票; a right one opens the same page as its link."""
    request.session.pop("typed", None)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if not allow_attempt(LimitedAction.CODE, client_address(request)):
            form.add_error("code", TOO_OFTEN)
            return render(request, "listings/code.html", {"form": form}, status=429)
        link = Link.objects.of_code(form.cleaned_data["code"])
        if link and not link.why_dead():
            take_back_attempt(LimitedAction.CODE, client_address(request))
            request.session["typed"] = link.pk, (timezone.now() + TYPED_CODE_VALID).timestamp()
            kept = kept_form(request) if request.session.pop("kept_of", None) == link.pk else None
            return (
                render(request, "public/kept_form.html", {"kept": kept, "again": True})
                if kept
                else redirect("link_by_code")
            )
        form.add_error(
            "code", link.why_dead() if link else "この番号は ありません。紙の番号を、もう一度 見てください。"
        )
    return render(request, "listings/code.html", {"form": form})


@never_cache
@csrf_exempt
def link(request, token):
    """The page of a link, by its token."""
    if request.method == "POST" and not _is_from_our_page(request):
        return _without_referrer(render(request, "403_csrf.html", status=403))
    found = Link.objects.of_token(token)
    if found is None and not allow_attempt(LimitedAction.LINK, client_address(request)):
        return _without_referrer(render(request, "listings/dead.html", {"why": TOO_OFTEN}, status=429))
    return _without_referrer(_page_of_link(request, found))


@never_cache
def link_by_code(request):
    """The page of a link, by a code typed before. Its address holds no secret, so Django's usual CSRF check applies."""
    key, until = request.session.get("typed", (None, 0))
    found = Link.objects.filter(pk=key).first() if timezone.now().timestamp() < until else None
    if found is None:
        if request.method == "POST" and key and keep_form(request):
            request.session["kept_of"] = key
            messages.info(request, TYPED_TOO_LATE)
        return redirect("listings_code")
    response = _page_of_link(request, found)
    if request.method == "POST":
        forget_form(request)
    if request.method == "POST" and Link.objects.get(pk=found.pk).why_dead():
        request.session.pop("typed", None)
    return response


def _is_from_our_page(request) -> bool:
    """Whether a form was sent from a page of this site, as far as the browser says.

    Our link pages send `Origin: null` because of their referrer policy; another site may do so too, but then
    Sec-Fetch-Site tells.
    """
    origin, own = request.headers.get("Origin", "null"), f"{request.scheme}://{request.get_host()}"
    return origin in ("null", own) and request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")


def _without_referrer(response):
    """Keep the secret in the address from other sites and from search engines."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _page_of_link(request, found: Link | None):
    """The page of a link's purpose; a plain one where there is no such link or it is not valid any more."""
    if found is None:
        return render(request, "listings/dead.html", {"why": "このリンクは ありません。"}, status=404)
    if why := found.why_dead():
        of_guest = found.purpose in OF_GUESTS
        answered = of_guest and bool(found.used_at) and not found.ended_at
        context = {"why": ANSWERED if answered else why, "of_guest": of_guest, "answered": answered}
        return render(request, "listings/dead.html", context, status=410)
    return PAGES[found.purpose](request, found)


def sign_in(request, found: Link):
    """「入る」: sign in the user of the link; the link works once."""
    user = invitations.association_users().filter(pk=found.user_id).first()
    if user is None:
        return render(request, "listings/dead.html", {"why": "この名前では、リンクで入れません。"}, status=403)
    if request.method != "POST":
        return render(request, "listings/enter.html", {"user_of_link": user})
    if not found.use():
        return render(request, "listings/dead.html", {"why": Link.objects.get(pk=found.pk).why_dead()}, status=410)
    login(request, user)
    return redirect("kept_form" if kept_form(request) else "listings_home")


def invitation(request, found: Link):
    """「はじめる」: accept an invitation as the signed-in user, as the user of its address, or as a new user."""
    invited = found.invitation
    known = request.user if request.user.is_authenticated else invited.invited
    form = _accept_form(invited, known, request.POST if request.method == "POST" else None)
    context = {"invitation": invited, "form": form, "known": known}
    if not form.is_valid():
        return render(request, "listings/invitation.html", context)
    if (address := form.cleaned_data.get("identity", "")) and "@" in address:
        return _invite_by_mail(request, invited, address, context)
    if not known and not allow_attempt(LimitedAction.IDENTITY, client_address(request)):
        # Else a letter would be good for asking of every number whether it has an account.
        form.add_error(None, TOO_OFTEN)
        return render(request, "listings/invitation.html", context, status=429)
    try:
        with transaction.atomic():
            invitations.lock_open_invitation(invited)
            user = known or _new_user(invited, form.cleaned_data)
            invitations.accept(invited, user)
    except ValidationError as wrong:
        if why := Link.objects.get(pk=found.pk).why_dead():
            return render(request, "listings/dead.html", {"why": why}, status=410)
        form.add_error(None, wrong)
        return render(request, "listings/invitation.html", context)
    if not request.user.is_authenticated:
        login(request, user)
    messages.success(request, f"登録しました。「{invited.organization}」の ページを直せます。")
    return redirect("listings_home")


def _accept_form(invited, known, data):
    if known:
        return AcceptForm(data)
    return NewAccountForm(data, initial={"name": invited.name}, invited=invited)


def _new_user(invited, facts: dict):
    return invitations.new_user(
        facts["name"], facts.get("identity") or invited.email.lower(), facts["password"] or None
    )


def _invite_by_mail(request, letter, address: str, context: dict):
    """The receiver of a letter gave a mail address: send the invitation there, which proves the address."""
    if not allow_attempt(LimitedAction.INVITATION_MAIL, client_address(request), address):
        context["form"].add_error("identity", TOO_OFTEN)
        return render(request, "listings/invitation.html", context, status=429)
    send_invitation(*invitations.reissue_by_mail(letter, address))
    return render(request, "listings/mail_sent.html", {"email": address})


PAGES = {
    Purpose.SIGN_IN: sign_in,
    Purpose.INVITATION: invitation,
    Purpose.LETTER: invitation,
    Purpose.REMINDER: reminder_page,
    Purpose.SHEET: reminder_page,
    Purpose.REPORT: outcome,
    Purpose.HOST: host_page,
    Purpose.START: start_page,
    Purpose.REFERRAL: sheet_pages.outcome,
    Purpose.REFERRED: sheet_pages.answer_page,
}
"""Purpose of a link -> view of (request, link). Each calls `link.use()` before it acts."""
