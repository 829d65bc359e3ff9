"""Reads and checks the needs of a person that come from outside: a form, a JSON column or a story.

Pure: no database. The only way to `Needs` from unchecked values; the rest of the engine takes needs as right.
"""

from collections.abc import Mapping
from typing import Any

from matching.engine.mapping_reader import InvalidInput, MappingReader
from matching.engine.needs import GENDERS, KEYS, Needs, Window
from matching.engine.vocabulary import Vocabulary
from matching.engine.wording import MODES

OLDEST = 120
LONGEST_WAY = 600
"""Minutes; more than ten hours on the way can only be a typing error."""
FARTHEST_HOME = 50_000
"""Metres; no town is so large that its middle is farther from any of its homes."""
LARGEST = 60_000
"""Yen, and people: the greatest amounts that the arrays of the directory can hold."""


def needs_from(
    raw: Any, vocabulary: Vocabulary, towns: Mapping[str, int] | None = None, resources: Mapping[str, int] | None = None
) -> Needs:
    """The needs that a mapping with the keys `KEYS` states; raises InvalidInput with all problems.

    `towns` and `resources` (name -> key of the row) let names stand instead of keys.
    """
    reader, towns = MappingReader(raw, []), towns or {}
    reader.only(KEYS)
    interests, travel = reader.inside("interests"), reader.inside("travel")
    interests.only(("want", "curious", "done"))
    travel.only(("modes", "max_minutes"))
    activities, features = vocabulary.labels["activities"], vocabulary.labels["features"]
    lat, lng = reader.point()
    needs = Needs(
        age=reader.whole("age", 0, OLDEST, "年齢"),
        gender=reader.word("gender", GENDERS),
        companion=reader.flag("companion"),
        children=reader.wholes("children", 0, OLDEST * 12, "お子さんの月齢"),
        lat=lat,
        lng=lng,
        home_radius=reader.whole("home_radius", 0, FARTHEST_HOME, "家のある範囲（m）"),
        municipality=reader.key("municipality", {}),
        town=reader.key("town", towns),
        targets=reader.words("targets", vocabulary.labels["targets"]),
        worries=reader.words("worries", vocabulary.labels["worries"]),
        stage=reader.word("stage", vocabulary.labels["stages"]),
        goal=reader.word("goal", vocabulary.labels["stages"]),
        want=interests.words("want", activities) or (),
        curious=interests.words("curious", activities) or (),
        done=interests.words("done", activities) or (),
        avoid=reader.words("avoid", {**activities, **vocabulary.labels["kinds"]}) or (),
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
        raise InvalidInput(reader.problems)
    return needs


def _windows(reader: MappingReader) -> tuple[Window, ...] | None:
    entries = reader.each("available")
    if entries is None:
        return None
    if not entries:
        reader.refuse("available", "出かけられる時間がひとつもありません。分からないときは、この項目を消してください。")
    windows = []
    for entry in entries:
        entry.only(("weekdays", "from", "to"))
        windows.append(Window(entry.weekdays(), *entry.span()))
    return tuple(windows)


def _contradictions(reader: MappingReader, needs: Needs) -> None:
    """Add a problem for each pair of facts that cannot both be true."""
    for child in needs.children or ():
        if needs.age is not None and child // 12 >= needs.age:
            reader.refuse("children", f"お子さん（{child}か月）が、本人（{needs.age}歳）より年上です。")
    wished = {*needs.want, *needs.curious}
    for word in needs.avoid:
        if word in wished:
            reader.refuse("avoid", f"「{word}」は、してみたいことにも避けたいことにも入っています。")
