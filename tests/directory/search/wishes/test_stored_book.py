"""The shared book of phrases in its file: what is read again, and what is made again."""

import subprocess
import sys
from pathlib import Path

import pytest

from directory.search.wishes import stored_book as module
from directory.search.wishes.phrases import Phrase
from directory.search.wishes.reading import read_wish
from directory.search.wishes.shipped import grammar
from directory.search.wishes.stored_book import make_again, stored_book

PHRASES = [
    Phrase("体操", ("activity:exercise",)),
    Phrase("午後", ("time:afternoon",)),
    Phrase("死にたい", ("worry:suicide",), True),
]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def _asked(state="1", phrases=PHRASES):
    """The book, and how often the phrases were asked for: only where it is made."""
    asked = []
    book = stored_book("words", state, grammar(), lambda: asked.append(1) or phrases)
    return book, len(asked)


def test_what_was_stored_reads_a_wish_as_what_was_made():
    (made, asked), (read, again) = _asked(), _asked()
    assert (asked, again) == (1, 0)
    for text in ("午後の たいそう", "体そう", "死にたいです", "体操くらぶ つむぎ"):
        assert read_wish(text, read) == read_wish(text, made)
    assert read_wish("死にたいです", read).is_danger


def test_after_a_change_only_the_new_phrases_are_cut(monkeypatch):
    _asked()
    cut = []
    monkeypatch.setattr(module, "keys_of", lambda phrase, grammar: cut.append(phrase.text) or _KEYS(phrase, grammar))
    book, asked = _asked("2", [*PHRASES[1:], Phrase("将棋", ("activity:board_games",))])
    assert (asked, cut) == (1, ["将棋"])
    assert read_wish("将棋", book).concepts == ["activity:board_games"]
    assert read_wish("体操", book).concepts != ["activity:exercise"]


_KEYS = module.keys_of


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(file.read_bytes()[:-100]),
        lambda file: file.write_bytes(b"{}\n"),
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(file.read_bytes().replace("体操".encode(), "体育".encode())),
        lambda file: file.write_bytes(file.read_bytes().replace(module._made_by().encode(), b"0" * 64)),
    ],
    ids=["cut short", "another format", "empty", "other letters", "other code"],
)
def test_a_file_that_is_damaged_or_foreign_is_made_again(folder, damage):
    _asked()
    damage(folder / "words.book")
    book, asked = _asked()
    assert asked == 1
    assert read_wish("体操", book).concepts == ["activity:exercise"]
    assert _asked()[1] == 0


def test_where_nothing_can_be_stored_the_book_is_made(folder, settings):
    settings.VAR_DIR = folder / "is no folder"
    book, asked = _asked()
    assert asked == 1
    assert read_wish("体操", book).concepts == ["activity:exercise"]


def test_a_book_is_made_again_for_the_same_state():
    _asked()
    make_again("words", "1", grammar(), [Phrase("体操", ("activity:music",))])
    book, asked = _asked()
    assert asked == 0
    assert read_wish("体操", book).concepts == ["activity:music"]


def test_processes_that_begin_together_make_one_book(folder):
    """Four workers of a server, which all lack the file: one makes it, the others read it."""
    code = f"""
from django.conf import settings
from pathlib import Path
settings.VAR_DIR = Path({str(folder)!r})
from tests.directory.search.wishes.test_stored_book import _asked
print(_asked()[1])
"""
    workers = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
        for _ in range(4)
    ]
    assert sorted(worker.communicate(timeout=60)[0].strip() for worker in workers) == ["0", "0", "0", "1"]
