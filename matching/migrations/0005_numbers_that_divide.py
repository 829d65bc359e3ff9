from django.db import migrations, models

DIVIDING = (
    "closeness.half",
    "closeness.share",
    "closeness.old_legs",
    "schedule_fit.visits",
    "interest.want",
    "freshness.none_days",
    "learning.spread",
    "travel.road_factor",
    "travel.walk.km_per_hour",
    "travel.bicycle.km_per_hour",
    "travel.bus.km_per_hour",
    "travel.car.km_per_hour",
)


def remove_zeros(apps, schema_editor):
    """A number with which every list fails: the row before it holds again, or the shipped one, which is filled in."""
    numbers = apps.get_model("matching", "Number").objects.using(schema_editor.connection.alias)
    numbers.filter(name__in=DIVIDING, value=0).delete()


class Migration(migrations.Migration):
    dependencies = [("matching", "0004_outcomes_that_can_be")]

    operations = [
        migrations.RunPython(remove_zeros, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="number",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("value__gt", 0), models.Q(("name__in", DIVIDING), _negated=True), _connector="OR"
                ),
                name="number_not_zero_where_it_divides",
                violation_error_message="この数字は、0にできません。",
            ),
        ),
    ]
