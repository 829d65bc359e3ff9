"""A PDF as a screen reader takes it: its tags, language and title; and whether its fonts travel with it.

Read by PDFium. Plain checks of ISO 14289-1 stand here; `pdfua` checks what it knows beside them.
"""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2.raw as raw
from django.template.loader import render_to_string
from pypdfium2 import PdfDocument

from cms.print import pdf


def leave_papers_as_text(monkeypatch) -> None:
    """For walks over all addresses: a paper is what its template says, which can be searched as in a PDF it cannot.

    Each template is laid out in tests/cms/print.
    """
    monkeypatch.setattr(pdf, "render_pdf", lambda template, context: render_to_string(template, context).encode())


def lay_out_once(monkeypatch) -> None:
    """For many requests: the paper of the same text is the same bytes, and laying it out costs a hundred times its template."""
    laid_out, lay_out = {}, pdf.render_pdf

    def rendered(template, context):
        text = render_to_string(template, context)
        if text not in laid_out:
            laid_out[text] = lay_out(template, context)
        return laid_out[text]

    monkeypatch.setattr(pdf, "render_pdf", rendered)


@dataclass(frozen=True)
class Tag:
    """One element of the tree of tags of a page. `attributes` are the texts among them: {"Scope": "Column"}."""

    kind: str
    alt: str
    attributes: dict[str, str]
    under: tuple[str, ...]


class ReadPdf:
    """A PDF by its bytes."""

    def __init__(self, content: bytes):
        self._paper = PdfDocument(content)

    @property
    def text(self) -> str:
        """The words of all pages, without blanks and breaks."""
        pages = (page.get_textpage().get_text_bounded() for page in self._paper)
        return "".join("".join(pages).split())

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self._paper)

    @property
    def tags(self) -> list[Tag]:
        """All tags, page by page, in the order in which they are read."""
        return [tag for page in self._paper for tag in _tags_of(page)]

    @property
    def faults(self) -> list[str]:
        """What is against PDF/UA-1, a sentence each."""
        return [*self._of_the_whole(), *_of_tags(self.tags)]

    def _of_the_whole(self) -> Iterator[str]:
        if not raw.FPDFCatalog_IsTagged(self._paper):
            yield "not tagged"
        if not _text_of(raw.FPDFCatalog_GetLanguage, self._paper):
            yield "says no language"
        if not self._paper.get_metadata_dict()["Title"]:
            yield "has no title"
        yield from (f"page {number} has no tags" for number, page in enumerate(self._paper, 1) if not [*_tags_of(page)])
        yield from (f"font {name} is not embedded" for name in sorted(self._fonts_left_out()))

    def _fonts_left_out(self) -> set[str]:
        fonts = (
            raw.FPDFTextObj_GetFont(one) for page in self._paper for one in page.get_objects([raw.FPDF_PAGEOBJ_TEXT])
        )
        return {str(font) for font in fonts if raw.FPDFFont_GetIsEmbedded(font) != 1}


def _of_tags(tags: list[Tag]) -> Iterator[str]:
    for tag in tags:
        if tag.kind == "TH" and tag.attributes.get("Scope") not in ("Row", "Column"):
            yield "a heading of a table has no scope"
        if tag.kind == "Figure" and not tag.alt:
            yield "a picture has no words"
        if tag.kind in ("TD", "TH") and "TR" not in tag.under:
            yield "a cell is in no row"
        if tag.kind == "LI" and "L" not in tag.under:
            yield "a point is in no list"
    levels = [int(tag.kind[1]) for tag in tags if tag.kind[0] == "H" and tag.kind[1:].isdigit()]
    if levels[:1] != [1]:
        yield "does not begin with a heading of the first level"
    yield from (f"a heading of level {b} follows one of level {a}" for a, b in pairwise(levels) if b > a + 1)


def _tags_of(page) -> Iterator[Tag]:
    tree = raw.FPDF_StructTree_GetForPage(page)
    try:
        for at in range(raw.FPDF_StructTree_CountChildren(tree)):
            yield from _below(raw.FPDF_StructTree_GetChildAtIndex(tree, at), ())
    finally:
        raw.FPDF_StructTree_Close(tree)


def _below(element, under: tuple[str, ...]) -> Iterator[Tag]:
    if not element:
        return
    kind = _text_of(raw.FPDF_StructElement_GetType, element)
    yield Tag(kind, _text_of(raw.FPDF_StructElement_GetAltText, element), dict(_attributes(element)), under)
    for at in range(raw.FPDF_StructElement_CountChildren(element)):
        yield from _below(raw.FPDF_StructElement_GetChildAtIndex(element, at), (*under, kind))


def _attributes(element) -> Iterator[tuple[str, str]]:
    for at in range(raw.FPDF_StructElement_GetAttributeCount(element)):
        held = raw.FPDF_StructElement_GetAttributeAtIndex(element, at)
        for number in range(raw.FPDF_StructElement_Attr_GetCount(held)):
            name, length = ctypes.create_string_buffer(64), ctypes.c_ulong()
            raw.FPDF_StructElement_Attr_GetName(held, number, name, 64, length)
            value = raw.FPDF_StructElement_Attr_GetValue(held, name.value)
            yield name.value.decode(), _text_of(lambda *asked, value=value: _string(value, *asked))


def _string(value, buffer, size: int) -> int:
    length = ctypes.c_ulong()
    return length.value if raw.FPDF_StructElement_Attr_GetStringValue(value, buffer, size, length) else 0


def _text_of(read: Callable[..., int], *of) -> str:
    """What a function of PDFium writes into a buffer (UTF-16) that it says the size of."""
    size = read(*of, None, 0)
    if not size:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    read(*of, buffer, size)
    return bytes(buffer).decode("utf-16-le").rstrip("\0")
