"""The one way to a PDF of the product: PDF/UA-1 from a template, in BIZ UDPGothic; nothing is fetched from the network."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from PIL import ImageFile
from pydyf import PDF
from weasyprint import HTML, Document
from weasyprint.urls import URLFetcher

# WeasyPrint switches this on for the whole process; then uploads that are cut off would pass (cms.content.pictures).
ImageFile.LOAD_TRUNCATED_IMAGES = False

VARIANT = "pdf/ua-1"
SCOPES = {"row": "/Row", "col": "/Column"}
"""`scope` of a heading in HTML -> its Scope in a PDF (ISO 32000-1, table 349)."""


class PdfParts:
    """A PDF that is laid out part by part, so that whoever waits learns how far it is; each part begins on a new page."""

    def __init__(self) -> None:
        self._parts: list[Document] = []

    @property
    def pages(self) -> int:
        """How many pages are laid out."""
        return sum(len(part.pages) for part in self._parts)

    def add(self, template: str, context: dict) -> None:
        """Lay out the pages of a template, which finds in `first_page` the number of its first one."""
        own_only = URLFetcher(allowed_protocols={"data"})
        text = render_to_string(template, {"first_page": self.pages + 1} | context)
        self._parts.append(HTML(string=text, url_fetcher=own_only).render(pdf_variant=VARIANT))

    def written(self) -> bytes:
        """All pages as PDF/UA-1, with the language and title of the first part and every font embedded."""
        pages = [page for part in self._parts for page in part.pages]
        return self._parts[0].copy(pages).write_pdf(finisher=_keep_scopes, pdf_variant=VARIANT)


def render_pdf(template: str, context: dict) -> bytes:
    """The pages of a template as PDF/UA-1: tagged, with the language and title of the template, every font embedded.

    An address in it other than `data:` is left out and not fetched. Every `th` of the template says its `scope`.
    """
    paper = PdfParts()
    paper.add(template, context)
    return paper.written()


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
