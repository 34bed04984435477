"""The few things that our .docx files are drawn with: page, paragraph, link, rule, table, records annex.

python-docx draws the rest. A link is an external relation; a sentence stands in a bookmark `lv-<n>`, and the
custom XML part of the file says, for each bookmark, which records it rests on:

    <sentences xmlns="urn:lienvung:report:1">
      <sentence bookmark="lv-1"><record register="commitment" key="hai-phong-…"/></sentence> …
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from xml.etree import ElementTree

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from lienvung.core.text.xml import xml_words
from lienvung.report.sentence import Run, Sentence, page_address
from lienvung.report.words import clip

FONT = "Times New Roman"
LINK_COLOUR = RGBColor(0x1F, 0x38, 0x64)
PROPERTY_LENGTH = 255
RECORDS_NAMESPACE = "urn:lienvung:report:1"
_AFTER_BORDERS = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr", "w:sectPr")
CENTRE, LEFT, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


class DocxForm:
    """Draw sentences into one document, remembering the records of each."""

    def __init__(self, base: str, size: float) -> None:
        """Begin an A4 document whose links lead to the node at `base`; `size` is the body's type size in points."""
        self.base = base
        self.document = Document()
        self.records: list[tuple[str, tuple[tuple[str, str], ...]]] = []
        style = self.document.styles["Normal"]
        style.font.name = FONT
        style.font.size = Pt(size)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        style.element.rPr.append(_element("w:lang", val="vi-VN"))
        style.paragraph_format.space_after = Pt(0)

    def sentence(
        self,
        paragraph: Any,
        said: Sentence,
        *,
        size: float | None = None,
        bold: bool = False,
        colour: RGBColor = LINK_COLOUR,
    ) -> None:
        """Write a sentence into a paragraph, in a bookmark, with a link for each run that leads somewhere."""
        name = self._remember(said)
        start = _element("w:bookmarkStart", id=str(len(self.records)), name=name) if name else None
        if start is not None:
            paragraph._p.append(start)
        for run in said.runs:
            self._run(paragraph, run, size, bold, colour)
        if start is not None:
            paragraph._p.append(_element("w:bookmarkEnd", id=str(len(self.records))))

    def describe(self, title: str, subject: str, author: str, day: date) -> None:
        """Set the file's properties; Word allows 255 characters each."""
        properties = self.document.core_properties
        properties.title, properties.subject = clip(xml_words(title), PROPERTY_LENGTH), subject
        properties.author = properties.last_modified_by = clip(xml_words(author), PROPERTY_LENGTH)
        properties.comments = ""
        properties.created = properties.modified = datetime.combine(day, time())

    def save(self, target: Any) -> None:
        """Attach the records annex and write the file."""
        content = ElementTree.tostring(self._annex(), encoding="UTF-8", xml_declaration=True)
        package = self.document.part.package
        part = Part(PackURI("/customXml/lienvung-records.xml"), "application/xml", content, package)
        self.document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
        self.document.save(target)

    def _remember(self, said: Sentence) -> str:
        if not said.records:
            return ""
        name = f"lv-{len(self.records) + 1}"
        self.records.append((name, said.records))
        return name

    def _annex(self) -> ElementTree.Element:
        root = ElementTree.Element("sentences", xmlns=RECORDS_NAMESPACE)
        for name, records in self.records:
            said = ElementTree.SubElement(root, "sentence", bookmark=name)
            for register, key in records:
                ElementTree.SubElement(said, "record", register=register, key=key)
        return root

    def _run(self, paragraph: Any, run: Run, size: float | None, bold: bool, colour: RGBColor) -> None:
        drawn = paragraph.add_run(xml_words(run.text))
        drawn.bold = bold or run.strong or None
        if size:
            drawn.font.size = Pt(size)
        if run.target:
            link = _element("w:hyperlink")
            address = page_address(self.base, run.target)
            link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
            drawn.font.color.rgb = colour
            drawn._r.addprevious(link)
            link.append(drawn._r)


def set_page(section: Any, *, landscape: bool, margins: tuple[float, float, float, float]) -> None:
    """Make a section A4 with margins (top, right, bottom, left) in millimetres."""
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, margins)
    section.header_distance = section.footer_distance = Mm(8)


def write(paragraph: Any, text: str, *, size: float | None = None, bold: bool = False, italic: bool = False) -> Any:
    """Add plain words to a paragraph and return it."""
    run = paragraph.add_run(xml_words(text))
    run.bold, run.italic = bold or None, italic or None
    if size:
        run.font.size = Pt(size)
    return paragraph


def rule_below(paragraph: Any) -> None:
    """Draw a thin rule under a paragraph."""
    borders = _element("w:pBdr")
    borders.append(_element("w:bottom", val="single", sz="6", space="1", color="000000"))
    # Word wants the children of w:pPr in the order of the schema; these may already stand after the borders.
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *_AFTER_BORDERS)


def add_table(container: Any, widths: Iterable[int], page_width: float, *, grid: bool) -> Any:
    """Add a table of one row with columns of these per cents of `page_width` millimetres."""
    sizes = [Mm(page_width * width / 100) for width in widths]
    table = container.add_table(rows=1, cols=len(sizes))
    table.style = "Table Grid" if grid else "Normal Table"
    table.autofit = False
    for column, size in zip(table.columns, sizes, strict=True):
        column.width = size
    return table


def repeat_head(row: Any) -> None:
    """Repeat a table's row at the top of each page."""
    row._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))


def keep_whole(row: Any) -> None:
    """Never break a row across pages."""
    row._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))


def shade(cell: Any, colour: str) -> None:
    """Fill a cell with a colour, as six hex digits."""
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=colour))


def page_number(paragraph: Any) -> None:
    """Add the number of the page to a paragraph."""
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            run._r.append(_element("w:fldChar", fldCharType=kind))
        else:
            instruction = _element("w:instrText")
            instruction.text = text
            run._r.append(instruction)


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
