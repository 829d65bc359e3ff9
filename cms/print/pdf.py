"""The one way to a PDF of the product: PDF/UA-1 from a template, in BIZ UDPGothic; nothing is fetched from the network."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from PIL import ImageFile
from pydyf import PDF
from weasyprint import HTML, Document
from weasyprint.urls import URLFetcher

# WeasyPrint switches this on for the whole process; then uploads that are cut off would pass (cms.content.pictures).
ImageFile.LOAD_TRUNCATED_IMAGES = False

SCOPES = {"row": "/Row", "col": "/Column"}
"""`scope` of a heading in HTML -> its Scope in a PDF (ISO 32000-1, table 349)."""


def render_pdf(template: str, context: dict) -> bytes:
    """The pages of a template as PDF/UA-1: tagged, with the language and title of the template, every font embedded.

    An address in it other than `data:` is left out and not fetched. Every `th` of the template says its `scope`.
    """
    own_only = URLFetcher(allowed_protocols={"data"})
    html = HTML(string=render_to_string(template, context), url_fetcher=own_only)
    return html.write_pdf(pdf_variant="pdf/ua-1", finisher=_keep_scopes)


def _keep_scopes(document: Document, pdf: PDF) -> None:
    """Write the scope of each heading of a table into its tag, where WeasyPrint 70 leaves it out (PDF/UA-1, 7.5).

    `mark` is the tag of a cell, by which WeasyPrint itself leads from cells to their headings.
    """
    for page in document.pages:
        for box in page._page_box.descendants():
            if box.element_tag == "th" and (tag := getattr(box, "mark", None)) and "A" in tag:
                tag["A"]["Scope"] = SCOPES[box.element.attrib["scope"]]


def pdf_response(template: str, context: dict, filename: str, as_attachment: bool = False) -> HttpResponse:
    """The same as a response, shown in the browser, or downloaded with `as_attachment`.

    `filename` is in ASCII and without its ending.
    """
    response = HttpResponse(render_pdf(template, context), content_type="application/pdf")
    response["Content-Disposition"] = f'{"attachment" if as_attachment else "inline"}; filename="{filename}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
