"""Reads the values of a mapping (form, JSON column, YAML) one by one, and collects every problem with its field and reason.

Pure: no database. Reasons are in Japanese, as they are shown to the person who wrote the mapping.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from directory.geo.points import in_japan
from directory.hours.wording import clock
from matching.engine.needs import DAY
from matching.engine.wording import WEEKDAYS

_CLOCK = re.compile(r"([0-4]?\d):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the field as it is written (`travel.modes`) and the reason in Japanese."""

    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}"


class InvalidInput(ValueError):
    """A mapping has problems; `problems` holds all of them."""

    def __init__(self, problems: list[Problem]):
        super().__init__(" / ".join(map(str, problems)))
        self.problems = tuple(problems)


class MappingReader:
    """Reads the values of one mapping; adds each problem to `problems` instead of stopping at the first.

    A value that has a problem is read as if it were absent. Readers of inner mappings share the list of problems.
    `prefix` is the path of this mapping, as it stands before the names of its fields.
    """

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

    def inside(self, key: str) -> "MappingReader":
        """A reader of the mapping under a key; an absent one is empty."""
        value = self.raw.get(key)
        return MappingReader({} if value is None else value, self.problems, f"{self.prefix}.{key}".strip("."))

    def each(self, key: str) -> "list[MappingReader] | None":
        """Readers of the mappings in the list under a key, None if it is absent."""
        values = self.sequence(key)
        return values and [
            MappingReader(value, self.problems, f"{self.prefix}.{key}[{i}]".strip("."))
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
        values: list[Any] = value if isinstance(value, list) else [value]
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

    def minutes(self, key: str, latest: int = DAY) -> int | None:
        """Minutes since midnight of a time like "13:30"; "24:00" ends a day, and "26:00" is 2:00 on the day after."""
        value = self.raw.get(key)
        if value is None:
            return None
        match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
        if match is None or (read := int(match[1]) * 60 + int(match[2])) > latest:
            self.refuse(key, f'時刻は引用符で囲んで "13:30" のように書いてください（{value}）。')
            return None
        return read

    def span(self, latest: int = DAY) -> tuple[int, int]:
        """The times `from` and `to` in minutes, `to` up to `latest`; absent, the whole day."""
        start, end = self.minutes("from") or 0, self.minutes("to", latest)
        end = DAY if end is None else end
        if end <= start:
            self.refuse("to", f"終わりの時刻が、始まりより前か同じです（{clock(start)}〜{clock(end)}）。")
        return start, end

    def weekdays(self) -> tuple[str, ...]:
        """The slugs under `weekdays`, Monday first; there must be at least one."""
        days = self.words("weekdays", WEEKDAYS)
        if not self.raw.get("weekdays"):
            self.refuse("weekdays", "曜日をひとつ以上書いてください。")
        return tuple(sorted(days or (), key=WEEKDAYS.index))

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
