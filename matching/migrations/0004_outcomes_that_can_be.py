from django.db import migrations, models


def forget_staying(apps, schema_editor):
    """Of two answers that cannot both hold, 「合わなかった」 stays: somebody chose it as the reason."""
    outcomes = apps.get_model("matching", "Outcome").objects.using(schema_editor.connection.alias)
    outcomes.filter(stayed=True, ended_because="not_fit").update(stayed=None)


class Migration(migrations.Migration):
    dependencies = [("matching", "0003_looks_keep_the_code")]

    operations = [
        migrations.RunPython(forget_staying, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stayed__isnull", True),
                    ("stayed", False),
                    models.Q(("ended_because", "not_fit"), _negated=True),
                    _connector="OR",
                ),
                name="outcome_stayed_or_did_not_suit",
                violation_error_message="「3か月後も通っている」と「合わなかった」は、両方は選べません。どちらかを直してください。",
            ),
        ),
    ]
