"""Progress in two fields, answers to the other side, retirement: by form, in words."""

from django.urls import reverse
from tests.faces import COMMITMENT

from lienvung.office.models import Submission


def test_two_fields_report_progress(browser_of, commitment):
    """Result and progress are enough; the page says that another person must approve."""
    clerk = browser_of("clerk")
    address = reverse("intake:progress", args=[commitment])
    assert "Lập bản đồ" in clerk.get(address).content.decode()
    html = clerk.post(address, {"text": "Đạt 60 %", "progress": "in-progress"}, follow=True).content.decode()
    assert "Người khác duyệt thì bên kia mới thấy" in html
    assert Submission.objects.get().drafts.get().values["text"] == "Đạt 60 %"


def test_done_without_evidence_is_explained_and_nothing_is_lost(browser_of, commitment):
    """The refusal stands on top, the typed words stay in the form, nothing is submitted."""
    answer = browser_of("clerk").post(
        reverse("intake:progress", args=[commitment]), {"text": "Đã làm xong", "progress": "done"}
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Báo hoàn thành phải kèm minh chứng" in html
    assert "Đã làm xong" in html
    assert not Submission.objects.exists()


def test_a_retirement_is_put_before_an_approver(browser_of, commitment):
    """Retiring asks for a reason and leads to the approval page."""
    clerk = browser_of("clerk")
    address = reverse("intake:retire", args=["commitment", commitment])
    assert clerk.post(address, {"reason": ""}).status_code == 422
    html = clerk.post(address, {"reason": "Nhập nhầm"}, follow=True).content.decode()
    assert "bản ghi còn hiệu lực đến khi được duyệt" in html
    assert Submission.objects.get().drafts.get().op == "retire"


def test_a_record_that_is_not_there_is_not_found(browser_of, node):
    """Progress, acceptance, answers and retirement of unknown records give 404."""
    clerk = browser_of("clerk")
    for name, arguments in (
        ("progress", [COMMITMENT]),
        ("accept", [COMMITMENT]),
        ("respond", [COMMITMENT]),
        ("retire", ["commitment", COMMITMENT]),
        ("retire", ["khong-co", COMMITMENT]),
    ):
        assert clerk.get(reverse(f"intake:{name}", args=arguments)).status_code == 404
