"""Panels of our own for the forms of the admin."""

from functools import partial

from wagtail.admin.compare import TextFieldComparison
from wagtail.admin.panels import FieldPanel, HelpPanel

from cms.admin.editing.current_facts import current_facts


class _WordsComparison(TextFieldComparison):
    """Compares two versions by a function that puts a version into words."""

    def __init__(self, label, words, obj_a, obj_b):
        self.label, self.val_a, self.val_b = label, words(obj_a), words(obj_b)

    def field_label(self):
        return self.label


class WordsPanel(FieldPanel):
    """A form field that writes child rows. `words` is the function from a row to the text that the history compares."""

    def __init__(self, field_name, words=None, **kwargs):
        super().__init__(field_name, **kwargs)
        self.words = words

    def clone_kwargs(self):
        return super().clone_kwargs() | {"words": self.words}

    class BoundPanel(FieldPanel.BoundPanel):
        def get_comparison(self):
            return [partial(_WordsComparison, self.heading, self.panel.words)] if self.is_shown() else []


class ReadBackPanel(HelpPanel):
    """The next six dates of the times above, read back while they are typed."""

    def __init__(self, template="admin_city/read_back.html", **kwargs):
        super().__init__(template=template, **kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        class Media:
            js = ["cms/admin/times.js"]

        def get_context_data(self, parent_context=None):
            dates = self.form.upcoming_dates
            # What cannot be read is told at the field itself; it does not mean that no day is open.
            asked = bool(self.form["times"].value())
            said = {"dates": dates, "problems": [], "asked": asked, "unread": asked and "times" in self.form.errors}
            return super().get_context_data(parent_context) | said


class TodayPanel(HelpPanel):
    """The facts of today of a saved listing; shown, not edited."""

    def __init__(self, template="admin_city/standing_facts.html", **kwargs):
        super().__init__(template=template, **kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self):
            return self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            live = type(self.instance).objects.get(pk=self.instance.pk)
            return super().get_context_data(parent_context) | current_facts(live, self.request.user)
