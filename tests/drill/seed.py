"""What the drill's site holds: an invented country, a listing with somebody who keeps it, a desk with people.

python -m tests.drill.seed PLACES   in the environment of the site; prints the number of the listing.
"""

import os
import sys


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
        listing = _people()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    sys.stdout.write(f"{listing}\n")


def _people() -> int:
    from directory.associations.representatives import add_representative
    from matching.cases.participants import Participant
    from tests.drill.people import PASSWORD
    from tests.factories import make_agency, make_organization, make_resource, make_town, make_user

    organization, agency = make_organization(name="ひまわり会"), make_agency()
    owner = make_user(username="drill-owner", password=PASSWORD)
    add_representative(organization, owner, "lead")
    make_user("coordinator", agency, username="drill-coordinator", password=PASSWORD)
    for number in range(10):
        Participant.objects.create(code=f"M-{number:04}", agency=agency, town=make_town())
    return int(make_resource(name="ひまわりサロン", organization=organization).pk)


if __name__ == "__main__":
    main(int(sys.argv[1]))
