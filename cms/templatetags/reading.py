"""Template tags of the reader's choices: names with furigana where they are switched on."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from cms.public.cards import PlaceCard
from cms.templatetags.languages import japanese, translated
from directory.catalogue.resources import Resource
from directory.geo.areas import Town
from directory.japanese.easy_to_read.phrases import phrases
from directory.japanese.easy_to_read.ruby import RubyPart, ruby_parts
from directory.languages.spoken import is_japanese

register = template.Library()


@register.filter
def breakable(text: str) -> SafeString:
    """A heading that is broken between phrases alone; as it is where it is short."""
    parts = phrases(text)
    if len(parts) == 1:
        return conditional_escape(text)
    broken = format_html_join(SafeString("<wbr>"), "{}", ((part,) for part in parts))
    return format_html('<span class="phrases">{}</span>', broken)


@register.filter
def heading(text: str) -> SafeString:
    """A heading of ours in the language of the page; in Japanese broken between phrases."""
    return breakable(text) if is_japanese() else translated(text)


@register.simple_tag(takes_context=True)
def named(context: Context, row: Any) -> SafeString:
    """The name of a listing, organization, place, area or town, with its reading above it where somebody has switched that on.

    The reading is what a person has confirmed; a name without one stands alone. A screen reader hears the name once.
    """
    name, more = (row.name, row.koaza) if isinstance(row, Town) else (row.name, "")
    return japanese(_with_furigana(name, row.reading, context) + conditional_escape(more))


@register.simple_tag(takes_context=True)
def summary_of(context: Context, row: Resource) -> str:
    """The one sentence of a listing, in やさしい日本語 where the reader wants that and somebody has written it."""
    return row.text("summary", bool(context.get("easy")))


@register.simple_tag(takes_context=True)
def some_are_not_easy(context: Context, cards: Iterable[PlaceCard]) -> bool:
    """Whether a list that is read in やさしい日本語 shows an ordinary sentence; nobody who reads in another language chose it."""
    wished = bool(context.get("easy")) and is_japanese()
    return wished and any(card.resource.summary and not card.resource.summary_easy for card in cards)


@register.simple_tag(takes_context=True)
def whereabouts(context: Context, card: PlaceCard) -> SafeString:
    """Town and building of a card, each with its reading where that is switched on."""
    parts = ((_with_furigana(name, reading, context),) for name, reading in card.whereabouts_read)
    return japanese(format_html_join("・", "{}", parts))


def _with_furigana(name: str, reading: str, context: Context) -> SafeString:
    if not reading or not context.get("furigana"):
        # 「家や 近所で 使えます」 is a sentence, which is broken at its blanks.
        return conditional_escape(name) if " " in name else breakable(name)
    return format_html_join("", "{}", ((_part(part),) for part in ruby_parts(name, reading)))


def _part(part: RubyPart) -> SafeString:
    if not part.reading:
        return conditional_escape(part.text)
    return format_html('<ruby>{}<rt aria-hidden="true">{}</rt></ruby>', part.text, part.reading)
