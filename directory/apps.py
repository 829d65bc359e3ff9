"""The ground floor: what exists in town."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import m2m_changed, post_migrate, pre_migrate


class DirectoryConfig(AppConfig):
    """Fills the vocabulary after every migration and watches the changes that no `save()` sees."""

    name = "directory"
    verbose_name = "地域資源"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from directory.catalogue import help_lines, vocabulary
        from directory.publishing import append_only, versions
        from directory.search import live_index
        from directory.search.wishes import table
        from directory.snapshot import loading

        connection_created.connect(append_only.teach_sqlite, dispatch_uid="directory.publishing.append_only")
        # Of every app: the tables of the floors above and of Wagtail, too.
        pre_migrate.connect(append_only.drop_triggers, dispatch_uid="directory.publishing.append_only")
        post_migrate.connect(append_only.make_triggers, dispatch_uid="directory.publishing.append_only")
        m2m_changed.connect(versions.many_to_many_changed, dispatch_uid="directory.words_changed")
        versions.much_changed.connect(live_index.begin_next, dispatch_uid="directory.search.live_index")
        loading.looked_at.connect(live_index.take_next, dispatch_uid="directory.search.live_index")
        post_migrate.connect(vocabulary.add_shipped_words, sender=self, dispatch_uid="directory.catalogue.vocabulary")
        post_migrate.connect(help_lines.add_shipped_lines, sender=self, dispatch_uid="directory.catalogue.help_lines")
        post_migrate.connect(table.bring_shipped_phrases, sender=self, dispatch_uid="directory.search.wishes")
