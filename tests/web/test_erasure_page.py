"""Erasing personal data from its page: prepared by one, carried out by another, gone from every place of the office."""

import hashlib
import secrets

from tests.node.exchange.two_places import ATTRIBUTION

from lienvung.core.register.key import format_token, new_key
from lienvung.node.append import Change, append
from lienvung.node.node import Node
from lienvung.office.models import Decision, Draft, Reading, SourceFile, StoredBytes, TableImport
from lienvung.office.node_access import now

NAME, PHONE = "Trịnh Khắc Uyên", "0912 345 678"
PAPER = f"Đầu mối: {NAME}, {PHONE}".encode()
SHA = hashlib.sha256(PAPER).hexdigest()
LAYER = hashlib.sha256(b"layer" + PAPER).hexdigest()


def organisation(node: Node, source: str = "") -> str:
    """Append an organisation with a contact person; its passage lies in the paper."""
    key = new_key(node.name, format_token(secrets.token_bytes(10)))
    item = {
        "shared": {"name": "Sở Du lịch", "side": node.name},
        "personal": {"contact-name": NAME, "contact-phone": PHONE},
        "source": {"file": SHA, "layer": LAYER, "start": 0, "end": 9, "exact": "Đầu mối: "},
        "attribution": ATTRIBUTION,
    }
    append(
        node,
        [Change("put", "organisation", key, item)],
        idempotency_key=key,
        blobs={SHA: PAPER, LAYER: b"layer" + PAPER},
    )
    return key


def office_copies(key: str, person) -> None:
    """Leave the same data in a draft, an imported table, a paper and its text layer."""
    for sha, data in ((SHA, PAPER), (LAYER, b"layer" + PAPER)):
        StoredBytes.objects.create(sha256=sha, data=data)
    paper = SourceFile.objects.create(
        sha256=SHA, name=f"đơn của {NAME}.txt", media_type="text/plain", size=9, uploaded_by=person,
        declared_not_secret=True, kind="text", state="read", uploaded_at=now(),
    )  # fmt: skip
    Reading.objects.create(
        source_file=paper, layer_sha256=LAYER, producer="x", version="1", header={"signer": NAME}, made_at=now()
    )
    Draft.objects.create(
        register="organisation", key=key, origin="form", state="sent", source_file=paper, entered_by=person,
        entered_at=now(), passage={"exact": f"Đầu mối: {NAME}"}, proposed={"contact-name": NAME},
        values={"name": "Sở Du lịch", "contact-name": NAME, "contact-phone": PHONE},
    )  # fmt: skip
    TableImport.objects.create(
        name="bảng.xlsx", sha256="0" * 64, brought_by=person, headings=["A", "B"], rows=[["2", ["Sở Du lịch", NAME]]],
        brought_at=now(),
    )  # fmt: skip


def prepare(clerk, key: str) -> Decision:
    address = f"/so/organisation/{key}/xoa-ca-nhan/"
    assert address in clerk.get(f"/so/organisation/{key}/").content.decode()
    form = clerk.get(address).content.decode()
    assert SHA in form
    asked = {"parts": ["personal"], "files": [LAYER, SHA], "ground": "Yêu cầu ngày 20/11 của người có dữ liệu"}
    answer = clerk.post(address, asked)
    assert answer.status_code == 302, answer.content.decode()
    return Decision.objects.get()


def test_everything_goes_and_who_did_it_stays(node, browser_of, tmp_path):
    """After the second person decides, no table of the office and no part of the node holds the data."""
    key = organisation(node)
    clerk, approver = browser_of("clerk"), browser_of("approver")
    office_copies(key, clerk.person)
    decision = prepare(clerk, key)
    assert NAME not in str(decision.facts)
    with node.store.reading() as reader:
        assert reader.record("organisation", key).values["contact-name"] == NAME, "nothing goes before the second"
    shown = approver.get(f"/quyet-dinh/{decision.pk}/").content.decode()
    assert "Xóa vĩnh viễn" in shown
    approver.post(f"/quyet-dinh/{decision.pk}/", {"action": "approve"})
    decision.refresh_from_db()
    assert decision.state == "done", decision.outcome
    with node.store.reading() as reader:
        record = reader.record("organisation", key)
        assert (record.parts["personal"], "contact-name" in record.values) == ("erased", False)
        assert (reader.blob(SHA), reader.blob(LAYER)) == (None, None)
    rows = [row for model in (Draft, TableImport, SourceFile, Reading) for row in model.objects.values()]
    assert NAME not in str(rows)
    assert PHONE not in str(rows)
    assert not StoredBytes.objects.exists()
    assert Draft.objects.get().entered_by == clerk.person
    page = clerk.get(f"/so/organisation/{key}/").content.decode()
    assert NAME not in page
    assert "đã xóa theo quy định" in page


def test_a_paper_that_was_erased_is_not_shown_nor_taken_in_again(node, browser_of):
    """Its row tells only that there was one; the same bytes are refused with the reason."""
    key = organisation(node)
    clerk, approver = browser_of("clerk"), browser_of("approver")
    office_copies(key, clerk.person)
    decision = prepare(clerk, key)
    approver.post(f"/quyet-dinh/{decision.pk}/", {"action": "approve"})
    paper = SourceFile.objects.get()
    assert clerk.get(f"/so-hoa/{paper.pk}/").status_code == 404
    assert clerk.get(f"/so-hoa/{paper.pk}/tep").status_code == 404
    from django.core.files.uploadedfile import SimpleUploadedFile

    again = {"file": SimpleUploadedFile("lại.txt", PAPER), "not_secret": "on"}
    answer = clerk.post("/so-hoa/", again, follow=True).content.decode()
    assert "đã bị xóa cùng dữ liệu cá nhân" in answer


def test_what_is_shared_or_anothers_is_not_erased(node, browser_of, programme):
    """A record without a personal part, or of another node, has no such page."""
    clerk = browser_of("clerk")
    assert clerk.get(f"/so/programme/{programme}/xoa-ca-nhan/").status_code == 404
    key = organisation(node)
    answer = clerk.post(f"/so/organisation/{key}/xoa-ca-nhan/", {"parts": ["shared"], "ground": "x"})
    assert answer.status_code == 422
    answer = clerk.post(f"/so/organisation/{key}/xoa-ca-nhan/", {"parts": ["personal"], "ground": " "})
    assert answer.status_code == 422
    assert not Decision.objects.exists()
