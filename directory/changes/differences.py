"""The difference between two values of a field, in plain words: 「はじまり 10時→13時」.

Values are those of a revision's content (`serializable_data`): JSON values, lists of keys for many-to-many fields, lists of
dicts for children. `plain_value` brings them into one form, in which two values are equal exactly when they mean the same.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.serializers.json import DjangoJSONEncoder

from directory.catalogue.contacts import Contact
from directory.catalogue.places import Place
from directory.catalogue.resources import Resource
from directory.catalogue.schedules import Schedule
from directory.catalogue.statements import StatusStatement, Verification
from directory.catalogue.vocabulary import Answer, Term
from directory.hours.rules import Rule, span_in_minutes
from directory.hours.wording import describe, minutes_in_words, short_date

CHILD_FIELDS = ("schedules", "contacts", "features")
KEYS_OF_ROWS = ("pk", "resource")
"""Keys of a child that say where it is stored, not what it means."""
ADDED_LATER = {"times": 0, "per": "", "open_on_holidays": False}
"""Columns of schedules that came after values had been stored, and what stands in them where nobody said anything. It is left
out, so that a change that waits, the mark of an open form and a link in a mail from before still mean what is there now."""
NOTHING = "（なし）"
LABELS = {"schedules": "日時", "contacts": "連絡先", "features": "配慮", "status": "活動の状態", "fee": "参加費"}


_prefetched: ContextVar[dict[type, dict] | None] = ContextVar("rows_read_together", default=None)


@contextmanager
def prefetched_rows(changes: Iterable[dict]) -> Iterator[None]:
    """Within the block, the rows named in some changes ({field: {"old", "new"}}) are read with one query for each table."""
    keys: dict[type, set] = {}
    for name, value in ((n, v) for change in changes for n, both in change.items() for v in both.values()):
        if name == "features":
            keys.setdefault(Term, set()).update(child["feature"] for child in value or [])
        elif name not in (*CHILD_FIELDS, "status") and (field := Resource._meta.get_field(name)).is_relation:
            found = value if isinstance(value, list) else [value]
            keys.setdefault(field.related_model, set()).update(key for key in found if isinstance(key, int | str))
    token = _prefetched.set({model: {row.pk: row for row in _rows(model, wanted)} for model, wanted in keys.items()})
    try:
        yield
    finally:
        _prefetched.reset(token)


def _rows(model: type, keys: Iterable) -> list:
    """The rows of a table with some keys, in the order of the table."""
    keys = [key for key in keys if key is not None]
    known = (_prefetched.get() or {}).get(model)
    if known is not None and set(keys) <= known.keys():
        return [row for key, row in known.items() if key in keys]
    rows = model._base_manager.filter(pk__in=keys).order_by(*model._meta.ordering)
    return list(rows.select_related("municipality", "town") if model is Place else rows) if keys else []


def plain_value(name: str, value):
    """A value of the field `name` as JSON, without keys of rows, and sorted where the order has no meaning."""
    value = json.loads(json.dumps(value, cls=DjangoJSONEncoder))
    if isinstance(value, str):
        value = value.replace("\r\n", "\n")  # as browsers send every line break of a text area
    if name in CHILD_FIELDS:
        value = [{k: v for k, v in child.items() if _is_said(k, v)} for child in value or []]
    if isinstance(value, list):
        value = sorted(value, key=lambda one: json.dumps(one, sort_keys=True, ensure_ascii=False))
    return value


def _is_said(key: str, value) -> bool:
    return key not in KEYS_OF_ROWS and (key not in ADDED_LATER or value != ADDED_LATER[key])


def label(name: str, model=Resource) -> str:
    """The Japanese name of a field."""
    return LABELS.get(name) or str(model._meta.get_field(name).verbose_name)


def difference_in_words(name: str, old, new) -> str:
    """The difference between two plain values of a field, for people."""
    if name == "schedules":
        return _schedules_differ(old, new)
    if name == "features":
        return _answers_differ(old, new)
    return f"{value_in_words(name, old)}→{value_in_words(name, new)}"


def value_in_words(name: str, value) -> str:
    """One plain value of a field for people."""
    if special := _IN_WORDS.get(name):
        return special(value) or NOTHING
    if value in (None, "", []):
        return "どなたでも" if name == "targets" else NOTHING
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    field = Resource._meta.get_field(name)
    if field.is_relation:
        rows = _rows(field.related_model, value if isinstance(value, list) else [value])
        return "・".join(getattr(row, "short_label", str(row)) for row in rows) or NOTHING
    return str(dict(field.flatchoices).get(value, value))


def verification_in_words(check: Verification) -> str:
    """When and how a listing was verified, as a sentence."""
    return f"{_date(check.day.isoformat())}に、{check.get_how_display()}たしかめました"


def rule_of(child: dict) -> Rule:
    """The rule of a schedule in a revision's content."""
    times = {name: child[name] and dt.time.fromisoformat(child[name]) for name in ("start", "end")}
    dates = {name: child[name] and dt.date.fromisoformat(child[name]) for name in ("since", "until")}
    return Schedule(**{k: v for k, v in child.items() if k not in KEYS_OF_ROWS} | times | dates).rule


def _schedules_in_words(children: list) -> str:
    return "／".join(describe(rule_of(child)) for child in children)


def _schedules_differ(old: list, new: list) -> str:
    if len(old) == len(new) == 1:
        before, after = old[0], new[0]
        hours = {"start": "はじまり", "end": "おわり"}
        if {k: v for k, v in before.items() if k not in hours} == {k: v for k, v in after.items() if k not in hours}:
            said = [name for name in hours if _clock(before, name) != _clock(after, name)]
            return "、".join(f"{hours[name]} {_clock(before, name)}→{_clock(after, name)}" for name in said)
    return f"{_schedules_in_words(old) or NOTHING}→{_schedules_in_words(new) or NOTHING}"


def _clock(child: dict, name: str) -> str:
    """The start or the end of a schedule: 「10時」, 「24時」, 「翌2時」."""
    rule = rule_of(child)
    edges = dict(zip(("start", "end"), span_in_minutes(rule.start, rule.end), strict=True))
    return "決まっていない" if edges[name] is None else minutes_in_words(edges[name])


def _answers_differ(old: list, new: list) -> str:
    before, after = ({child["feature"]: child["answer"] for child in children} for children in (old, new))
    names = {term.pk: term.label for term in _rows(Term, before | after)}
    says = dict(Answer.choices)
    changed = [key for key in names if before.get(key) != after.get(key)]
    pairs = {key: [says[side.get(key, Answer.UNKNOWN)] for side in (before, after)] for key in changed}
    return "、".join(
        f"{names[key]} {was}→{now}" if was != now else f"{names[key]} {_ASKED[key in after]}"
        for key, (was, now) in pairs.items()
    )


_ASKED = {True: "分からないと 答えました", False: "まだ 聞いていないことに しました"}
"""Words for an unknown answer: True where somebody answered 「分からない」, so that the question is not asked again."""


def _contacts(children: list) -> str:
    return "／".join(_contact(child) for child in children)


def _contact(child: dict) -> str:
    parts = [Contact.Kind(child["kind"]).label, child["value"], child["person"], child["note"]]
    return " ".join(filter(None, parts)) + ("" if child["is_public"] else "（みんなには見せない）")


def _place(value) -> str:
    if isinstance(value, dict):
        return "、".join(filter(None, (value["name"], value["address"], value["building"])))
    place = next(iter(_rows(Place, [value])), None)
    return f"{place}（{place.full_address}）" if place else ""


def _status(value) -> str:
    if not value:
        return StatusStatement.Status.ACTIVE.label
    until = f"{_date(value['until'])}まで" if value["until"] else "から"
    when = f"{_date(value['since'])}〜{until}" if value["until"] else f"{_date(value['since'])}{until}"
    why = f"。{value['reason']}" if value["reason"] else ""
    return f"{StatusStatement.Status(value['status']).label}（{when}{why}）"


def _date(day: str) -> str:
    return short_date(dt.date.fromisoformat(day))


def _fee(value) -> str:
    return "" if value is None else f"{value:,}円" if value else "無料"


def _photo(value) -> str:
    return "写真あり" if value else ""


_IN_WORDS = {
    "schedules": _schedules_in_words,
    "contacts": _contacts,
    "place": _place,
    "status": _status,
    "fee": _fee,
    "photo": _photo,
}
