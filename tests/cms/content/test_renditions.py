"""Pictures in the size of a page."""

import pytest
from wagtail.images.models import Image

from tests.cms.content.test_pictures import photo

pytestmark = pytest.mark.django_db


def test_what_a_size_was_drawn_into_is_closed_when_it_is_stored(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    draw, drawn = Image.generate_rendition_file, []

    def drawing(picture, size):
        drawn.append(draw(picture, size))
        return drawn[-1]

    monkeypatch.setattr(Image, "generate_rendition_file", drawing)
    made = Image.objects.create(title="x", file=photo(size=(900, 700))).get_rendition("width-400")
    assert (made.width, [file.closed for file in drawn]) == (400, [True])
    assert made.file.read()
    made.file.close()
