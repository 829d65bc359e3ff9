"""The border where a person's needs come in: every problem is listed with its field and the reason, in Japanese.

Pure: no database. Inside, needs are taken as right.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from directory.geo.points import in_japan
from directory.hours.wording import clock
from matching.engine.needs import DAY, KEYS, Needs, Window
from matching.engine.wording import MODES, WEEKDAYS, Vocabulary

OLDEST = 120
LONGEST_WAY = 600
"""Minutes; a way of more than ten hours is a slip of the pen."""
LARGEST = 60_000
"""Yen, and people; what the arrays of the directory can hold."""
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the field as it is written (`travel.modes`) and the reason in Japanese."""

    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}"


class Refused(ValueError):
    """What came in cannot be taken; `problems` says all that is wrong with it."""

    def __init__(self, problems: list[Problem]):
        super().__init__(" / ".join(map(str, problems)))
        self.problems = tuple(problems)


class NeedsReader:
    """Reads the values of one mapping and collects the problems instead of stopping at the first."""

    def __init__(self, raw: Any, problems: list[Problem], prefix: str = ""):
        self.problems, self.prefix = problems, prefix
        self.raw: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
        if not isinstance(raw, Mapping):
            self.refuse("", "「項目: 値」の形で書いてください。")

    def refuse(self, key: Any, reason: str) -> None:
        """Note a problem of one key."""
        self.problems.append(Problem(f"{self.prefix}.{key}".strip(".") or "person", reason))

    def only(self, keys: Collection[str]) -> None:
        """Refuse every key that is not one of these."""
        for key in self.raw:
            if key not in keys:
                self.refuse(str(key), f"「{key}」という項目はありません。")

    def inside(self, key: str) -> "NeedsReader":
        """A reader of the mapping under a key; an absent one is empty."""
        value = self.raw.get(key)
        return NeedsReader({} if value is None else value, self.problems, f"{self.prefix}.{key}".strip("."))

    def each(self, key: str) -> "list[NeedsReader] | None":
        """Readers of the mappings in the list under a key, None if it is absent."""
        values = self.sequence(key)
        return values and [
            NeedsReader(value, self.problems, f"{self.prefix}.{key}[{i}]".strip("."))
            for i, value in enumerate(values, 1)
        ]

    def sequence(self, key: str) -> "list[Any] | None":
        """The list under a key, None if it is absent."""
        value = self.raw.get(key)
        if value is None:
            return None
        if isinstance(value, str) or not isinstance(value, list | tuple):
            self.refuse(key, f"［］で囲んで、いくつでも書ける形にしてください（{value}）。")
            return None
        return list(value)

    def text(self, key: str) -> str | None:
        """A text, None if it is absent."""
        value = self.raw.get(key)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        self.refuse(key, f"文字で書いてください（{value}）。")
        return None

    def whole(self, key: str, least: int, most: int, what: str) -> int | None:
        """A whole number within limits, both included."""
        value = self.raw.get(key)
        return None if value is None else self._whole(key, value, least, most, what)

    def wholes(self, key: str, least: int, most: int, what: str) -> tuple[int, ...] | None:
        """Several whole numbers within limits."""
        values = self.sequence(key)
        if values is None:
            return None
        read = [self._whole(key, value, least, most, what) for value in values]
        return tuple(value for value in read if value is not None)

    def _whole(self, key: str, value: Any, least: int, most: int, what: str) -> int | None:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.refuse(key, f"{what}は{least}から{most}までの整数で書いてください（{value}）。")
            return None
        return value

    def word(self, key: str, known: Collection[str]) -> str | None:
        """One word of a list."""
        value = self.raw.get(key)
        return None if value is None or not self._is_word(key, value, known) else value

    def words(self, key: str, known: Collection[str]) -> tuple[str, ...] | None:
        """Several words of a list, each once."""
        values = self.sequence(key)
        if values is None:
            return None
        return tuple(dict.fromkeys(value for value in values if self._is_word(key, value, known)))

    def some(self, key: str, known: Collection[str]) -> list[str]:
        """One word or several of a list."""
        value = self.raw.get(key)
        values = value if isinstance(value, list) else [value]
        return [word for word in values if self._is_word(key, word, known)]

    def _is_word(self, key: str, value: Any, known: Collection[str]) -> bool:
        if isinstance(value, str) and value in known:
            return True
        self.refuse(key, f"「{value}」ということばはありません。")
        return False

    def flag(self, key: str) -> bool | None:
        """yes or no, as YAML 1.1 reads them or as texts."""
        value = self.raw.get(key)
        if value in (None, "unknown"):
            return None
        if value in (True, "yes"):
            return True
        if value in (False, "no"):
            return False
        self.refuse(key, f"yes・no・unknown のどれかで書いてください（{value}）。")
        return None

    def minutes(self, key: str) -> int | None:
        """Minutes since midnight of a time like "13:30"; "24:00" ends a day."""
        value = self.raw.get(key)
        if value is None:
            return None
        match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
        if match is None or (read := int(match[1]) * 60 + int(match[2])) > DAY:
            self.refuse(key, f'時刻は引用符で囲んで "13:30" のように書いてください（{value}）。')
            return None
        return read

    def span(self) -> tuple[int, int]:
        """The times `from` and `to` in minutes; absent, the whole day."""
        start, end = self.minutes("from") or 0, self.minutes("to")
        end = DAY if end is None else end
        if end <= start:
            self.refuse("to", f"終わりの時刻が、始まりより前か同じです（{clock(start)}〜{clock(end)}）。")
        return start, end

    def point(self) -> tuple[float | None, float | None]:
        """Latitude and longitude in degrees, both or none, within Japan."""
        lat, lng = self.raw.get("lat"), self.raw.get("lng")
        if lat is None and lng is None:
            return None, None
        if lat is None or lng is None:
            self.refuse("lat" if lat is None else "lng", "緯度（lat）と経度（lng）は、両方書いてください。")
        elif not all(isinstance(v, int | float) and not isinstance(v, bool) for v in (lat, lng)):
            self.refuse("lat", f"緯度と経度は数で書いてください（{lat}, {lng}）。")
        elif in_japan(lng, lat):
            self.refuse("lat", f"緯度と経度が入れかわっているようです（{lat}, {lng}）。")
        elif not in_japan(lat, lng):
            self.refuse("lat", f"日本の外の場所です（{lat}, {lng}）。")
        else:
            return float(lat), float(lng)
        return None, None

    def keys(self, key: str, known: Mapping[str, int]) -> tuple[int, ...]:
        """Keys of rows, given as such or by a name that is known."""
        read = [self._key(key, value, known) for value in self.sequence(key) or ()]
        return tuple(dict.fromkeys(value for value in read if value is not None))

    def key(self, key: str, known: Mapping[str, int]) -> int | None:
        """The key of one row, given as such or by a name that is known."""
        value = self.raw.get(key)
        return None if value is None else self._key(key, value, known)

    def _key(self, key: str, value: Any, known: Mapping[str, int]) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and value in known:
            return known[value]
        self.refuse(key, f"「{value}」はありません。")
        return None


def needs_from(
    raw: Any, words: Vocabulary, towns: Mapping[str, int] | None = None, resources: Mapping[str, int] | None = None
) -> Needs:
    """The needs that a mapping states, in the keys of a story's person; raises Refused with all problems.

    `towns` and `resources` give the keys of names that may stand instead of keys.
    """
    reader, towns = NeedsReader(raw, []), towns or {}
    reader.only(KEYS)
    interests, travel = reader.inside("interests"), reader.inside("travel")
    interests.only(("want", "curious", "done"))
    travel.only(("modes", "max_minutes"))
    activities, features = words.labels["activities"], words.labels["features"]
    lat, lng = reader.point()
    needs = Needs(
        age=reader.whole("age", 0, OLDEST, "年齢"),
        children=reader.wholes("children", 0, OLDEST * 12, "お子さんの月齢"),
        lat=lat,
        lng=lng,
        municipality=reader.key("municipality", {}),
        town=reader.key("town", towns),
        targets=reader.words("targets", words.labels["targets"]),
        stage=reader.word("stage", words.labels["stages"]),
        goal=reader.word("goal", words.labels["stages"]),
        want=interests.words("want", activities) or (),
        curious=interests.words("curious", activities) or (),
        done=interests.words("done", activities) or (),
        avoid=reader.words("avoid", {**activities, **words.labels["kinds"]}) or (),
        avoid_resources=reader.keys("avoid_resources", resources or {}),
        avoid_towns=reader.keys("avoid_towns", towns),
        available=_windows(reader),
        modes=travel.words("modes", MODES) or (),
        max_minutes=travel.whole("max_minutes", 1, LONGEST_WAY, "かけられる時間（分）"),
        needs=reader.words("needs", features) or (),
        prefers=reader.words("prefers", features) or (),
        max_group=reader.whole("max_group", 1, LARGEST, "人数"),
        max_fee=reader.whole("max_fee", 0, LARGEST, "費用（円）"),
    )
    _contradictions(reader, needs)
    if reader.problems:
        raise Refused(reader.problems)
    return needs


def _windows(reader: NeedsReader) -> tuple[Window, ...] | None:
    entries = reader.each("available")
    if entries is None:
        return None
    if not entries:
        reader.refuse("available", "出かけられる時間がひとつもありません。分からないときは、この項目を消してください。")
    windows = []
    for entry in entries:
        entry.only(("weekdays", "from", "to"))
        days = entry.words("weekdays", WEEKDAYS)
        if not entry.raw.get("weekdays"):
            entry.refuse("weekdays", "曜日をひとつ以上書いてください。")
        windows.append(Window(tuple(sorted(days or (), key=WEEKDAYS.index)), *entry.span()))
    return tuple(windows)


def _contradictions(reader: NeedsReader, needs: Needs) -> None:
    """Facts that cannot both be true."""
    for child in needs.children or ():
        if needs.age is not None and child // 12 >= needs.age:
            reader.refuse("children", f"お子さん（{child}か月）が、本人（{needs.age}歳）より年上です。")
    wished = {*needs.want, *needs.curious}
    for word in needs.avoid:
        if word in wished:
            reader.refuse("avoid", f"「{word}」は、してみたいことにも避けたいことにも入っています。")
