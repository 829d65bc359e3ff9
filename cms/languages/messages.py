"""The messages of the public pages as they stand in the source: what a catalogue has to say in another language.

xgettext is not on every machine and reads no YAML; templates are read by Django's own lexer, modules as Python reads them.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import yaml
from django.template.base import Lexer, Token, TokenType

from cms.content.site_settings import SiteSettings
from directory.languages.scripts import has_japanese

TEMPLATES = ("embed", "partials", "public")
"""Folders of `cms/templates/` with pages of residents; those directly in it say that something is wrong."""
NOT_TRANSLATED = (
    "accessibility",
    "accessibility_results",
    "demo",
    "kept_form",
    "locked_out",
    "outbox",
    "sign_in",
    "styleguide",
    "map_scripts",
)
"""Templates in these folders that only people at work see, or nobody."""
SPOKEN = (
    *(
        "cms/public",
        "cms/languages/script_words.py",
        "cms/embed",
        "cms/templatetags/ibasho.py",
        "cms/forms/stamped.py",
        "cms/health/unavailable.py",
    ),
    *(
        "cms/print/week.py",
        "cms/print/booklet_views.py",
        "cms/print/paper_limit.py",
        "directory/languages/times.py",
        "directory/languages/alerts.py",
        "directory/languages/rules.py",
    ),
    *("directory/changes/news.py", "directory/changes/news_words.py"),
)
"""Modules and rooms whose texts stand on these pages: what they hand to gettext, and the constants that a template translates."""
CALLING = ("directory/exports/ical.py",)
"""Modules with other texts beside what they hand to gettext."""
CHOICES = (
    ("directory/catalogue/resources.py", ("Referral", "AgesOf")),
    ("directory/catalogue/statements.py", ("Status", "How")),
    ("directory/catalogue/contacts.py", ("Kind",)),
    ("directory/catalogue/organizations.py", ("Kind", "Operation")),
    ("directory/upkeep/problem_reports.py", ("About", "Outcome")),
    ("matching/casework/referrals/sheets.py", ("Urgency", "Sender")),
)
"""Classes of choices whose labels residents read."""
VOCABULARY = "vocabulary.yaml"
CALLS = ("_", "gettext", "ngettext", "pgettext")
_FILES = (VOCABULARY, "feature_sentences.yaml", "desk_topics.yaml", "help_lines.yaml")
_UNSAID = {
    "stages",
    "sectors",
    "hard_criteria",
    "soft_criteria",
    "worries",
    "kinds_of_places",
    "source",
    "telephone",
    "web",
    "concerns",
}
"""Keys of these files below which stands nothing that a public page says."""
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_TRANSLATE = re.compile(r"translate\s+(?:\"(?P<one>[^\"]*)\"|'(?P<other>[^']*)')")


class Message(NamedTuple):
    """A message as gettext finds it. `plural` is its second form, "" of one without number; `context` tells equal texts apart."""

    text: str
    plural: str = ""
    context: str = ""


def messages(root: Path) -> list[Message]:
    """Every message of the public pages in the checkout `root`, each once, in the order of the files."""
    greeting = SiteSettings._meta.get_field("greeting").default
    found = [
        Message(greeting),
        *_of_templates(root / "cms" / "templates"),
        *_of_modules(root),
        *_of_fixtures(root / "fixtures"),
    ]
    return [one for one in dict.fromkeys(found) if has_japanese(one.text) or _is_pattern(one)]


def _is_pattern(message: Message) -> bool:
    """Whether signs of Japanese stand in it that another language writes otherwise: 「、」, 「%(status)s（%(day)s）」."""
    return bool(message.context) or message.text == "、" or ("%(" in message.text and not message.text.isascii())


def _of_templates(templates: Path) -> Iterator[Message]:
    paths = [*templates.glob("*.html"), *(path for room in TEMPLATES for path in (templates / room).rglob("*.html"))]
    for path in sorted(paths):
        if path.stem not in NOT_TRANSLATED and "preview" not in path.stem:
            yield from messages_of_template(path.read_text(encoding="utf-8"))


def messages_of_template(text: str) -> Iterator[Message]:
    """What a template translates, and quoted texts, which its filters translate."""
    block: list[str] | None = None
    singular = ""
    for token in Lexer(text).tokenize():
        word = token.contents.split()[0] if token.token_type == TokenType.BLOCK else ""
        if word == "blocktranslate":
            block, singular = [], ""
        elif word == "plural" and block is not None:
            singular, block = "".join(block), []
        elif word == "endblocktranslate" and block is not None:
            said = "".join(block)
            yield Message(singular or said, said if singular else "")
            block = None
        elif block is not None:
            block.append(_in_block(token))
        if word != "translate" and token.token_type in (TokenType.BLOCK, TokenType.VAR):
            yield from (Message(first or second) for first, second in _QUOTED.findall(token.contents))
        elif found := _TRANSLATE.match(token.contents):
            yield Message(found["one"] or found["other"])


def _in_block(token: Token) -> str:
    if token.token_type == TokenType.VAR:
        return f"%({token.contents})s"
    return token.contents.replace("%", "%%")


def _of_modules(root: Path) -> Iterator[Message]:
    for name in SPOKEN:
        paths = [root / name] if name.endswith(".py") else sorted((root / name).rglob("*.py"))
        for path in paths:
            yield from _of_module(ast.parse(path.read_text(encoding="utf-8")))
    for name in CALLING:
        yield from _of_module(ast.parse((root / name).read_text(encoding="utf-8")), calls_alone=True)
    for name, classes in CHOICES:
        tree = ast.parse((root / name).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name in classes:
                yield from _of_module(node)


def _of_module(tree: ast.AST, calls_alone: bool = False) -> Iterator[Message]:
    """Calls of gettext, and unless these alone are meant, every text that no f-string and no docstring holds."""
    unsaid = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            unsaid |= {id(part) for part in ast.walk(node)}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            yield from _of_call(node.func.id, [arg.value for arg in node.args if isinstance(arg, ast.Constant)])
            unsaid |= {id(arg) for arg in node.args if isinstance(arg, ast.Constant)}
        if (
            not calls_alone
            and isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in unsaid
        ):
            yield Message(node.value)


def _of_call(name: str, texts: list[str]) -> Iterator[Message]:
    """What one call of gettext says, also one within an f-string; nothing of a call with a variable."""
    if name == "ngettext":
        yield Message(texts[0], texts[1])
    elif name == "pgettext" and len(texts) > 1:
        yield Message(texts[1], context=texts[0])
    elif name in ("_", "gettext") and texts:
        yield Message(texts[0])


def _of_fixtures(fixtures: Path) -> Iterator[Message]:
    for name in _FILES:
        texts = _texts(yaml.safe_load((fixtures / name).read_text(encoding="utf-8")))
        for text in texts:
            yield Message(text)
            if name == VOCABULARY and "（" in text:
                yield Message(text.partition("（")[0])  # the short label of a kind


def _texts(value: object) -> Iterable[str]:
    """The texts of a document."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key not in _UNSAID:
                yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value
