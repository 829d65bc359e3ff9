"""Every uploaded picture is written anew, so that nothing hidden in it (a position, a name, a comment) is public."""

import io
import struct

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image as Picture
from PIL import ImageOps
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

LONGEST_EDGE = 2_000
"""Pixels; larger pictures are made smaller."""


class PictureField(WagtailImageField):
    """A picture to upload; what it gives is the picture alone."""

    def to_python(self, data):
        try:
            upload = super().to_python(data)
            return rewritten(upload) if upload else upload
        except (OSError, SyntaxError, ValueError, struct.error) as wrong:
            said = "この写真は、さいごまで読めません。もう一度 えらぶか、ほかの写真にしてください。"
            raise ValidationError(said) from wrong


def rewritten(upload) -> ContentFile:
    """A picture upright and without anything beside it: as JPEG, or as PNG where one can see through it."""
    upload.seek(0)
    picture = ImageOps.exif_transpose(Picture.open(upload))
    kind, mode, ending = ("PNG", "RGBA", ".png") if picture.has_transparency_data else ("JPEG", "RGB", ".jpg")
    picture = picture.convert(mode)
    # Saving would take over the comment that stands there.
    picture.info = {}
    picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    out = io.BytesIO()
    picture.save(out, kind, quality=85)
    # A name may tell whose house it is.
    return ContentFile(out.getvalue(), name=f"photo{ending}")


class PictureForm(BaseImageForm):
    """Wagtail's form of a picture, in all its rooms."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            # Wagtail decides on the class of this one field before it asks for a form.
            self.fields["file"].__class__ = PictureField
