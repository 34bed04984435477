"""The place in a paper that a record stands on, shown with what stands around it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from lienvung.core.register.record import Record
from lienvung.node.stores.port import Reader
from lienvung.web.addresses import list_address
from lienvung.web.selectors.values import Linked, Shower

AROUND = 400


@dataclass(frozen=True, slots=True)
class Passage:
    """What to show of a record's source: words with their neighbours, a page with a rectangle, or citations."""

    exact: str = ""
    before: str = ""
    after: str = ""
    page: int = 0
    image_url: str = ""
    citations: tuple[str, ...] = ()
    document: Linked | None = None
    passage_url: str = ""
    file_url: str = ""
    warning: str = ""


def read_passage(shower: Shower, record: Record) -> Passage | None:
    """Return where a record's values were read; None when it names no source at all."""
    source = record.source
    key = str(record.key if record.register == "document" else record.values.get("document", ""))
    document = shower.link("document", key) if key else None
    if "layer" in source:
        return _text_passage(shower.reader, source, key, document)
    if "page" in source:
        return _page_passage(shower.reader, record, key, document)
    citations = source.get("citation") or record.values.get("citation") or ()
    return Passage(citations=tuple(citations), document=document) if citations else None


def _text_passage(reader: Reader, source: Mapping[str, object], key: str, document: Linked | None) -> Passage:
    exact, start, end = str(source["exact"]), int(str(source["start"])), int(str(source["end"]))
    layer = reader.blob(str(source["layer"]))
    if layer is None:
        return Passage(exact=exact, document=document, warning=_("Văn bản này chưa có ở nút này; chỉ có đoạn trích."))
    text = layer.decode()
    if text[start:end] != exact:
        return Passage(exact=exact, document=document, warning=_("Đoạn trích không khớp với văn bản đang giữ."))
    return Passage(
        exact=exact,
        before=text_before(text, start),
        after=text_after(text, end),
        document=document,
        passage_url=list_address("web:document-text", key, tu=str(start), den=str(end)) + "#doan" if key else "",
        file_url=_file_url(reader, source, key),
    )


def _page_passage(reader: Reader, record: Record, key: str, document: Linked | None) -> Passage:
    source = record.source
    page, exact = int(str(source["page"])), str(source.get("exact", ""))
    if not reader.has_blob(str(source["file"])):
        return Passage(exact=exact, page=page, document=document, warning=_("Ảnh trang chưa có ở nút này."))
    return Passage(
        exact=exact,
        page=page,
        image_url=reverse("web:record-page", args=[record.register, record.key]),
        document=document,
        file_url=_file_url(reader, source, key),
    )


def _file_url(reader: Reader, source: Mapping[str, object], key: str) -> str:
    return reverse("web:document-file", args=[key]) if key and reader.has_blob(str(source["file"])) else ""


def text_before(text: str, start: int) -> str:
    """Return what stands before a place: back to a paragraph's start, within AROUND characters."""
    near = text[max(0, start - AROUND) : start]
    if start <= AROUND:
        return near
    cut = near.find("\n")
    return near[cut + 1 :] if cut >= 0 else "…" + near[near.find(" ") :]


def text_after(text: str, end: int) -> str:
    """Return what stands after a place: on to a paragraph's end, within AROUND characters."""
    near = text[end : end + AROUND]
    if end + AROUND >= len(text):
        return near
    cut = near.rfind("\n")
    return near[:cut] if cut >= 0 else near[: near.rfind(" ")] + " …"
