"""Lines about those who take part: the next step of the follow-up, and what somebody is troubled by."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping

from django.db.models import BooleanField, ExpressionWrapper, Max, Q
from django.utils import timezone

from matching.cases.participants import ParticipantQuerySet
from matching.casework.due.kinds import FOLLOW, WORRY, Found, Row
from matching.casework.follow_up_steps import step_in_words, steps_of
from matching.casework.follow_ups import Feeling, FollowUp, Side
from matching.casework.introductions import TAKES_PART, Introduction


class Following:
    """The last step that has come, of which a side was not heard; a link that the host got lately is waited for."""

    def __init__(self, rows: list[Row], day: dt.date, numbers: Mapping[str, float]):
        self.day, self.wait, self.steps = day, int(numbers["follow.wait"]), steps_of(numbers)
        first = day - dt.timedelta(days=self.steps[0]) if self.steps else dt.date.min
        started = ((row, row.started_on) for row in rows if row.stage in TAKES_PART)
        self.rows = [(row, day) for row, day in started if day and day <= first]

    def found(self) -> list[Found]:
        """All lines: those first whose step is the longest ago."""
        heard, (person, host) = self._heard(), Side.values
        found = []
        for row, started_on in self.rows:
            reached = self.steps[bisect_right(self.steps, (self.day - started_on).days) - 1]
            ask_person = reached > heard.get((row.outcome, person, True), -1)
            ask_host = reached > heard.get((row.outcome, host, True), -1) and row.place is not None
            waits = reached <= heard.get((row.outcome, host, False), -1)
            if ask_person or (ask_host and not waits):
                since = started_on + dt.timedelta(days=reached)
                said = (reached, ask_person, ask_host)
                found.append(Found(FOLLOW, (since, row.key), _due_in_words, said, introduction=row.key))
        return found

    def _heard(self) -> dict[tuple[int | None, str, bool], int]:
        """Outcome, side, and whether it is done -> the last step that is; else the last one of which a link went out lately."""
        since = timezone.now() - dt.timedelta(days=self.wait)
        said = FollowUp.objects.filter(Q(done_at__isnull=False) | Q(asked_at__gt=since))
        said = said.filter(outcome__in=[row.outcome for row, _ in self.rows])
        is_done = ExpressionWrapper(Q(done_at__isnull=False), BooleanField())
        last = said.order_by().annotate(is_done=is_done).values_list("outcome", "side", "is_done")
        return {(outcome, side, done): step for outcome, side, done, step in last.annotate(Max("step"))}


def _due_in_words(reached: int, ask_person: bool, ask_host: bool, row: Introduction) -> str:
    whom = "ご本人と 受け入れ先" if ask_person and ask_host else "ご本人" if ask_person else "受け入れ先"
    return f"{step_in_words(reached)}に なりました。{whom}に 聞いていません。"


class Worries:
    """What person or host is troubled by, or asks for; a line for each introduction."""

    def __init__(self, people: ParticipantQuerySet):
        self.worries = FollowUp.objects.worries().filter(outcome__participant__in=people)

    def found(self) -> list[Found]:
        """All lines, the oldest worry first."""
        facts = self.worries.order_by("-pk").values_list("outcome__introduction", "pk", "side", "feeling")
        by_introduction = {
            key: Found(WORRY, (number,), _worry_in_words, (side, feeling), introduction=key, today=True)
            for key, number, side, feeling in facts
        }
        return list(by_introduction.values())


def _worry_in_words(side: str, feeling: str, row: Introduction) -> str:
    if side == Side.PERSON:
        return "ご本人が「困っている」と 言いました。"
    if feeling == Feeling.HARD:
        return "受け入れ先が「困っている」と 言いました。"
    return "受け入れ先から「してほしいこと・困っていること」を 聞きました。"
