"""The leader's sheet: the same on both sides, and one page whatever happens."""

from dataclasses import replace
from pathlib import Path

from lienvung.core.programme.freeze import parse_freeze_code
from lienvung.report.facts import Facts
from lienvung.report.sheet_docx import format_sheet
from lienvung.report.sheet_page import ROWS, SheetPage, sheet_page

from .papers import links_of, pages_of, words_of
from .samples import BASE, ILLUSTRATIVE, REAL, TODAY, sample_facts


def sheet(facts: Facts, side: str, programme: str = ILLUSTRATIVE, nature: str = "illustrative") -> SheetPage:
    """Return the sheet of one side."""
    return sheet_page(facts, programme=programme, side=side, nature=nature, today=TODAY)


def crowded(facts: Facts) -> Facts:
    """Return the facts with every text as long as texts get, and forty more overdue promises."""
    long = "Phối hợp nghiên cứu, xây dựng và trình cấp có thẩm quyền phương án đầu tư tuyến đường giáp ranh " * 4
    known = facts.follow_up
    pattern = next(one for one in known.commitments if one.key == "mh-quy-che-3")
    more = tuple(replace(pattern, key=f"them-{number}", review="mh-sk-1") for number in range(40))
    commitments = tuple(replace(one, text=long) for one in (*known.commitments, *more))
    escalations = tuple(replace(one, text=long, addressee=long, answer="", answered_on="") for one in known.escalations)
    programmes = tuple(replace(one, title=long) for one in known.programmes)
    return replace(
        facts, follow_up=replace(known, commitments=commitments, escalations=escalations * 5, programmes=programmes)
    )


def test_five_numbers_and_four_lists() -> None:
    """Five numbers whose parts are explained, and the four lists in the order a leader reads them."""
    page = sheet(sample_facts(), "hai-phong")
    assert [number.figure.value for number in page.numbers] == [8, 3, 2, 2, 1]
    assert page.numbers[1].note == "đúng hạn 1, quá hạn 2"
    assert [found.title for found in page.lists] == [
        "Ta còn nợ", "Thành phố Quảng Ninh còn nợ", "Nêu đi nêu lại", "Cần quyết định",
    ]  # fmt: skip
    assert page.lists[3].rows[0].note == "Vượt thẩm quyền, chờ trả lời: 247 ngày (Bộ Xây dựng)"


def test_both_sides_read_the_same_code() -> None:
    """The code is the same on both sides and can be read back; another head changes it."""
    facts = sample_facts()
    code = sheet(facts, "hai-phong").code
    assert sheet(facts, "quang-ninh").code == code == parse_freeze_code(code)
    later = replace(facts, heads=dict(facts.heads) | {"hai-phong/commitment": (13, "ef" * 32)})
    assert sheet(later, "hai-phong").code != code


def test_a_log_outside_the_programme_does_not_change_the_code() -> None:
    """Only the logs from which the figures come are named: not another locality's."""
    facts = sample_facts()
    later = replace(facts, heads=dict(facts.heads) | {"bac-ninh/commitment": (99, "ef" * 32)})
    assert sheet(later, "hai-phong").code == sheet(facts, "hai-phong").code


def test_what_does_not_fit_is_counted() -> None:
    """A long list shows its most pressing lines and says how many are left."""
    debts = sheet(crowded(sample_facts()), "hai-phong").lists[0]
    assert len(debts.rows) == ROWS
    assert debts.total == 43
    assert "và 38 việc khác" in words_of(format_sheet(sheet(crowded(sample_facts()), "hai-phong"), BASE))


def test_nobody_owes_what_is_unclear() -> None:
    """Of cited promises about which nothing is published the sheet claims no debt."""
    page = sheet(sample_facts(), "quang-ninh", REAL, "real")
    assert page.lists[0].rows == page.lists[1].rows == ()
    assert "chưa rõ" in page.beside


def test_lines_link_to_their_records() -> None:
    """Each line leads to the commitment or the matter it is about."""
    links = links_of(format_sheet(sheet(sample_facts(), "hai-phong"), BASE))
    assert f"{BASE}/so/escalation/mh-kn-luong-tau/" in links


def test_exactly_one_page(tmp_path: Path) -> None:
    """The sheet is one A4 page also with forty long overdue promises, marked illustrative."""
    (page,) = pages_of(format_sheet(sheet(crowded(sample_facts()), "hai-phong"), BASE), tmp_path)
    assert "DỮ LIỆU MINH HỌA" in page
    assert "Cần quyết định" in page
