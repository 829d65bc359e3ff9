"""閲覧の記録: who looked at whom, filtered and as CSV, for the 管理者 of an agency. They see numbers of people, and no case."""

import csv
import datetime as dt
import io
from collections.abc import Iterator

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.desk.access import managers_only, record_look
from cms.forms.date_inputs import DayField
from directory.accounts.users import Membership, User
from directory.japanese.dates import PAST
from directory.spreadsheets.csv_cells import csv_cell
from directory.text_fields import OneLineFormField
from matching.oversight.audit_log import Look

ON_A_PAGE = 50
"""Looks."""
HEADINGS = ("日時", "見た人", "本人の番号", "したこと", "対象")


class LooksFilter(forms.Form):
    """Which looks; what is empty leaves nothing out."""

    since = DayField(label="いつから", required=False, without_year=PAST)
    until = DayField(label="いつまで", required=False, without_year=PAST)
    user = forms.ModelChoiceField(User.objects.none(), label="見た人", required=False, empty_label="すべて")
    action = forms.ChoiceField(label="したこと", required=False, choices=[("", "すべて"), *Look.Action.choices])
    code = OneLineFormField(label="本人の番号", required=False, max_length=20)

    def __init__(self, *args, users: QuerySet[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = users

    def among(self, looks: QuerySet[Look]) -> QuerySet[Look]:
        """Those that were asked for; none while the form has an error."""
        if not self.is_valid():
            return looks.none()
        asked = self.cleaned_data
        found = {"user": asked["user"], "action": asked["action"], "code": asked["code"]}
        if asked["since"]:
            found["at__gte"] = _start(asked["since"])
        if asked["until"]:
            found["at__lt"] = _start(asked["until"] + dt.timedelta(days=1))
        return looks.filter(**{name: value for name, value in found.items() if value})

    @property
    def in_words(self) -> str:
        """What was asked for, for the record of this look itself. A number is not repeated: another agency may read this one."""
        facts = dict(self.cleaned_data)
        if facts.get("code"):
            facts["code"] = "番号"
        asked = "・".join(str(value) for value in facts.values() if value)
        return f"閲覧の記録（{asked}）" if asked else "閲覧の記録"


@require_safe
@managers_only
def looks(request: HttpRequest) -> HttpResponse:
    """The looks of the agency's people and at its participants, the newest first."""
    form, found = _asked(request)
    record_look(request, Look.Action.SEARCHED, what=form.in_words)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request, "desk/audit_looks.html", {"room": "looks", "form": form, "page": page, "query": query.urlencode()}
    )


@require_safe
@managers_only
def looks_csv(request: HttpRequest) -> HttpResponse:
    """All that were asked for, as a file that a spreadsheet opens."""
    form, found = _asked(request)
    record_look(request, Look.Action.EXPORTED, what=form.in_words)
    answer = StreamingHttpResponse(_lines(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="etsuran.csv"'
    return answer


def _asked(request: HttpRequest) -> tuple[LooksFilter, QuerySet[Look]]:
    agencies = request.permissions.managed
    members = Membership.objects.filter(agency__in=agencies).values("user")
    ours = Look.objects.filter(_of_agencies(agencies, members)).select_related("user")
    users = User.objects.filter(Q(pk__in=members) | Q(pk__in=ours.order_by().values("user"))).order_by("username")
    form = LooksFilter(request.GET, users=users)
    return form, form.among(ours)


def _of_agencies(agencies: frozenset[int], members: QuerySet[Membership]) -> Q:
    """Looks at the people of some agencies, by whomever; and of their members the searches, and looks at records that are gone.

    Whose record is gone was perhaps of another agency where a member works, too: only of members who work nowhere else.
    """
    elsewhere = Membership.objects.filter(role__in=Membership.AT_THE_DESK).exclude(agency__in=agencies).values("user")
    nobody = Q(participant=None, user__in=members)
    return Q(participant__agency__in=agencies) | nobody & (Q(code="") | ~Q(user__in=elsewhere))


def _lines(found: QuerySet[Look]) -> Iterator[str]:
    # Excel takes a file without this mark for CP932.
    yield "\ufeff" + _line(HEADINGS)
    for look in found.iterator(chunk_size=1000):
        at = timezone.localtime(look.at).strftime("%Y-%m-%d %H:%M:%S")
        yield _line((at, look.user or "コマンド", look.code, look.get_action_display(), look.what))


def _line(cells) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(map(csv_cell, cells))
    return line.getvalue()


def _start(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
