"""What stands beside the telephone numbers of a cell: whose they are, their extension, when somebody answers. Pure.

Nothing of a text is lost: what is not a number, a mark or the word for telephone is the note of the number that it belongs to.
"""

import re
from typing import NamedTuple

from directory.japanese.telephones import Telephone, find_telephones
from directory.japanese.widths import narrow

_TELEPHONE = r"TEL|℡|T|P|PHONE|電話番号|電話|でんわ|☎|☏|📞|📱"
_FAX = r"FAX番号|FAX|F|ファックス|ファクス|ファクシミリ|📠"
_MARKS = " \n\t、,。;:/|・-"
_ONLY_TELEPHONE, _ONLY_FAX = (re.compile(rf"\(?(?:{words})[):.]*", re.IGNORECASE) for words in (_TELEPHONE, _FAX))
_LABEL_LAST = re.compile(
    rf"(?:(?<=[\s)\]、,;:/|・])|(?<![0-9A-Za-z一-鿿ァ-ヺー]))\(?(?:{_TELEPHONE}|{_FAX})[):.]*\s*$", re.IGNORECASE
)
_BRANCH = re.compile(r"^-([0-9]{1,4})(?![0-9])")
_INSIDE = r"\s*\(?(?:内線|ext\.?|extension|x|#)\s*[:.]?\s*[0-9]+(?:[・,~-][0-9]+)*\)?"
_EXTENSION = re.compile(r"(?:ext\.?|extension|x|#)\s*[:.]?\s*(?=[0-9])", re.IGNORECASE)
_ATTACHED_EXTENSION = re.compile(rf"(?:-[0-9]{{1,4}})?(?:{_INSIDE}|[~・,/][0-9]{{1,4}}(?![0-9]))*", re.IGNORECASE)
_ATTACHED = re.compile(rf"(?:-[0-9]{{1,4}})?(?:{_INSIDE}|[~・,/][0-9]{{1,4}}(?![0-9])|\s*\([^()]*\))*", re.IGNORECASE)
_SEPARATOR = re.compile(r"[\n、。;/|](?![^()]*\))")


class NotedTelephone(NamedTuple):
    """A number in its usual form, what stands beside it, and whether the text calls it a fax number (None: neither)."""

    value: str
    note: str
    is_fax: bool | None = None
    is_mended: bool = False


def read_telephones(text: str) -> list[NotedTelephone]:
    """The telephone numbers of a text, each with the words that belong to it.

    >>> [(one.value, one.note) for one in read_telephones("042-000-5678 内線382、（夜間）０９０（００００）１２３４")]
    [('042-000-5678', '内線382'), ('090-0000-1234', '夜間')]
    """
    numbers, text = find_telephones(text), narrow(text)
    if not numbers:
        return []
    head, *gaps, tail = _around(text, numbers)
    befores, afters = [head], []
    for gap in gaps:
        after, before = _shared_out(gap, _is_said(head), _is_said(tail))
        afters.append(after)
        befores.append(before)
    afters.append(tail)
    return [_noted(*one) for one in zip(numbers, befores, afters, strict=True)]


def _around(text: str, numbers: list[Telephone]) -> list[str]:
    """What stands before, between and behind the numbers."""
    ends, begins = [0, *(one.last for one in numbers)], [*(one.first for one in numbers), len(text)]
    return [text[end:begin] for end, begin in zip(ends, begins, strict=True)]


def _is_said(part: str) -> bool:
    """Whether a part of a text says more than 「TEL」."""
    return bool(_cleaned(part)) and not _ONLY_TELEPHONE.fullmatch(part.strip())


def _shared_out(gap: str, head: bool, tail: bool) -> tuple[str, str]:
    """The text between two numbers as what belongs to the first and what to the second.

    head, tail   whether something stands before the first number of the text and behind the last
    """
    if separators := list(_SEPARATOR.finditer(gap)):
        lines = [found for found in separators if found[0] == "\n"]
        cut = (lines or [found for found in separators if _cleaned(gap[found.end() :])] or separators)[-1]
        return gap[: cut.start()], gap[cut.end() :]
    if tail and not head:
        label = _LABEL_LAST.search(gap)
        at = label.start() if label else len(gap)
    else:
        attached = _ATTACHED_EXTENSION if head and not tail else _ATTACHED
        found = attached.match(gap)
        at = found.end() if found else 0
    return gap[:at], gap[at:]


def _noted(number: Telephone, before: str, after: str) -> NotedTelephone:
    before, is_fax = _without_label(before)
    after = _BRANCH.sub(r"内線\1", after)
    if _ONLY_FAX.fullmatch(after.strip()):
        after, is_fax = "", True
    note = "、".join(filter(None, (_cleaned(before), _cleaned(_EXTENSION.sub("内線", after)))))
    return NotedTelephone(number.written, note, is_fax, number.is_mended)


def _without_label(before: str) -> tuple[str, bool | None]:
    """What stands before a number without 「TEL」 or 「FAX」, and which of them it is; 「TEL・FAX」 is both and stays."""
    label = _LABEL_LAST.search(before)
    if not label:
        return before, None
    rest, is_fax = before[: label.start()], bool(_ONLY_FAX.fullmatch(label[0].strip()))
    if re.search(rf"(?:{_TELEPHONE}|{_FAX})[{re.escape(_MARKS)}兼]*$", rest, re.IGNORECASE):
        return before, None
    return rest, is_fax


def _cleaned(part: str) -> str:
    """A part without the marks around it, and without the brackets that hold all of it."""
    part = " ".join(part.split()).strip(_MARKS) if not re.match(r"\s*[~・,/][0-9]", part) else " ".join(part.split())
    whole = re.fullmatch(r"\(([^()]*)\)", part)
    return whole[1].strip() if whole else part
