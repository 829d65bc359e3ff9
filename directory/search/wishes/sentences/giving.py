"""Somebody who wants to do something for others, whatever it is: 「車で送ってあげられます」「髪を切ってあげたい」.

Pure. What is done for the writer's own family is none of it: 「母に 歌を 聞かせてあげたい」.
"""

import re
from collections.abc import Sequence

from directory.search.wishes.sentences.settling import HELPING, Understood

_DONE_FOR_OTHERS = re.compile(
    "(?:何か|なにか|[一-鿿ァ-ヶー]+[をに])?[ぁ-ん一-鿿]{0,4}[てで](?:差し上げ|さしあげ|上げ|あげ)(?:たい|られ(?:る|ます)|れる|ます)"
)
_OWN_FAMILY = re.compile("[母父親夫妻孫姉妹兄弟]|息子|娘|子ども|子供|こども|主人|旦那|ばあ|じい|赤ちゃん|うちの")
_ROLE, _USUAL = HELPING[0], "手伝いたい"
"""What it means, and as what it is looked for: no thing is given away."""


def with_giving(text: str, said: Sequence[Understood]) -> list[Understood]:
    """What was said of a text (NFKC, small letters), with the wish to help where somebody offers to do something for others."""
    found = _DONE_FOR_OTHERS.search(text)
    is_told = any(concept in HELPING for part in said for concept in part.concepts)
    if found is None or is_told or _OWN_FAMILY.search(text[: found.end()]):
        return list(said)
    return [*said, Understood(found[0], (_ROLE,), _USUAL)]
