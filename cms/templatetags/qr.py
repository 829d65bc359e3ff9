"""QR codes on pages and on paper."""

import segno
from django import template

register = template.Library()


@register.filter
def qr_code(text: str) -> str:
    """The QR code of a text as the address of an image: `<img src="{{ link|qr_code }}" alt="…">`. Survives a fold or a stain of up to 15 %."""
    return segno.make(text, error="m", micro=False).svg_data_uri(border=2)
