"""A register whose records are called by a personal value: no page before approval names one to who may not read it."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.registers.desk import approve, send

from lienvung.node.home import Home
from lienvung.node.node import Node
from lienvung.office.imports.reading import read_table
from lienvung.office.models import Decision, RegisterImport, Submission

NAME, OTHER = "Trịnh Khắc Uyên", "Mai Khắc Uy"
INSPECTING = ("administrator", "auditor")
GUIDES = """
register: guide
version: 1
title: {vi: Hướng dẫn viên, en: Guides}
title-field: name
parts: {shared: {}, personal: {personal: basic}}
fields:
  - {name: name, label: {vi: Họ và tên, en: Name}, datatype: string, required: true, part: personal}
  - {name: leader, label: {vi: Trưởng nhóm, en: Leader}, datatype: link, to: guide}
"""


@pytest.fixture
def home(home: Home) -> Home:
    """The node's folder with a register of persons in it."""
    home.registers.mkdir()
    (home.registers / "guide.yaml").write_text(GUIDES, "utf-8")
    return home


@pytest.fixture
def clerk(node: Node, jobs_at_once: None, browser_of: Callable[..., Client]) -> Client:
    """A browser of somebody who may read personal parts, at a node whose jobs run at once."""
    return browser_of("clerk")


def named(browser: Client, *addresses: str) -> set[str]:
    """Return the addresses whose pages name one of the guides."""
    pages = {address: browser.get(address).content.decode() for address in addresses}
    return {address for address, page in pages.items() if NAME in page or OTHER in page}


def test_what_waits_is_called_by_its_key(clerk: Client, browser_of: Callable[..., Client]) -> None:
    """A new record, one that links to it, a change of both: only who reads personal parts reads the name, in the
    values.
    """
    approver = browser_of("approver")
    first = send(clerk, "/so/guide/moi/", {"v-name": NAME})
    approve(approver, first)
    key = Submission.objects.get().drafts.get().key
    second = send(clerk, "/so/guide/moi/", {"v-name": OTHER, "v-leader": key})
    third = send(clerk, f"/so/guide/{key}/rut/", {"reason": "Thôi việc"})
    for role in INSPECTING:
        assert named(browser_of(role), "/duyet/", "/", "/quan-tri/nhat-ky/", first, second, third) == set()
    assert named(approver, first, second, third) == {first, second, third}


def test_rows_of_a_table_are_called_by_their_keys(clerk: Client, browser_of: Callable[..., Client]) -> None:
    """What a table would write is shown without its names."""
    table = SimpleUploadedFile("hdv.csv", f"Họ và tên\n{NAME}\n".encode())
    clerk.post("/so/guide/nhap/", {"file": table, "not_secret": "on"})
    page = f"/so/guide/nhap/{RegisterImport.objects.get().pk}/"
    for role in INSPECTING:
        assert named(browser_of(role), page) == set()
    assert named(clerk, page) == {page}


def test_an_erasure_is_decided_by_key(clerk: Client, browser_of: Callable[..., Client]) -> None:
    """The page of the decision does not name whose values are to be erased to who may not read them."""
    approve(browser_of("approver"), send(clerk, "/so/guide/moi/", {"v-name": NAME}))
    key = Submission.objects.get().drafts.get().key
    address = f"/so/guide/{key}/xoa-ca-nhan/"
    assert re.search(r"<form", clerk.get(address).content.decode())
    answer = clerk.post(address, {"parts": ["personal"], "ground": "Theo yêu cầu"})
    assert answer.status_code == 302, answer.content.decode()
    page = f"/quyet-dinh/{Decision.objects.get().pk}/"
    for role in INSPECTING:
        assert named(browser_of(role), page, "/quyet-dinh/") == set()


def test_names_of_persons_in_a_table_are_neither_listed_nor_remembered(clerk: Client) -> None:
    """A table says who leads by name: nobody is asked which guide that is, and the name lies in its row alone."""
    approve_all = SimpleUploadedFile("hdv.csv", f"Họ và tên,Trưởng nhóm\n{NAME},{OTHER}\n".encode())
    clerk.post("/so/guide/nhap/", {"file": approve_all, "not_secret": "on"})
    imported = RegisterImport.objects.get()
    assert (imported.names, imported.notes["unclear"]) == ([], 0)
    page = f"/so/guide/nhap/{imported.pk}/"
    clerk.post(f"{page}ten/", {"register-1": "guide", "text-1": OTHER, "key-1": f"hai-phong-{'a' * 16}"})
    imported.refresh_from_db()
    assert imported.aliases == {}
    assert "Tên trong bảng là bản ghi nào</h2>" not in clerk.get(page).content.decode()


def test_a_workbook_calls_nobody_by_a_personal_name(clerk: Client, browser_of: Callable[..., Client]) -> None:
    """What a column for reading says is for everybody: where a name is personal, the key stands twice."""
    approver = browser_of("approver")
    approve(approver, send(clerk, "/so/guide/moi/", {"v-name": NAME}))
    key = Submission.objects.get().drafts.get().key
    approve(approver, send(clerk, "/so/guide/moi/", {"v-name": OTHER, "v-leader": key}))
    seen = {role: _leaders(browser) for role, browser in (("clerk", clerk), ("viewer", browser_of("viewer")))}
    assert seen == {"clerk": {(key, key), ("", "")}, "viewer": {(key, key), ("", "")}}


def _leaders(browser: Client) -> set[tuple[object, object]]:
    """Return the cells of the leaders and of their names in the workbook of guides."""
    data = b"".join(browser.get("/so/guide/xuat/xlsx/").streaming_content)
    table = read_table(data, "guide.xlsx", len)
    at = table.headings.index("Trưởng nhóm")
    assert table.headings[at + 1] == "Trưởng nhóm (tên, để đọc)"
    return {(cells[at], cells[at + 1]) for _, cells in table.rows}
