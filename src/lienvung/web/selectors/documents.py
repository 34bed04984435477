"""Papers: the list, one with what came out of it, and its text with a passage marked."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record
from lienvung.node.stores.port import Query
from lienvung.web.addresses import face_address, list_address, record_address
from lienvung.web.counts import count_words
from lienvung.web.selectors.histories import ShownChange, read_history
from lienvung.web.selectors.houses import House
from lienvung.web.selectors.natures import nature_filter
from lienvung.web.selectors.proofs import Seal, read_seal
from lienvung.web.selectors.values import Fact, Linked, Shower, say

_IN_FACTS = ("number", "doc-type", "issuers", "issued-on", "signers", "publisher", "programmes", "citation")

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One paper on one line."""

    number: str
    subject: str
    url: str
    issuers: str
    issued_on: str
    drawn: int
    file_url: str
    nature: str
    steward: House


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """The list of papers of one nature."""

    nature: str
    q: str
    lines: tuple[DocumentLine, ...]
    count: str
    first_url: str
    next_url: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """Records of one register that came out of a paper."""

    title: str
    links: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One paper."""

    title: str
    subject: str
    nature: str
    steward: House
    seal: Seal
    facts: tuple[Fact, ...]
    file: str
    file_name: str
    file_url: str
    size: int
    held: bool
    has_text: bool
    text_url: str
    drawn: tuple[Drawn, ...]
    history: list[ShownChange]
    record_url: str


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A stretch of a paper's text, marked or not."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class TextPage:
    """A paper's text."""

    title: str
    document_url: str
    pieces: tuple[TextPiece, ...]


def read_documents(shower: Shower, nature: str, q: str, after: str) -> DocumentsPage:
    """Return one page of papers, newest first."""
    found = shower.reader.find(
        "document",
        Query(where={"nature": nature}, text=q, sort=("-issued-on",), after=after or None, limit=PER_PAGE),
    )
    asked = {**nature_filter(nature), "q": q}
    return DocumentsPage(
        nature=nature,
        q=q,
        lines=tuple(_line(shower, record) for record in found.records),
        count=count_words(found.total),
        first_url=list_address("web:documents", **asked) if after else "",
        next_url=list_address("web:documents", **asked, tiep=found.next) if found.next else "",
    )


def _line(shower: Shower, record: Record) -> DocumentLine:
    values = record.values
    return DocumentLine(
        number=_number(record),
        subject=str(values.get("subject", record.key)),
        url=face_address("document", record.key),
        issuers=", ".join(values.get("issuers", ())),
        issued_on=str(values.get("issued-on", "")),
        drawn=sum(1 for link in shower.reader.links_to(record.key) if link.field == "document"),
        file_url=_file_url(shower, record),
        nature=str(values.get("nature", "")),
        steward=shower.houses[record.steward],
    )


def _number(record: Record) -> str:
    return str(record.values.get("number-printed") or record.values.get("number", ""))


def _file_url(shower: Shower, record: Record) -> str:
    file = record.values.get("file")
    return reverse("web:document-file", args=[record.key]) if file and shower.reader.has_blob(str(file)) else ""


def read_document(shower: Shower, definition: Definition, record: Record) -> DocumentPage:
    """Gather one paper; `record` is its record, live."""
    values, reader = record.values, shower.reader
    file, layer = str(values.get("file", "")), str(values.get("text-layer", ""))
    data = reader.blob(file) if file else None
    return DocumentPage(
        title=_number(record) or str(values.get("doc-type") or values.get("subject", record.key)),
        subject=str(values.get("subject", "")),
        nature=str(values.get("nature", "")),
        steward=shower.houses[record.steward],
        seal=read_seal(reader, record),
        facts=shower.facts((definition.fields[name] for name in _IN_FACTS), values),
        file=file,
        file_name=str(values.get("file-name", "")),
        file_url=_file_url(shower, record),
        size=len(data) if data else 0,
        held=data is not None,
        has_text=bool(layer) and reader.has_blob(layer),
        text_url=reverse("web:document-text", args=[record.key]),
        drawn=tuple(_drawn(shower, record.key)),
        history=read_history(shower, "document", record.key),
        record_url=record_address("document", record.key),
    )


def _drawn(shower: Shower, key: str) -> Iterator[Drawn]:
    links = shower.reader.links_to(key)
    for register, definition in shower.catalogue.items():
        keys = dict.fromkeys(link.key for link in links if link.register == register)
        if keys:
            ordered = sorted(keys, key=lambda each: _place(shower, register, each))
            yield Drawn(say(definition.title), tuple(shower.link(register, each) for each in ordered))


def _place(shower: Shower, register: str, key: str) -> tuple[int, int, str]:
    """Return where in the paper a record stands, so that what came out of it reads in its order."""
    record = shower.reader.record(register, key)
    source = record.source if record else {}
    return int(source.get("page", 0)), int(source.get("start", 0)), key


def read_text(shower: Shower, record: Record, text: str, start: int, end: int) -> TextPage:
    """Return a paper's text with the code points start..end marked; nothing is marked when they do not fit."""
    title = _number(record) or str(record.values.get("subject", record.key))
    url = face_address("document", record.key)
    if not 0 <= start < end <= len(text):
        return TextPage(title, url, (TextPiece(text),))
    return TextPage(title, url, (TextPiece(text[:start]), TextPiece(text[start:end], True), TextPiece(text[end:])))
