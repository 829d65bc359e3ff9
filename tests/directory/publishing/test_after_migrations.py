"""What fills tables after a migration waits until all of them are as this program reads them."""

import pytest
from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.state import ProjectState

from directory.models import HelpLine, Term
from directory.publishing.after_migrations import once_all_is_migrated

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "column",
    ["cms.newspage.text_easy", "directory.helpline.hours", "directory.wishword.source", "matching.number.label"],
)
def test_a_migration_alone_leaves_what_others_still_lack(column):
    label, model, name = column.split(".")
    state = ProjectState.from_apps(apps)
    state.remove_field(label, model, name)
    with_triggers = "CASCADE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{label}_{model}" DROP COLUMN "{name}" {with_triggers}')
    emit_post_migrate_signal(0, False, "default", apps=state.apps, plan=[])


def test_a_table_that_is_not_there_is_waited_for_and_then_filled():
    state, called = ProjectState.from_apps(apps), []
    receiver = once_all_is_migrated(lambda **kwargs: called.append(kwargs["apps"]))
    receiver(apps=state.apps)
    state.remove_model("directory", "helpline")
    receiver(apps=state.apps)
    assert len(called) == 1


def test_after_all_migrations_everything_is_filled():
    HelpLine.objects.all().delete()
    Term.objects.filter(slug="tea").delete()
    emit_post_migrate_signal(0, False, "default", apps=ProjectState.from_apps(apps).apps, plan=[])
    assert HelpLine.objects.exists()
    assert Term.objects.filter(slug="tea").exists()
