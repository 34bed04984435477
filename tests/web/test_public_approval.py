"""What becomes public is told to whoever decides, before it does."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.registers.desk import approve, send

from lienvung.node.home import Home
from lienvung.node.node import Node
from lienvung.office.models import Decision, RegisterImport

FESTIVALS = """
register: festival
version: 1
title: {vi: Lễ hội, en: Festivals}
title-field: name
parts: {shared: {public: true}, internal: {}}
fields:
  - {name: name, label: {vi: Tên lễ hội, en: Name}, datatype: string, required: true}
  - {name: note, label: {vi: Ghi chú, en: Note}, datatype: text, part: internal}
"""


@pytest.fixture
def home(home: Home) -> Home:
    """The node's folder with a public register in it."""
    home.registers.mkdir()
    (home.registers / "festival.yaml").write_text(FESTIVALS, "utf-8")
    return home


def test_the_approver_reads_first_what_everybody_will_read(
    node: Node, jobs_at_once: None, browser_of: Callable[..., Client]
) -> None:
    """The public part with its values, without the internal one; and that is what a stranger then reads."""
    clerk, approver, stranger = browser_of("clerk"), browser_of("approver"), Client()
    waiting = send(clerk, "/so/festival/moi/", {"v-name": "Lễ hội Bạch Đằng", "v-note": "Xin kinh phí"})
    page = " ".join(approver.get(waiting).content.decode().split())
    section = page[page.index('id="public"') : page.index("</section>", page.index('id="public"'))]
    assert "Công khai: ai cũng sẽ đọc được 1 dòng này, không cần đăng nhập" in section
    assert "Lễ hội Bạch Đằng" in section
    assert "Xin kinh phí" not in section
    assert "không có gì rời khỏi đây" not in page
    approve(approver, waiting)
    read = stranger.get("/api/v1/registers/festival/records").content.decode()
    assert "Lễ hội Bạch Đằng" in read
    assert "Xin kinh phí" not in read


def test_a_table_that_becomes_public_says_so(
    node: Node, jobs_at_once: None, browser_of: Callable[..., Client]
) -> None:
    """Also of many rows at once."""
    clerk, approver = browser_of("clerk"), browser_of("approver")
    table = SimpleUploadedFile("le-hoi.csv", "Tên lễ hội\nLễ hội A\nLễ hội B\n".encode())
    clerk.post("/so/festival/nhap/", {"file": table, "not_secret": "on"})
    clerk.post(f"/so/festival/nhap/{RegisterImport.objects.get().pk}/ghi/")
    page = approver.get(f"/quyet-dinh/{Decision.objects.get().pk}/").content.decode()
    assert "Công khai: dùng chung." in page


def test_the_approver_sees_the_values_where_nothing_leaves(
    node: Node, jobs_at_once: None, browser_of: Callable[..., Client]
) -> None:
    """Nobody decides about a title: where no partner and no stranger sees anything, all lines lie open."""
    clerk, approver = browser_of("clerk"), browser_of("approver")
    work = {"v-name": "Cầu mẫu", "v-stage": "planned", "v-nature": "illustrative"}
    waiting = send(clerk, "/so/public-work/moi/", work)
    page = " ".join(approver.get(waiting).content.decode().split())
    assert "<details open><summary>Toàn bộ 1 dòng" in page
    assert page.index("<details open>") < page.index('id="decide"')
