from django.db import migrations


def follow_outcomes(apps, schema_editor):
    """Somebody who went to a place before had an introduction, which nobody wrote down."""
    alias = schema_editor.connection.alias
    introductions = apps.get_model("matching", "Introduction").objects.using(alias)
    made = []
    for one in apps.get_model("matching", "Outcome").objects.using(alias).iterator():
        over = "ended" if one.ended_because in ("goal", "next") else "broken_off" if one.ended_because else ""
        made.append(
            introductions.model(
                participant_id=one.participant_id,
                resource_id=one.resource_id,
                deleted_name=one.deleted_name,
                stage=over or ("settled" if one.stayed else "joined"),
                begun_on=one.started_on,
                moved_on=one.ended_on or one.started_on,
                ended_on=one.ended_on,
                ended_because=one.ended_because,
                outcome=one,
                made_by_id=one.recorded_by_id,
            )
        )
    introductions.bulk_create(made, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("matching", "0011_introductions")]

    operations = [migrations.RunPython(follow_outcomes, migrations.RunPython.noop, elidable=True)]
