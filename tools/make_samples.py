"""Write the illustrative papers from the text beside them: a .docx, an .xlsx and a scanned-looking PDF.

Run by hand when a text changes (`.venv/bin/python tools/make_samples.py`, with the Debian package
fonts-dejavu-core for the scan); the results are committed, because the demonstration uploads them
byte for byte. Every page carries DỮ LIỆU MINH HỌA.
"""

import csv
import random
from pathlib import Path

import xlsxwriter
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FOLDER = Path(__file__).resolve().parent.parent / "samples" / "illustrative"
MARK = "DỮ LIỆU MINH HỌA"
SCAN_FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"
A4_AT_120_DPI = (992, 1403)


def write_conclusion() -> None:
    """Write the joint conclusion in Party form: two columns above, the text below."""
    left, right, body = read_conclusion()
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.header.paragraphs[0].text = MARK
    section.footer.paragraphs[0].text = MARK
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    for cell, lines in zip(cells, (left, right), strict=True):
        cell.text = "\n".join(lines)
    for line in body:
        paragraph = document.add_paragraph(line)
        if line.isupper():
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.save(FOLDER / "ket-luan-lien-tich.docx")


def read_conclusion() -> tuple[list[str], list[str], list[str]]:
    """Return the left and the right header lines, and the lines below."""
    lines = (FOLDER / "ket-luan-lien-tich.txt").read_text("utf-8").splitlines()
    return lines[:3], lines[3:5], lines[5:]


def write_task_table() -> None:
    """Write Annex 1 as a workbook, as an office keeps it."""
    with (FOLDER / "phu-luc-1.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.reader(source))
    with xlsxwriter.Workbook(FOLDER / "phu-luc-1.xlsx") as book:
        sheet = book.add_worksheet("Phụ lục 1")
        sheet.set_header(f"&C{MARK}")
        sheet.set_column(1, len(rows[0]) - 1, 28)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)


def write_scan() -> None:
    """Write the signed minutes as a page image: slightly turned, with noise and no text layer."""
    page = Image.new("L", A4_AT_120_DPI, 252)
    pen = ImageDraw.Draw(page)
    font = ImageFont.truetype(SCAN_FONT, 22)
    for number, line in enumerate((FOLDER / "bien-ban-hop.txt").read_text("utf-8").splitlines()):
        pen.text((110, 170 + 44 * number), line, font=font, fill=30)
    for place in ((330, 60), (330, 1330)):
        pen.text(place, MARK, font=ImageFont.truetype(SCAN_FONT, 28), fill=90)
    page = page.rotate(0.6, fillcolor=250, resample=Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(0.5))
    speckle(page, random.Random(7))  # noqa: S311  a drawing, and the same on every run
    page.save(FOLDER / "bien-ban-hop.scan.pdf", resolution=120, quality=60)


def speckle(page: Image.Image, chance: random.Random) -> None:
    """Scatter dust over the page, as a scanner's glass does."""
    for _ in range(900):
        page.putpixel((chance.randrange(page.width), chance.randrange(page.height)), chance.randrange(90, 200))


def main() -> None:
    """Write all three papers."""
    write_conclusion()
    write_task_table()
    write_scan()


if __name__ == "__main__":
    main()
