"""文から うめる: one sentence about a person, read by the search's reader of wishes, fills the form of their needs.

The sentence is personal: it is read and given back with the form, and neither stored nor logged nor counted. Each thing that
was read is proposed with its words, fills only what is empty, and is recorded only if it is still ticked when the form is sent.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.forms import MultipleChoiceField
from django.http import QueryDict

from cms.desk.forms import IMPORTANCE, INTERESTS, NONE, TIMES, NeedsForm
from directory.catalogue.help_lines import HelpLine, help_lines
from directory.japanese.widths import narrow
from directory.search.wishes.places import place_names
from directory.search.wishes.reading import MOST_LETTERS, Understood, Wish, read_wish
from directory.search.wishes.table import phrase_book
from matching.engine.wording import MODES, WEEKDAYS

CHEAP = 300
"""Yen a visit that are meant by 安い."""
CANNOT_DO_WITHOUT = frozenset(["wheelchair", "accessible_toilet"])
"""Considerations that are proposed as 欠かせない; the others as あるとよい, which leaves no place out."""
SCHEMES = {
    "activity": "activities",
    "feature": "features",
    "kind": "kinds",
    "target": "targets",
    "stage": "stages",
    "worry": "worries",
}
"""List of words for the heads of concepts that have one."""
_HOURS = {"morning": ("", "12:00", "午前"), "afternoon": ("12:00", "17:00", "午後"), "evening": ("17:00", "", "夜")}
_DAYS = {"weekend": ("sat", "sun"), "weekday": WEEKDAYS[:5], **{day: (day,) for day in WEEKDAYS}}
_DAY_WORDS = dict(zip(WEEKDAYS, "月火水木金土日", strict=True))

_AGE = re.compile(r"(?<!\d)([1-9]\d?|1[01]\d)[歳才](?!の(?:お|御)?(?:母|父|親|祖|義|夫|妻|奥|主人|ばあ|じい))")
"""An age; not that of a parent or of whom the person is married to."""
_MINUTES = re.compile(r"(?<!\d)([1-9]\d{0,2})分(?:くらい|ぐらい|ほど)?(?:まで|以内|なら)")

Values = tuple[tuple[str, str], ...]
"""Names of fields of the form with what is filled in."""


@dataclass(frozen=True)
class Proposal:
    """What some words of the sentence mean for the form: a label for people, and the values of its fields."""

    words: str
    label: str
    values: Values

    @property
    def token(self) -> str:
        """What the checkbox sends."""
        return urlencode(self.values)


@dataclass(frozen=True)
class Reading:
    """A sentence as it was read.

    filled     proposals that now stand in the form
    stood      proposals whose field said something else already, which stays
    homeless   words with a meaning for which the form has no field
    lines      telephones for somebody in danger; [] without such words
    """

    form: NeedsForm
    filled: list[Proposal]
    stood: list[Proposal]
    homeless: list[str]
    lines: list[HelpLine]


def read_sentence(data: QueryDict, form: NeedsForm, city: str) -> Reading:
    """Read `sentence` of a posted form and fill the rest of it; `form` is an unbound one, `city` the code of the agency's city."""
    text = data.get("sentence", "")[:MOST_LETTERS]
    wish = read_wish(text, phrase_book(city), place_names()) if text.strip() else Wish(())
    filled, stood, values = [], [], data.copy()
    proposals, homeless = _proposals(wish, form, values)
    for proposal in [*_numbers(narrow(text)), *proposals]:
        (filled if _fill(values, proposal.values, form) else stood).append(proposal)
    form.initial |= {name: _value(values, name, field) for name, field in form.fields.items()}
    for proposal in filled:
        _mark(form, proposal)
    lines = help_lines(city, wish.concepts) if wish.is_danger else []
    return Reading(form, filled, stood, homeless, lines)


def without_refused(data: QueryDict) -> QueryDict:
    """A posted form without what was proposed and is ticked no longer, as far as nobody changed it since."""
    data, taken = data.copy(), set(data.getlist("take"))
    for token in data.getlist("offered"):
        for name, value in parse_qsl(token) if token not in taken else ():
            if value in data.getlist(name):
                data.setlist(name, [other for other in data.getlist(name) if other != value])
    return data


def _value(values: QueryDict, name: str, field) -> str | list[str]:
    return values.getlist(name) if isinstance(field, MultipleChoiceField) else values.get(name, "")


def _fill(values: QueryDict, wanted: Values, form: NeedsForm) -> bool:
    """Fill in what is empty; whether all of it stands there now."""
    is_free = all(
        NONE not in values.getlist(name) if _is_several(form, name) else values.get(name, "") in ("", value)
        for name, value in wanted
    )
    for name, value in wanted if is_free else ():
        if not _is_several(form, name):
            values[name] = value
        elif value not in values.getlist(name):
            values.appendlist(name, value)
    return is_free


def _is_several(form: NeedsForm, name: str) -> bool:
    return isinstance(form.fields[name], MultipleChoiceField)


def _mark(form: NeedsForm, proposal: Proposal) -> None:
    field = form.fields[proposal.values[0][0]]
    field.help_text = f"{field.help_text} 「{proposal.words}」から うめました。".strip()


def _proposals(wish: Wish, form: NeedsForm, values: QueryDict) -> tuple[list[Proposal], list[str]]:
    found, homeless, when = [], [], []
    for part in wish.parts:
        for concept in part.concepts:
            if concept.startswith(("day:", "time:")):
                when.append((part.words, concept))
            elif meant := _proposal(part, concept, form):
                found.append(meant)
            elif not concept.startswith("name:"):
                homeless.append(part.words)
    found += _times(when, values)
    unique = {proposal.token: proposal for proposal in reversed(found)}
    return list(reversed(unique.values())), list(dict.fromkeys(homeless))


def _numbers(text: str) -> Iterator[Proposal]:
    """The age of the person and how long they go, where the sentence says one of them."""
    for pattern, name, label in ((_AGE, "age", "年齢: {}歳"), (_MINUTES, "max_minutes", "行く時間: {}分まで")):
        found = {one[1]: one[0] for one in pattern.finditer(text)}
        if len(found) == 1:
            ((number, words),) = found.items()
            yield Proposal(words, label.format(number), ((name, number),))


def _proposal(part: Understood, concept: str, form: NeedsForm) -> Proposal | None:
    """What one concept means for the form; None where it has no field for it."""
    is_refused, plain = concept.startswith("not:"), concept.removeprefix("not:")
    head, _, slug = plain.partition(":")
    name, value, heading = _field_for(head, slug, is_refused, form)
    if name not in form.fields:
        return None
    labels = form.vocabulary.labels
    label = labels[SCHEMES[head]][slug] if head in SCHEMES else _label(head, value, slug)
    return Proposal(part.words, f"{heading}: {label}", ((name, value),))


def _label(head: str, value: str, slug: str) -> str:
    return {"fee": f"{value}円まで", "near": MODES["walk"]}.get(head, slug)


def _field_for(head: str, slug: str, is_refused: bool, form: NeedsForm) -> tuple[str, str, str]:
    """Name of the field, value, and heading for people; ("", "", "") for what the form does not ask."""
    match head, is_refused:
        case "activity", _:
            interest = "avoid" if is_refused else "want"
            return f"activity_{slug}", interest, INTERESTS[interest]
        case "kind", True:
            return "avoid_kinds", slug, "避けたい種類の場所"
        case "feature", False:
            importance = "needs" if slug in CANNOT_DO_WITHOUT else "prefers"
            return f"feature_{slug}", importance, IMPORTANCE[importance]
        case "target", False if slug != "everyone":
            return "targets", slug, "あてはまるもの"
        case "worry", False:
            return "worries", slug, "困りごと"
        case "stage", False:
            return "goal", slug, "目標"
        case "fee", False:
            return "max_fee", "0" if slug == "free" else str(CHEAP), "出せる費用"
        case "near", False:
            return "modes", "walk", "行き方"
        case "place", False:
            town = form.fields["town"].queryset.filter(name=slug.replace("_", " ")).first()
            return ("town", str(town.pk), "住んでいる町") if town else ("", "", "")
    return "", "", ""


def _times(when: Iterable[tuple[str, str]], values: QueryDict) -> Iterator[Proposal]:
    """The times in which the person can go out, each in a row of the form that is free."""
    when = list(when)
    days = [day for _, concept in when for day in _DAYS.get(concept.removeprefix("day:"), ())]
    parts = [concept.removeprefix("time:") for _, concept in when if concept.startswith("time:")]
    words = "・".join(dict.fromkeys(words for words, _ in when))
    free = [number for number in range(TIMES) if not _is_used(values, number)]
    edges = [_HOURS[part] for part in dict.fromkeys(parts)] or ([("", "", "")] if days else [])
    for number, (start, end, label) in zip(free, edges, strict=False):
        # Who names a part of the day and no day means every one; a time without days cannot be recorded.
        named = "・".join(_DAY_WORDS[day] for day in WEEKDAYS if day in days) or "どの曜日も"
        filled = [(f"weekdays_{number}", day) for day in WEEKDAYS if day in days or not days]
        filled += [(f"{edge}_{number}", at) for edge, at in (("from", start), ("to", end)) if at]
        yield Proposal(words, f"出かけられる時間: {' '.join(filter(None, (named, label)))}", tuple(filled))


def _is_used(values: QueryDict, number: int) -> bool:
    return any(values.get(f"{part}_{number}") for part in ("weekdays", "from", "to"))
