"""Meeting another node: its document fetched or brought, its fingerprint heard, a second person deciding."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.node.exchange.two_places import open_place

from lienvung.node.contact import contacts, own_node_json, read_contact
from lienvung.office.models import Decision


@pytest.fixture
def there(tmp_path):
    """A node that nobody here knows, on line."""
    place = open_place(tmp_path, "quang-ninh", "Thành phố Quảng Ninh")
    yield place
    place.server.shutdown()
    place.server.server_close()
    place.node.store.close()


def node_json(place) -> bytes:
    """Return a node's own document."""
    with place.node.store.reading() as reader:
        return own_node_json(reader)


def heard(place) -> str:
    """Return the groups that the other side reads out last."""
    return read_contact(node_json(place)).fingerprint[-16:]


def known(node) -> list[str]:
    """Return whom this node is in contact with."""
    with node.store.reading() as reader:
        return list(contacts(reader))


def meeting(place, **changes: str) -> dict[str, str]:
    """Return the second form as an officer fills it in."""
    values = {
        "node_json": node_json(place).decode(),
        "heard": heard(place),
        "compared_with": "Vũ Thị Hạnh, Văn phòng",
        "compared_how": "voice",
    }
    return {**values, **changes}


def ways(place) -> list[dict[str, object]]:
    """Return the three ways in which a document comes."""
    data = node_json(place)
    return [
        {"address": f" {place.address}/ "},
        {"file": SimpleUploadedFile("node.json", data)},
        {"text": f"\n{data.decode()}\n"},
    ]


@pytest.mark.parametrize("way", [0, 1, 2], ids=["address", "file", "text"])
def test_a_document_is_fetched_uploaded_or_pasted(node, browser_of, there, way):
    """The page shows who it is and all of the fingerprint but the groups that have to be heard."""
    clerk = browser_of("clerk")
    html = clerk.post(reverse("partners:meet"), ways(there)[way]).content.decode()
    assert "Thành phố Quảng Ninh" in html
    fingerprint = read_contact(node_json(there)).fingerprint
    shown = "".join(re.findall(r"<td>([0-9a-f]{4})</td>", html))
    assert shown == fingerprint[:-16]
    assert fingerprint[-16:] not in html.replace(" ", "")
    assert known(node) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Gõ địa chỉ, chọn tệp"),
        ({"address": "http://169.254.169.254"}, "địa chỉ"),
        ({"address": "ftp://x"}, "địa chỉ"),
        ({"text": "{}"}, "node.json"),
        ({"file": SimpleUploadedFile("node.json", b"\xff\xfe\x00")}, "node.json"),
    ],
)
def test_what_is_no_document_is_refused_in_words(node, browser_of, typed, said):
    """Nothing is kept; the form says what to do."""
    answer = browser_of("clerk").post(reverse("partners:meet"), typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_the_fingerprint_has_to_be_heard(node, browser_of, there):
    """Other groups than the document's stop it before anybody is asked to decide."""
    clerk = browser_of("clerk")
    answer = clerk.post(reverse("partners:compare"), meeting(there, heard="0000 0000 0000 0000"))
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not Decision.objects.exists()


def test_somebody_has_to_have_read_it(node, browser_of, there):
    """A comparison without a name is none."""
    answer = browser_of("clerk").post(reverse("partners:compare"), meeting(there, compared_with=" "))
    assert answer.status_code == 422
    assert not Decision.objects.exists()


def test_two_people_make_a_contact(node, browser_of, there):
    """A clerk hears the groups, an approver reads who compared with whom, and then the node is known."""
    clerk, approver = browser_of("clerk"), browser_of("approver")
    answer = clerk.post(reverse("partners:compare"), meeting(there, heard=heard(there).upper()))
    page = answer.headers["Location"]
    assert known(node) == []
    shown = approver.get(page).content.decode()
    assert "Vũ Thị Hạnh, Văn phòng" in shown
    assert "Đồng ý và thực hiện" in shown
    assert "Đồng ý và thực hiện" not in clerk.get(page).content.decode()
    approver.post(page, {"action": "approve"})
    assert known(node) == ["quang-ninh"]
    contact = clerk.get(reverse("partners:contact", args=["quang-ninh"])).content.decode()
    assert "Người clerk đối chiếu với Vũ Thị Hạnh, Văn phòng" in contact
    assert "Người approver" in contact


def test_the_rail_counts_what_waits_for_me(node, browser_of, there):
    """The one who may decide sees the number, the one who prepared does not."""
    clerk, approver = browser_of("clerk"), browser_of("approver")
    clerk.post(reverse("partners:compare"), meeting(there))
    assert 'class="count">1<' in approver.get("/quyet-dinh/").content.decode()
    assert 'class="count"' not in clerk.get("/quyet-dinh/").content.decode()


def test_what_waits_names_nobody_who_decided_it(node, browser_of, there):
    """Beside what was decided before, with who did it, a decision that waits says when it was prepared."""
    clerk, approver = browser_of("clerk"), browser_of("approver")
    first = clerk.post(reverse("partners:compare"), meeting(there)).headers["Location"]
    approver.post(first, {"action": "return", "reason": "Đọc lại"})
    clerk.post(reverse("partners:compare"), meeting(there))
    page = approver.get("/quyet-dinh/").content.decode()
    assert "Đã xử lý" in page
    assert "None" not in page
    assert page.index("Soạn lúc") < page.index("Người quyết định")


def test_our_own_introduction_is_large_and_downloads(partner, browser_of):
    """The page shows every group; the file is the one that partners fetch."""
    here, _there = partner
    viewer = browser_of("viewer")
    html = viewer.get(reverse("partners:introduction")).content.decode()
    own = read_contact(node_json(here)).fingerprint
    assert "".join(re.findall(r"<td>([0-9a-f]{4})</td>", html)) == own
    file = viewer.get(reverse("partners:node-json"))
    assert file.content == node_json(here)
    assert json.loads(file.content)["name"] == "hai-phong"


def test_our_own_document_is_no_contact(partner, browser_of):
    """Bringing our own file says so."""
    here, _there = partner
    answer = browser_of("clerk").post(reverse("partners:compare"), meeting(here))
    assert answer.status_code == 422
    assert not Decision.objects.exists()
