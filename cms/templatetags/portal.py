"""Template tags of the listings portal: closures in words, the 代表者, a proposed reading."""

import datetime as dt

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.text import Truncator

from cms.templatetags.ibasho import full_day, short_day
from directory.associations.representatives import name_of_lead
from directory.catalogue.parts import EASY
from directory.catalogue.resources import Resource
from directory.catalogue.statements import StatusStatement
from directory.changes.closures import closures_from
from directory.japanese.easy_to_read.hard_spots import hardest_word, longest_sentence
from directory.japanese.folding import is_kana
from directory.japanese.readings import propose_reading

register = template.Library()
TEXTS = {*EASY, *EASY.values()}
SHOWN_OF_A_SENTENCE, SHOWN_OF_A_WORD = 60, 20
"""Letters of what is pointed out."""


@register.filter
def closure(statement: StatusStatement, whole: bool = False) -> str:
    """「お休み: 8月1日から 8月31日まで」; `whole` with year and day of the week."""
    day = full_day if whole else short_day
    if statement.status == StatusStatement.Status.ENDED:
        last = day(statement.since - dt.timedelta(1))
        is_over = statement.since <= timezone.localdate()
        return f"終わりました（さいごの日は {last}）" if is_over else f"{last}を さいごに 終わります"
    until = f"{day(statement.until)}まで" if statement.until else "（いつまでか 決まっていません）"
    return f"お休み: {day(statement.since)}から {until}"


@register.filter
def closures(resource: Resource) -> list[str]:
    """The closures of now and later, in words."""
    return [closure(one) for one in closures_from(resource, timezone.localdate())]


@register.filter
def lead(resource: Resource) -> str:
    """The name of the 代表者, or nothing."""
    return name_of_lead(resource.organization)


@register.filter
def hard_spots(field: BoundField) -> list[str]:
    """What is hard to read in the box of a text that residents read, as hints to its writer; none for any other field."""
    if field.name not in TEXTS:
        return []
    text = str(field.value() or "")
    sentence, word = longest_sentence(text), hardest_word(text)
    hints = []
    if sentence:
        shown = Truncator(sentence).chars(SHOWN_OF_A_SENTENCE)
        hints.append(f"いちばん 長い文は {len(sentence)}文字です。2つに 分けると 読みやすくなります。「{shown}」")
    if word:
        shown = Truncator(word).chars(SHOWN_OF_A_WORD)
        hints.append(f"むずかしいかもしれない ことば:「{shown}」。ほかの言い方や、ひらがなに できませんか。")
    return hints


@register.filter
def proposed_reading(name: str | None) -> str:
    """A reading for a name that has none, as a proposal; nothing where a character is in no dictionary."""
    reading = propose_reading(name or "")
    return reading if is_kana(reading) else ""
