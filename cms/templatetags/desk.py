"""Template tags of the desk."""

from django import template

from matching.proposals.ranked_lists import CRITERIA_IN_WORDS

register = template.Library()


@register.simple_tag
def criterion(name: str) -> str:
    """A criterion's heading: {% criterion "schedule" %} is 開催日時."""
    return CRITERIA_IN_WORDS[name]


@register.filter
def of_key(rows: dict[int, object], key: int) -> object | None:
    """What a table has for a key; None for nothing."""
    return rows.get(key)
