"""The ground floor: what exists in town."""

from django.apps import AppConfig
from django.db.models.signals import m2m_changed, post_migrate


class DirectoryConfig(AppConfig):
    """Fills the vocabulary after every migration and watches the changes that no `save()` sees."""

    name = "directory"
    verbose_name = "地域資源"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from directory.catalogue import help_lines, vocabulary
        from directory.publishing import versions
        from directory.search.wishes import table

        m2m_changed.connect(versions.many_to_many_changed, dispatch_uid="directory.words_changed")
        post_migrate.connect(vocabulary.add_shipped_words, sender=self, dispatch_uid="directory.catalogue.vocabulary")
        post_migrate.connect(help_lines.add_shipped_lines, sender=self, dispatch_uid="directory.catalogue.help_lines")
        post_migrate.connect(table.bring_shipped_phrases, sender=self, dispatch_uid="directory.search.wishes")
