"""The results of the check by axe that is shipped with the product (`python -m tests.accessibility` writes them)."""

import datetime as dt
import json
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

FILE = settings.BASE_DIR / "fixtures" / "accessibility.json"


@dataclass(frozen=True)
class CheckedPage:
    """A page as axe found it.

    rules     how many rules it fulfils
    problems  what it does not, each in the words of axe
    """

    name: str
    path: str
    rules: int
    problems: tuple[str, ...]


@dataclass(frozen=True)
class CheckResults:
    """One run over all pages: its day, the version of axe, the widths in pixels."""

    day: dt.date
    axe: str
    widths: tuple[int, ...]
    pages: tuple[CheckedPage, ...]

    @property
    def problems(self) -> int:
        """How many problems all pages have together."""
        return sum(len(page.problems) for page in self.pages)


@lru_cache(maxsize=1)
def check_results() -> CheckResults:
    """The results of the last run."""
    told = json.loads(FILE.read_text(encoding="utf-8"))
    pages = (CheckedPage(one["name"], one["path"], one["rules"], tuple(one["problems"])) for one in told["pages"])
    return CheckResults(dt.date.fromisoformat(told["day"]), told["axe"], tuple(told["widths"]), tuple(pages))
