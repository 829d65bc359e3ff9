"""Template filters of mails: what people wrote, as a mail may say it, and the links of the HTML version."""

import re
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from directory.japanese.net_addresses import without_addresses
from directory.japanese.visible_text import without_unseen

register = template.Library()

_ADDRESS = re.compile(r"(https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+)")
"""An address as far as it can reach: it has no letter of Japanese, which may follow without a blank."""
_BEHIND = ".,;:!?'"
_PAIRS = {")": "(", "]": "["}


@register.filter
def with_links(text: str) -> SafeString:
    """A text, escaped, in which addresses of our own pages are links that end where the address ends.

    Another address stays text: what a stranger wrote must not become a link in a mail of the city. Django's `urlize` takes
    「（https://example.jp/）。」 for an address up to the next blank.
    """
    words, addresses = _ADDRESS.split(text)[::2], _ADDRESS.findall(text)
    return format_html_join("", "{}{}", zip(words, [*map(_link, addresses), ""], strict=True))


def _link(found: str) -> SafeString:
    """The link of an address, which ends before marks of the sentence and before a bracket that it does not open itself."""
    end = len(found)
    while found[end - 1] in _BEHIND or _closes_too_much(found[:end]):
        end -= 1
    if not _is_ours(found[:end]):
        return format_html("{}", found)
    return format_html('<a href="{0}">{0}</a>{1}', found[:end], found[end:])


def _is_ours(address: str) -> bool:
    """Whether an address is of this site. `https://our.site@evil.example` and `https://our.site.evil.example` are not."""
    ours = urlsplit(settings.SITE_URL)
    try:
        theirs = urlsplit(address)
    except ValueError:
        return False
    return (theirs.scheme, theirs.netloc) == (ours.scheme, ours.netloc)


@register.filter
def in_mail(name: object) -> str:
    """What somebody named, as a mail of the city may say it: one line, and no address in it."""
    return without_addresses(without_unseen(str(name)))


def _closes_too_much(address: str) -> bool:
    opening = _PAIRS.get(address[-1])
    return bool(opening) and address.count(address[-1]) > address.count(opening)
