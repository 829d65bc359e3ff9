"""Keys of apps are encrypted, and of recovery codes a keyed hash is left."""

import django.db.models.deletion
import django_otp.plugins.otp_totp.models
from django.conf import settings
from django.db import migrations, models

import matching.secrets.fields
from cms.sign_in.recovery_codes import hashed

SAME = ("user_id", "name", "confirmed", "key", "drift", "last_t", "created_at", "last_used_at")


def take_over(apps, schema_editor):
    """Move what is registered; a session that was proved by it is asked for the second step once more."""
    old, new = apps.get_model("otp_totp", "TOTPDevice"), apps.get_model("cms", "CodeApp")
    for device in old.objects.order_by("pk"):
        moved = new.objects.create(**{name: getattr(device, name) for name in SAME})
        new.objects.filter(pk=moved.pk).update(created_at=device.created_at)
    old.objects.all().delete()
    for token in apps.get_model("otp_static", "StaticToken").objects.order_by("pk"):
        token.token = hashed(token.token)
        token.save(update_fields=["token"])


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0010_links_of_mails"),
        ("otp_totp", "0003_add_timestamps"),
        ("otp_static", "0003_add_timestamps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name='CodeApp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='The human-readable name of this device.', max_length=64)),
                ('confirmed', models.BooleanField(default=True, help_text='Is this device ready for use?')),
                ('throttling_failure_timestamp', models.DateTimeField(blank=True, default=None, help_text='A timestamp of the last failed verification attempt. Null if last attempt succeeded.', null=True)),
                ('throttling_failure_count', models.PositiveIntegerField(default=0, help_text='Number of successive failed attempts.')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='The date and time when this device was initially created in the system.', null=True)),
                ('last_used_at', models.DateTimeField(blank=True, help_text='The most recent date and time this device was used.', null=True)),
                ('key', matching.secrets.fields.EncryptedLineField(default=django_otp.plugins.otp_totp.models.default_key, max_length=80, verbose_name='鍵')),
                ('drift', models.SmallIntegerField(default=0, verbose_name='ずれ')),
                ('last_t', models.BigIntegerField(default=-1, verbose_name='さいごの時')),
                ('user', models.ForeignKey(help_text='The user that this device belongs to.', on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'コードのアプリ',
                'verbose_name_plural': 'コードのアプリ',
                'abstract': False,
            },
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
