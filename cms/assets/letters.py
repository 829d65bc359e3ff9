"""The letters that the interface uses: what the built font holds (docs/reference/fonts.md)."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import yaml

TEMPLATES = ("blocks", "embed", "listings", "partials", "public")
"""Folders of `cms/templates/` with screens of residents and volunteers. Wagtail's admin and mail have fonts of their own, and so has
paper. What only the desk says a resident's first visit does not pay for: its computers have a gothic, and few letters are its alone."""
SPEAKING = (
    *("cms/content/reader_choices.py", "cms/forms", "cms/listings", "cms/public", "cms/sign_in", "cms/templatetags"),
    *("directory/accounts", "directory/associations", "directory/catalogue", "directory/changes"),
    *("directory/hours/spoken.py", "directory/hours/statements.py", "directory/hours/wording.py"),
)
"""Modules and rooms whose texts stand on these screens: names of fields, choices, sentences and errors."""
OF_OTHERS = ("styleguide.html", "paper.py", "passwords.py", "users.py")
"""In these rooms, and yet no screen of residents: for developers, paper, and what people at work read who choose a password or make an account."""
WORDS = "fixtures/vocabulary.yaml", "fixtures/feature_sentences.yaml"
ALWAYS = "".join(map(chr, (*range(0x20, 0x7F), *range(0x3041, 0x3097), *range(0x30A1, 0x30FD))))
"""What any name may be made of: ASCII, hiragana and katakana."""
_COMMENT = re.compile(r"{#.*?#}|{% comment.*?%}.*?{% endcomment %}|<!--.*?-->|lang=\"zh[^>]*>[^<]*<", re.S)
"""What is no letter of the interface: comments, and Chinese, for which the font has no letters."""


def sources(root: Path) -> list[Path]:
    """The files that are read, in the checkout `root`."""
    templates = root / "cms" / "templates"
    found = [*templates.glob("*.html"), *(path for room in TEMPLATES for path in (templates / room).rglob("*.html"))]
    found += (root / "cms" / "static" / "cms").glob("*.js")
    for name in SPEAKING:
        found += [root / name] if name.endswith(".py") else (root / name).rglob("*.py")
    return sorted(path for path in (*found, *(root / name for name in WORDS)) if path.name not in OF_OTHERS)


def interface_letters(root: Path) -> str:
    """Every letter of the interface, in the order of Unicode."""
    letters = set(ALWAYS)
    for path in sources(root):
        for text in _texts(path):
            letters.update(text)
    return "".join(sorted(letter for letter in letters if letter.isprintable()))


def _texts(path: Path) -> Iterable[str]:
    """The texts of a file that reach a screen: without comments, docstrings and what computers alone read."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return _texts_of_python(text)
    if path.suffix == ".yaml":
        return _names(yaml.safe_load(text))
    return [_COMMENT.sub("", text)]


def _texts_of_python(text: str) -> Iterable[str]:
    tree = ast.parse(text)
    unspoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in unspoken:
            yield node.value


def _names(value: object) -> Iterable[str]:
    """Every text within a YAML document."""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for part in value:
            yield from _names(part)
    elif isinstance(value, str):
        yield value
