"""What all data sets say of a listing the same way: who, where, whom to call, when."""

import datetime as dt

from directory.catalogue.contacts import Contact
from directory.catalogue.places import Place
from directory.catalogue.resources import Resource
from directory.catalogue.statements import StatusStatement
from directory.exports.open_data.plain_cells import clock, clock_of_end, degrees, katakana
from directory.hours.rules import WEEKDAY_LETTERS, Rule
from directory.hours.wording import describe, full_date
from directory.japanese.folding import fold

Cells = dict[str, str]


def identity(resource: Resource) -> Cells:
    """Code of the municipality, ID, names."""
    where = resource.municipality
    return {
        "全国地方公共団体コード": where.code,
        "ID": str(resource.uuid),
        "地方公共団体名": where.name,
        "名称": resource.name,
        "名称_カナ": katakana(resource.reading),
    }


def address(place: Place | None, shown_as: str = "") -> Cells:
    """The address in one and in parts; the point only where it is exact.

    shown_as   the name of the listing: a hall that is called otherwise is named before its room
    """
    if place is None:
        return {}
    where, street = place.municipality, place.street
    town = str(place.town or "")
    town = town if town and street.startswith(town) else ""
    exact = place.precision == Place.Precision.EXACT
    building = building_of(place, shown_as)
    return {
        "所在地_全国地方公共団体コード": where.code,
        "所在地_連結表記": f"{where.prefecture}{where.name}{street}",
        "所在地_都道府県": where.prefecture,
        "所在地_市区町村": where.name,
        "所在地_町字": town,
        "所在地_番地以下": street.removeprefix(town),
        "建物名等（方書）": building,
        "建物名等(方書)": building,
        "方書": building,
        "住所": f"{where.prefecture}{where.name}{street}",
        "緯度": degrees(place.lat) if exact else "",
        "経度": degrees(place.lng) if exact else "",
        "郵便番号": place.postcode,
        "アクセス方法": place.access,
    }


def building_of(place: Place, shown_as: str) -> str:
    """The building with its room; before it the name of a hall that is neither the listing's nor in it."""
    hall = "" if fold(place.name) in (fold(shown_as), fold(place.street)) else place.name
    return place.building if hall and fold(hall) in fold(place.building) else f"{hall} {place.building}".strip()


def contacts(resource: Resource) -> Cells:
    """The first of each kind in its column; what stands beside it and the others in the remarks, with what they are."""
    public = [one for one in resource.rows_of("contacts") if one.is_public]
    cells, beside = {}, []
    for kind, heading in {
        Contact.Kind.TELEPHONE: "電話番号",
        Contact.Kind.FAX: "FAX番号",
        Contact.Kind.EMAIL: "連絡先メールアドレス",
        Contact.Kind.WEBSITE: "URL",
        Contact.Kind.OTHER: "",
    }.items():
        for number, one in enumerate(one for one in public if one.kind == kind):
            about = "、".join(filter(None, (one.person, one.note)))
            if heading and not number:
                cells[heading] = one.value
                beside += [f"{one.get_kind_display()}は {about}"] if about else []
            else:
                beside.append(f"{one.get_kind_display()} {one.value}" + (f"（{about}）" if about else ""))
    return cells | {"連絡先備考（その他、SNSなど）": "。".join(beside)}


def organization(resource: Resource) -> Cells:
    """Who runs it."""
    runs = resource.public_organization
    return {"法人番号": runs.corporate_number, "団体名": runs.name} if runs else {}


def hours(resource: Resource) -> Cells:
    """Weekdays, start and end where one rule says all; and every rule in words, which is what holds."""
    rules = [row.rule for row in resource.rows_of("schedules")]
    words = "。".join([*map(describe, rules), *filter(None, [resource.hours_note])])
    first = rules[0] if len(rules) == 1 and _is_every_week(rules[0]) else None
    return {
        "利用可能曜日": "".join(WEEKDAY_LETTERS[day] for day in first.weekdays) if first else "",
        "開始時間": clock(first.start) if first else "",
        "終了時間": clock_of_end(first.start, first.end) if first else "",
        "特記事項": words,
    }


def _is_every_week(rule: Rule) -> bool:
    """Whether a column of weekdays tells all of a rule's days but its closures."""
    limited = rule.weeks or rule.months or rule.monthdays or rule.since or rule.until or rule.open_on_holidays
    return bool(rule.weekdays) and rule.every == 1 and not rule.times and not limited


def status(resource: Resource, today: dt.date) -> str:
    """That it is closed, until when and why; "" where it is not."""
    said = resource.status_on(today)
    if said is None or said.status == StatusStatement.Status.ACTIVE:
        return ""
    until = f"（{full_date(said.until)}まで）" if said.until else ""
    return f"今は{said.get_status_display()}{until}。{said.reason}"
