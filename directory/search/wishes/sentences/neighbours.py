"""Somebody else who may lie in need of help: a neighbour whose newspapers pile up.

Pure. The signs are phrases. One that is said of one's own house too (「新聞がたまっている」) counts only beside somebody else.
"""

import re
from collections.abc import Iterable

from directory.search.wishes.sentences.settling import Understood

SAFETY = "worry:neighbour_safety"
NEXT_DOOR = "近所|向かい|裏の家|[上下]の(?:階|部屋)|号室"
"""How people call the home of a neighbour, beside 隣."""
_SOMEBODY = re.compile(
    f"隣|となり|近くの|{NEXT_DOOR}|アパート|マンション|団地|(?:一人|ひとり|独り|1人)(?:暮らし|で住)|独居"
    "|年寄り|高齢|老人|おばあ|おじい|住人|住民|住んでいる人|知り?合い|知人|友人|お客|neighbou?r|邻居|鄰居|vizinh|hàng xóm|kapitbahay"
)


def is_somebody_in_danger(text: str, said: Iterable[Understood]) -> bool:
    """Whether a text (NFKC, small letters) tells such a sign of somebody else."""
    return any(SAFETY in part.concepts for part in said) and _SOMEBODY.search(text) is not None


def without_own_signs(said: Iterable[Understood], is_danger: bool) -> list[Understood]:
    """What was said without such signs where nobody is in danger."""
    return [part for part in said if is_danger or SAFETY not in part.concepts]
