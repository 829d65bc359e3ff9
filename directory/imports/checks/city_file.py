"""What is wrong in a city's file (docs/guides/city_file.md), told all at once and in Japanese, before anything is stored.

Whoever writes one is no programmer: every problem names the row and says what may stand there.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from directory.catalogue.organizations import Operation
from directory.catalogue.vocabulary import shipped_words
from directory.imports.row_maker import TERM_LISTS

LISTS = ("area_systems", "organizations", "agencies", "resources", "works", "meetings", "goals", "unnamed", "left_out")
"""The lists of a file; each may be left out."""
NOTES = ("sectors", "sectors_inferred")
"""What a file may say besides, for whoever reads it."""
WORKS = {
    "consultation": "包括的相談支援",
    "participation": "参加支援",
    "community": "地域づくり",
    "outreach": "アウトリーチ等を通じた継続的支援",
    "cooperation": "多機関協働",
}
"""The five works of 社会福祉法 106条の4 第2項."""
LAWS = {"consent": "ご本人の同意がある", "without": "同意がない（社会福祉法 106条の6）", "other": "ほかの会議"}
"""On what a meeting stands."""


def problems_in(city: Any) -> list[str]:
    """What stops a file from being loaded, one sentence for each; empty where nothing does."""
    if not isinstance(city, Mapping):
        return ["このファイルは、市の体制の ファイルでは ありません。"]
    found = [f"「{name}」が ありません。" for name in ("municipality", "source") if not city.get(name)]
    found += [_unknown(name, (*LISTS, *NOTES, "municipality", "source")) for name in city if not _is_key(name)]
    found += [f"「{name}」は、行の一覧にしてください。" for name in LISTS if not isinstance(city.get(name) or [], list)]
    return found or [*_of_names(city), *_of_words(city), *_of_choices(city)]


def _is_key(name: str) -> bool:
    return name in (*LISTS, *NOTES, "municipality", "source", "prefecture", "name")


def _unknown(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(str(name), list(known), 1)
    return f"「{name}」という項目は ありません。" + (f"「{near[0]}」では ありませんか。" if near else "")


def rows_in(city: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The rows of a list of a file; none where it is left out."""
    return city.get(name) or []


def _of_names(city: Mapping[str, Any]) -> Iterable[str]:
    """Rows without a name, and the same name twice."""
    for name in ("resources", "organizations", "area_systems", "agencies", "meetings", "goals"):
        rows = rows_in(city, name)
        if any(not isinstance(row, Mapping) or not row.get("name") for row in rows):
            yield f"「{name}」に、名前（name）のない行が あります。"
        else:
            twice = [label for label, times in Counter(row["name"] for row in rows).items() if times > 1]
            yield from (f"「{name}」に「{label}」が 2回 あります。" for label in twice)


def _of_words(city: Mapping[str, Any]) -> Iterable[str]:
    """Words, areas and organizations that nobody knows."""
    areas = [area["name"] for system in rows_in(city, "area_systems") for area in system.get("areas") or []]
    bodies, words = [row["name"] for row in rows_in(city, "organizations") if "name" in row], shipped_words()
    for row in rows_in(city, "resources"):
        where = f"「{row.get('name')}」の"
        if not row.get("kinds"):
            yield f"{where} 種類（kinds）が ありません。窓口なら [consultation] です。"
        for scheme in TERM_LISTS:
            for slug in row.get(scheme) or []:
                if slug not in words[scheme]:
                    yield f"{where} {scheme}：{_unknown(slug, words[scheme])}"
        if row.get("area") and row["area"] not in areas:
            yield f"{where} 圏域（area）：{_unknown(row['area'], areas)}"
        if row.get("organization") and row["organization"] not in bodies:
            yield f"{where} 団体（organization）：{_unknown(row['organization'], bodies)}"


def _of_choices(city: Mapping[str, Any]) -> Iterable[str]:
    """Answers that must be one of a few."""
    names = {row.get("name") for row in rows_in(city, "resources")}
    for name, column, allowed in (
        ("resources", "operation", Operation.values),
        ("works", "operation", Operation.values),
        ("works", "work", WORKS),
        ("meetings", "law", LAWS),
    ):
        for row in rows_in(city, name):
            if (said := row.get(column)) not in (*allowed, None):
                yield f"「{row.get('name') or row.get('who')}」の {column}：{_unknown(str(said), allowed)}"
    for row in rows_in(city, "works"):
        if not row.get("who") or not row.get("work"):
            yield "「works」に、だれが（who）か どの事業（work）かのない行が あります。"
    for row in rows_in(city, "agencies"):
        for desk in set(row.get("desks") or ()) - names:
            yield f"「{row.get('name')}」の窓口（desks）「{desk}」は、resources に ありません。"
