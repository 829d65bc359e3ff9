"""Whether a name or a code means a municipality: with its prefecture or 郡 before it, and with its wards (行政区) where it has some.

A designated city and its wards have codes of their own (横浜市 141003, 横浜市青葉区 141178): a list of the city names its rows by
either. 郡 stands in addresses and in the codes' register, and not in a town's own name (西多摩郡日の出町 is 日の出町).
"""

import re
from functools import cache

from directory.gazetteer.postal_register import municipality_names
from directory.geo.areas import Municipality

PREFECTURE = re.compile(r"(?:北海道|東京都|京都府|大阪府|[一-鿿]{2,3}県)")
_COUNTY = re.compile(r"^[一-鿿ぁ-んァ-ヶ]{1,6}郡(?=[一-鿿ぁ-んァ-ヶ]{1,8}[町村])")
_CITY_AND_WARD = re.compile(r"(.+?市)(.+区)")


def without_county(name: str) -> str:
    """The name of a town or village without its 郡; 大和郡山市 and 蒲郡市 are left as they are.

    >>> without_county("西多摩郡日の出町"), without_county("大和郡山市")
    ('日の出町', '大和郡山市')
    """
    return name if name in municipality_names().values() and not name.endswith(("町", "村")) else _COUNTY.sub("", name)


@cache
def wards(code: str) -> dict[str, str]:
    """The wards of a designated city by their five digits, {} for any other municipality. `code` has five or six digits."""
    five = code[:5]
    cities = _designated()
    return cities[five][1] if five in cities else {}


def designated_city(five: str) -> str:
    """The name of the designated city of these five digits, "" where there is none."""
    return _designated()[five][0] if five in _designated() else ""


def city_of_ward(five: str) -> str:
    """The five digits of the designated city that a ward belongs to, "" for what is no ward."""
    return next((city for city, (_, names) in _designated().items() if five in names), "")


@cache
def _designated() -> dict[str, tuple[str, dict[str, str]]]:
    """Designated cities by their five digits: name, and wards. A city's digits are those of its first ward, the last one 0."""
    found: dict[str, dict[str, str]] = {}
    for five, name in municipality_names().items():
        if both := _CITY_AND_WARD.fullmatch(name):
            found.setdefault(both[1], {})[five] = both[2]
    return {f"{min(names)[:4]}0": (city, names) for city, names in found.items()}


def is_code_of(code: str, where: Municipality) -> bool:
    """Whether a code of five or six digits means a municipality, a ward of it, or the city that it is a ward of."""
    five, own = code[:5], where.pk[:5]
    return five == own or five in wards(own) or five == city_of_ward(own)


def is_name_of(text: str, where: Municipality) -> bool | None:
    """Whether the text of a column for municipalities means one; None where it may or is no name of a municipality.

    >>> is_name_of("東京都西多摩郡日の出町", Municipality(code="133051", prefecture="東京都", name="日の出町"))
    True
    """
    told = without_county(re.sub(r"\s", "", text).removeprefix(where.prefecture))
    own, own_wards = without_county(where.name), set(wards(where.pk).values())
    if not told or told == where.prefecture:
        return None
    if told == own or told.startswith(own) or told in own_wards:
        return True
    if both := _CITY_AND_WARD.fullmatch(own):
        return True if told == both[2] else None if told == both[1] else False if _is_municipality(told) else None
    return False if _is_municipality(told) or PREFECTURE.match(told) else None


def _is_municipality(text: str) -> bool:
    return text.endswith(("市", "区", "町", "村")) or text in names_elsewhere()


@cache
def names_elsewhere() -> frozenset[str]:
    """Every municipality as addresses begin with it: cities and wards by name, towns and villages with their 郡."""
    names = set(municipality_names().values())
    return frozenset(names | {city for city, _ in _designated().values()})
