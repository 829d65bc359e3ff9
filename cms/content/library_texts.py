"""Wagtail's and Django's own columns for one line refuse what nobody sees, as ours do (`directory.text_fields`)."""

from django.contrib.auth.models import Group
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, Site

from directory.text_fields import one_line


def refuse_unseen() -> None:
    """Called once, when the apps are ready. The check is not part of the column, so no migration notices it."""
    columns = [
        *((Page, name) for name in ("title", "seo_title")),
        *((model, "title") for model in (get_image_model(), get_document_model())),
        (Collection, "name"),
        (Site, "site_name"),
        (Group, "name"),
    ]
    for model, name in columns:
        validators = model._meta.get_field(name).validators
        if one_line not in validators:
            validators.append(one_line)
