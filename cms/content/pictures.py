"""Every uploaded picture is encoded again, so that no metadata in it (position, name, comment) becomes public."""

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
    """An uploaded picture, cleaned to the picture without metadata."""

    def to_python(self, data):
        try:
            upload = super().to_python(data)
            return reencoded(upload) if upload else upload
        except (OSError, SyntaxError, ValueError, struct.error) as wrong:
            unreadable = "この写真は、さいごまで読めません。もう一度 えらぶか、ほかの写真にしてください。"
            raise ValidationError(unreadable) from wrong


def reencoded(upload) -> ContentFile:
    """The picture turned upright, at most LONGEST_EDGE pixels, without metadata: JPEG, or PNG for a transparent one."""
    upload.seek(0)
    picture = ImageOps.exif_transpose(Picture.open(upload))
    kind, mode, ending = ("PNG", "RGBA", ".png") if picture.has_transparency_data else ("JPEG", "RGB", ".jpg")
    picture = picture.convert(mode)
    # Pillow would write the comment in `info` again.
    picture.info = {}
    picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    out = io.BytesIO()
    picture.save(out, kind, quality=85)
    # The name of the uploaded file may tell whose house it is.
    return ContentFile(out.getvalue(), name=f"photo{ending}")


class PictureForm(BaseImageForm):
    """Wagtail's form of a picture, for its library and its choosers."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            # Wagtail decides on the class of this one field before it asks for a form.
            self.fields["file"].__class__ = PictureField
