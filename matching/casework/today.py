"""What is to be done today: the lines of all sources of `matching.casework.due`. List, counts and figures are of one definition.

The sources read keys and days alone; only the lines that are shown are read whole and decrypted.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from heapq import nsmallest
from operator import attrgetter

from matching.cases.participants import Participant, ParticipantQuerySet
from matching.cases.support_meetings import SupportMeeting
from matching.casework.due.asking import Asking
from matching.casework.due.changes import Changes
from matching.casework.due.consents import Ending
from matching.casework.due.following import Following, Worries
from matching.casework.due.kinds import KINDS, Found, Line, Source, rows_of
from matching.casework.due.outreach import Reaching
from matching.casework.due.people import AfterTheEnd, PromisedCalls, Quiet, Reviews, Unheard
from matching.casework.introductions import Introduction
from matching.casework.meetings.sittings import MeetingStep
from matching.casework.referrals.sheets import ReferralSheet


class Today:
    """The lines of some people on a day, in the order of KINDS and in each the most urgent first.

    `of_user` are the sources of lines that are of a user and not of people: about つなぐシート, and about meetings.
    One or two queries for each source and three for what is shown, however many the people are.
    """

    def __init__(
        self, people: ParticipantQuerySet, day: dt.date, numbers: Mapping[str, float], of_user: Iterable[Source] = ()
    ):
        supported = people.supported()
        rows = rows_of(supported)
        sources: list[Source] = [
            Asking(rows, day),
            Following(rows, day, numbers),
            Worries(supported),
            Changes(rows, day),
            PromisedCalls(people, day),
            Reaching(supported, day),
            Ending(supported, day, int(numbers["today.consent_weeks"])),
            Reviews(supported, day),
            AfterTheEnd(people, day, int(numbers["today.after_end_weeks"])),
            Unheard(supported),
            Quiet(supported, day, int(numbers["today.quiet_weeks"])),
            *of_user,
        ]
        self._found: dict[str, list[Found]] = {}
        for source in sources:
            for one in source.found():
                self._found.setdefault(one.kind, []).append(one)

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """Kind, its heading, how many; only of kinds with lines."""
        return [(slug, kind.label, len(self._found[slug])) for slug, kind in KINDS.items() if slug in self._found]

    @property
    def total(self) -> int:
        """How many lines there are."""
        return sum(map(len, self._found.values()))

    def counts_of(self, today: bool) -> dict[str, int]:
        """Kind -> how many of its lines must happen today, or may wait."""
        return {slug: sum(one.today is today for one in found) for slug, found in self._found.items()}

    def shown(self, kind: str, most: int, after: int = 0) -> list[Line]:
        """The next lines of a kind after so many; where it names none, so many of each kind for today and as many that may wait."""
        if kind:
            return _lines(nsmallest(after + most, self._found.get(kind, ()), key=attrgetter("before"))[after:])
        found = []
        for slug in KINDS:
            for today in (True, False):
                some = [one for one in self._found.get(slug, ()) if one.today is today]
                found += nsmallest(most, some, key=attrgetter("order"))
        return _lines(found)


def _lines(found: list[Found]) -> list[Line]:
    """Lines with their rows: people with names, and introductions, each read once."""
    rows = _introductions({one.introduction for one in found if one.introduction})
    keys = {row.participant_id for row in rows.values()} | {one.person for one in found if one.person}
    people = Participant.objects.with_names().defer("note", "held_because").in_bulk(keys) if keys else {}
    for row in rows.values():
        row.participant = people[row.participant_id]
    sheets = ReferralSheet.objects.for_lists().in_bulk([one.sheet for one in found if one.sheet])
    meetings = _of_meetings(found)
    return [
        _of_sheet(one, sheets[one.sheet])
        if one.sheet
        else meetings[one.meeting, one.step]
        if one.meeting
        else _line(one, people, rows)
        for one in found
    ]


def _introductions(keys: set[int]) -> dict[int, Introduction]:
    """Introductions with what a line says of them; their people are read with names, once for all lines."""
    columns = ["participant_id", "resource_id", "outcome_id", "deleted_name", "stage", "begun_on"]
    columns += ["visit_on", "visit_at", "ask_again_on", "resource__name", "resource__live"]
    return Introduction.objects.select_related("resource").only(*columns).in_bulk(keys) if keys else {}


def _of_sheet(one: Found, sheet: ReferralSheet) -> Line:
    return Line(one.kind, None, one.why(*one.said, sheet), sheet=sheet, today=one.today)


def _of_meetings(found: list[Found]) -> dict[tuple[int | None, int | None], Line]:
    """Key of a meeting and of a step of it -> its line."""
    about = [one for one in found if one.meeting]
    if not about:
        return {}
    rows = SupportMeeting.objects.select_related("participant").defer("why").in_bulk({one.meeting for one in about})
    steps = MeetingStep.objects.select_related("member").in_bulk([one.step for one in about if one.step])
    lines = {}
    for one in about:
        meeting, step = rows[one.meeting or 0], steps.get(one.step or 0)
        lines[one.meeting, one.step] = Line(
            one.kind, None, one.why(*one.said, step or meeting), meeting=meeting, step=step, today=one.today
        )
    return lines


def _line(one: Found, people: Mapping[int, Participant], rows: Mapping[int, Introduction]) -> Line:
    if one.introduction:
        row = rows[one.introduction]
        return Line(one.kind, row.participant, one.why(*one.said, row), row, today=one.today)
    person = people[one.person or 0]
    return Line(one.kind, person, one.why(*one.said, person), today=one.today)
