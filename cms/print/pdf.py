"""PDF from a template, in BIZ UDPGothic; nothing is fetched from the network."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from PIL import ImageFile
from weasyprint import HTML
from weasyprint.urls import URLFetcher

# WeasyPrint switches this on for the whole process; then uploads that are cut off would pass (cms.content.pictures).
ImageFile.LOAD_TRUNCATED_IMAGES = False


def render_pdf(template: str, context: dict) -> bytes:
    """The pages of a template as PDF/UA-1, whose tags a screen reader follows. An address in it other than `data:` is left out and not fetched."""
    own_only = URLFetcher(allowed_protocols={"data"})
    html = HTML(string=render_to_string(template, context), url_fetcher=own_only)
    return html.write_pdf(pdf_variant="pdf/ua-1")


def pdf_response(template: str, context: dict, filename: str, as_attachment: bool = False) -> HttpResponse:
    """The same as a response, shown in the browser, or downloaded with `as_attachment`.

    `filename` is in ASCII and without its ending.
    """
    response = HttpResponse(render_pdf(template, context), content_type="application/pdf")
    response["Content-Disposition"] = f'{"attachment" if as_attachment else "inline"}; filename="{filename}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
