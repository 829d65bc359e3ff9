"""人を加える: a 管理者 makes the account of somebody who has none, and lets them begin by mail or on paper."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST
from wagtail.log_actions import log

from cms.desk.access import choose_agency, managers_only
from cms.desk.accounts.starting import is_begun, mail_start, open_account, refused, start_paper, works_elsewhere
from cms.desk.accounts.team import RoleForm, find_member, set_areas
from cms.forms.lenient_fields import ADDRESS_WRONG, MailField
from directory.accounts.mail_addresses import is_address
from directory.associations.invitations import normalized_sign_in_name
from directory.text_fields import NameFormField, OneLineFormField

ELSEWHERE = "この人は、ほかの機関でも はたらいています。はじめるためのリンクは、その機関の管理者が 出します。"
BEGUN = "この人は、もう はじめています。ここからは 送れません。"


class NewAccountForm(RoleForm):
    """Who begins, and how they get the link."""

    name = NameFormField(label="名前", max_length=60)
    email = MailField(
        label="メールアドレス",
        required=False,
        help_text="ここに、はじめるためのリンクを送ります。なければ、紙を わたします。",
    )
    username = OneLineFormField(
        label="ログインの名前", required=False, max_length=60, help_text="メールアドレスのない人だけ。例: shakyo-hanako"
    )
    field_order = ["name", "email", "username", "role", "areas"]

    def clean(self):
        facts = super().clean()
        email, username = facts.get("email"), facts.get("username")
        if email and not is_address(email):
            self.add_error("email", ADDRESS_WRONG)
        elif not self.errors and bool(email) is bool(username):
            self.add_error("email", "メールアドレスか ログインの名前の、どちらか一つを 書いてください。")
        elif username and "@" in username:
            self.add_error("username", "@の入った名前は、つかえません。")
        facts["identity"] = normalized_sign_in_name(email) if email else username
        return facts


@managers_only
def new_account(request: HttpRequest) -> HttpResponse:
    """An account and its role in one; the answer is the paper, or that a mail is on its way."""
    agency, agencies = choose_agency(request, request.permissions.managed)
    form = NewAccountForm(request.POST or None, agency=agency)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            member = open_account(agency, facts["name"], facts["identity"], facts["role"])
        except ValidationError as wrong:
            form.add_error("email" if facts["email"] else "username", refused(wrong))
        else:
            set_areas(member, facts)
            log(instance=member, action="wagtail.create", user=request.user, data={"role": member.role})
            if facts["email"]:
                mail_start(member, request.user)
            said = (
                "はじめるためのメールを送りました。" if facts["email"] else "つぎに、はじめるための紙を出してください。"
            )
            messages.success(request, f"{member.user}さんのアカウントを作りました。{said}")
            return redirect("desk_team_member", member.pk)
    context = {"room": "team", "agency": agency, "agencies": agencies, "form": form}
    return render(request, "desk/accounts/new.html", context)


@require_POST
@managers_only
def start_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail again, or a paper, for somebody who has not begun; what was sent before is dead then."""
    member = find_member(request, pk)
    if is_begun(member.user):
        raise PermissionDenied(BEGUN)
    if works_elsewhere(member.user, request.permissions.managed):
        raise PermissionDenied(ELSEWHERE)
    log(
        instance=member,
        action="wagtail.edit",
        user=request.user,
        data={"start": "paper" if "paper" in request.POST else "mail"},
    )
    if "paper" in request.POST or not member.user.email:
        return start_paper(request, member)
    mail_start(member, request.user)
    messages.success(request, "はじめるためのメールを、もう一度 送りました。前のリンクは 使えません。")
    return redirect("desk_team_member", member.pk)
