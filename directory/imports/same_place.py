"""Two rows of a list that are one place: it gets both meetings, and of everything else both texts.

Pure, on the plain facts of listings. What the rows say differently and a listing can say only once is told in the description, each
after the meeting that it belongs to.
"""

from collections.abc import Iterable, Mapping

LABELS = {
    "targets": "対象",
    "ages": "年齢",
    "capacity": "定員",
    "group_size": "人数",
    "fee": "料金",
    "venue": "会場",
    "organization": "団体",
}
"""Fields whose text is told in the description where two rows differ in it."""
_FACTS_OF = {
    "targets": ("targets",),
    "ages": ("min_age", "max_age", "ages_of"),
    "capacity": ("capacity",),
    "group_size": ("group_size",),
    "fee": ("fee", "fee_note"),
}
_LISTS = ("schedule", "dates", "contacts")


def joined(first: dict, second: dict, told: tuple[Mapping[str, str], Mapping[str, str]]) -> dict:
    """The facts of one place out of those of two rows. `told` are the texts of each by the names in LABELS."""
    facts, lines = {**second, **first}, ([], [])
    for name in _LISTS:
        facts[name] = _each_once([*first.get(name, ()), *second.get(name, ())])
    for name, label in LABELS.items():
        if all(first.get(fact) == second.get(fact) for fact in _FACTS_OF.get(name, ())) and told[0].get(name) == told[
            1
        ].get(name):
            continue
        for fact in _FACTS_OF.get(name, ()):
            facts.pop(fact, None)
        for own, texts in zip(lines, told, strict=True):
            own += [f"{label}：{texts[name]}"] if texts.get(name) else []
    for own, row in zip(lines, (first, second), strict=True):
        own += [row["summary"]] if row.get("summary") and first.get("summary") != second.get("summary") else []
        own += row.get("description", "").split("\n") if row.get("description") else []
    if first.get("summary") != second.get("summary"):
        facts.pop("summary", None)
    facts["hours_note"] = " ／ ".join(_each_once(filter(None, (first.get("hours_note"), second.get("hours_note")))))
    facts["description"] = "\n".join(_described(first, second, *lines))
    facts["place"] = {**second.get("place", {}), **first.get("place", {})}
    facts["unused"] = _both(first.get("unused", {}), second.get("unused", {}))
    return {name: value for name, value in facts.items() if value not in ("", [], {})}


def _described(first: dict, second: dict, lines: list[str], others: list[str]) -> Iterable[str]:
    """Lines that both rows have once, then those of each row after its meeting."""
    common = [line for line in lines if line in others]
    yield from common
    for row, own in ((first, lines), (second, others)):
        left = _each_once(line for line in own if line not in common)
        meeting = "、".join(row.get("schedule", ())) or row.get("hours_note", "")
        if left:
            yield f"{meeting}：{'、'.join(left)}" if meeting else "\n".join(left)


def _both(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, str]:
    return {
        name: " ／ ".join(_each_once(filter(None, (first.get(name), second.get(name)))))
        for name in (*first, *(name for name in second if name not in first))
    }


def _each_once(values: Iterable) -> list:
    kept: list = []
    for value in values:
        if value not in kept:
            kept.append(value)
    return kept
