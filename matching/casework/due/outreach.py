"""Lines about people who are reached out to: the day of the next contact, or the end of their rest, has come."""

import datetime as dt

from matching.cases.participants import Participant, ParticipantQuerySet
from matching.casework.due.kinds import OUTREACH, Found, late_in_words
from matching.casework.outreach import OutreachContact


class Reaching:
    """The last contact of each person, where its next day has come; it stays until the next contact is written."""

    def __init__(self, people: ParticipantQuerySet, day: dt.date):
        self.contacts, self.day = OutreachContact.objects.due(people, day), day

    def found(self) -> list[Found]:
        """All lines, the oldest day first."""
        facts = self.contacts.order_by().values_list("participant", "again_on", "rest_until")
        return [
            Found(OUTREACH, (again_on, person), _in_words, (again_on, bool(rest), self.day), person=person, today=True)
            for person, again_on, rest in facts
        ]


def _in_words(again_on: dt.date, is_rest: bool, day: dt.date, person: Participant) -> str:
    when = "今日" if again_on == day else f"{again_on.month}月{again_on.day}日"
    if is_rest:
        return f"{when}までの お休みが 終わります。" if again_on == day else f"{when}までの お休みが 終わりました。"
    return (
        f"{when} 連絡する日です。"
        if again_on == day
        else f"{when}に 連絡する つもりでした。{late_in_words(again_on, day)}"
    )
