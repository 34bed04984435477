"""A small book to look at: one programme, its papers and promises, in the log of the node under test."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.test import Client

from lienvung.core.register.item import split_fields
from lienvung.node.append import Change, append
from lienvung.node.node import Node

PROGRAMME = "hai-phong-" + "a" * 16
PAPER = "hai-phong-" + "b" * 16
REVIEW = "hai-phong-" + "c" * 16
LATE = "hai-phong-" + "d" * 16  # overdue since 31/10/2026, raised again from OLD
SOON = "hai-phong-" + "e" * 16  # due on 10/12/2026
DONE = "hai-phong-" + "f" * 16  # done on time, with evidence
OLD = "hai-phong-" + "g" * 16  # restated by LATE
CITED = "hai-phong-" + "h" * 16  # real, known from the press alone

TEXT = (
    "Kết luận của hội nghị\n"
    "1. Sở Giao thông hoàn thành cầu mẫu <số 1> trước ngày 01/11/2026.\n"
    "2. Hai bên lập danh mục tàu trước ngày 11/12/2026.\n"
)
EXACT = "hoàn thành cầu mẫu <số 1> trước ngày 01/11/2026"
FILE = b"%PDF-1.7 the signed file, byte for byte"
ATTRIBUTION = {"entered-by": "Phạm Thu Trang", "approved-by": "Nguyễn Đức Thành"}


def put(
    node: Node, register: str, key: str, values: Mapping[str, Any], source: Mapping[str, Any] | None = None
) -> Change:
    """Return a put of flat values."""
    definition = node.catalogue[register]
    return Change("put", register, key, split_fields(definition, values, source=source, attribution=ATTRIBUTION))


def promise(text: str, deadline: str, **more: Any) -> dict[str, Any]:
    """Return the values of a dated illustrative commitment of Hải Phòng."""
    return {
        "text": text,
        "programmes": [PROGRAMME],
        "field": "transport",
        "agreed-on": "2026-01-15",
        "deadline-kind": "dated",
        "deadline": deadline,
        "owed-by": ["hai-phong"],
        "nature": "illustrative",
        **more,
    }


def write_book(node: Node) -> None:
    """Append the whole book to the node's own logs."""
    layer, file = TEXT.encode(), FILE
    start = TEXT.index(EXACT)
    passage = {
        "file": hashlib.sha256(file).hexdigest(),
        "layer": hashlib.sha256(layer).hexdigest(),
        "start": start,
        "end": start + len(EXACT),
        "exact": EXACT,
    }
    paper = {
        "number": "01-KL/TU",
        "subject": "Kết luận mẫu (minh họa)",
        "issued-on": "2026-01-15",
        "programmes": [PROGRAMME],
        "file": passage["file"],
        "text-layer": passage["layer"],
        "file-name": "kết luận.pdf",
        "nature": "illustrative",
    }
    programme = {
        "title": "Chương trình hợp tác mẫu",
        "sides": ["hai-phong", "quang-ninh"],
        "signed-on": "2026-01-15",
        "nature": "illustrative",
    }
    review = {
        "title": "Sơ kết sáu tháng",
        "programmes": [PROGRAMME],
        "held-on": "2026-07-10",
        "nature": "illustrative",
    }
    cited = {
        "text": "Xây dựng quy chế quản lý hai vịnh",
        "programmes": [PROGRAMME],
        "deadline-kind": "none",
        "owed-by": ["hai-phong"],
        "nature": "real",
        "citation": ["Báo mẫu, 22/10/2025"],
    }
    late = promise("Hoàn thành cầu mẫu số 1", "2026-10-31", document=PAPER, review=REVIEW, predecessors=[OLD])
    report = {
        "commitment": DONE,
        "side": "hai-phong",
        "reported-on": "2026-05-20",
        "progress": "done",
        "done-on": "2026-05-18",
        "text": "Đã nghiệm thu",
        "evidence-text": "Biên bản 12/BB",
        "nature": "illustrative",
    }
    append(
        node,
        [
            put(node, "programme", PROGRAMME, programme),
            put(node, "document", PAPER, paper, {"citation": ["tệp mẫu"]}),
            put(node, "review", REVIEW, review),
            put(node, "commitment", OLD, promise("Chuẩn bị cầu mẫu số 1", "2026-06-30")),
            put(node, "commitment", LATE, late, passage),
            put(node, "commitment", SOON, promise("Lập danh mục tàu chung", "2026-12-10", field="tourism")),
            put(node, "commitment", DONE, promise("Mở ba lớp tập huấn", "2026-05-31", field="digital")),
            put(node, "commitment", CITED, cited),
            put(node, "progress-report", "hai-phong-" + "i" * 16, report),
        ],
        idempotency_key="book",
        blobs={passage["file"]: file, passage["layer"]: layer},
    )


def later(node: Node, **delta: int) -> Node:
    """Return the node with its clock put forward."""
    from dataclasses import replace

    return replace(node, now=lambda: node.now() + timedelta(**delta))


def read_page(browser: Client, address: str) -> str:
    """Return a page's text; it must be there."""
    response = browser.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()
