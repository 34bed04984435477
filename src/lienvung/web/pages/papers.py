"""Văn bản: papers, their original bytes, their text, and pages with a marked rectangle."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from lienvung.core.errors import LienVungError
from lienvung.core.register.entry import is_hash
from lienvung.node.exchange.blob_access import live_refs
from lienvung.web.addresses import record_address
from lienvung.web.page_images import draw_marked_page
from lienvung.web.pages.asking import asked_number
from lienvung.web.selectors.documents import read_document, read_documents, read_text
from lienvung.web.selectors.natures import asked_nature
from lienvung.web.snapshot import Snapshot, snapshot


def documents(request: HttpRequest) -> HttpResponse:
    """List papers."""
    with snapshot() as seen:
        nature, q = asked_nature(request.GET), request.GET.get("q", "").strip()
        page = read_documents(seen.shower, nature, q, request.GET.get("tiep", ""))
    return render(request, "web/documents.html", {"page": page})


def document(request: HttpRequest, key: str) -> HttpResponse:
    """Show one paper and what came out of it."""
    with snapshot() as seen:
        record = seen.record("document", key)
        if record.state != "live":
            return HttpResponseRedirect(record_address("document", key))
        page = read_document(seen.shower, seen.definition("document"), record)
    return render(request, "web/document.html", {"page": page})


def document_file(request: HttpRequest, key: str) -> HttpResponse:
    """Give a paper's original file, byte for byte."""
    with snapshot() as seen:
        record = seen.record("document", key)
        data = _blob(seen, record.values.get("file"))
    name = str(record.values.get("file-name") or key)
    return attachment(data, name)


def document_text(request: HttpRequest, key: str) -> HttpResponse:
    """Show the text that was read from a paper, with the passage that the address names marked."""
    with snapshot() as seen:
        record = seen.record("document", key)
        text = _blob(seen, record.values.get("text-layer")).decode()
        start, end = asked_number(request, "tu", -1), asked_number(request, "den", -1)
        page = read_text(seen.shower, record, text, start, end)
    return render(request, "web/passage.html", {"page": page})


def blob(request: HttpRequest, sha256: str) -> HttpResponse:
    """Give any file that a record names."""
    with snapshot() as seen:
        return attachment(_blob(seen, sha256), sha256)


def record_page(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """Draw the page of a scan that a record was read from, its rectangle marked."""
    with snapshot() as seen:
        source = seen.record(register, key).source
        if "rectangle" not in source:
            raise Http404
        data = _blob(seen, source["file"])
    try:
        picture = draw_marked_page(data, source["page"], tuple(source["rectangle"]))
    except (IndexError, LienVungError):
        raise Http404 from None
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


def attachment(data: bytes, name: str, media_type: str = "application/octet-stream") -> HttpResponse:
    """Return bytes as a file that no browser opens or guesses at."""
    return HttpResponse(
        data,
        content_type=media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def _blob(seen: Snapshot, sha256: object) -> bytes:
    named = is_hash(sha256) and any(live_refs(seen.reader, str(sha256)))
    data = seen.reader.blob(str(sha256)) if named else None
    if data is None:
        raise Http404
    return data
