from django.db import migrations

OLD, NEW = "地域活動支援センター", "障害のある人の活動の場（地域活動支援センター）"


def rename(apps, before, after):
    """Where the city has not changed it: a name that outsiders understand."""
    terms = apps.get_model("directory", "Term").objects
    terms.filter(scheme="kinds", slug="activity_center", label=before).update(label=after)


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0016_unanswered_queries'),
    ]

    operations = [
        migrations.RunPython(lambda apps, _: rename(apps, OLD, NEW), lambda apps, _: rename(apps, NEW, OLD)),
    ]
