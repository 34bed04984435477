"""Kết nối: the age of copies, causes of trouble in words, evidence that names the locality."""

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.web.book import read_page

from lienvung.core.register.canonical import canonical
from lienvung.node.exchange.behind import Behind
from lienvung.node.standing import standing_of

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "state"), [(0, "fresh"), (23.9, "fresh"), (24, "stale"), (71.9, "stale"), (72, "alarm"), (900, "alarm")]
)
def test_a_copy_is_stale_after_a_day_and_alarming_after_three(hours, state):
    """The two bounds are 24 and 72 hours."""
    assert standing_of((NOW - timedelta(hours=hours)).isoformat(), NOW) == state


def test_a_copy_that_was_never_made_says_so():
    """No pull yet is a state of its own."""
    assert standing_of(None, NOW) == "never"


def test_a_partner_shows_its_copy_and_its_fingerprint(partner, browser_of):
    """After a pull the page names the partner, its logs and the fingerprint that officers compared."""
    here, _ = partner
    page = read_page(browser_of("viewer"), "/ket-noi/")
    assert "Thành phố Quảng Ninh" in page
    with here.node.store.reading() as reader:
        peer = reader.peer("quang-ninh")
    assert peer.reached_at
    assert "đã đối chiếu với đầu mối bên kia" in page


def test_trouble_is_told_in_three_sentences(partner, browser_of):
    """What happened, what is safe and what to do are read, not a code."""
    here, _ = partner
    with here.node.store.writing() as writer:
        peer = writer.peer("quang-ninh")
        facts = {"trouble": {"partner": "quang-ninh", "seconds": 30}}
        writer.set_peer(replace(peer, trouble="partner-timed-out", facts=facts))
    page = read_page(browser_of("viewer"), "/ket-noi/")
    assert "partner-timed-out" not in page
    assert "Thành phố Quảng Ninh không trả lời trong 30 giây." in page
    assert "Bản sao đã kiểm chứng trước đó vẫn được giữ" in page


def test_evidence_of_a_fork_names_the_locality(partner, browser_of):
    """Both signed notes stand on the page under the name of whose log it is."""
    here, _ = partner
    with here.node.store.writing() as writer:
        writer.add_evidence("2026-11-22T07:00:00Z", "quang-ninh", "quang-ninh/commitment", "fork", [b"one", b"two"])
    page = read_page(browser_of("viewer"), "/ket-noi/")
    assert "Thành phố Quảng Ninh đã ký hai bản chốt sổ trái ngược nhau của cùng một sổ." in page
    assert ">one</pre>" in page
    assert ">two</pre>" in page


def test_an_older_head_is_a_lag_before_it_is_an_alarm(partner, browser_of):
    """What may be a cache is no alarm; what stays is, in words; healed, it stays as a past fault."""
    here, _ = partner
    origin = "quang-ninh/commitment"
    with here.node.store.writing() as writer:
        writer.add_evidence("2026-11-22T07:00:00Z", "quang-ninh", origin, "shrink", [b"one", b"two"])
    browser = browser_of("viewer")

    def shown(**changes):
        seen = Behind(1, "2026-11-22T07:00:00Z", "2026-11-22T07:00:00Z")
        with here.node.store.writing() as writer:
            writer.set_setting(f"behind/{origin}", canonical(asdict(replace(seen, **changes))))
        return read_page(browser, "/ket-noi/")

    assert "Có thể chỉ là bản lưu tạm còn cũ." in shown()
    late = {"looks": 3, "last": "2026-11-22T07:12:00Z"}
    assert "Hãy gọi đầu mối của Thành phố Quảng Ninh" in shown(**late)
    assert "Nay sổ đã trở lại đầy đủ." in shown(**late, healed="2026-11-22T07:30:00Z")
    assert "ngắn hơn bản đã ký" not in shown(healed="2026-11-22T07:01:00Z")


def test_only_an_administrator_may_pull_now(partner, browser_of, jobs_at_once):
    """The button is shown to administrators; pressing it asks the partners."""
    here, _ = partner
    assert "Nhận về ngay" not in read_page(browser_of("clerk"), "/ket-noi/")
    administrator = browser_of("administrator")
    assert "Nhận về ngay" in read_page(administrator, "/ket-noi/")
    assert administrator.post("/ket-noi/nhan-ve/")["Location"] == "/ket-noi/"
    with here.node.store.reading() as reader:
        assert reader.peer("quang-ninh").tried_at == "2026-11-22T08:00:00Z"


def test_without_partners_the_page_says_how_to_begin(node, browser_of):
    """A node alone reads how two nodes meet."""
    assert "Hai bên trao nhau hồ sơ nút" in read_page(browser_of("viewer"), "/ket-noi/")
