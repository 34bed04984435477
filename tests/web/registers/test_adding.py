"""A register comes into use with no programmer: a YAML, its faults by line, its pages beforehand, two people."""

import re
from html import unescape

import pytest
from tests.web.registers.conftest import PIER
from tests.web.registers.desk import OPEN, approve, piers, send

from lienvung.core.register.definition_use import PALETTE

TEXT = PIER.read_text("utf-8")


@pytest.fixture
def home(home):
    """A node that does not know the register yet."""
    (home.registers / PIER.name).unlink()
    return home


@pytest.fixture
def administrator(node, browser_of):
    """Who brings the file."""
    return browser_of("administrator")


def decide(browser, page: str) -> str:
    """Carry out a decision and return its page."""
    browser.post(page, {"action": "approve"})
    return browser.get(page).content.decode()


def bring(browser, text: str, action: str = "preview"):
    """Send the text of a register."""
    return browser.post("/so/them/", {"text": text, "action": action})


def test_one_file_and_two_people_make_a_register(administrator, clerk, approver, node):
    """Preview, decision by another person, and without a restart: catalogue, form, approval, list, record."""
    page = bring(administrator, TEXT).content.decode()
    assert "tên sổ còn trống" in page
    assert "Bến tàu" in page
    assert clerk.get("/so/pier/").status_code == 404
    decision = bring(administrator, TEXT, "send")["Location"]
    assert "đã thực hiện" not in decide(administrator, decision)
    assert "đã thực hiện" in decide(approver, decision)
    assert "Bến tàu" in clerk.get("/so/").content.decode()
    approve(approver, send(clerk, "/so/pier/moi/", OPEN))
    assert "Bến Bính" in clerk.get("/so/pier/").content.decode()
    assert len(piers(node)) == 1


def test_the_next_version_only_adds_and_shows_what(administrator, clerk, approver, node, home):
    """A version that adds a field is shown as a difference and taken; one that takes a field away is refused."""
    decide(approver, bring(administrator, TEXT, "send")["Location"])
    approve(approver, send(clerk, "/so/pier/moi/", OPEN))
    second = TEXT.replace("version: 1", "version: 2")
    more = "  - {name: depth, label: {vi: Độ sâu, en: Depth}, datatype: measure, unit: m}\nconditions:"
    wider = second.replace("conditions:", more, 1)
    page = bring(administrator, wider).content.decode()
    assert "<ins>Độ sâu</ins>" in page
    less = re.sub(r"  - \{name: lit,.*\n", "", second).replace("lit, ", "")
    assert bring(administrator, less).status_code == 422
    assert bring(administrator, TEXT).status_code == 422
    decide(approver, bring(administrator, wider, "send")["Location"])
    approve(approver, send(clerk, "/so/pier/moi/", {**OPEN, "v-name": "Bến sâu", "v-depth": "7,5"}))
    assert {each.values["name"]: each.values.get("depth") for each in piers(node)} == {
        "Bến Bính": None,
        "Bến sâu": "7.5",
    }
    assert (home.registers / "pier.yaml").read_text("utf-8") == wider


def test_faults_name_line_and_remedy(administrator, node):
    """Everything that is wrong stands with its line, what is written there, and how to mend it."""
    wrong = TEXT.replace("datatype: money", "datatype: tien").replace("title-field: name", "title-field: ten")
    answer = bring(administrator, wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    line = 1 + wrong[: wrong.index("datatype: tien")].count("\n")
    assert f'<td class="figure" data-label="Dòng">{line}</td>' in page
    assert "datatype: tien" in page
    assert "Trình người thứ hai" not in page


@pytest.mark.parametrize(
    "text",
    ["", "]", "a: &a [*a]", "register: commitment\nversion: 1", "\x00", "x" * 600_000, "register: [", "- 1"],
)
def test_what_is_no_register_is_told(administrator, node, text):
    """Nonsense, bombs and names of the programme's own registers are refused on the page."""
    assert bring(administrator, text).status_code == 422


def test_a_register_of_the_programme_cannot_be_taken_over(administrator, node):
    """A name that the programme uses is not free."""
    answer = bring(administrator, TEXT.replace("register: pier", "register: commitment"))
    assert answer.status_code == 422
    assert "tên sổ đã dùng" in answer.content.decode().lower()


def test_only_an_administrator_brings_registers(clerk, node):
    """A clerk finds neither the page nor the way to it."""
    assert clerk.get("/so/them/").status_code == 403
    assert "/so/them/" not in clerk.get("/so/").content.decode()


def test_a_slip_is_told_with_what_was_probably_meant(administrator):
    """The page names the nearest field, and the register that a link leads to astray."""
    page = bring(administrator, TEXT.replace("columns: [name", "columns: [nmae")).content.decode()
    assert "Có phải: name?" in page
    answer = bring(administrator, TEXT.replace("to: public-work", "to: public-works"))
    assert answer.status_code == 422
    assert "Có phải: public-work?" in answer.content.decode()
    assert bring(administrator, TEXT.replace("to: public-work", "to: public-works"), "send").status_code == 422


def test_a_fault_is_placed_by_name_and_a_colour_is_told_from_which(administrator, node):
    """Of a field that is wrong the page gives the name, not the number; of a colour it gives the palette."""
    wrong = TEXT.replace("datatype: money", "datatype: tien")
    assert "fields/cost/datatype" in bring(administrator, wrong).content.decode()
    page = bring(administrator, re.sub(r"\{open: \w+", "{open: pink", TEXT)).content.decode()
    assert "pink" in page
    assert all(colour in page for colour in PALETTE)


def test_the_preview_names_its_columns_and_shows_no_made_up_key(administrator, node):
    """Each value stands under and beside its column's name, numbers to the right; no link to a record that is not."""
    page = bring(administrator, TEXT).content.decode()
    assert '<td data-label="Tên bến">Tên bến 1</td>' in page
    assert re.search(r'<th scope="col" class="figure">Vốn</th>', page)
    assert "minh-hoa-bbbb" not in page


def test_a_register_in_use_is_one_click_from_its_decision(administrator, approver, node):
    """Who decided opens the register from there; before, there is nothing to open."""
    decision = bring(administrator, TEXT, "send")["Location"]
    assert 'href="/so/pier/"' not in approver.get(decision).content.decode()
    assert 'href="/so/pier/"' in decide(approver, decision)


def test_who_has_no_file_yet_finds_one_to_begin_with(administrator, node):
    """The page shows a small register; as it stands it is right and has a list and a form."""
    page = administrator.get("/so/them/").content.decode()
    shown = re.search(r'<pre class="code" lang="vi">(.*?)</pre>', page, re.DOTALL)
    answer = bring(administrator, unescape(shown[1]))
    assert answer.status_code == 200
    assert "tên sổ còn trống" in answer.content.decode()
