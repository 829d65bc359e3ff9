"""The shared book of phrases, kept in a file of VAR_DIR: to cut 30,000 phrases takes seconds, to read their tables a tenth.

The file holds the tables of one state of the words, and by what each phrase is found, so that after a change only the phrases
that are new are cut. What is damaged, or was written by another code, grammar or dictionary, is made again.
"""

import gc
import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from directory.fingerprints import fingerprint
from directory.japanese import folding, radicals, readings, spoken, widths, words
from directory.locks import file_lock
from directory.search.parts import array_file
from directory.search.parts.array_file import NotAStoredCopy
from directory.search.wishes import keys, phrases, tables
from directory.search.wishes.book import PhraseBook
from directory.search.wishes.keys import keys_of
from directory.search.wishes.phrases import Grammar, Phrase, PhraseKeys
from directory.search.wishes.shipped import FILES
from directory.search.wishes.tables import Tables, tables_of

_logger = logging.getLogger(__name__)


def stored_book(name: str, state: str, grammar: Grammar, phrases: Callable[[], Sequence[Phrase]]) -> PhraseBook:
    """The book of the phrases that `phrases()` gives in a state of the words, from the file of that name or made now.

    One process makes it at a time; the others wait, and read what it wrote.
    """
    with _no_collection():
        found = _tables(name, state)
        if found is None:
            with _alone(name):
                found = _tables(name, state) or _make(name, state, grammar, phrases())
        return PhraseBook(found, grammar)


def make_again(name: str, state: str, grammar: Grammar, phrases: Sequence[Phrase]) -> None:
    """Store the book of these phrases whatever the file holds."""
    with _no_collection(), _alone(name):
        _make(name, state, grammar, phrases)


def _make(name: str, state: str, grammar: Grammar, phrases: Sequence[Phrase]) -> Tables:
    known = {(text, concepts, is_danger): PhraseKeys(*of) for text, concepts, is_danger, *of in _read(name, "keys")}
    every = [*phrases, *map(Phrase, grammar.says_nothing)]
    entries = [(phrase, known.get(_line(phrase)) or keys_of(phrase, grammar)) for phrase in every]
    found = tables_of(entries, grammar.sounds)
    _write(name, state, {"keys": [[*_line(phrase), *of] for phrase, of in entries], "tables": found})
    return found


def _line(phrase: Phrase) -> tuple[str, str, bool]:
    return phrase.text, " ".join(phrase.concepts), phrase.is_danger


def _tables(name: str, state: str) -> Tables | None:
    content = _read(name, "tables", state)
    return Tables(*content) if content else None


def _file(name: str) -> Path:
    return Path(settings.VAR_DIR, f"{name}.book")


def _read(name: str, part: str, state: str | None = None) -> Any:
    """A part of the file; [] where it is damaged, was made by something else or, if one is named, for another state."""
    try:
        about, arrays = array_file.read(_file(name))
        content = arrays[part].tobytes()
        is_ours = about["made_by"] == _made_by() and about[part] == _hash(content)
        return json.loads(content) if is_ours and state in (None, about["state"]) else []
    except (OSError, NotAStoredCopy, KeyError, TypeError):
        return []


def _write(name: str, state: str, parts: dict[str, Any]) -> None:
    contents = {part: json.dumps(of, ensure_ascii=False).encode() for part, of in parts.items()}
    about = {"made_by": _made_by(), "state": state} | {part: _hash(content) for part, content in contents.items()}
    try:
        array_file.write(
            _file(name), about, {part: np.frombuffer(content, np.uint8) for part, content in contents.items()}
        )
    except OSError:  # a full disk
        _logger.exception("words of wishes not stored")


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@cache
def _made_by() -> str:
    modules = (words, spoken, folding, radicals, readings, widths, phrases, keys, tables)
    return fingerprint(modules, [Path(__file__), *(Path(settings.BASE_DIR, "fixtures", file) for file in FILES)])


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """While no other process of this folder does the same; without that where the folder takes no file."""
    with ExitStack() as stack:
        try:
            stack.enter_context(file_lock(Path(f"{_file(name)}.lock"), waits=True))
        except OSError:
            _logger.exception("words of wishes not locked")
        yield


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without the garbage collector, which takes half of the time where a hundred thousand objects are made that all stay.

    Afterwards it never looks at them: looking through them all held up every few hundredth request for half a second.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
