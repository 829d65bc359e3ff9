"""What the drill's site holds: an invented country, listings with somebody who keeps them, a desk with people.

python -m tests.drill.seed PLACES   in the environment of the site; prints the numbers of the listings that are kept.
"""

import os
import sys

KEPT = 4
"""Listings with an owner."""


def main(places: int) -> None:
    """Fill an empty, migrated database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    import django

    django.setup()
    from django.db import connection, transaction

    from tests.benchmarks import stored
    from tests.benchmarks.invented import country

    with transaction.atomic():
        stored.fill(country(places))
        with connection.cursor() as cursor:
            for table in ("directory_place", "directory_resource", "directory_area", "directory_town"):
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM {table}))", [table]
                )
        listings = _people()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    sys.stdout.write(f"{' '.join(map(str, listings))}\n")


def _people() -> list[int]:
    from cms.sign_in.code_apps import CodeApp
    from directory.associations.representatives import add_representative
    from matching.cases.participants import Participant
    from tests.drill.people import APP_KEY, PASSWORD
    from tests.factories import make_agency, make_organization, make_resource, make_town, make_user

    organization, agency = make_organization(name="ひまわり会"), make_agency()
    owner = make_user(username="drill-owner", password=PASSWORD)
    add_representative(organization, owner, "lead")
    coordinator = make_user("coordinator", agency, username="drill-coordinator", password=PASSWORD)
    CodeApp.objects.create(user=coordinator, name="drill", key=APP_KEY)
    for number in range(10):
        Participant.objects.create(code=f"M-{number:04}", agency=agency, town=make_town(), note="ひとこと")
    return [make_resource(name=f"ひまわりサロン{n}", organization=organization).pk for n in range(1, KEPT + 1)]


if __name__ == "__main__":
    main(int(sys.argv[1]))
