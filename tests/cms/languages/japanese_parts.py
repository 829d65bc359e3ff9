"""What stands on a page in Japanese letters and is not marked so: in texts, and in what a voice reads of attributes."""

import re
from html.parser import HTMLParser

JAPANESE = re.compile("[ぁ-ゖァ-ヺ一-鿿]")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
UNSAID = {"script", "style", "title", "textarea"}
"""A title holds no element, so that the name in it cannot be marked; in a box stands what the reader has typed."""
SAID = ("aria-label", "placeholder", "alt", "label")


class _Parts(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.unmarked: list[str] = []
        self.language = ""

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        language = facts.get("lang") or (self.open[-1][1] if self.open else "")
        if tag == "html":
            self.language = language
        self.unmarked += [facts[name] for name in SAID if _is_unmarked(facts.get(name) or "", language)]
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self.open and self.open[-1][0] not in UNSAID and _is_unmarked(data, self.open[-1][1]):
            self.unmarked.append(data.strip())


def _is_unmarked(text: str, language: str) -> bool:
    return not language.startswith(("ja", "zh")) and JAPANESE.search(text) is not None


def language_and_unmarked(page: str) -> tuple[str, list[str]]:
    """The language of a page, and its Japanese texts outside of what is marked."""
    parts = _Parts()
    parts.feed(page)
    return parts.language, parts.unmarked
