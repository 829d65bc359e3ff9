"""A contact as people write it, in the form in which it is stored: one number, its extension and hours beside it. Pure."""

from typing import NamedTuple

from directory.japanese.telephone_notes import NotedTelephone, read_telephones

TELEPHONE, FAX, OTHER = "telephone", "fax", "other"
LONGEST_VALUE, LONGEST_NOTE = 300, 100
NOT_A_NUMBER = "電話番号は、市外局番から 042-123-4567 のように書いてください。"
SEVERAL_NUMBERS = "番号が {}つあります。1つの欄に 1つだけ書いて、ほかの番号は べつの連絡先に してください。"


class ContactText(NamedTuple):
    """What is stored of a contact: the kind of its row, the number or text, and what stands beside it."""

    kind: str
    value: str
    note: str = ""


def usual_contacts(kind: str, text: str, note: str = "") -> list[ContactText]:
    """The contacts of a text that should be a telephone or fax number: each number in its usual form; [] for a blank text.

    What cannot be called stays text, of the kind OTHER. A note that is too long is a contact of its own, of the same kind.

    >>> usual_contacts("telephone", "（042）000−9012（午前中のみ）")
    [ContactText(kind='telephone', value='042-000-9012', note='午前中のみ')]
    """
    found = [contact for one in read_telephones(text) for contact in _with_note(kind, one, note)]
    return found or ([ContactText(OTHER, " ".join(text.split()), note)] if text.strip() else [])


def _with_note(kind: str, one: NotedTelephone, note: str) -> list[ContactText]:
    named = kind if one.is_fax is None else FAX if one.is_fax else TELEPHONE
    whole = joined_notes(one.note, note)
    if len(whole) <= LONGEST_NOTE:
        return [ContactText(named, one.value, whole)]
    return [ContactText(named, one.value, note), ContactText(OTHER, one.note)]


def joined_notes(*notes: str) -> str:
    """Notes as one, each once."""
    return "、".join(dict.fromkeys(filter(None, notes)))


def typed_telephone(text: str) -> tuple[str, str]:
    """The number of a form's field in its usual form, and what was written beside it; ("", "") for a blank field.

    Raises ValueError with a sentence that says what to do, where it is no number that can be called, or several.
    """
    if not text.strip():
        return "", ""
    found = read_telephones(text)
    if len(found) == 1:
        return found[0].value, found[0].note
    raise ValueError(SEVERAL_NUMBERS.format(len(found)) if found else NOT_A_NUMBER)
