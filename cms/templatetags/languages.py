"""Template tags of pages in several languages: the language of the page, words of ours in it, and what stays Japanese, marked as such."""

from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from cms.languages.script_words import script_words
from cms.operations.languages import PARAMETER, is_translated
from directory.catalogue.town_alerts import TownAlert
from directory.languages.scripts import has_japanese, romaji
from directory.languages.spoken import JAPANESE, LANGUAGES, Language, is_japanese

register = template.Library()
_MARK = SafeString(' lang="ja"')
_HERE = "\x00"
"""Stands for a name until it is marked; no text of ours holds it."""


@register.simple_tag
def page_language() -> str:
    """The language of the page as HTML names it: 「ja」, 「zh-hans」."""
    return get_language() or JAPANESE


@register.simple_tag
def words_of_scripts() -> SafeString:
    """What the scripts of the page say, as data for them; "" on a Japanese page, whose words stand in the scripts."""
    return SafeString() if is_japanese() else json_script(script_words(), "script-words")


@register.simple_tag
def lang_ja() -> str:
    """The attribute of an element whose text stays Japanese: ` lang="ja"`; "" on a Japanese page."""
    return "" if is_japanese() else _MARK


@register.simple_tag
def gap() -> str:
    """What stands between two sentences: nothing after a Japanese 「。」, a blank in another language."""
    return "" if is_japanese() else " "


@register.filter
def japanese(text: object) -> SafeString:
    """What somebody wrote or is called, escaped: on a page in another language marked as Japanese, so that a voice reads it right."""
    shown = conditional_escape("" if text is None else text)
    return shown if is_japanese() or not has_japanese(shown) else format_html('<span lang="ja">{}</span>', shown)


@register.filter
def translated(text: object) -> SafeString:
    """A word of the vocabulary, a choice or a sentence of ours in the language of the page; Japanese, marked, where it has none."""
    said = gettext(str(text)) if text else text
    # A literal of a template is safe, what a catalogue says of it is escaped all the same.
    return japanese(text if said == text else said)


@register.filter
def alert_sentence(alert: TownAlert) -> SafeString:
    """What is off and until when, with the name of the area marked as Japanese."""
    before, _, after = alert.sentence_of(_HERE).partition(_HERE)
    return format_html("{}{}{}", before, japanese(alert.where), after)


@register.filter
def latin(reading: str) -> str:
    """A reading in Latin letters on a page in another language, where it is certain; else as it is."""
    return reading if is_japanese() else romaji(reading) or reading


@register.simple_tag(takes_context=True)
def languages_of_page(context: template.Context) -> list[tuple[Language, str]]:
    """The languages in which the page at hand can be read, each with its link; [] where there is no other than Japanese."""
    request: HttpRequest | None = context.get("request")
    if request is None or not is_translated(request.path_info):
        return []
    query = request.META.get("QUERY_STRING", "")
    return [(one, f"?{query}{'&' if query else ''}{urlencode({PARAMETER: one.code})}") for one in LANGUAGES]
