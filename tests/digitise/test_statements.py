"""Statements: promises, results, limitations and matters for a superior, and what they say of whom and when."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienvung.digitise import Statement
from tests.digitise.papers import CONCLUSION, reading_of


def official(body: str, date: str = "ngày 05 tháng 3 năm 2024") -> list[Statement]:
    """Return the statements of a joint paper of Quảng Ninh and Hải Phòng with this body."""
    head = (
        f"UBND TỈNH QUẢNG NINH\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 05/KH-UBND\tHạ Long, {date}\nKẾ HOẠCH\n"
        "Phối hợp giữa tỉnh Quảng Ninh và thành phố Hải Phòng\n"
    )
    return list(reading_of(head + "Hai bên thực hiện Kế hoạch như sau:\n" + body).statements)


def test_a_paper_by_its_sections():
    """Sections and words together tell result, limitation, commitment and escalation; spans leave out numbers."""
    assert [(found.type, found.text) for found in reading_of(CONCLUSION).statements] == [
        ("result", "Hai địa phương đã tổ chức 06 đợt tuần tra chung"),
        ("limitation", "công tác trao đổi số liệu còn chậm so với yêu cầu"),
        (
            "commitment",
            "Giao Sở Nội vụ tỉnh Quảng Ninh chủ trì, phối hợp với Sở Nội vụ thành phố Hải Phòng lập bản đồ"
            " trước ngày 30/9",
        ),
        ("commitment", "Ban Quản lý vịnh Hạ Long báo cáo hằng tháng"),
        (
            "escalation",
            "Việc điều chỉnh luồng tàu vượt thẩm quyền của hai địa phương, thống nhất báo cáo, xin ý kiến Bộ Xây dựng",
        ),
    ]


@pytest.mark.parametrize(
    ("clause", "lead", "partners"),
    [
        (
            "Giao Sở Y tế Hải Phòng chủ trì, phối hợp với Công an tỉnh Quảng Ninh lập chốt.",
            ("Sở Y tế Hải Phòng",),
            ("Công an tỉnh Quảng Ninh",),
        ),
        ("Danh mục tàu do Sở Xây dựng Hải Phòng và Sở Xây dựng Quảng Ninh cùng lập.",
         ("Sở Xây dựng Hải Phòng", "Sở Xây dựng Quảng Ninh"), ()),
        ("Đề nghị UBND tỉnh Quảng Ninh giao Sở Nội vụ tỉnh Quảng Ninh rà soát mốc giới.",
         ("Sở Nội vụ tỉnh Quảng Ninh",), ()),
        ("Phía Quảng Ninh do Sở Y tế tỉnh Quảng Ninh chủ trì, phía Hải Phòng do Sở Y tế thành phố Hải Phòng chủ trì.",
         ("Sở Y tế tỉnh Quảng Ninh", "Sở Y tế thành phố Hải Phòng"), ()),
        ("Hai địa phương tổ chức giao ban.", ("tỉnh Quảng Ninh", "thành phố Hải Phòng"), ()),
        ("Các sở, ngành liên quan rà soát danh mục.", ("Các sở, ngành liên quan",), ()),
    ],
)  # fmt: skip
def test_lead_and_partners(clause, lead, partners):
    """The lead is who is given the task: in a chain the last one, in halves both, together the parties themselves."""
    [found] = official(f"I. NHIỆM VỤ\n1. {clause}\n")
    assert (found.lead, found.partners) == (lead, partners)


def test_a_lead_carried_over_is_marked():
    """A clause without a subject goes on with the lead before it, and says that this was inferred."""
    first, second = official("I. NHIỆM VỤ\n1. Sở Y tế Hải Phòng lập 03 chốt; kịp thời thông báo tình hình dịch.\n")
    assert (first.lead, "lead" in first.inferred) == (("Sở Y tế Hải Phòng",), False)
    assert (second.lead, "lead" in second.inferred) == (first.lead, True)


@pytest.mark.parametrize(
    ("words", "deadline", "inferred"),
    [
        ("trước ngày 31/8/2026", "2026-08-31", ()),
        ("chậm nhất quý III/2025", "2025-Q3", ()),
        ("trước ngày 31/8", "2024-08-31", ("deadline",)),
        ("xong trong 6 tháng đầu năm 2025", "2025-H1", ()),
        ("hằng tháng", "P1M", ()),
        ("thường xuyên", "thường xuyên", ()),
        ("trong 15 ngày kể từ ngày ký", "P15D", ()),
        ("trên toàn tuyến", None, ()),
    ],
)
def test_deadlines(words, deadline, inferred):
    """A deadline is as exact as its words; a year taken from the paper's own date is marked as inferred."""
    [found] = official(f"I. NHIỆM VỤ\n1. Sở Y tế Hải Phòng rà soát danh mục {words}.\n")
    assert (found.deadline, found.inferred) == (deadline, inferred)


def test_soon_is_no_date():
    """Sớm is kept as the word that it is."""
    [found] = official("I. NHIỆM VỤ\n1. Hai bên sớm ban hành quy chế.\n")
    assert (found.deadline, found.deadline_text) == ("sớm", "sớm")


def test_an_extension_keeps_the_old_deadline():
    """Gia hạn: the new deadline counts and the old one stays beside it."""
    [found] = official(
        "I. NHIỆM VỤ\n1. Thời hạn bàn giao mặt bằng giao Sở Xây dựng Hải Phòng, trước là ngày 31/12/2024,"
        " được gia hạn đến ngày 30/4/2025.\n"
    )
    assert (found.deadline, found.old_deadline, found.lead) == ("2025-04-30", "2024-12-31", ("Sở Xây dựng Hải Phòng",))


def test_a_deadline_clause_stays_with_its_task():
    """What only completes or reports a task after a semicolon is part of it; a new action is a new statement."""
    body = "I. NHIỆM VỤ\n1. Sở Y tế Hải Phòng lập đề án; hoàn thành trước ngày 30/6/2025; tổ chức tập huấn hằng quý.\n"
    assert [found.text for found in official(body)] == [
        "Sở Y tế Hải Phòng lập đề án; hoàn thành trước ngày 30/6/2025",
        "tổ chức tập huấn hằng quý",
    ]


def test_a_request_upwards_and_one_sideways():
    """The same verb asks a superior for a decision and a partner for a task."""
    upwards, sideways = official(
        "I. KIẾN NGHỊ\n1. Đề nghị Bộ Xây dựng xem xét, bố trí vốn nâng cấp luồng.\n"
        "II. NHIỆM VỤ\n1. Đề nghị Sở Y tế Hải Phòng lập danh sách.\n"
    )
    assert (upwards.type, upwards.escalates_to) == ("escalation", ("Bộ Xây dựng",))
    assert (sideways.type, sideways.lead) == ("commitment", ("Sở Y tế Hải Phòng",))


def test_aims_and_causes_are_no_statements():
    """Purposes, principles and causes in sentences of their own promise nothing."""
    body = "I. MỤC ĐÍCH, YÊU CẦU\nPhát huy lợi thế của hai bên.\nII. HẠN CHẾ\nNguyên nhân chủ yếu là thiếu cán bộ.\n"
    assert official(body) == []


def test_task_table():
    """A row of a task table is a commitment; who, with whom, what and when come from the other cells."""
    table = (
        "PHỤ LỤC\nTT\tNội dung nhiệm vụ\tChủ trì\tPhối hợp\tSản phẩm\tThời hạn\n"
        "1\tLập đề án vận tải thủy\tSở Xây dựng Hải Phòng\tSở Xây dựng Quảng Ninh; Cảng vụ Hải Phòng\tĐề án"
        "\tTháng 12/2024\n"
        "2\tChia sẻ số liệu dịch\tSở Y tế Quảng Ninh\t\tBản tin\tThường xuyên\n"
    )
    first, second = official(table)
    assert (first.text, first.source, first.deadline) == ("Lập đề án vận tải thủy", "table", "2024-12")
    assert (first.lead, first.product) == (("Sở Xây dựng Hải Phòng",), "Đề án")
    assert first.partners == ("Sở Xây dựng Quảng Ninh", "Cảng vụ Hải Phòng")
    assert (second.deadline, second.partners) == ("thường xuyên", ())


def test_progress_table():
    """Cells of results and obstacles are statements of their own; "Không" is none."""
    head = "TT\tCông trình\tKết quả đến nay\tVướng mắc\n"
    rows = head + "1\tCầu A\tĐã xong 12 nhịp\tThiếu cát đắp\n2\tBến B\tLắp 4 biển\tKhông\n"
    assert [(found.type, found.text) for found in official("I. TIẾN ĐỘ\n" + rows)] == [
        ("result", "Đã xong 12 nhịp"),
        ("limitation", "Thiếu cát đắp"),
        ("result", "Lắp 4 biển"),
    ]


LETTERS = 'aăâbđêôơư ÁỦẾ.,;:()“”"-–\t\n0123456789/%'
PIECES = (
    "Sở Y tế", "Hải Phòng", "Quảng Ninh", "giao", "chủ trì", "trước ngày 30/6", "chưa", "đã hoàn thành", "đề nghị",
    "và", "vượt thẩm quyền", ";", ".", ":", "\n", "1.", "(", ")", "“", "”",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(alphabet=LETTERS, max_size=8), max_size=40).map(" ".join))
def test_spans_are_exact_whatever_is_read(text):
    """No text breaks the rules, and every span gives back its own words from inside the layer."""
    if not text.strip():
        return
    reading = reading_of(text)
    for found in (*reading.entities, *reading.statements):
        assert reading.layer.text[found.start : found.end] == found.text
        assert found.text.strip() == found.text != ""
