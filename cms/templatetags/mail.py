"""Template filters of the HTML version of a mail."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_ADDRESS = re.compile(r"(https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+)")
"""An address as far as it can reach: it has no letter of Japanese, which may follow without a blank."""
_BEHIND = ".,;:!?'"
_PAIRS = {")": "(", "]": "["}


@register.filter
def with_links(text: str) -> SafeString:
    """A text, escaped, in which addresses of web pages are links that end where the address ends.

    Django's `urlize` takes 「（https://example.jp/）。」 for an address up to the next blank.
    """
    words, addresses = _ADDRESS.split(text)[::2], _ADDRESS.findall(text)
    return format_html_join("", "{}{}", zip(words, [*map(_link, addresses), ""], strict=True))


def _link(found: str) -> SafeString:
    """The link of an address, which ends before marks of the sentence and before a bracket that it does not open itself."""
    end = len(found)
    while found[end - 1] in _BEHIND or _closes_too_much(found[:end]):
        end -= 1
    return format_html('<a href="{0}">{0}</a>{1}', found[:end], found[end:])


def _closes_too_much(address: str) -> bool:
    opening = _PAIRS.get(address[-1])
    return bool(opening) and address.count(address[-1]) > address.count(opening)
