"""What is missing and why: on a record, and on the page of a partner."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from tests.node.exchange.two_places import ATTRIBUTION, SAMPLE, Place, grant
from tests.web.book import read_page

from lienvung.core.agreement.terms import Filter
from lienvung.node.agreements import revoke_agreement
from lienvung.node.exchange.parts_framing import format_blocks, parse_blocks
from lienvung.node.exchange.serve import Request, Response

MISSING = "/ket-noi/ben/quang-ninh/con-thieu/"


@pytest.fixture
def viewer(partner: tuple[Place, Place], browser_of: Callable[..., Client]) -> Client:
    """A browser of somebody who may only read."""
    return browser_of("viewer")


@pytest.fixture
def filtered(partner: tuple[Place, Place]) -> tuple[Place, Place, str]:
    """Limitations of two programmes, of which one is agreed on: a record of it that came, and one that did not."""
    here, there = partner
    rows = Filter("programmes", ("ha-noi-bbbbbbbbbbbbbbbb",))
    here.agree(there, grant("quang-ninh", "hai-phong", parts=("attribution", "shared"), rows=rows))
    (inside,) = there.write(1, text="Việc trong phạm vi", programmes=["ha-noi-bbbbbbbbbbbbbbbb"])
    there.write(2, text="Việc ngoài phạm vi")
    here.pull(there)
    return here, there, inside


def record(viewer, key: str) -> str:
    return read_page(viewer, f"/so/limitation/{key}/")


def test_what_was_never_agreed_on_says_which_agreement_it_takes(filtered, viewer):
    """A part that no agreement names is told from one that only did not come."""
    _, _, inside = filtered
    page = record(viewer, inside)
    assert "Việc trong phạm vi" in page
    assert "Cần thỏa thuận có phần nội bộ của sổ này." in page


def test_a_row_that_leaves_the_filter_is_no_longer_in_scope(filtered, viewer):
    """What was shared and went out of the rows agreed on reads so, and not as if it had never been shared."""
    here, there, inside = filtered
    there.change("put", "limitation", inside, {**SAMPLE["limitation"], "text": "Đã chuyển"})
    here.pull(there)
    page = record(viewer, inside)
    assert "không còn trong phạm vi" in page
    assert "từng ở trong các dòng được chia sẻ" in page
    assert "Đã chuyển" not in page


def test_a_partners_page_counts_by_reason(filtered, viewer):
    """Rows outside the filter and rows that left it are two reasons, each with its number, its links and its need."""
    here, there, inside = filtered
    there.change("put", "limitation", inside, {**SAMPLE["limitation"], "text": "Đã chuyển"})
    here.pull(there)
    page = read_page(viewer, MISSING)
    assert "ngoài phạm vi chia sẻ" in page
    assert "không còn trong phạm vi" in page
    assert f"/so/limitation/{inside}/" in page
    assert "Cần thỏa thuận mà điều kiện chọn dòng có bản ghi này." in page
    assert "còn thiếu" in page


def test_a_copy_is_marked_when_its_agreement_is_over(partner, viewer):
    """After a revocation the copy stays as it was and says so; a later change of it says why it did not come."""
    here, there = partner
    of = here.agree(there, grant("quang-ninh", "hai-phong"))
    (key,) = there.write(1, text="Việc đã chia sẻ")
    here.pull(there)
    revoke_agreement(there.node, of, "hết việc", attribution=ATTRIBUTION, idempotency_key="revoked")
    here.pull(there)
    page = record(viewer, key)
    assert "Việc đã chia sẻ" in page
    assert "không được cập nhật nữa" in page
    summary = read_page(viewer, MISSING)
    assert "đã được rút lại" in summary
    assert "được giữ nguyên như lúc ấy" in summary


def spoil_values(request: Request, response: Response) -> Response:
    """Change one word in every value of the answer."""
    if not request.path.endswith("/parts") or b"limitation" not in request.body:
        return response
    records = [
        replace(each, body=each.body.replace(b"ch\xe1\xba\xadm", b"nhanh")) for each in parse_blocks(response.body)
    ]
    return replace(response, body=b"".join(format_blocks(records)))


def test_a_spoiled_value_is_named_on_both_pages(partner, viewer):
    """A value that is not what the log committed to is shown nowhere, counted, and told what it takes."""
    here, there = partner
    here.agree(there, grant("quang-ninh", "hai-phong"))
    (key,) = there.write(1)
    there.tamper = spoil_values
    here.pull(there)
    page = record(viewer, key)
    assert "không khớp với mã băm" in page
    assert "cần gửi lại đúng giá trị" in page
    summary = read_page(viewer, MISSING)
    assert "có phần chưa đến hoặc đến sai" in summary
    assert f"/so/limitation/{key}/" in summary
    there.tamper = None
    here.pull(there)
    assert "đủ" in read_page(viewer, MISSING)


def test_a_stranger_has_no_page(partner, viewer):
    """Who is no contact has nothing that could be missing."""
    assert viewer.get("/ket-noi/ben/bac-ninh/con-thieu/").status_code == 404
