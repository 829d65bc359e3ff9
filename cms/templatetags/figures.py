"""Template tags of masked numbers."""

from urllib.parse import quote

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from matching.figures.gaps.board import Gap, GapBoard
from matching.figures.masking import said as in_words

register = template.Library()


@register.simple_tag
def drawing(name: str, css: str, alt: str, **context: object) -> SafeString:
    """A drawing of a template as a picture with words, as paper needs it."""
    svg = quote(render_to_string(name, context))
    return format_html('<img class="{}" alt="{}" src="data:image/svg+xml;charset=utf-8,{}">', css, alt, svg)


@register.filter
def said(people: int | None) -> str:
    """「12人」, or the sign of what is not said."""
    return in_words(people)


@register.filter
def by_area(gap: Gap, board: GapBoard) -> list[tuple[str, int | None]]:
    """Each area with its number."""
    return list(zip(board.areas.names, gap.areas, strict=True))


@register.filter
def told(rows: list) -> list:  # type: ignore[type-arg]
    """Of pairs of a label and a number those whose number is said and not 0."""
    return [row for row in rows if row[1]]


@register.filter
def less(many: int, shown: int) -> int:
    """How many are left."""
    return many - shown


@register.filter
def slice_from(rows: list, after: int) -> list:  # type: ignore[type-arg]
    """Those after so many."""
    return rows[after:]
