"""With a partner: what it will see, and what it has already entered."""

import secrets
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image
from tests.faces import begin_programme
from tests.node.exchange.two_places import ATTRIBUTION, grant
from tests.office.work import name_paper, submitted, upload

from lienvung.core.register.key import format_token, new_key
from lienvung.node.append import Change, append
from lienvung.office.errors import PaperEnteredByPartner
from lienvung.office.selectors.leaving import partner_views
from lienvung.office.selectors.papers import entered_by_partner, same_paper
from lienvung.office.services.records import commitments_accept, progress_respond
from lienvung.office.services.submissions import submission_approve

pytestmark = pytest.mark.usefixtures("jobs_at_once")

READ = ("document", "commitment", "progress-report")


@pytest.fixture
def ours(partner):
    """Our place; the key of our programme."""
    here, _ = partner
    return here, begin_programme(here.node)


def put(place, register: str, **shared: object) -> str:
    """Append one record to a place's log and return its key."""
    key = new_key(place.name, format_token(secrets.token_bytes(10)))
    item = {"shared": {**shared, "nature": "illustrative"}, "attribution": ATTRIBUTION}
    append(place.node, [Change("put", register, key, item)], idempotency_key=key)
    return key


def entered_there(partner, programme: str) -> tuple[str, str]:
    """Let the partner enter the paper and one commitment, and pull both; return their keys."""
    here, there = partner
    document = put(there, "document", number="901-KL/TU/LT", subject="Hợp tác", **{"issued-on": "2026-01-15"})
    commitment = put(
        there,
        "commitment",
        text="Xây dựng bản đồ tuyến tham quan",
        programmes=[programme],
        document=document,
        **{"deadline-kind": "none", "owed-by": ["hai-phong"]},
    )
    here.agree(there, *(grant("quang-ninh", "hai-phong", register) for register in READ))
    here.pull(there)
    return document, commitment


def test_without_an_agreement_the_partner_sees_no_line(partner, ours, paper, person):
    """A contact without a grant is shown to the approver as seeing nothing."""
    [view] = partner_views(submitted(person("clerk"), paper, ours[1]))
    assert view.title == "Thành phố Quảng Ninh"
    assert view.lines == ()
    assert view.kept == 3


def test_the_approver_sees_the_very_parts_that_are_granted(partner, ours, paper, person):
    """Only registers and parts named by a grant in force are shown, and the values are those of the drafts."""
    here, there = partner
    here.agree(there, grant("hai-phong", "quang-ninh", "commitment", ("shared",)))
    submission = submitted(person("clerk"), paper, ours[1])
    [view] = partner_views(submission)
    assert {line.draft.register for line in view.lines} == {"commitment"}
    assert view.kept == 1
    for line in view.lines:
        assert set(line.parts) == {"shared"}
        assert line.parts["shared"]["text"] == line.draft.values["text"]


def test_what_the_approver_saw_is_what_the_partner_holds(partner, ours, paper, person):
    """After approval and pull, the partner's records equal the lines on the approval page, and it has no others."""
    here, there = partner
    here.agree(there, *(grant("hai-phong", "quang-ninh", register) for register in ("commitment", "document")))
    submission = submitted(person("clerk"), paper, ours[1])
    [view] = partner_views(submission)
    submission_approve(user=person("approver"), submission_id=submission.id)
    there.pull(here)
    with there.node.store.reading() as reader:
        held = {line.draft.key: reader.record(line.draft.register, line.draft.key) for line in view.lines}
        assert reader.count("commitment") == 2
    for line in view.lines:
        assert held[line.draft.key].values == line.parts["shared"]
        assert held[line.draft.key].source == line.parts["source"]


def test_a_paper_the_partner_entered_is_not_entered_again(partner, ours, paper, person):
    """The same number and day under the partner's log: the header is refused and names the partner."""
    clerk = person("clerk")
    document, commitment = entered_there(partner, ours[1])
    source_file = upload(clerk, paper)
    found = entered_by_partner(source_file.drafts.get(register="document").values)
    assert found.document.key == document
    assert [record.key for record in found.commitments] == [commitment]
    with pytest.raises(PaperEnteredByPartner) as refusal:
        name_paper(clerk, source_file, ours[1])
    assert refusal.value.node == "quang-ninh"


def test_a_scan_of_the_partners_paper_offers_acceptance_once_its_number_is_typed(partner, ours, browser_of):
    """Typing the number of a paper the partner entered keeps the words and shows the partner's commitments."""
    entered_there(partner, ours[1])
    browser = browser_of("clerk")
    pages = BytesIO()
    Image.new("RGB", (827, 1169), "white").save(pages, "PDF", resolution=100)
    source_file = upload(browser.person, pages.getvalue(), "quet.pdf")
    typed = {
        "h-revision": 1,
        "h-number": "901-KL/TU/LT",
        "h-issued-on": "15/1/2026",
        "h-subject": "Hợp tác",
        "h-nature": "illustrative",
        "h-programmes": ours[1],
    }
    html = browser.post(reverse("intake:header", args=[source_file.pk]), typed, follow=True).content.decode()
    assert "Thành phố Quảng Ninh đã đưa văn bản này vào sổ" in html
    assert "Xây dựng bản đồ tuyến tham quan" in html
    answer = browser.post(reverse("intake:accept-all", args=[source_file.pk]), follow=True)
    assert "sẽ thấy đúng 1 dòng này" in " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        (["Tỉnh ủy Quảng Ninh", "Thành ủy Hải Phòng"], ["THÀNH ỦY HẢI PHÒNG - TỈNH ỦY QUẢNG NINH"], True),
        (["Tỉnh ủy Quảng Ninh"], ["Thành ủy Hải Phòng"], False),
        (["Tỉnh ủy Quảng Ninh"], [], True),
    ],
)
def test_issuers_are_compared_as_they_may_be_printed(ours, theirs, same):
    """Joint issuers in one line or in several are the same; another issuer's equal number is another paper."""
    header = {"number": "127-QĐ/TU", "issued-on": "2026-01-15"}
    assert same_paper({**header, "issuers": ours}, {**header, "issuers": theirs}) is same


def test_an_acceptance_names_the_bytes_the_partner_wrote(partner, ours, person):
    """Accepting appends, through an approver, an answer to the digest of the commitment's shared part."""
    here, there = partner
    _, commitment = entered_there(partner, ours[1])
    submission = commitments_accept(user=person("clerk"), commitments=[commitment])
    submission_approve(user=person("approver"), submission_id=submission.id)
    with there.node.store.reading() as reader:
        digest = reader.record("commitment", commitment).digests["shared"]
    answer = submission.drafts.get()
    there.pull(here)
    with there.node.store.reading() as reader:
        accepted = reader.record("acceptance", answer.key)
    assert accepted.values["of"] == digest
    assert accepted.values["about"] == commitment
    assert accepted.values["to"] == ["quang-ninh"]


def test_an_acceptance_that_is_sent_twice_is_one_acceptance(partner, ours, person):
    """A double click leads to the submission of the first; refusing after accepting is another answer."""
    _, commitment = entered_there(partner, ours[1])
    clerk = person("clerk")
    first = commitments_accept(user=clerk, commitments=[commitment])
    assert commitments_accept(user=clerk, commitments=[commitment]) == first
    refused = commitments_accept(user=clerk, commitments=[commitment], decision="refuse", reason="Sai hạn")
    assert refused != first


def test_a_report_of_the_other_side_is_disputed_in_words(partner, ours, person):
    """A dispute is our own report that answers theirs; their statement stays as it is."""
    here, there = partner
    _, commitment = entered_there(partner, ours[1])
    report = put(
        there,
        "progress-report",
        commitment=commitment,
        side="quang-ninh",
        text="Đã xong",
        progress="in-progress",
        **{"reported-on": "2026-11-01"},
    )
    here.pull(there)
    submission = progress_respond(user=person("clerk"), report=report, stance="dispute", text="Chưa bàn giao")
    submission_approve(user=person("approver"), submission_id=submission.id)
    with here.node.store.reading() as reader:
        answer = reader.record("progress-report", submission.drafts.get().key)
        assert reader.record("progress-report", report).values["text"] == "Đã xong"
    assert answer.values["responds-to"] == report
    assert answer.values["stance"] == "dispute"
    assert answer.values["side"] == "hai-phong"
