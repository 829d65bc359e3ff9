"""What a new listing brought with it, as drafts, becomes public with it: one approval is enough for all three."""

from wagtail.signals import published

from directory.models import Resource


def publish_what_it_brought(instance: Resource, **kwargs) -> None:
    """Publish the place and the organization of a listing that were never public and belong to no other listing."""
    for row in (instance.place, instance.organization):
        if row is None or row.live or row.first_published_at or not row.latest_revision:
            continue
        if not row.resources.exclude(pk=instance.pk).exists():
            row.latest_revision.publish()


def watch() -> None:
    """Connect the signal; called once when the app is ready."""
    published.connect(publish_what_it_brought, sender=Resource, dispatch_uid="cms.new_listing")
