"""The police and the ambulance come first where a neighbour may lie in need of help: new in the file, and in rows that were shipped before."""

from django.db import migrations

_NUMBERS = ("110", "119")
_SAFETY = "neighbour_safety"


def add_safety(apps, schema_editor):
    """Add the danger to the national rows of both numbers that lack it."""
    rows = apps.get_model("directory", "HelpLine").objects.filter(municipality=None, telephone__in=_NUMBERS)
    for row in rows:
        if _SAFETY not in row.concerns.split():
            row.concerns = f"{row.concerns} {_SAFETY}".strip()
            row.save(update_fields=["concerns"])


class Migration(migrations.Migration):
    dependencies = [("directory", "0024_accounts_begin_by_link")]

    operations = [migrations.RunPython(add_safety, migrations.RunPython.noop)]
