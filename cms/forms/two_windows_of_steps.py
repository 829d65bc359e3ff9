"""Two windows on one step of 「なおす」: what somebody else changed meanwhile, beside what was typed here."""

from django.utils import timezone

from directory.changes.differences import label, plain_value, value_in_words
from directory.changes.history import history
from directory.changes.listing_fields import fingerprint

BOTH = "「{}」: 今は「{}」です。この画面では「{}」です（この画面のままに してあります）。"
THEIRS = "「{}」: 今は「{}」です。あなたは 変えていないので、そのままに します。"


class TwoWindows:
    """The marks of the fields of a page: as they are now, as they were when it was shown last, and when it was opened.

    now     {field: plain value} as the user would find it
    sent    what the form sent; empty where it was only opened
    """

    def __init__(self, now: dict, sent):
        self.now = now
        self.marks = ".".join(_mark(name, value) for name, value in now.items())
        self.seen = sent.get("seen", "")
        self.opened = sent.get("opened") or self.seen or self.marks

    def both_versions(self, listing, typed: dict) -> list[str]:
        """A sentence for each field that somebody else changed since the page was shown, after one that says who; else []."""
        if self.seen == self.marks:
            return []
        seen, marks = self.seen.split("."), self.marks.split(".")
        changed = [name for name, *pair in zip(self.now, seen, marks, strict=False) if pair[0] != pair[1]]
        untouched = self._untouched(typed)
        lines = [
            (THEIRS.format(label(name), value_in_words(name, self.now[name])))
            if name in untouched
            else BOTH.format(*(label(name), value_in_words(name, self.now[name])), _typed(name, typed))
            for name in (changed or self.now)
        ]
        return [*_who(listing), *lines]

    def without_untouched(self, typed: dict) -> dict:
        """The values without those that nobody touched here: what somebody else made of them meanwhile stays."""
        untouched = self._untouched(typed) if self.opened != self.marks else ()
        return {name: value for name, value in typed.items() if name not in untouched}

    def _untouched(self, typed: dict) -> set[str]:
        opened = dict(zip(self.now, self.opened.split("."), strict=False))
        return {name for name in typed if _mark(name, plain_value(name, typed[name])) == opened.get(name)}


def _mark(name: str, value) -> str:
    return fingerprint({name: value})


def _typed(name: str, typed: dict) -> str:
    return value_in_words(name, plain_value(name, typed[name])) if name in typed else ""


def _who(listing) -> list[str]:
    """The newest event of the listing, as the sentence that says who it was."""
    newest = next(iter(history(listing)), None)
    return [f"{newest.by}（{timezone.localtime(newest.at):%H:%M}）: {newest.what}"] if newest else []
