"""Reads a page as a browser does: the fields of its form as they would be sent, and the words that people see."""

from html.parser import HTMLParser
from urllib.parse import urlencode

from django.core.files import File

UNSEEN = ("script", "style")
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-w-progress-active-value", "data-w-tooltip-content-value")


class _Form(HTMLParser):
    def __init__(self, form_id):
        super().__init__()
        self.form_id, self.inside, self.data, self.select, self.area = form_id, False, {}, None, None
        self.templates = 0

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "template":
            self.templates += 1
        if tag == "form" and attrs.get("id") == self.form_id:
            self.inside = True
        if not self.inside or self.templates:
            return
        name = attrs.get("name")
        if tag == "input" and name:
            self._input(name, attrs)
        elif tag == "textarea":
            self.area, self.data[name] = name, [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in attrs:
            self.data.setdefault(self.select, []).append(attrs.get("value", ""))

    def _input(self, name, attrs):
        kind = attrs.get("type", "text")
        if kind in ("submit", "button", "file") or (kind in ("checkbox", "radio") and "checked" not in attrs):
            return
        # A line of text holds no line break, whatever its value says.
        value = (attrs.get("value") or "").replace("\r", "").replace("\n", "")
        self.data.setdefault(name, []).append(value or ("on" if kind == "checkbox" else ""))

    def handle_endtag(self, tag):
        if tag == "template":
            self.templates -= 1
        elif tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.area = None
        elif tag == "select":
            self.select = None

    def handle_data(self, data):
        if self.area and self.inside:
            self.data[self.area][0] += data


def filled(response, form_id="w-editor-form", **changes):
    """What a browser would send of a page's form, with some fields changed (None leaves one out)."""
    page = _Form(form_id)
    page.feed(response.content.decode())
    assert page.data, "no such form on the page"
    # A browser drops the newline right after <textarea>.
    data = {name: [value.removeprefix("\n") for value in values] for name, values in page.data.items()}
    data |= {name: value for name, value in changes.items() if value is not None}
    return {name: value for name, value in data.items() if not (name in changes and changes[name] is None)}


def post(client, path: str, data: dict | None = None):
    """Send a form as a browser does: what has no file goes urlencoded, which costs both sides a quarter of multipart."""
    data = data or {}
    if any(isinstance(value, File) for value in data.values()):
        return client.post(path, data)
    return client.post(path, urlencode(data, doseq=True), content_type="application/x-www-form-urlencoded")


class _Words(HTMLParser):
    def __init__(self):
        super().__init__()
        self.unseen, self.words = 0, []

    def handle_starttag(self, tag, attrs):
        self.unseen += tag in UNSEEN
        attrs = dict(attrs)
        self.words += [attrs[name] for name in SPOKEN if attrs.get(name)]
        if tag == "input" and attrs.get("type") in ("submit", "button"):
            self.words.append(attrs.get("value") or "")

    def handle_endtag(self, tag):
        self.unseen -= tag in UNSEEN

    def handle_data(self, data):
        if not self.unseen and data.strip():
            self.words.append(data.strip())


def words(html: str) -> list[str]:
    """Every text that a page shows or speaks."""
    page = _Words()
    page.feed(html)
    return page.words
