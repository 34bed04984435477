"""The reminder: polite, exact, ready to paste."""

from lienvung.core.programme.status import assess_all
from lienvung.report.reminder import Reminder, reminder

from .samples import BASE, TODAY, sample_facts


def remind(key: str, side: str, passage: str = "") -> Reminder:
    """Write the reminder of one sample commitment."""
    facts = sample_facts()
    status = assess_all(facts.follow_up, TODAY)[key]
    commitment = next(one for one in facts.follow_up.commitments if one.key == key)
    return reminder(facts, commitment, status, side=side, today=TODAY, base=BASE, passage=passage)


def test_an_overdue_commitment() -> None:
    """Addressed to the assigned agency, with the days late, the deadline and its extension, and the link."""
    found = remind("mh-ben-pha", "hai-phong")
    assert found.to == ("Sở Xây dựng thành phố Hải Phòng",)
    assert "đã quá hạn 7 ngày" in found.text
    assert "15/11/2026 (đã gia hạn; hạn gốc trước ngày 31/8/2026)" in found.text
    assert f"{BASE}/cam-ket/mh-ben-pha/" in found.text
    assert "trước ngày 29/11/2026" in found.text


def test_the_paper_and_its_passage_are_cited() -> None:
    """The paper that holds the promise is named, and the passage quoted as it stands there."""
    found = remind("mh-chay-rung", "quang-ninh", "giao lập phương án chữa cháy rừng chung")
    assert "Bản thỏa thuận số 951/BTT-UBND ngày 02/10/2026" in found.text
    assert "“giao lập phương án chữa cháy rừng chung”" in found.text


def test_a_promise_raised_again_says_how_often() -> None:
    """Raised at three occasions and still open, and nobody reported."""
    found = remind("mh-quy-che-3", "quang-ninh")
    assert "đã được nêu tại 3 kỳ" in found.text
    assert "chưa nhận được báo cáo" in found.text


def test_a_dispute_is_not_passed_over() -> None:
    """The side that reported done reads its own report and that it is disputed."""
    found = remind("mh-tram-bom", "quang-ninh")
    assert "Trạm bơm chạy thử 72 giờ" in found.text
    assert "chưa thống nhất" in found.text


def test_an_illustrative_reminder_says_so() -> None:
    """Nobody takes an invented reminder for a real one."""
    assert remind("mh-ben-pha", "hai-phong").text.startswith("[dữ liệu minh họa]")
