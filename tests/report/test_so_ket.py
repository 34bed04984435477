"""The review report: its sections, its figures, and the records behind each sentence."""

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lienvung.report.blocks import Heading, Paragraph, Table
from lienvung.report.errors import ProgrammeUnknown
from lienvung.report.so_ket import SoKet, so_ket
from lienvung.report.so_ket_docx import format_so_ket

from .papers import file_in, links_of, pages_of, words_of
from .samples import BASE, ILLUSTRATIVE, REAL, TODAY, sample_facts


@pytest.fixture(scope="module")
def invented() -> SoKet:
    """Return the report of Hải Phòng on the illustrative programme."""
    return so_ket(sample_facts(), programme=ILLUSTRATIVE, side="hai-phong", nature="illustrative", today=TODAY)


@pytest.fixture(scope="module")
def cited() -> SoKet:
    """Return the report of Quảng Ninh on the real programme with Hải Phòng."""
    return so_ket(sample_facts(), programme=REAL, side="quang-ninh", nature="real", today=TODAY)


def text(report: SoKet) -> str:
    """Return the words of all sections, tables too."""
    lines = []
    for section in report.sections:
        lines.append(section.title)
        for block in section.blocks:
            if isinstance(block, Paragraph):
                lines.append("".join(said.text for said in block.sentences))
            elif isinstance(block, Heading):
                lines.append(block.text)
            else:
                lines.extend(" | ".join(said.text for said in row) for row in block.rows)
    return "\n".join(lines)


def test_five_sections_and_three_annexes(invented: SoKet) -> None:
    """The report has the sections of a báo cáo sơ kết in their order, and annexes of tasks, works and papers."""
    assert [one.title.split(".")[0] for one in invented.sections] == ["I", "II", "III", "IV", "V"]
    assert [len(annex.head) for annex in invented.annexes] == [10, 6, 4]


def test_figures_name_their_denominator(invented: SoKet) -> None:
    """A percentage says what it divides by, with both numbers."""
    assert "các bên theo dõi 8 cam kết" in text(invented)
    assert "Tỷ lệ hoàn thành: 60,00 % số cam kết đã đến hạn (3/5)" in text(invented)


def test_a_chain_is_told_once(invented: SoKet) -> None:
    """The newest of a chain is told with its count; the older promises are only counted as restated."""
    assert "đã nêu 3 kỳ" in text(invented)
    assert "Sớm trình quy chế" not in text(invented)
    assert "2 cam kết cũ đã được nêu lại" in text(invented)


def test_both_statements_of_a_dispute_stay(invented: SoKet) -> None:
    """The report of one side and the disagreement of the other stand side by side."""
    assert "Trạm bơm chạy thử 72 giờ đạt yêu cầu." in text(invented)
    assert "Thành phố Hải Phòng không thống nhất: Trạm bơm phía Hải Phòng chưa nhận được nước" in text(invented)


def test_fields_add_up_to_the_total(invented: SoKet) -> None:
    """The last column of the table by field sums to the number followed."""
    (table,) = [block for block in invented.sections[1].blocks if isinstance(block, Table)]
    assert sum(int(row[-1].text) for row in table.rows) == 8


def test_a_real_report_holds_nothing_illustrative(cited: SoKet, invented: SoKet) -> None:
    """Real and illustrative records never stand in one report."""
    records = {key for section in cited.sections for block in section.blocks if isinstance(block, Paragraph)
               for said in block.sentences for _, key in said.records}  # fmt: skip
    assert records
    assert not any(key.startswith("mh-") for key in records)
    assert "minh họa" not in text(cited)
    assert "minh họa" in text(invented)


def test_nothing_published_reads_unclear(cited: SoKet) -> None:
    """A cited promise without a published result is "chưa rõ", and is in no percentage."""
    assert "Tình trạng: chưa rõ" in text(cited)
    assert "%" not in text(cited)


def test_the_press_issues_no_papers(cited: SoKet) -> None:
    """Annex 3 lists what somebody issued; a newspaper's piece is no issued paper."""
    assert "01-KL/TU/LT" in " ".join(row[1].text for row in cited.annexes[2].rows)
    assert "Bài báo" not in text(cited)


def test_every_commitment_sentence_knows_its_record(invented: SoKet) -> None:
    """In the results each item rests on records that exist."""
    items = [block for block in invented.sections[1].blocks if isinstance(block, Paragraph) and block.item]
    assert len(items) == 8
    assert all(said.records for item in items for said in item.sentences)


def test_works_name_their_capital_and_what_was_paid(invented: SoKet) -> None:
    """Annex 2 says how much each source gives to a work and what was paid out of it, each resting on its records."""
    (row,) = [row for row in invented.annexes[1].rows if row[1].text.startswith("Cầu sông Mẫu")]
    assert row[3].text == "ngân sách trung ương 500.000.000.000; ngân sách cấp tỉnh 780.000.000.000"
    assert row[4].text == "726.000.000.000 (đến quý III/2026)"
    assert {key for _, key in row[3].records} == {"mh-von-sm-tw", "mh-von-sm-hp", "mh-von-sm-qn"}
    assert len(row[4].records) == 7


def test_capital_that_nobody_published_has_no_figure(cited: SoKet) -> None:
    """A real work shows the one source that was published, and no disbursement; others say there is no figure."""
    rows = {row[1].text: [said.text for said in row[3:5]] for row in cited.annexes[1].rows}
    assert rows["Cầu Bến Rừng"] == ["ngân sách trung ương 1.100.000.000.000", "chưa có số liệu"]
    assert rows["Cầu Lại Xuân và đường tỉnh 352"] == ["chưa có số liệu", "chưa có số liệu"]


def test_an_unknown_programme_is_refused() -> None:
    """There is no report on a programme that this node does not hold."""
    with pytest.raises(ProgrammeUnknown):
        so_ket(sample_facts(), programme="x", side="hai-phong", nature="real", today=date(2026, 1, 1))


def test_party_form(invented: SoKet) -> None:
    """Issuer, star and a blank number at left, the Party's name at right; never the state's motto."""
    words = words_of(format_so_ket(invented, BASE))
    for expected in ("THÀNH ỦY HẢI PHÒNG", "*", "-BC/TU", "ĐẢNG CỘNG SẢN VIỆT NAM", "BÁO CÁO", "T/M BAN THƯỜNG VỤ"):
        assert expected in words
    assert "CỘNG HÒA" not in words


def test_sentences_link_to_their_records(invented: SoKet) -> None:
    """Links lead to the node's own pages, by register."""
    links = links_of(format_so_ket(invented, BASE))
    assert f"{BASE}/cam-ket/mh-ben-pha/" in links
    assert f"{BASE}/so/progress-report/mh-bc-tram-bom/" in links
    assert all(link.startswith(f"{BASE}/") for link in links)


def test_figures_link_to_the_lists_they_count(invented: SoKet) -> None:
    """A number leads to the list of commitments behind it, and the annex names each of them."""
    data = format_so_ket(invented, BASE)
    asked = f"{BASE}/cam-ket/?tinh_chat=minh-hoa&chuong_trinh={ILLUSTRATIVE}"
    assert {f"{asked}&tinh_trang=theo-doi", f"{asked}&tinh_trang=open-overdue"} <= links_of(data)
    (table,) = [block for block in invented.sections[1].blocks if isinstance(block, Table)]
    assert all(len(said.records) == int(said.text) for row in table.rows for said in row[1:])


def test_the_records_annex_is_machine_readable(invented: SoKet) -> None:
    """Each bookmark of the text is named in the annex with the records it rests on."""
    data = format_so_ket(invented, BASE)
    root = ElementTree.fromstring(file_in(data, "customXml/lienvung-records.xml"))
    annex = {one.get("bookmark"): {record.get("key") for record in one} for one in root}
    body = file_in(data, "word/document.xml").decode()
    assert all(f'w:name="{name}"' in body for name in annex)
    assert {"mh-tram-bom"} in annex.values()


def test_illustrative_on_every_page(invented: SoKet, tmp_path: Path) -> None:
    """Each printed page of an illustrative report carries the words."""
    pages = pages_of(format_so_ket(invented, BASE), tmp_path)
    assert len(pages) > 4
    assert all("DỮ LIỆU MINH HỌA" in page for page in pages)
