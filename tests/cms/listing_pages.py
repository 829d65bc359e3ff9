"""What tests of listings do again and again: read a page, follow a mail, save one small page."""

import re

from django.core import mail
from django.urls import reverse

from cms.mail.queue import deliver_due
from directory.models import Resource


def now_of(listing):
    """The listing as the database has it."""
    return Resource.objects.get(pk=listing.pk)


def link_in(text):
    """The path of the link in a mail."""
    return re.search(r"https?://[^/\s]+(/my/l/\S+)", text).group(1)


def newest_mail():
    """The mail sent last, after the worker has done what waits."""
    deliver_due()
    return mail.outbox[-1]


def text_of(response):
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def seen_on(html):
    """What the eye sees on a page, without its tags and without what only a screen reader says."""
    return re.sub(r"<[^>]+>", "", re.sub(r'<span class="only-heard">.*?</span>', "", html))


def post_step(client, listing, slug, **changed):
    """Post one small page as the browser would after changing some fields."""
    url = reverse("listing_step", args=[listing.pk, slug])
    context = client.get(url).context
    form, data = context["form"], {"seen": context["mark"], "save": "1"}
    for row in form.rows.forms if hasattr(form, "rows") else [form]:
        for bound in row:
            value = bound.value()
            data[bound.html_name] = "" if value is None else value
            if bound.field.show_hidden_initial:
                data[bound.html_initial_name] = value
    if hasattr(form, "rows"):
        data |= {f"contacts-{name}": value for name, value in form.rows.management_form.initial.items()}
    data = {name: value for name, value in (data | changed).items() if value is not False}
    return client.post(url, data)
