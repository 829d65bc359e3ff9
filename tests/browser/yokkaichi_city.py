"""四日市市 as its plan describes it, small: the office that takes the calls, and the places of both 想定されるケース."""

from django.utils import timezone

from cms.content.site_settings import SiteSettings
from cms.demo.people import PASSWORD
from directory.catalogue.contacts import Contact
from directory.geo.areas import Municipality
from directory.imports.city_fixtures import load_plan, plans, read_city
from matching.cases.programme import load_programme
from tests.factories import (
    make_agency,
    make_municipality,
    make_organization,
    make_place,
    make_resource,
    make_town,
    make_user,
)

HOME = {"lat": 34.9650, "lng": 136.6244}
WEEKDAYS = "月曜・火曜・水曜・木曜・金曜"
TEL, MAIL = Contact.Kind.TELEPHONE, Contact.Kind.EMAIL
CENTER = "地域活動支援センター"
LUNCHES = "在宅介護支援センターの訪問給食"
WORKSHOP = "就労継続支援B型 みなと作業所"
WELCOMES = {"trial": "yes", "one_to_one_staff": "yes", "no_talk_needed": "yes", "drop_in": "yes", "small_group": "yes"}


def fill() -> None:
    """Make the city in an empty database that is migrated."""
    city = make_municipality("242021", "四日市市", "三重県", **HOME)
    make_town("西町", city, reading="にしまち", **HOME)
    office = make_agency(name="福祉総務課", kind="city", municipality=city)
    make_user(
        "coordinator",
        office,
        username="coordinator",
        password=PASSWORD,
        name="福祉総務課の 田中",
        email="tanaka@example.jp",
    )

    def place(name, lat, lng, schedule="", mail="", **facts):
        contacts = [{"kind": TEL, "value": "059-000-1101", "note": "平日 9時から17時"}]
        contacts += [{"kind": MAIL, "value": mail, "is_public": False}] if mail else []
        where = make_place(lat, lng, name=name, municipality=city)
        organization = make_organization(name=f"{name}の運営")
        make_resource(schedule, name=name, place=where, organization=organization, contacts=contacts, **facts)

    disability = {"targets": ["disability", "withdrawn"], "referral": "referral", "fee": 0}
    place(
        CENTER, 34.9690, 136.6240, f"{WEEKDAYS} 10:00–15:30", "center@example.jp",
        kinds=["activity_center"], activities=["crafts", "light_work", "peer_support"], group_size=10,
        stages=["go_out", "belong", "take_part"], features=WELCOMES, **disability,
    )  # fmt: skip
    place(
        WORKSHOP, 34.9690, 136.6260, f"{WEEKDAYS} 9:30–15:30", "workshop@example.jp",
        kinds=["welfare_service"], activities=["light_work"], min_age=18, group_size=18,
        stages=["take_part", "role", "work_prep"], features={"pick_up": "yes", "meal_served": "yes"}, **disability,
    )  # fmt: skip
    place(
        LUNCHES, 34.9652, 136.6250,
        kinds=["life_support"], targets=["older"], min_age=65, stages=["contact"], by_appointment=True, fee=350,
        group_size=1, features={"meal_served": "yes"}, referral="referral",
    )  # fmt: skip
    place(
        "中地区の地域包括支援センター", 34.9700, 136.6200,
        kinds=["consultation"], targets=["older", "dementia", "carer"], activities=["advice"],
        stages=["contact", "go_out"], by_appointment=True, fee=0, referral="open",
    )  # fmt: skip
    place(
        "ふれあいいきいきサロン", 34.9655, 136.6248, "毎週水曜 10:00–12:00",
        targets=["older"], min_age=65, activities=["tea", "exercise"], stages=["take_part"], fee=100, group_size=30,
        features={"drop_in": "yes"}, referral="open",
    )  # fmt: skip


def fill_five_works() -> None:
    """The same, and all desks of the plan's table: the office answers for its own."""
    fill()
    city = Municipality.objects.get(pk="242021")
    told = read_city(next(path for path in plans() if path.stem == "yokkaichi"))
    # The one of the case is there already, with its days and its mail.
    told["resources"] = [one for one in told["resources"] if one["name"] != CENTER]
    told["agencies"] = [{"name": "福祉総務課", "kind": "city", "desks": ["福祉総務課"]}]
    load_plan(told, timezone.localdate())
    load_programme(told, city)
    SiteSettings.objects.create(municipality=city, city_name="四日市市")
