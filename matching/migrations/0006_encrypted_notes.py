from django.db import migrations, models
from django.db.models.functions import Cast

import matching.secrets.fields

AS_TEXT = models.TextField()


def encrypt(apps, schema_editor):
    """What was written about people in plain text."""
    rows = apps.get_model("matching", "Participant").objects.using(schema_editor.connection.alias)
    for key, note in rows.annotate(stored=Cast("note", AS_TEXT)).values_list("pk", "stored"):
        rows.filter(pk=key).update(note=note)


def decrypt(apps, schema_editor):
    rows = apps.get_model("matching", "Participant").objects.using(schema_editor.connection.alias)
    for key, note in rows.values_list("pk", "note"):
        rows.filter(pk=key).update(note=models.Value(note, AS_TEXT))


class Migration(migrations.Migration):
    dependencies = [("matching", "0005_numbers_that_divide")]

    operations = [
        migrations.AlterField(
            model_name="participant",
            name="note",
            field=matching.secrets.fields.EncryptedLineField(
                blank=True, help_text="名前や番地は書かないでください。", max_length=200, verbose_name="ひとこと"
            ),
        ),
        migrations.RunPython(encrypt, decrypt),
    ]
