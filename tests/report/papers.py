"""Look into what was written: the words and links of a .docx, and its pages as LibreOffice lays them out."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE


def words_of(data: bytes) -> str:
    """Return every word of a .docx body, tables and links too, in order."""
    body = Document(BytesIO(data)).element.body
    return "\n".join("".join(paragraph.itertext()) for paragraph in body.iter() if paragraph.tag.endswith("}p"))


def links_of(data: bytes) -> set[str]:
    """Return the addresses that a .docx links to."""
    relations = Document(BytesIO(data)).part.rels.values()
    return {one.target_ref for one in relations if one.reltype == RELATIONSHIP_TYPE.HYPERLINK}


def file_in(data: bytes, name: str) -> bytes:
    """Return one file of a .docx."""
    with ZipFile(BytesIO(data)) as archive:
        assert len(archive.namelist()) == len(set(archive.namelist()))
        return archive.read(name)


def pages_of(data: bytes, folder: Path) -> list[str]:
    """Return the text of each page as LibreOffice prints it; skip the test where there is no LibreOffice."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("soffice is not installed: the number of pages cannot be proved here")
    paper = folder / "paper.docx"
    paper.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(folder / "paper.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    document = pypdfium2.PdfDocument(folder / "paper.pdf")
    return [page.get_textpage().get_text_bounded() for page in document]
