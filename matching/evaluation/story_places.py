"""The places of a story or a graded town, from the mappings under `resources`, with `areas` and `today`.

Pure: no database. The form is described in docs/reference/stories.md.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from directory.geo.points import NOWHERE, micro
from directory.hours.bits import (
    CLOSED_AT_NEW_YEAR,
    CLOSED_AT_OBON,
    CLOSED_ON_HOLIDAYS,
    LAST_WEEK,
    NOT_LAST_WEEK,
    ON_HOLIDAYS,
)
from directory.snapshot import codes
from directory.snapshot.arrays import Columns, build
from directory.snapshot.tables import Exceptions, Rows, Statements, Times, feature_columns
from matching.engine.directory_day import DirectoryDay
from matching.engine.mapping_reader import MappingReader
from matching.engine.needs import DAY
from matching.engine.needs_validation import LARGEST, OLDEST
from matching.engine.vocabulary import Vocabulary
from matching.engine.wording import weekday_mask

HOME = 1
"""Key of the one municipality that a story has."""
RESOURCE_KEYS = frozenset(
    (
        *("code", "name", "kind", "targets", "activities", "stages", "features"),
        *("lat", "lng", "town", "area", "outside_area_ok", "min_age", "max_age", "ages_of"),
        *(
            "schedule",
            "by_appointment",
            "ends",
            "reopens",
            "worries",
            "fee",
            "group_size",
            "capacity_left",
            "referral",
            "status",
            "verified",
        ),
    )
)
STATUSES = ("active", "paused", "ended")
REFERRALS = ("open", "referral", "closed")


@dataclass(frozen=True)
class StoryPlaces:
    """The places of a story or a graded town. The code of the place with the key k is `codes[k - 1]`; towns: name -> key."""

    directory_day: DirectoryDay
    codes: tuple[str, ...]
    towns: Mapping[str, int]

    def code(self, key: int) -> str:
        """The code of a place."""
        return self.codes[key - 1]

    @property
    def keys(self) -> dict[str, int]:
        """Code -> key."""
        return {code: key for key, code in enumerate(self.codes, 1)}


def read_places(reader: MappingReader, people: list[Any], vocabulary: Vocabulary) -> StoryPlaces | None:
    """The places under `resources`, with `areas` and `today`; None where problems were noted.

    `people` are the persons who will be matched: the towns that they name are towns, too.
    """
    today = _date(reader, "today")
    if today is None and not reader.raw.get("today"):
        reader.refuse("today", "マッチングの日（today）がありません。")
    areas = {str(name): reader.inside("areas").sequence(name) or [] for name in reader.inside("areas").raw}
    entries = reader.each("resources") or []
    towns = _towns(areas, [e.raw.get("town") for e in entries], people)
    for entry in entries:
        entry.only(RESOURCE_KEYS)
    codes = tuple(entry.text("code") or "" for entry in entries)
    for entry, code in zip(entries, codes, strict=True):
        if not code or codes.count(code) > 1:
            entry.refuse("code", "code がないか、ほかの場所と同じです。")
    columns = _columns(entries, areas, towns, vocabulary)
    if reader.problems or today is None:
        return None
    return StoryPlaces(DirectoryDay(columns, today, vocabulary), codes, towns)


def _date(reader: MappingReader, key: str) -> dt.date | None:
    value = reader.raw.get(key)
    if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        reader.refuse(key, f"日付は 2026-06-01 のように書いてください（{value}）。")
        return None


def _towns(areas: Mapping[str, list[Any]], of_places: list[Any], people: list[Any]) -> dict[str, int]:
    """Every town that a story names -> its key."""
    named = [town for towns in areas.values() for town in towns] + of_places
    for person in people:
        if isinstance(person, Mapping):
            avoided = person.get("avoid_towns")
            named += [person.get("town"), *(avoided if isinstance(avoided, list) else ())]
    return {town: key for key, town in enumerate(dict.fromkeys(t for t in named if isinstance(t, str)), 1)}


def _columns(
    entries: list[MappingReader], areas: Mapping[str, list[Any]], towns: Mapping[str, int], vocabulary: Vocabulary
) -> Columns:
    slugs = {scheme: vocabulary.slugs(scheme) for scheme in codes.SCHEMES}
    numbers = {name: number for number, name in enumerate(areas)}
    rows = [_row(entry, numbers, towns, vocabulary) for entry in entries]
    times = [{"row": i, **rule} for i, entry in enumerate(entries) for rule in _rules(entry)]
    statements = [{"row": i, **said} for i, entry in enumerate(entries) for said in _statements(entry)]
    worries = [frozenset(entry.words("worries", vocabulary.labels["worries"]) or ()) for entry in entries]
    worry_sets = tuple(dict.fromkeys([frozenset(), *worries]))
    for row, of_place in zip(rows, worries, strict=True):
        row["worries"] = worry_sets.index(of_place)
    features = feature_columns(*([row.pop(answer) for row in rows] for answer in ("yes", "no")))
    return build(
        1,
        slugs,
        [frozenset(towns[town] for town in listed) for listed in areas.values()],
        _table(
            Rows,
            rows,
            key=range(1, len(rows) + 1),
            place=range(1, len(rows) + 1),
            municipality=[HOME] * len(rows),
            **features,
        ),
        _table(Times, times),
        Exceptions.of(0),
        _table(Statements, statements),
        worry_sets,
    )


def _table(table: Any, rows: list[dict[str, int]], **columns: Any) -> Any:
    """A `Rows`, `Times` or `Statements` from one mapping a row, all with the same keys, and further columns."""
    names = rows[0] if rows else ()
    return table.of(len(rows), **{name: [row[name] for row in rows] for name in names}, **columns)


def _row(
    entry: MappingReader, areas: Mapping[str, int], towns: Mapping[str, int], vocabulary: Vocabulary
) -> dict[str, int]:
    """The columns of one place; what is absent is unknown."""
    entry.text("name")
    lat, lng = entry.point()
    area = entry.word("area", areas)
    least, most = (entry.whole(key, 0, OLDEST, "年齢") for key in ("min_age", "max_age"))
    if least is not None and most is not None and least > most:
        entry.refuse("max_age", f"max_age が min_age より小さいです（{least}〜{most}）。")
    kind = entry.word("kind", vocabulary.labels["kinds"])
    features = entry.inside("features")
    features.only(vocabulary.labels["features"])
    answers = {feature: features.flag(feature) for feature in vocabulary.labels["features"]}
    verified, referral = _date(entry, "verified"), entry.word("referral", REFERRALS)
    flags = (
        (codes.OUTSIDE_AREA_OK, entry.flag("outside_area_ok")),
        (codes.BY_APPOINTMENT, entry.flag("by_appointment")),
        (codes.AGES_OF_CHILD, entry.word("ages_of", ("child", "visitor")) == "child"),
    )
    return {
        "town": entry.key("town", towns) or codes.NO_TOWN,
        "catchment": codes.EVERYWHERE if area is None else areas[area],
        "lat": NOWHERE if lat is None else micro(lat),
        "lng": NOWHERE if lng is None else micro(lng),
        "flags": codes.PUBLIC + sum(bit for bit, on in flags if on),
        "kinds": _bits(vocabulary, "kinds", [kind] if kind else []),
        **{
            scheme: _bits(vocabulary, scheme, entry.words(scheme, vocabulary.labels[scheme]) or ())
            for scheme in ("targets", "activities", "stages")
        },
        "yes": _bits(vocabulary, "features", [f for f, on in answers.items() if on]),
        "no": _bits(vocabulary, "features", [f for f, on in answers.items() if on is False]),
        "min_age": least or 0,
        "max_age": codes.NO_MAX_AGE if most is None else most,
        **{key: _amount(entry, key, what) for key, what in _AMOUNTS.items()},
        "referral": codes.REFERRAL_UNKNOWN if referral is None else REFERRALS.index(referral),
        "verified": codes.day_number(verified),
    }


_AMOUNTS = {"fee": "費用（円）", "group_size": "人数", "capacity_left": "空き"}


def _amount(entry: MappingReader, key: str, what: str) -> int:
    value = entry.whole(key, 0, LARGEST, what)
    return codes.UNKNOWN_AMOUNT if value is None else value


def _bits(vocabulary: Vocabulary, scheme: str, slugs: Any) -> int:
    return sum(1 << vocabulary.slugs(scheme).index(slug) for slug in slugs)


def _statements(entry: MappingReader) -> list[dict[str, int]]:
    """The status of one place, until it reopens, and from the day after its last one."""
    status, ends, reopens = entry.word("status", STATUSES), _date(entry, "ends"), _date(entry, "reopens")
    if status is None:
        status = "active" if reopens is None else "paused"
    before = codes.FOREVER if reopens is None or status != "paused" else codes.day_number(reopens) - 1
    said = [{"status": STATUSES.index(status), "since": codes.NEVER, "until": before}]
    if ends is not None and status != "ended":
        last = codes.day_number(ends)
        said.append({"status": STATUSES.index("ended"), "since": last + 1, "until": codes.FOREVER})
    return said


_WEEKS: dict[Any, int] = {number: 1 << (number - 1) for number in range(1, 6)}
_WEEKS |= {"last": LAST_WEEK, "not_last": NOT_LAST_WEEK}


_CLOSED = {"holidays": CLOSED_ON_HOLIDAYS, "obon": CLOSED_AT_OBON, "new_year": CLOSED_AT_NEW_YEAR}
_RULE_KEYS = ("weekdays", "weeks", "from", "to", "holidays", "months", "since", "until", "closed")


def _rules(entry: MappingReader) -> list[dict[str, int]]:
    """The rules of opening of one place; `to` may be above 24:00, and `holidays: open` adds national holidays."""
    rules = []
    for rule in entry.each("schedule") or ():
        rule.only(_RULE_KEYS)
        days = weekday_mask(rule.weekdays()) | ON_HOLIDAYS * (rule.word("holidays", ["open"]) == "open")
        start, end = rule.span(latest=2 * DAY)
        since, until = _date(rule, "since"), _date(rule, "until")
        if since and until and until < since:
            rule.refuse("until", f"until が since より前です（{since}〜{until}）。")
        rules.append({
            "weekdays": days,
            "weeks": sum({_week(rule, week) for week in rule.sequence("weeks") or ()}),
            "months": sum({1 << month - 1 for month in rule.wholes("months", 1, 12, "月") or ()}),
            "start": start,
            "end": end,
            "since": codes.day_number(since),
            "until": codes.day_number(until, codes.FOREVER),
            "closed": sum(_CLOSED[word] for word in rule.words("closed", _CLOSED) or ()),
        })  # fmt: skip
    return rules


def _week(rule: MappingReader, week: Any) -> int:
    """The bit of one week; 0, with a problem, for what is none."""
    if isinstance(week, int | str) and not isinstance(week, bool) and week in _WEEKS:
        return _WEEKS[week]
    rule.refuse("weeks", f"第何週かは1から5までの整数か、last・not_last で書いてください（{week}）。")
    return 0
