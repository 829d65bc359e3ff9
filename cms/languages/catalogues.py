"""Catalogues as gettext keeps them: a .po that people write, and the .mo made of it, which Django reads.

Made here and not by msgfmt, which is not on every machine: the same .po gives the same bytes everywhere, so that a test can hold
the two together. What a language does not say is said in English (`filled_by`), which more newcomers read than Japanese.
"""

import ast
import re
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path

from cms.languages.messages import Message

Catalogue = dict[Message, tuple[str, ...]]
"""What each message is in a language: one text, or one for each number that the language tells apart."""
HEADER = Message("")
_LINE = re.compile(r'^(msgctxt|msgid_plural|msgid|msgstr)(?:\[\d+\])? (".*")$')
_PLURALS = re.compile(r"nplurals=(\d+)")
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_MAGIC = 0x950412DE


def read(path: Path) -> Catalogue:
    """The catalogue of a .po; {} where there is no file. Raises ValueError with the number of a line that is none."""
    catalogue: Catalogue = {}
    entry: dict[str, list[str]] = {}
    for number, line in enumerate([*_lines(path), ""], 1):
        if line.startswith("#"):
            continue
        if not line:
            _put(catalogue, entry)
            entry = {}
        elif line.startswith('"') and entry:
            list(entry.values())[-1][-1] += ast.literal_eval(line)
        elif found := _LINE.match(line):
            entry.setdefault(found[1], []).append(ast.literal_eval(found[2]))
        else:
            raise ValueError(f"{path.name}:{number}: {line}")
    return catalogue


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _put(catalogue: Catalogue, entry: Mapping[str, list[str]]) -> None:
    if entry:
        text, plural, context = ("".join(entry.get(name, [])) for name in ("msgid", "msgid_plural", "msgctxt"))
        catalogue[Message(text, plural, context)] = tuple(entry["msgstr"])


def write(path: Path, catalogue: Catalogue, known: Iterable[Message], head: str) -> None:
    """Write a .po with what is said of each known message, "" where nothing is; `head` is the comment at the top."""
    forms = forms_of(catalogue)
    parts = [f"# {head}\n{_entry(HEADER, catalogue[HEADER])}"]
    for message in known:
        parts.append(_entry(message, catalogue.get(message) or ("",) * (forms if message.plural else 1)))
    path.write_text("\n".join(parts), encoding="utf-8")


def _entry(message: Message, said: tuple[str, ...]) -> str:
    lines = [f"msgctxt {_quoted(message.context)}"] if message.context else []
    lines.append(f"msgid {_quoted(message.text)}")
    if message.plural:
        lines.append(f"msgid_plural {_quoted(message.plural)}")
        lines += [f"msgstr[{number}] {_quoted(text)}" for number, text in enumerate(said)]
    else:
        lines.append(f"msgstr {_quoted(said[0])}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    if "\n" not in text.rstrip("\n"):
        return '"{}"'.format(escaped.replace("\n", "\\n"))
    return "\n".join(['""', *('"{}"'.format(line.replace("\n", "\\n")) for line in escaped.splitlines(keepends=True))])


def forms_of(catalogue: Catalogue) -> int:
    """How many numbers a language tells apart."""
    found = _PLURALS.search(catalogue[HEADER][0])
    return int(found[1]) if found else 1


def filled_by(catalogue: Catalogue, other: Catalogue) -> Catalogue:
    """A catalogue with what it does not say as another one says it; a language without plural takes the plural."""
    said = {message: texts for message, texts in catalogue.items() if all(texts)}
    forms = forms_of(catalogue)
    fitted = {
        message: texts if not message.plural else (*texts[-1:],) * forms if forms == 1 else texts
        for message, texts in other.items()
        if all(texts)
    }
    return fitted | said


def compiled(catalogue: Catalogue) -> bytes:
    """The .mo of a catalogue: what is said, in the order of its bytes."""
    entries = sorted(
        (_key(message).encode(), "\0".join(said).encode()) for message, said in catalogue.items() if all(said)
    )
    keys, values = b"".join(key + b"\0" for key, _ in entries), b"".join(value + b"\0" for _, value in entries)
    start = 28 + 16 * len(entries)
    tables: list[int] = []
    for texts, offset in (([key for key, _ in entries], start), ([value for _, value in entries], start + len(keys))):
        for text in texts:
            tables += [len(text), offset]
            offset += len(text) + 1
    head = (_MAGIC, 0, len(entries), 28, 28 + 8 * len(entries), 0, start)
    return struct.pack(f"<7I{len(tables)}I", *head, *tables) + keys + values


def _key(message: Message) -> str:
    context = f"{message.context}\x04" if message.context else ""
    return f"{context}{message.text}" + (f"\0{message.plural}" if message.plural else "")


def wrong_in(catalogue: Catalogue, known: Iterable[Message]) -> list[str]:
    """What is wrong with a catalogue: a message that nobody says any more, a placeholder that is missing or made up, a tag that differs."""
    messages, found = {*known, HEADER}, []
    for message, texts in catalogue.items():
        if message not in messages:
            found.append(f"no page says: {message.text}")
        for text in texts if message != HEADER else ():
            if text and not _holds_the_same(message.text, text):
                found.append(f"placeholders or tags differ: {message.text} → {text}")
    return found


def _holds_the_same(source: str, text: str) -> bool:
    same = set(_PLACEHOLDER.findall(source)) == set(_PLACEHOLDER.findall(text))
    tags = [sorted(re.findall(r"<[^>]+>", one)) for one in (source, text)]
    return same and tags[0] == tags[1] and text.count("%") == len(_PLACEHOLDER.findall(text)) + 2 * text.count("%%")
