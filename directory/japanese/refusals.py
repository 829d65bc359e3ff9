"""Whether a text says a word only to refuse it: 「車いすでは入れません」, 「カラオケはありません」. Pure."""

import re

from directory.japanese.apart import LINE
from directory.japanese.folding import fold

_REFUSED = re.compile(
    "|".join(map(fold, ("ません", "ない", "無し", "なし", "不可", "禁止", "お断り", "お断わり", "遠慮")))
)
_FAR = 14
"""Letters behind a word within which a refusal still speaks of it."""
_NO_REFUSAL = re.compile(
    "|".join(
        map(fold, ("でなくても", "ではなくて", "なくても", "かまいません", "構いません", "要りません", "いりません"))
    )
)


def only_refused(folded: str, text: str) -> bool:
    """Whether a folded text, its lines ended by LINE, holds a word and refuses it wherever it does.

    >>> only_refused(fold("車いすでは入れません") + LINE, "車いす"), only_refused(fold("車いすで入れます") + LINE, "車いす")
    (True, False)
    """
    word = fold(text)
    behind = [folded[hit.end() : hit.end() + _FAR].split(LINE)[0] for hit in re.finditer(re.escape(word), folded)]
    return bool(word and behind) and all(_REFUSED.search(rest) and not _NO_REFUSAL.search(rest) for rest in behind)
