"""The app of all screens."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from wagtail.users.apps import WagtailUsersAppConfig


class CmsConfig(AppConfig):
    """Public site, desk, listings portal and editing."""

    name = "cms"
    verbose_name = "いばしょ"
    default_auto_field = "django.db.models.BigAutoField"
    default = True

    def ready(self):
        from django.db.models import DateField, DateTimeField
        from wagtail.admin.forms.models import register_form_field_override
        from wagtail.models import ModelLogEntry, PageLogEntry

        from cms.admin import untranslated
        from cms.admin.editing.new_listing import with_listing
        from cms.content import library_texts, pages, renditions, unused_photos
        from cms.forms import date_inputs, empty_choice
        from cms.forms.date_inputs import DateInput, DayField, MomentField, MomentInput
        from cms.kept_pages import shown_rows
        from cms.mail import workflow_mails
        from cms.mail.messages import tell_former_lead
        from cms.operations import requests
        from cms.permissions import city_files, city_policy, roles
        from cms.sign_in import sessions
        from directory.associations.representatives import handed_over
        from directory.publishing.append_only import append_only

        append_only(ModelLogEntry)
        append_only(PageLogEntry)
        empty_choice.say_it_in_words()
        untranslated.count_and_label_in_japanese()
        # Every form of the admin that asks for a day takes it as people write it.
        register_form_field_override(DateField, override={"form_class": DayField, "widget": DateInput})
        register_form_field_override(DateTimeField, override={"form_class": MomentField, "widget": MomentInput})
        library_texts.refuse_unseen()
        city_policy.register()
        city_files.register()
        roles.watch()
        with_listing.watch()
        unused_photos.watch()
        renditions.show_as_it_is_where_nothing_can_be_stored()
        requests.watch()
        date_inputs.bound_dates()
        sessions.watch()
        workflow_mails.watch()
        handed_over.connect(tell_former_lead, dispatch_uid="cms.mail.handed_over")
        pre_migrate.connect(shown_rows.drop_triggers, sender=self, dispatch_uid="cms.kept_pages.shown_rows")
        post_migrate.connect(shown_rows.make_triggers, sender=self, dispatch_uid="cms.kept_pages.shown_rows")
        post_migrate.connect(pages.make_first_pages, sender=self, dispatch_uid="cms.content.pages")


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's users, whose names are not cut in two."""

    user_viewset = "cms.admin.users.UserViewSet"
