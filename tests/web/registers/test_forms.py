"""The form of a register that was never seen before: every datatype, hints, errors at the field, nothing lost."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.registers.desk import OPEN, approve, errors_of, pier, piers, send, shown_words, write

from lienvung.node.stores.port import Query
from lienvung.report.exports.dictionary import dictionary_of

PERMIT = {"number": "12/GP-SGTVT", "issuer": "Sở Giao thông", "issued-on": "2026-01-15"}


def test_what_is_typed_becomes_the_record(clerk, approver, node):
    """One register, no code: each datatype is read as people type it, and stands in the log as the format says."""
    work = {"v-name": "Cầu", "v-stage": "planned", "v-nature": "illustrative"}
    approve(approver, send(clerk, "/so/public-work/moi/", work))
    with node.store.reading() as reader:
        bridge = next(reader.table("public-work"))["_key"]
    key = write(
        clerk,
        approver,
        node,
        **{
            "v-services": ["water", "power"],
            "v-length": "1.250,50",
            "v-cost": "1,5 tỷ đồng",
            "v-berths": "1.941",
            "v-place": "20.8449, 106.6881",
            "v-permit-until": "quý IV/2027",
            "v-permits-so-dong": "2",
            "v-permits-0-number": PERMIT["number"],
            "v-permits-0-issuer": PERMIT["issuer"],
            "v-permits-0-issued-on": "15/1/2026",
            "v-works": [bridge],
            "v-season-since": "",
            "v-season-0-since": "1/4/2026",
            "v-season-0-until": "",
            "v-festival-0": "",
            "v-festival": "18/10",
            "v-lit": "true",
            "v-aliases-so-dong": "3",
            "v-aliases-0": "Bến A",
            "v-aliases-2": "Bến B",
            "v-drawing-tep": SimpleUploadedFile("ban-ve.txt", b"ban ve minh hoa"),
            "v-khong-mat": "on",
            "v-note": "dòng 1\r\ndòng 2",
            "v-keeper": "Người Minh Họa",
        },
    )
    values = dict(pier(node, key).values)
    with node.store.reading() as reader:
        assert reader.blob(values.pop("drawing")) == b"ban ve minh hoa"
    assert values == {
        "name": "Bến Bính",
        "stage": "open",
        "services": ["water", "power"],
        "length": "1250.50",
        "cost": 1_500_000_000,
        "berths": 1941,
        "place": {"type": "Point", "coordinates": ["106.6881", "20.8449"]},
        "opened-on": "2019-05-30",
        "permit-until": "2027-Q4",
        "permits": [PERMIT],
        "works": [bridge],
        "season": "2026-04-01/..",
        "festival": "--10-18",
        "lit": True,
        "aliases": ["Bến A", "Bến B"],
        "note": "dòng 1\ndòng 2",
        "keeper": "Người Minh Họa",
    }


def test_a_form_that_is_sent_back_untouched_changes_nothing(clerk, approver, node):
    """Every value is shown in words that are read as the same value again."""
    key = write(
        clerk,
        approver,
        node,
        **{
            "v-length": "1.250,50",
            "v-cost": "1.941.000",
            "v-place": "20.8449, 106.6881",
            "v-permits-so-dong": "1",
            "v-permits-0-number": "12/GP",
            "v-permits-0-issued-on": "quý I/2026",
            "v-season-0-since": "2019",
            "v-season-0-until": "tháng 5/2024",
            "v-festival": "18/10",
            "v-lit": "false",
            "v-opened-on": "2019-2021",
            "v-note": "một\nhai",
        },
    )
    answer = clerk.post(f"/so/pier/{key}/sua/", shown_words(clerk, f"/so/pier/{key}/sua/"))
    assert "Không có giá trị nào khác" in errors_of(answer.content.decode())[0]


def test_errors_stand_on_top_and_at_the_field_and_nothing_typed_is_lost(clerk, node):
    """A wrong form comes back with every word that was typed, each fault named where it is."""
    filled = {
        **OPEN,
        "v-name": "Bến <mẫu>",
        "v-opened-on": "31/2/2019",
        "v-cost": "rất nhiều",
        "v-length": "-5",
        "v-place": "106.6881, 20.8449",
        "v-berths": "1,5",
        "v-permits-so-dong": "2",
        "v-permits-1-issuer": "Sở A",
    }
    answer = clerk.post("/so/pier/moi/", filled)
    page = answer.content.decode()
    assert answer.status_code == 422
    said = errors_of(page)
    for label in ("Ngày mở", "Vốn", "Chiều dài", "Vị trí", "Số chỗ đậu", "Các giấy phép"):
        assert any(line.startswith(f"{label}:") for line in said), (label, said)
    assert any("từ 0 trở lên" in line for line in said)
    assert 'value="Bến &lt;mẫu&gt;"' in page
    for typed in ("31/2/2019", "rất nhiều", "106.6881, 20.8449", "1,5", "Sở A"):
        assert typed in page
    assert 'aria-invalid="true"' in page
    assert piers(node) == []


def test_fields_that_belong_together_are_judged_together(clerk, node):
    """A condition of the definition is told at the field that it asks for."""
    answer = clerk.post("/so/pier/moi/", {"v-name": "Bến", "v-stage": "open"})
    assert errors_of(answer.content.decode())[0].startswith("Ngày mở:")
    wrong = {**OPEN, "v-valid-from": "1/1/2027", "v-permit-until": "1/1/2026"}
    assert clerk.post("/so/pier/moi/", wrong).status_code == 422


def test_a_place_that_gives_our_islands_away_is_refused_at_its_field(clerk, node):
    """What an import may not bring in cannot be typed either: a shape over Hoàng Sa under another's name."""
    over = {**OPEN, "v-name": "China", "v-place": "POLYGON ((112 16, 113 16, 113 17, 112 16))"}
    answer = clerk.post("/so/pier/moi/", over)
    assert answer.status_code == 422
    assert errors_of(answer.content.decode())[0].startswith("Vị trí: Lớp bản đồ trái với chủ quyền")
    assert piers(node) == []


def test_a_value_that_another_record_has_is_told_at_once(clerk, approver, node):
    """Of a unique value the form says that it is taken, not the approval; a record may keep its own."""
    key = write(clerk, approver, node, **{"v-number": "BT-01"})
    answer = clerk.post("/so/pier/moi/", {**OPEN, "v-number": "BT-01"})
    assert errors_of(answer.content.decode()) == ["Số hiệu: Trùng Số hiệu với bản ghi “Bến Bính” của Hải Phòng."]
    answer = clerk.post("/so/pier/moi/", {**OPEN, "v-number": "bt 1"})
    assert "[A-Z]{2}-[0-9]{2}" in errors_of(answer.content.decode())[0]
    same = shown_words(clerk, f"/so/pier/{key}/sua/")
    send(clerk, f"/so/pier/{key}/sua/", {**same, "v-name": "Bến đổi tên"})


def test_a_value_that_waits_for_an_approver_is_told_too(clerk, approver, node):
    """Two clerks who type the same on one morning learn of it before the approver does; the first may go on."""
    submission = send(clerk, "/so/pier/moi/", {**OPEN, "v-number": "BT-01"})
    answer = clerk.post("/so/pier/moi/", {**OPEN, "v-number": "BT-01"})
    assert errors_of(answer.content.decode()) == ["Số hiệu: Trùng Số hiệu với một bản ghi đang chờ duyệt."]
    approve(approver, submission)


def test_times_that_overlap_are_told_at_the_field(clerk, approver, node):
    """Of a rule over several fields the form names them all, and the record that is in the way."""
    first = {"v-name": "Bến Nghiêng", "v-valid-from": "1/1/2026", "v-permit-until": "30/6/2026"}
    write(clerk, approver, node, **first)
    answer = clerk.post("/so/pier/moi/", {**OPEN, **first, "v-valid-from": "30/6/2026", "v-permit-until": ""})
    (said,) = errors_of(answer.content.decode())
    assert said.startswith("Tên bến: Trùng Tên bến, Hiệu lực từ, Giấy phép đến với bản ghi “Bến Nghiêng”")
    write(clerk, approver, node, **{**first, "v-valid-from": "1/7/2026", "v-permit-until": ""})


def test_more_rows_and_a_search_need_no_script(clerk, node):
    """The buttons send the whole form, which comes back with what was asked for and is not judged yet."""
    page = clerk.post(
        "/so/pier/moi/", {"v-cost": "sai", "them": "v-aliases", "v-aliases-so-dong": "1"}
    ).content.decode()
    assert errors_of(page) == []
    assert 'value="sai"' in page
    assert 'name="v-aliases-3"' in page
    page = clerk.post("/so/pier/moi/", {"v-name": "A", "v-works-tim": "cầu", "tim": "v-works"}).content.decode()
    assert errors_of(page) == []
    assert "Không có bản ghi nào khớp" in page


def test_a_form_is_sent_after_a_search(clerk, approver, node):
    """What was searched stays in its box, and so does what it was searched for: the form is sent all the same."""
    key = write(clerk, approver, node, **{"v-name": "Bến Nghiêng"})
    asked = {**OPEN, "v-name": "Bến Gia Luận", "v-twin-tim": "nghiêng"}
    page = clerk.post("/so/pier/moi/", {**asked, "v-twin-da-tim": ""}).content.decode()
    assert f'value="{key}"' in page
    assert 'name="v-twin-da-tim" value="nghiêng"' in page
    approve(approver, send(clerk, "/so/pier/moi/", {**asked, "v-twin-da-tim": "nghiêng", "v-twin": key}))
    assert {each.values.get("twin") for each in piers(node)} == {None, key}


def test_a_link_is_found_by_its_name_without_marks(clerk, approver, node):
    """The search of a link shows titles; a key that no record has is refused."""
    key = write(clerk, approver, node, **{"v-name": "Bến Nghiêng"})
    page = clerk.get("/so/pier/chon/twin/?v-twin-tim=nghieng").content.decode()
    assert f'value="{key}"' in page
    assert "Bến Nghiêng" in page
    answer = clerk.post("/so/pier/moi/", {**OPEN, "v-twin": "hai-phong-" + "z" * 16})
    assert errors_of(answer.content.decode())[0].startswith("Bến đối diện:")


def test_the_form_says_what_each_field_is(clerk, node):
    """Groups in their order, units, hints, required marks, and who will see a field."""
    page = clerk.get("/so/pier/moi/").content.decode()
    assert page.index("Nhận diện") < page.index("Giấy phép") < page.index("Thông tin khác")
    assert "Đo dọc mép bến." in page
    assert "(m)" in page
    line = page[page.index("Người giữ bến") :].split("</label>")[0]
    assert "cá nhân" in line
    name = page[page.index("Tên bến") :].split("</label>")[0]
    assert "bắt buộc" in name


def test_a_file_wants_its_declaration(clerk, node):
    """Without the word that it holds no state secret no file is kept."""
    tried = {**OPEN, "v-drawing-tep": SimpleUploadedFile("a.txt", b"ban ve")}
    answer = clerk.post("/so/pier/moi/", tried)
    assert answer.status_code == 422
    assert "bí mật nhà nước" in errors_of(answer.content.decode())[0]


def test_what_came_back_is_filled_in_again(clerk, approver, node):
    """A returned form opens with what was typed and the reason; sent again it takes the old one's place."""
    waiting = send(clerk, "/so/pier/moi/", OPEN)
    approver.post(waiting, {"action": "return", "reason": "Thiếu số giấy phép"})
    page = clerk.get("/so/pier/").content.decode()
    again = page[page.index("/so/pier/moi/?ban-nhap=") :].split('"')[0]
    page = clerk.get(again).content.decode()
    assert "Thiếu số giấy phép" in page
    assert 'value="Bến Bính"' in page
    approve(approver, send(clerk, "/so/pier/moi/", shown_words(clerk, again)))
    assert [each.values["name"] for each in piers(node)] == ["Bến Bính"]
    assert "ban-nhap" not in clerk.get("/so/pier/").content.decode()


def test_nobody_else_writes(viewer_of_piers, node):
    """A viewer is shown neither the form nor the way to it."""
    assert viewer_of_piers.get("/so/pier/moi/").status_code == 403
    assert "/so/pier/moi/" not in viewer_of_piers.get("/so/pier/").content.decode()


def test_what_was_submitted_is_taken_back_corrected_or_dropped(clerk, approver, node):
    """The page of the submission and the list of what waits both offer it; the form comes back as it was filled in."""
    waiting = send(clerk, "/so/pier/moi/", {**OPEN, "v-name": "Bến nhầm"})
    assert f"{waiting}rut-lai/" in clerk.get(waiting).content.decode()
    assert f"{waiting}rut-lai/" in clerk.get("/duyet/").content.decode()
    assert "rut-lai" not in approver.get(waiting).content.decode()
    clerk.post(f"{waiting}rut-lai/")
    page = clerk.get("/duyet/").content.decode()
    assert re.search(r'href="/duyet/"[^>]*>Duyệt<span class="count">1<', page)
    form = re.search(r'href="(/so/pier/moi/\?ban-nhap=[^"]+)"', page)
    assert form
    assert 'value="Bến nhầm"' in clerk.get(form[1]).content.decode()
    drop = re.search(r'action="(/duyet/bo/[^"]+)"', page)
    assert drop
    assert approver.post(drop[1]).status_code == 404
    clerk.post(drop[1])
    assert "ban-nhap" not in clerk.get("/duyet/").content.decode()
    assert not re.search(r'>Duyệt<span class="count">', clerk.get("/duyet/").content.decode())
    assert "Bến nhầm" in clerk.get("/duyet/").content.decode()
    assert piers(node) == []


def test_what_is_called_by_a_link_is_called_by_what_it_leads_to(clerk, approver, node):
    """A payment has no name of its own: who approves it reads of which line it is, not a key."""
    work = {"v-name": "Cầu mẫu", "v-stage": "planned", "v-nature": "illustrative"}
    approve(approver, send(clerk, "/so/public-work/moi/", work))
    line = {"v-name": "Ngân sách cầu mẫu", "v-capital": "central", "v-planned": "5", "v-nature": "illustrative"}
    approve(approver, send(clerk, "/so/investment-line/moi/", {**line, "v-work": key_of(node, "public-work")}))
    paid = {
        "v-line": key_of(node, "investment-line"),
        "v-within": "2026",
        "v-disbursed": "3",
        "v-nature": "illustrative",
    }
    waiting = send(clerk, "/so/disbursement/moi/", paid)
    for page in (waiting, "/duyet/"):
        assert "Ngân sách cầu mẫu" in approver.get(page).content.decode()
    clerk.post(f"{waiting}rut-lai/")
    assert ">Ngân sách cầu mẫu</a>" in clerk.get("/duyet/").content.decode()


def key_of(node, register: str) -> str:
    """Return the key of a register's only record."""
    with node.store.reading() as reader:
        (record,) = reader.find(register, Query()).records
    return record.key


def test_a_part_is_called_what_its_register_calls_it(clerk, approver, node):
    """On the form, in the dictionary and where terms are written; parts that all registers have keep their words."""
    form = clerk.get("/so/pier/moi/").content.decode()
    assert "ban quản lý bến" in form
    assert "cá nhân" in form
    assert "ban quản lý bến" in clerk.get("/so/pier/?muc=truong").content.decode()
    key = write(clerk, approver, node, **{"v-note": "Sửa cầu tàu"})
    page = clerk.get(f"/so/pier/{key}/").content.decode()
    assert "ban quản lý bến" in page
    assert "Phần nội bộ" not in page
    clerk.post("/ngon-ngu/", {"language": "en", "next": "/"})
    assert "pier office" in clerk.get("/so/pier/?muc=truong").content.decode()
    rows = dictionary_of(node.catalogue["pier"], str)
    assert ("Các phần", "dùng chung; ban quản lý bến; cá nhân (dữ liệu cá nhân)") in rows.facts
    assert {row.part for row in rows.rows} == {"dùng chung", "ban quản lý bến", "cá nhân"}
