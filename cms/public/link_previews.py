"""What others show of a link to the site (Open Graph): title, sentence, picture."""

from functools import lru_cache
from io import BytesIO

from django.urls import reverse
from django.utils.translation import get_language
from PIL import Image, ImageDraw
from wagtail.images.models import Image as Photo

from cms.operations.languages import in_language
from directory.languages.spoken import COMPLETE, is_japanese

SIZE = 1200, 630
"""Width and height in pixels for which the large services ask; smaller pictures become stamps."""
LONGEST_SENTENCE = 120
_HOUSE = ((16, 6), (6, 14), (6, 26), (13, 26), (13, 19), (19, 19), (19, 26), (26, 26), (26, 14))
"""The mark of the site as in cms/static/cms/mark.svg, whose picture is 32 units wide."""
_SMOOTH = 4


@lru_cache(maxsize=8)
def picture_of_site(colour: str) -> bytes:
    """A PNG of the site's mark on a colour (#rrggbb). The services take no SVG, and a server has no Japanese font."""
    width, height = (side * _SMOOTH for side in SIZE)
    picture = Image.new("RGB", (width, height), colour)
    unit = height * 0.7 / 32
    corners = [(width / 2 + (x - 16) * unit, height / 2 + (y - 16) * unit) for x, y in _HOUSE]
    ImageDraw.Draw(picture).polygon(corners, fill="#ffffff")
    written = BytesIO()
    picture.resize(SIZE).save(written, "PNG", optimize=True)
    return written.getvalue()


def link_preview(site_url: str, accent: str, path: str, sentence: str, photo: Photo | None, alt: str = "") -> dict:
    """Absolute address, those in other languages, one line of text and picture of a page at `path`. Without a photo it is the picture of the site."""
    sentence = " ".join(sentence.split())
    if photo is not None:
        shown = photo.get_rendition(f"fill-{SIZE[0]}x{SIZE[1]}|format-jpeg")
        address, width, height = shown.url, shown.width, shown.height
    else:
        width, height = SIZE
        address = reverse("picture_of_site", args=[accent.removeprefix("#")])
    return {
        "address": in_language(f"{site_url}{path}", get_language()),
        "locale": "ja_JP" if is_japanese() else (get_language() or "").replace("-", "_"),
        "languages": [(code, in_language(f"{site_url}{path}", code)) for code in COMPLETE],
        "sentence": sentence if len(sentence) <= LONGEST_SENTENCE else f"{sentence[: LONGEST_SENTENCE - 1]}…",
        "picture": address if "://" in address else f"{site_url}{address}",
        "width": width,
        "height": height,
        "alt": alt,
    }
