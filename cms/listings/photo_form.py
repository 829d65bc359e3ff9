"""The page 「写真」, and what becomes of photos that nobody shows any more."""

import datetime as dt

from django import forms
from django.db import transaction
from django.db.models.signals import post_save
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex

from cms.content.pictures import PictureField
from directory.catalogue.resources import Resource
from directory.changes.amendments import Amendment

KEPT = dt.timedelta(days=30)
"""How long a photo that was exchanged or refused can still be taken back."""


class PhotoForm(forms.Form):
    """写真"""

    photo = PictureField(label="新しい写真", required=False)
    photo_alt = forms.CharField(
        label="写真の説明",
        max_length=120,
        required=False,
        help_text="目の見えない人に、何が写っているかを伝えます。例: 10人ほどが いすに座って体操をしています。",
    )
    agreed = forms.BooleanField(label="写っている人は、のせてよいと言っています", required=False)
    remove = forms.BooleanField(label="今の写真を 消す", required=False)

    def __init__(self, data, files, *, row: dict):
        super().__init__(data, files, initial={"photo_alt": row["photo_alt"]})
        self.fields["photo"].help_text = "10MBまでの JPEG か PNG。"
        self.before = row["photo"]
        if not self.before:
            del self.fields["remove"]

    def clean(self):
        facts = super().clean()
        if facts.get("remove"):
            return facts
        if not facts.get("photo") and not self.before and "photo" not in self.errors:
            self.add_error("photo", "写真を えらんでください。")
        if not facts.get("photo_alt"):
            self.add_error("photo_alt", "写真の説明を書いてください。例: 体操をしています。")
        if facts.get("photo") and not facts.get("agreed"):
            self.add_error("agreed", "写っている人に、のせてよいか 聞いてください。")
        return facts

    def values(self) -> dict:
        """What was entered, as `amendments.propose` takes it; a new photo is stored."""
        facts = self.cleaned_data
        if facts.get("remove"):
            return {"photo": None, "photo_alt": "", "photo_source": "", "photo_licence": ""}
        if not facts.get("photo"):
            return {"photo_alt": facts["photo_alt"]}
        image = get_image_model()(title=facts["photo_alt"][:255], file=facts["photo"])
        image.save()
        return {"photo": image.pk, "photo_alt": facts["photo_alt"], "photo_source": "団体からの提供"}


def forget_taken_away(instance: Amendment, **kwargs) -> None:
    """A photo that an association takes away is public nowhere any more; the address of its file was."""
    if instance.state == Amendment.State.PUBLISHED and instance.takes_photo_away:
        transaction.on_commit(lambda: _forget([instance.changes["photo"]["old"]]))


def forget_old() -> int:
    """Delete what associations sent, and what is exchanged or refused for long; gives how many."""
    decided = Amendment.objects.filter(changes__has_key="photo", decided_at__lt=timezone.now() - KEPT)
    return _forget({key for changes in decided.values_list("changes", flat=True) for key in changes["photo"].values()})


def _forget(keys) -> int:
    # What staff have put into the pool stays there.
    sent = get_image_model().objects.filter(pk__in=[key for key in keys if key], uploaded_by_user=None)
    unused = [image for image in sent if not _is_shown(image)]
    for image in unused:
        files = [image.file, *(rendition.file for rendition in image.renditions.all())]
        image.delete()
        for file in files:
            # Wagtail would let them lie until a worker comes by.
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
    """Called once when the app is ready."""
    post_save.connect(forget_taken_away, sender=Amendment, dispatch_uid="cms.listings.photo_form")
