"""How a listing's last check is said."""

from django import template
from django.utils import timezone

from directory.freshness import State, in_words, state_on
from directory.intervals import months_of

register = template.Library()


@register.inclusion_tag("partials/freshness.html")
def freshness_of(resource):
    """A caution where the last check of a listing is too long ago."""
    last, day, months = resource.last_verification, timezone.localdate(), months_of(resource)
    checked = last.day if last else None
    return {
        "words": in_words(checked, months, day),
        "stale": state_on(checked, months, day) == State.STALE,
    }
