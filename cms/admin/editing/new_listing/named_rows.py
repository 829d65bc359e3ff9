"""Organizations and places that are there already, found by the name on a paper. Where several fit, none is guessed."""

from cms.permissions.city_policy import policy_of
from directory.catalogue.places import places_named
from directory.japanese.folding import same_name
from directory.models import Municipality, Organization, Place


class SeveralRows(Exception):
    """Several rows of that name; says in Japanese what to do."""


def organization_named(user, name: str) -> Organization | None:
    """The one organization of the user's cities with this name; None where there is none. Raises SeveralRows."""
    return _only(
        [one for one in policy_of(Organization).rows(user).order_by("pk") if same_name(one.name, name)], "団体"
    )


def place_named(user, city: Municipality, name: str, address: str, building: str) -> Place | None:
    """The one place of a city that is meant, as associations find it too; None where there is none. Raises SeveralRows."""
    rows = policy_of(Place).rows(user).filter(municipality=city).order_by("pk")
    return _only(places_named(rows, name, address, building), "場所")


def _only(rows: list, what: str):
    if len(rows) > 1:
        which = "" if what == "団体" else "住所か 部屋を 書きたすか、"
        raise SeveralRows(
            f"同じ名前の{what}が {len(rows)}つ あります。{which}下の「一覧から えらぶ」で、どれかを えらんでください。"
        )
    return rows[0] if rows else None
