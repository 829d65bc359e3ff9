import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def copy_codes(apps, schema_editor):
    """The code of the person into each look at them, which then says whom it was about when the person is deleted."""
    Look, Participant = apps.get_model("matching", "Look"), apps.get_model("matching", "Participant")
    code = Participant.objects.filter(pk=models.OuterRef("participant_id")).values("code")[:1]
    Look.objects.using(schema_editor.connection.alias).exclude(participant=None).update(code=models.Subquery(code))


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0002_outcomes_outlive_listings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="look",
            name="code",
            field=models.CharField(
                blank=True,
                default="",
                help_text="本人の番号の写し。本人が消されても残ります。",
                max_length=20,
                verbose_name="番号",
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="look",
            name="user",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="利用者",
            ),
        ),
        migrations.RunPython(copy_codes, migrations.RunPython.noop),
    ]
