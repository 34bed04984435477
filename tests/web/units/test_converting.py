"""/don-vi/chuyen-doi/: somebody's table in, the same table with what each unit is today out."""

from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from lienvung.node.node import Node

SENT = {"ngay": "2025-06-30", "toi": "2026-11-22", "cam_doan": "on"}
PAGE = "/don-vi/chuyen-doi/"


def workbook(*rows: list[str]) -> SimpleUploadedFile:
    """Return an .xlsx with these rows."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    return SimpleUploadedFile("don-vi.xlsx", written.getvalue())


def rows_of(response: object) -> list[list[object]]:
    """Return the rows of an answered workbook."""
    return CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()  # type: ignore[attr-defined] # a response


def test_a_workbook_comes_back_with_columns_added(units: Node, viewer: Client) -> None:
    """What stood in the table stays; beside it stand the unit of the day, today's, the act and the outcome."""
    table = workbook(["Tỉnh", "Huyện", "Xã", "Số hộ"], ["Bắc Giang", "Sơn Động", "Tuấn Đạo", "12"],
                     ["Hải Dương", "Chí Linh", "Văn Đức", "=1+1"], ["Hải Dương", "", "Không Có", ""])  # fmt: skip
    answer = viewer.post(PAGE, {**SENT, "tep": table, "tai": "1"})
    heads, *rows = rows_of(answer)
    assert heads[:4] == ["Tỉnh", "Huyện", "Xã", "Số hộ"]
    assert heads[7] == "Nay là"
    assert rows[0][4:9] == ["xã Tuấn Đạo", "07663", "huyện Sơn Động, tỉnh Bắc Giang", "xã Tuấn Đạo", "07663"]
    assert rows[0][11] == "1658/NQ-UBTVQH15"
    assert rows[1][12] == "đơn vị đã chia: cần chọn"
    assert "phường Bắc An Phụ (10678)" in str(rows[1][13])
    assert rows[2][12] == "ngày ấy không có đơn vị này"


def test_the_page_lets_a_person_choose_and_the_file_has_the_choice(units: Node, viewer: Client) -> None:
    """A split unit is a choice on the page; what was chosen is what the file says."""
    shown = viewer.post(PAGE, {**SENT, "dan": "phường Văn Đức, Chí Linh\nxã Tuấn Đạo"}).content.decode()
    assert 'name="chon-0"' in shown
    assert 'name="chon-1"' not in shown
    key = shown.split('name="chon-0"')[1].split('<option value="hai-phong-')[1].split('"')[0]
    text = shown.split('<textarea name="bang" hidden>')[1].split("</textarea>")[0]
    answer = viewer.post(PAGE, {**SENT, "bang": text, "chon-0": f"hai-phong-{key}", "tai": "1"})
    _, first, _ = rows_of(answer)
    assert first[9] == "đã chuyển đổi"
    assert ";" not in str(first[4])


def test_columns_can_be_said_by_hand(units: Node, viewer: Client) -> None:
    """Headings that nobody understands are explained by the person, and the table is converted again."""
    pasted = "A\tB\nTuấn Đạo\tBắc Giang\n"
    refused = viewer.post(PAGE, {**SENT, "dan": pasted})
    assert refused.status_code == 422
    assert "Chưa nhận ra cột nào" in refused.content.decode()
    answer = viewer.post(PAGE, {**SENT, "bang": pasted, "cot-0": "commune", "cot-1": "province"})
    assert "1 đã chuyển đổi" in answer.content.decode()


def test_what_is_no_table_is_refused_with_reasons(units: Node, viewer: Client) -> None:
    """Nothing sent, not declared, too many rows, a file that is none: each is said, nothing breaks."""
    assert viewer.post(PAGE, {**SENT}).status_code == 422
    assert viewer.post(PAGE, {"dan": "xã Tuấn Đạo"}).status_code == 422
    many = "Xã\tx\n" + "Tuấn Đạo\tx\n" * 20_001
    assert viewer.post(PAGE, {**SENT, "dan": many}).status_code == 422
    assert viewer.post(PAGE, {**SENT, "tep": SimpleUploadedFile("a.xlsx", b"PK\x03\x04nonsense")}).status_code == 422


def test_a_choice_that_was_not_offered_changes_nothing(units: Node, viewer: Client) -> None:
    """A key that is no candidate, or a row that there is not, is passed over."""
    answer = viewer.post(PAGE, {**SENT, "dan": "xã Tuấn Đạo", "chon-0": "x", "chon-99": "y", "chon-a": "z", "tai": "1"})
    _, first = rows_of(answer)
    assert first[9] == "đã chuyển đổi"


def test_a_column_of_the_table_is_summed_under_the_boundaries_of_the_day(units: Node, viewer: Client) -> None:
    """What is split stands apart and the total is that of the table; formulas and words are no figures."""
    rows = ("Xã\tTỉnh\tSố hộ", "Tuấn Đạo\tBắc Giang\t1.200", "Văn Đức\tHải Dương\t30", "Đại Sơn\t\t7", "Gia Luận\t\tx")
    asked = {**SENT, "bang": "\n".join(rows), "so-lieu": "2", "cong": "1"}
    page = " ".join(viewer.post(PAGE, {**asked, "cap": "commune"}).content.decode().split())
    assert '<td class="figure">1.200</td></tr></tbody>' in page
    assert "Phường Chu Văn An, Phường Trần Nhân Tông, Phường Bắc An Phụ" in page
    for figure in ("1.200", "37", "1.237"):
        assert f'<td class="figure">{figure}</td>' in page
    by_province = viewer.post(PAGE, {**asked, "cap": "province"}).content.decode()
    assert ">Thành phố Hải Phòng</a>" in by_province
    assert viewer.post(PAGE, {**asked, "so-lieu": "99", "cap": "x"}).status_code == 200


def test_the_form_offers_the_last_day_of_the_old_map(units: Node, viewer: Client) -> None:
    """Most tables that come have names from before the reform: that day stands there, and may be changed."""
    assert 'value="2025-06-30"' in viewer.get(PAGE).content.decode()
    assert 'value="2019-05-30"' in viewer.get(f"{PAGE}?ngay=2019-05-30").content.decode()


UNCLOSED = ('Địa chỉ\n"' + "x" * 1_200_000, '"' + "y," * 600_000, 'Địa chỉ\r\n"a\rb', '\t"\n"')


@pytest.mark.parametrize("pasted", UNCLOSED, ids=range(len(UNCLOSED)))
def test_a_paste_that_is_no_table_is_refused_in_words(units: Node, viewer: Client, pasted: str) -> None:
    """A quotation mark that is never closed, or a line without end, brings no page down."""
    viewer.raise_request_exception = False
    assert viewer.post(PAGE, {**SENT, "dan": pasted}).status_code in (200, 400, 422)


def test_commas_below_a_single_heading_are_of_addresses(units: Node, viewer: Client) -> None:
    """One column pasted with its heading stays one column."""
    shown = viewer.post(PAGE, {**SENT, "dan": "Địa chỉ\nphường Văn Đức, Chí Linh\nxã Tuấn Đạo"}).content.decode()
    assert 'name="chon-0"' in shown
    assert 'name="cot-1"' not in shown
