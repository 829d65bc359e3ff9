"""The version of the directory is a pair, its number and its lot, in one row."""

import secrets

from django.db import migrations, models


def draw(apps, schema_editor):
    """The lot of the version as it was drawn, or another one: two directories never have the same pair."""
    edition = apps.get_model("directory", "Edition").objects.filter(pk=1).first()
    if edition is None:
        return
    drawn = apps.get_model("directory", "Change").objects.filter(edition=edition.number).values_list("lot", flat=True)
    edition.lot = drawn.first() or secrets.randbits(62)
    edition.save(update_fields=["lot"])


class Migration(migrations.Migration):

    dependencies = [("directory", "0020_doors")]

    operations = [
        migrations.AddField("edition", "lot", models.BigIntegerField(default=0)),
        migrations.RunPython(draw, migrations.RunPython.noop, elidable=True),
    ]
