"""Lines about つなぐシート: those that wait for an answer here, and those that somebody lets wait, on both sides."""

import datetime as dt
from collections.abc import Callable, Mapping

from django.db.models import BooleanField, Case, Count, Q, When
from django.utils import timezone

from matching.cases.access import Access
from matching.casework.due.kinds import SHEET, SHEET_LATE, Found
from matching.casework.referrals.reading import risen_to
from matching.casework.referrals.rising import Lateness, working_days
from matching.casework.referrals.sheets import ReferralSheet

_URGENT_FIRST = {"today": 0, "soon": 1, "can_wait": 2}


class Sheets:
    """Sheets that a user is to see to on a day.

    In time a sheet is the line of who receives it first, or of all where nobody has the town, and of coordinators who look at
    everybody's lines. Late, it is a line of the coordinators of its owner and of its sender, and later of the city's.
    """

    def __init__(self, access: Access, day: dt.date, numbers: Mapping[str, float], mine: bool = False):
        self.day = day
        late = Lateness.on(day, numbers)
        self.late = late.for_both_sides & _of_sides(access) | late.risen & risen_to(access)
        self.rows = ReferralSheet.objects.waiting().filter(_here(access, mine) | self.late)

    def found(self) -> list[Found]:
        """All lines: the urgent ones first, then those that have waited longest."""
        is_late = Case(When(self.late, then=True), default=False, output_field=BooleanField())
        facts = self.rows.order_by().values_list("pk", "urgency", "waits_since", is_late)
        return [self._line(key, urgency, timezone.localdate(since), late) for key, urgency, since, late in facts]

    def _line(self, key: int, urgency: str, since: dt.date, is_late: bool) -> Found:
        order = (_URGENT_FIRST.get(urgency, 1), since, key)
        kind = SHEET_LATE if is_late else SHEET
        return Found(
            kind, order, _in_words, (working_days(since, self.day),), sheet=key, today=is_late or urgency == "today"
        )


def _here(access: Access, mine: bool = False) -> Q:
    """That a sheet is a user's to see to from its first day on."""
    first = Q(in_charge=None) | Q(in_charge=access.user.pk)
    return Q(agency__in=access.agencies) & first | (Q(pk=None) if mine else Q(agency__in=access.coordinated))


def _of_sides(access: Access) -> Q:
    return Q(agency__in=access.coordinated) | Q(sender_agency__in=access.coordinated)


def waiting_for(access: Access, day: dt.date, numbers: Callable[[], Mapping[str, float]]) -> int:
    """How many sheets a user is to see to on a day, as `Sheets` has them for everybody's lines.

    One query; and one more where one waits elsewhere that is the user's once it is late: only then the numbers are asked, too.
    """
    rows, here = ReferralSheet.objects.waiting(), _here(access)
    some = rows.filter(here | _of_sides(access) | risen_to(access))
    counted = some.aggregate(here=Count("pk", filter=here), some=Count("pk"))
    if counted["here"] == counted["some"]:
        return int(counted["here"])
    return Sheets(access, day, numbers()).rows.count()


def _in_words(days: int, sheet: ReferralSheet) -> str:
    waits = f"{days}営業日、返事を 待っています。" if days else "今日 来ました。"
    round_ = f"{sheet.passed}回 つなぎなおされています。" if sheet.is_passed_around else ""
    return f"{sheet.get_urgency_display()}。つなぎ先は「{sheet.lies_at}」です。{waits}{round_}"
