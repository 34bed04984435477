"""One commitment: passage, deadline, both sides' words, evidence, reminder."""

from tests.web.book import DONE, LATE, OLD, SOON, later, promise, put, read_page

from lienvung.node.append import Change, append


def test_the_passage_stands_beside_the_text_and_is_marked(viewer):
    """The exact words are marked within their neighbours, and markup in a paper stays text."""
    page = read_page(viewer, f"/cam-ket/{LATE}/")
    assert "<mark>hoàn thành cầu mẫu &lt;số 1&gt; trước ngày 01/11/2026</mark>" in page
    assert "Hai bên lập danh mục tàu" in page  # what stands around it
    assert "<số 1>" not in page


def test_a_passage_that_does_not_fit_its_paper_says_so(viewer, book):
    """When the text layer does not hold the quoted words there, the page does not pretend."""
    source = {"file": "1" * 64, "layer": _layer_of(book), "start": 0, "end": 5, "exact": "Không phải đoạn này"}
    change = put(book, "commitment", SOON, promise("Lập danh mục tàu chung", "2026-12-10"), source)
    append(later(book, hours=1), [change], idempotency_key="misquoted")
    assert "Đoạn trích không khớp với văn bản đang giữ." in read_page(viewer, f"/cam-ket/{SOON}/")


def test_an_extension_shows_the_old_day_beside_the_new_one(viewer, book):
    """The day first agreed is never lost; who asked and who approved are named."""
    extension = {"until": "2027-01-31", "reason": "Chờ thiết bị", "asked-by": "Sở A", "approved-by": "Ủy ban B"}
    values = promise("Lập danh mục tàu chung", "2026-12-10", extensions=[extension])
    append(later(book, hours=1), [put(book, "commitment", SOON, values)], idempotency_key="extended")
    page = read_page(viewer, f"/cam-ket/{SOON}/")
    assert "31/01/2027 (gia hạn từ 10/12/2026)" in page
    assert "Chờ thiết bị; bên xin: Sở A; người duyệt: Ủy ban B" in page


def test_a_claim_without_evidence_is_shown_as_not_counted(viewer, book):
    """Only a report that says done and shows nothing carries the warning."""
    assert "chưa có minh chứng" not in read_page(viewer, f"/cam-ket/{DONE}/")
    assert "Minh chứng: " in read_page(viewer, f"/cam-ket/{DONE}/")


def test_a_dispute_stands_beside_the_report_it_answers(viewer, book):
    """Both statements stay: the report and the other side's answer to it."""
    with book.store.reading() as reader:
        report = next(link.key for link in reader.links_to(DONE) if link.register == "progress-report")
    answer = {
        "commitment": DONE,
        "side": "quang-ninh",
        "reported-on": "2026-06-01",
        "text": "Mới mở hai lớp",
        "responds-to": report,
        "stance": "dispute",
        "nature": "illustrative",
    }
    change = put(book, "progress-report", "hai-phong-" + "j" * 16, answer)
    append(later(book, hours=1), [change], idempotency_key="answer")
    page = read_page(viewer, f"/cam-ket/{DONE}/")
    assert page.index("Đã nghiệm thu") < page.index("quang-ninh không thống nhất") < page.index("Mới mở hai lớp")


def test_the_reminder_can_be_selected_without_script(viewer):
    """The words to send stand on the page as text; the copy button is only a help."""
    page = read_page(viewer, f"/cam-ket/{LATE}/")
    assert "Sao chép lời đôn đốc" in page
    assert "Kính gửi: " in page
    assert f"http://testserver/cam-ket/{LATE}/" in page


def test_what_was_raised_again_links_both_ways(viewer):
    """The older promise names the newer and the newer the older."""
    assert f'href="/cam-ket/{OLD}/"' in read_page(viewer, f"/cam-ket/{LATE}/")
    assert f'href="/cam-ket/{LATE}/"' in read_page(viewer, f"/cam-ket/{OLD}/")


def test_a_retired_commitment_leads_to_its_record(viewer, book):
    """What is no longer followed still has its record, with the reason in its history."""
    retire = Change("retire", "commitment", SOON, {"shared": {"reason": "Nhập nhầm"}})
    append(later(book, hours=1), [retire], idempotency_key="retired")
    response = viewer.get(f"/cam-ket/{SOON}/")
    assert response["Location"] == f"/so/commitment/{SOON}/"
    assert "Nhập nhầm" in read_page(viewer, response["Location"])


def test_only_a_clerk_is_offered_to_report_progress(viewer, browser_of):
    """What somebody may not do is not offered."""
    assert "Báo tiến độ" not in read_page(viewer, f"/cam-ket/{LATE}/")
    assert "Báo tiến độ" in read_page(browser_of("clerk"), f"/cam-ket/{LATE}/")


def _layer_of(node):
    with node.store.reading() as reader:
        return reader.record("commitment", LATE).source["layer"]
