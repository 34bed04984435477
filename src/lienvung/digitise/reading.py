"""From bytes to a text layer: guard, reader, secrecy. All of it, or a refusal and nothing."""

import hashlib
import json

from . import child
from .archive import DOCX
from .errors import EmptyFile, NoTextLayer, SecrecyStamped, TooLarge, UnreadableFile, UnsupportedType
from .guard import HTML, PDF, TEXT, check_upload
from .layer import Page, TextLayer
from .readers import text as text_reader
from .secrecy import find_secrecy_stamp

# Rises with every change that moves a character; stored layers keep the number they were read with.
VERSIONS = {"text": "1", "docx": "1", "html": "1", "pdf": "2"}
_PRODUCERS = {TEXT: "text", DOCX: "docx", HTML: "html", PDF: "pdf"}
# More than 500 pages of print; beyond it the file is no paper.
MAX_LETTERS = 5_000_000
# A page of real text holds more letters; stamps and page numbers of a scan hold fewer.
MIN_LETTERS_A_PAGE = 20


def read(data: bytes, name: str) -> TextLayer:
    """Return the text layer of an uploaded file; raises one of digitise.errors and keeps nothing.

    Formats other than plain text are parsed in a child process under limits of memory, time and size.
    """
    media_type = check_upload(data, name)
    producer = _PRODUCERS.get(media_type)
    if producer is None:
        raise UnsupportedType(name, media_type)
    pages = _read_text(data, name) if producer == "text" else json.loads(child.ask(f"read-{producer}", data, name))
    if sum(map(len, pages)) > MAX_LETTERS:
        raise TooLarge(name, sum(map(len, pages)), MAX_LETTERS, "letters")
    layer = _layer_of(pages, data, media_type, producer)
    if sum(map(str.isalpha, layer.text)) < MIN_LETTERS_A_PAGE * (len(pages) if producer == "pdf" else 0):
        raise NoTextLayer(name, len(pages))
    if not layer.text.strip():
        raise EmptyFile(name)
    stamp = find_secrecy_stamp(layer.text)
    if stamp:
        raise SecrecyStamped(name, stamp.level)
    return layer


def _read_text(data: bytes, name: str) -> list[str]:
    try:
        return text_reader.read(data)
    except ValueError as error:  # also UnicodeDecodeError
        raise UnreadableFile(name, "encoding") from error


def _layer_of(texts: list[str], data: bytes, media_type: str, producer: str) -> TextLayer:
    pages = []
    start = 0
    for number, text in enumerate(texts, start=1):
        pages.append(Page(start, start + len(text), str(number)))
        start += len(text)
    digest = hashlib.sha256(data).hexdigest()
    return TextLayer("".join(texts), digest, media_type, producer, VERSIONS[producer], tuple(pages))
