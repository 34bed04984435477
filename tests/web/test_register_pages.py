"""Sổ: catalogue, table, file, record with its history and proof."""

import csv
import io

from tests.web.book import LATE, OLD, SOON, later, promise, put, read_page

from lienvung.core.register.definition_rules import DATATYPES
from lienvung.node.append import Change, append
from lienvung.web import words


def test_the_catalogue_counts_what_the_registers_hold(viewer):
    """Every register of the catalogue has a line with its steward, number of records and newest entry."""
    page = read_page(viewer, "/so/")
    line = page[page.index('href="/so/commitment/"') :].split("</tr>")[0]
    assert ">5<" in line
    assert "Hải Phòng" in line
    assert "22/11/2026" in line


def test_a_table_has_the_columns_and_facets_of_its_definition(viewer, book):
    """Columns, filters and order come from the definition, with no code for the register."""
    definition = book.catalogue["commitment"]
    page = read_page(viewer, "/so/commitment/")
    for name in definition.columns:
        assert f">{definition.fields[name].label['vi']}" in page
    for name in definition.facets:
        assert f'id="loc-{name}"' in page
    assert "5 bản ghi" in page
    assert "1 bản ghi" in read_page(viewer, "/so/commitment/?nature=real")


def test_a_list_of_the_past_leads_to_the_past(viewer):
    """A commitment is followed on a page that knows only now; from a list of an earlier day its record is opened."""
    assert f'href="/cam-ket/{LATE}/"' in read_page(viewer, "/so/commitment/")
    then = read_page(viewer, "/so/commitment/?luc=2026-11-22")
    assert f'href="/so/commitment/{LATE}/?luc=2026-11-22"' in then
    assert f"/cam-ket/{LATE}/" not in then


def test_what_is_illustrative_is_marked_in_the_table(viewer):
    """A register holds real and illustrative records; the mark stands at the record, localities are named short."""
    page = read_page(viewer, "/so/commitment/")
    assert "tag illustrative" in page[page.index("Hoàn thành cầu mẫu số 1") :].split("</tr>")[0]
    assert "tag illustrative" not in page[page.index("Xây dựng quy chế quản lý hai vịnh") :].split("</tr>")[0]
    assert ">Hải Phòng<" in page
    assert ">Thành phố Hải Phòng<" not in page.split("<tbody>")[1]


def test_the_data_dictionary_speaks_the_readers_language(viewer, book):
    """Every datatype of the format has a word; parts and registers are named as people call them."""
    assert set(words.DATATYPES) == set(DATATYPES)
    page = read_page(viewer, "/so/commitment/?muc=truong")
    assert "một trong danh mục" in page
    assert "dùng chung" in page
    assert f"trỏ tới sổ “{book.catalogue['document'].title['vi']}”" in page


def test_nonsense_in_an_address_lists_nothing_worse_than_a_list(viewer):
    """Unknown fields and orders are passed over; a value nobody has finds nothing."""
    assert "5 bản ghi" in read_page(viewer, "/so/commitment/?khong-co=1&xep=khong-co")
    assert "Không có bản ghi nào khớp." in read_page(viewer, "/so/commitment/?field=khong-co")
    assert viewer.get("/so/khong-co-so-nay/").status_code == 404
    assert viewer.get("/so/commitment/hai-phong-zzzzzzzzzzzzzzzz/").status_code == 404


def test_the_file_holds_every_record_that_the_table_asks_for(viewer):
    """The CSV has the filter of the page, all fields, and values as the log has them."""
    response = viewer.get("/so/commitment.csv?nature=illustrative")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["key"] for row in rows} >= {LATE, OLD, SOON}
    assert len(rows) == 4
    assert next(row for row in rows if row["key"] == LATE)["deadline"] == "2026-10-31"
    assert response["Content-Disposition"] == 'attachment; filename="commitment.csv"'


def test_a_cell_cannot_become_a_formula(viewer, book):
    """A value that a spreadsheet would run is written as text."""
    change = put(book, "commitment", SOON, promise('=HYPERLINK("http://x")', "2026-12-10"))
    append(later(book, hours=1), [change], idempotency_key="formula")
    text = b"".join(viewer.get("/so/commitment.csv").streaming_content).decode("utf-8-sig")
    assert "'=HYPERLINK" in text


def test_a_record_shows_each_part_with_its_state_and_its_proof(viewer, book):
    """Values by part, the steward, and a proof that was checked when the page was made."""
    page = read_page(viewer, f"/so/commitment/{LATE}/")
    assert "Phần dùng chung" in page
    assert "Phần nội bộ" in page
    assert "Phạm Thu Trang" in page
    with book.store.reading() as reader:
        log = reader.log("hai-phong/commitment")
    assert log.frontier.root().hex() in page
    assert "không phải chữ ký số theo pháp luật" in page


def test_history_tells_before_and_after(viewer, book):
    """An edit shows both values of the fields it changed and no others."""
    change = put(book, "commitment", SOON, promise("Lập danh mục tàu chung", "2026-12-20", field="tourism"))
    append(later(book, hours=1), [change], idempotency_key="edit")
    page = read_page(viewer, f"/so/commitment/{SOON}/")
    assert "<del>10/12/2026</del><ins>20/12/2026</ins>" in page
    assert "<del>Lập danh mục tàu chung</del>" not in page


def test_a_merged_record_leads_to_the_one_it_went_into(viewer, book):
    """A merge is a lasting redirect; the merged record itself can still be read, and says where it went."""
    merge = Change("merge", "commitment", SOON, {"shared": {"into": LATE, "reason": "Trùng nội dung"}})
    append(later(book, hours=1), [merge], idempotency_key="merged")
    answer = viewer.get(f"/so/commitment/{SOON}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/so/commitment/{LATE}/?tu={SOON}")
    page = read_page(viewer, f"/so/commitment/{SOON}/?giu=1")
    assert "Bản ghi này đã nhập vào" in page
    assert f'href="/cam-ket/{LATE}/"' in page


def test_the_dictionary_names_every_field(viewer, book):
    """The data dictionary is the definition, field by field, with its hash."""
    page = read_page(viewer, "/so/commitment/?muc=truong")
    assert all(f'<td class="code">{name}</td>' in page for name in book.catalogue["commitment"].fields)
    assert book.catalogue["commitment"].hash in page
