"""Stories: one person, the places of a town, and what a good coordinator would do, readable by both kinds of reader.

Pure: no database. The form is that of shared/stories/README.md; every problem is named with its key and word.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from directory.geo.points import NOWHERE, micro
from directory.snapshot import arrays as directory
from directory.snapshot import codes
from directory.snapshot.arrays import Columns, Rows, Times
from matching.engine.directory_day import DirectoryDay
from matching.engine.needs import Needs
from matching.engine.needs_validation import LARGEST, OLDEST, NeedsReader, Problem, Refused, needs_from
from matching.engine.scoring import Matching, match
from matching.engine.weights import Weights, shipped_weights
from matching.engine.wording import WEEKDAYS, Vocabulary, shipped_words, weekday_mask
from matching.evaluation.expectations import CheckedExpectation, StoryAnswer, outcomes, read_expectations

HOME = 1
"""Key of the one municipality that a story has."""
RESOURCE_KEYS = frozenset(
    [
        "code",
        "name",
        "kind",
        "targets",
        "min_age",
        "max_age",
        "activities",
        "stages",
        "lat",
        "lng",
        "area",
        "town",
        "outside_area_ok",
        "ages_of",
        "schedule",
        "by_appointment",
        "fee",
        "group_size",
        "capacity_left",
        "features",
        "referral",
        "status",
        "verified",
    ]
)
STATUSES = ("active", "paused", "ended")
REFERRALS = ("open", "referral", "closed")


@dataclass(frozen=True)
class StoryPlaces:
    """The places of a story or a graded town as columns; the code of key k is `codes[k - 1]`."""

    ground: DirectoryDay
    codes: tuple[str, ...]
    towns: Mapping[str, int]

    def code(self, key: int) -> str:
        """The code of a place."""
        return self.codes[key - 1]

    @property
    def keys(self) -> dict[str, int]:
        """Code -> key."""
        return {code: key for key, code in enumerate(self.codes, 1)}


@dataclass(frozen=True)
class Story:
    """A story that has been read."""

    title: str
    places: StoryPlaces
    needs: Needs
    expect: Mapping[str, Any]


def load(path: Path) -> Any:
    """The YAML of a file; raises Refused when it cannot be read."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refused([Problem("file", f"開けません（{error.strerror}）。")]) from error
    except UnicodeDecodeError as error:
        raise Refused([Problem("file", "文字コードが UTF-8 ではありません。")]) from error
    except (yaml.YAMLError, ValueError) as error:
        raise Refused([Problem("file", f"YAML として読めません（{error}）。")]) from error


def read_story(raw: Any, words: Vocabulary | None = None) -> Story:
    """The story that a mapping tells; raises Refused with all its problems."""
    words = words or shipped_words()
    reader = NeedsReader(raw, [])
    reader.only(("story", "source", "today", "areas", "resources", "person", "expect"))
    title = reader.text("story")
    if title is None:
        reader.refuse("story", "題がありません。")
    person = reader.raw.get("person") or {}
    places = read_places(reader, [person], words)
    needs = _needs(reader, person, words, places) if places else None
    told = reader.inside("expect") if reader.raw.get("expect") else None
    expect = read_expectations(told, places.codes, words) if places and told else {}
    if reader.problems or places is None or needs is None:
        raise Refused(reader.problems)
    return Story(title or "", places, needs, expect)


def tell(story: Story, weights: Weights | None = None) -> tuple[Matching, StoryAnswer, list[CheckedExpectation]]:
    """Match a story's person: the matching, the same by codes, and every expectation with whether it holds.

    By default with the shipped weights of the story's day.
    """
    places = story.places
    matching = match(places.ground, story.needs, weights or shipped_weights(places.ground.day))
    answer = StoryAnswer(
        {places.code(entry.key): entry for entry in matching.entries()},
        {places.code(exclusion.key): exclusion for exclusion in matching.exclusions()},
    )
    return matching, answer, outcomes(answer, story.expect)


def _needs(reader: NeedsReader, person: Any, words: Vocabulary, places: StoryPlaces) -> Needs | None:
    try:
        at_home = {"municipality": HOME, **person} if isinstance(person, Mapping) else person
        return needs_from(at_home, words, places.towns, places.keys)
    except Refused as refused:
        reader.problems += [Problem(f"person.{p.field}".removesuffix(".person"), p.reason) for p in refused.problems]
        return None


def read_places(reader: NeedsReader, people: list[Any], words: Vocabulary) -> StoryPlaces | None:
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
    columns = _columns(entries, areas, towns, words)
    if reader.problems or today is None:
        return None
    return StoryPlaces(DirectoryDay(columns, today, words), codes, towns)


def _date(reader: NeedsReader, key: str) -> dt.date | None:
    value = reader.raw.get(key)
    if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        reader.refuse(key, f"日付は 2026-06-01 のように書いてください（{value}）。")
        return None


def _towns(areas: Mapping[str, list], of_places: list[Any], people: list[Any]) -> dict[str, int]:
    """Every town that a story names -> its key."""
    named = [town for towns in areas.values() for town in towns] + of_places
    for person in people:
        if isinstance(person, Mapping):
            avoided = person.get("avoid_towns")
            named += [person.get("town"), *(avoided if isinstance(avoided, list) else ())]
    return {town: key for key, town in enumerate(dict.fromkeys(t for t in named if isinstance(t, str)), 1)}


def _columns(
    entries: list[NeedsReader], areas: Mapping[str, list], towns: Mapping[str, int], words: Vocabulary
) -> Columns:
    vocabulary = {scheme: words.slugs(scheme) for scheme in codes.SCHEMES}
    numbers = {name: number for number, name in enumerate(areas)}
    rows = [_row(entry, numbers, towns, words) for entry in entries]
    times = [{"row": i, **rule} for i, entry in enumerate(entries) for rule in _rules(entry)]
    statements = [{"row": i, "status": STATUSES.index(entry.word("status", STATUSES) or "active")}
                  for i, entry in enumerate(entries)]  # fmt: skip
    return directory.build(
        1,
        vocabulary,
        [frozenset(towns[town] for town in listed) for listed in areas.values()],
        _table(Rows, rows, key=range(1, len(rows) + 1), place=range(1, len(rows) + 1), municipality=[HOME] * len(rows)),
        _table(Times, times),
        directory.Exceptions.of(0),
        _table(directory.Statements, statements),
    )


def _table(table: type, rows: list[dict[str, int]], **columns: Any) -> Any:
    """A table of the columns from one mapping a row, all with the same keys."""
    names = rows[0] if rows else ()
    return table.of(len(rows), **{name: [row[name] for row in rows] for name in names}, **columns)


def _row(entry: NeedsReader, areas: Mapping[str, int], towns: Mapping[str, int], words: Vocabulary) -> dict[str, int]:
    """The columns of one place; what is absent is unknown."""
    entry.text("name")
    lat, lng = entry.point()
    area = entry.word("area", areas)
    least, most = (entry.whole(key, 0, OLDEST, "年齢") for key in ("min_age", "max_age"))
    if least is not None and most is not None and least > most:
        entry.refuse("max_age", f"max_age が min_age より小さいです（{least}〜{most}）。")
    kind = entry.word("kind", words.labels["kinds"])
    features = entry.inside("features")
    features.only(words.labels["features"])
    answers = {feature: features.flag(feature) for feature in words.labels["features"]}
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
        "kinds": _bits(words, "kinds", [kind] if kind else []),
        **{
            scheme: _bits(words, scheme, entry.words(scheme, words.labels[scheme]) or ())
            for scheme in ("targets", "activities", "stages")
        },
        "features_yes": _bits(words, "features", [f for f, on in answers.items() if on]),
        "features_no": _bits(words, "features", [f for f, on in answers.items() if on is False]),
        "min_age": least or 0,
        "max_age": codes.NO_MAX_AGE if most is None else most,
        **{key: _amount(entry, key, what) for key, what in _AMOUNTS.items()},
        "referral": codes.REFERRAL_UNKNOWN if referral is None else REFERRALS.index(referral),
        "verified": codes.day_number(verified),
    }


_AMOUNTS = {"fee": "費用（円）", "group_size": "人数", "capacity_left": "空き"}


def _amount(entry: NeedsReader, key: str, what: str) -> int:
    value = entry.whole(key, 0, LARGEST, what)
    return codes.UNKNOWN_AMOUNT if value is None else value


def _bits(words: Vocabulary, scheme: str, slugs: Any) -> int:
    return sum(1 << words.slugs(scheme).index(slug) for slug in slugs)


def _rules(entry: NeedsReader) -> list[dict[str, int]]:
    """The rules of opening of one place."""
    rules = []
    for rule in entry.each("schedule") or ():
        rule.only(("weekdays", "weeks", "from", "to"))
        days = rule.words("weekdays", WEEKDAYS)
        if not rule.raw.get("weekdays"):
            rule.refuse("weekdays", "曜日をひとつ以上書いてください。")
        weeks = rule.wholes("weeks", 1, 5, "第何週か") or ()
        start, end = rule.span()
        mask = sum({1 << (week - 1) for week in weeks})
        rules.append({"weekdays": weekday_mask(days or ()), "weeks": mask, "start": start, "end": end})
    return rules
