"""Where a heading may be broken: between phrases, as BudouX parts them. Without it a browser breaks Japanese between any two letters.

Chrome does the same by `word-break: auto-phrase`; Safari and Firefox do not know it.
"""

import re
from functools import lru_cache

import budoux

SHORT = 10
"""Letters that fit on one line of a phone in the size of a heading: nothing is broken there."""
LONGEST = 200
"""Letters up to which a heading is parted; a longer one is no heading."""
_LATIN = re.compile(r"[!-~]")
"""Text with Latin letters, figures or marks: BudouX parts it badly (「NPO法人は|たらく」)."""


@lru_cache(maxsize=1)
def _parser() -> budoux.Parser:
    """The parser with its table of 36 kB."""
    return budoux.load_default_japanese_parser()


@lru_cache(maxsize=4_096)
def phrases(text: str) -> tuple[str, ...]:
    """The phrases of a heading, which together are the text; a short one is one phrase, and so is what is not all Japanese."""
    is_parted = SHORT < len(text) <= LONGEST and not _LATIN.search(text)
    return tuple(_parser().parse(text)) if is_parted else (text,)
