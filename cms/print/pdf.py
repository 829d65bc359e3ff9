"""What goes on paper: PDF pages from a template, in BIZ UDPGothic, without asking anybody on the network."""

import segno
from django.http import HttpResponse
from django.template.loader import render_to_string
from PIL import ImageFile
from weasyprint import HTML
from weasyprint.urls import URLFetcher

# WeasyPrint lets the whole process take half a picture for a whole one, the uploaded ones too (cms.pictures).
ImageFile.LOAD_TRUNCATED_IMAGES = False


def pdf(template: str, context: dict) -> bytes:
    """The pages of a template. Whatever it names outside of itself (`data:` is inside) is left out, not fetched."""
    own_only = URLFetcher(allowed_protocols={"data"})
    return HTML(string=render_to_string(template, context), url_fetcher=own_only).write_pdf()


def pdf_response(template: str, context: dict, filename: str, kept: bool = False) -> HttpResponse:
    """The same for a browser; `filename` without its ending, in plain letters. What is `kept` is stored and not just shown."""
    response = HttpResponse(pdf(template, context), content_type="application/pdf")
    response["Content-Disposition"] = f'{"attachment" if kept else "inline"}; filename="{filename}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def qr(text: str) -> str:
    """A QR code as the address of an image: `<img src="{{ qr }}" alt="…">`. Survives a fold or a stain of up to 15 %."""
    return segno.make(text, error="m", micro=False).svg_data_uri(border=2)
