"""Photos that associations sent and nobody shows any more are deleted, file and all."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models.signals import post_save
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex

from directory.catalogue.resources import Resource
from directory.changes.amendments import Amendment

UNUSED_KEPT = dt.timedelta(days=30)
"""How long a photo that was exchanged or refused can still be taken back."""


def delete_taken_away(instance: Amendment, **kwargs) -> None:
    """After an amendment is saved: delete a photo that it took away at once, because the address of its file was public."""
    if instance.state == Amendment.State.PUBLISHED and instance.takes_photo_away:
        transaction.on_commit(lambda: _delete_unused_of([instance.changes["photo"]["old"]]))


def delete_unused() -> int:
    """Delete photos that were exchanged or refused longer than UNUSED_KEPT ago; gives how many."""
    decided = Amendment.objects.filter(changes__has_key="photo", decided_at__lt=timezone.now() - UNUSED_KEPT)
    return _delete_unused_of(
        {key for changes in decided.values_list("changes", flat=True) for key in changes["photo"].values()}
    )


def _delete_unused_of(keys: Iterable[int | None]) -> int:
    """Delete those of some photos that nothing shows; gives how many."""
    # Photos that staff have put into the image library stay there.
    sent = get_image_model().objects.filter(pk__in=[key for key in keys if key], uploaded_by_user=None)
    unused = [image for image in sent if not _is_shown(image)]
    for image in unused:
        files = [image.file, *(rendition.file for rendition in image.renditions.all())]
        image.delete()
        for file in files:
            # Wagtail would leave the files to a worker of its own.
            file.storage.delete(file.name)
    return len(unused)


def _is_shown(image) -> bool:
    """Whether a listing, a draft, a change that waits or a page refers to a photo."""
    drafts = Resource.objects.filter(has_unpublished_changes=True, latest_revision__content__photo=image.pk)
    waiting = Amendment.objects.waiting().filter(changes__photo__new=image.pk)
    # Wagtail brings its index up to date some time after a listing was saved.
    pages = ReferenceIndex.get_references_to(image).exclude(base_content_type__model="resource")
    return any(rows.exists() for rows in (Resource.objects.filter(photo=image), drafts, waiting, pages))


def watch() -> None:
    """Connect the signal; called once when the app is ready."""
    post_save.connect(delete_taken_away, sender=Amendment, dispatch_uid="cms.listings.photo_form")
