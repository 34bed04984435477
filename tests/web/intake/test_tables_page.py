"""The first Monday in the browser: bring, map, look, write."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.faces import SAMPLES

from lienvung.office.models import Draft, Submission, TableImport
from lienvung.office.services.submissions import submission_approve

pytestmark = pytest.mark.usefixtures("node")


@pytest.fixture
def clerk(browser_of):
    """A clerk's browser."""
    return browser_of("clerk")


def bring(browser, **fields: object) -> str:
    """Send the form of the first step and return the address of the preview."""
    return browser.post(reverse("intake:tables"), {"not_secret": "on", **fields})["Location"]


def sample() -> SimpleUploadedFile:
    """The illustrative Annex 1."""
    return SimpleUploadedFile("phu-luc-1.csv", (SAMPLES / "phu-luc-1.csv").read_bytes())


def mapping(table: TableImport, programme: str) -> dict[str, str]:
    """Return the mapping form with the guessed columns."""
    columns = {f"c{n}": table.columns.get(heading, "") for n, heading in enumerate(table.headings)}
    return {**columns, "programme": programme, "nature": "illustrative"}


def previewed(browser, programme: str) -> str:
    """Bring the sample and map it; return the address of its preview."""
    preview = bring(browser, file=sample())
    browser.post(preview, mapping(TableImport.objects.first(), programme))
    return preview


def test_the_preview_shows_rows_and_writes_nothing(clerk, programme):
    """Six new rows are shown in words; no draft exists before "Ghi vào sổ"."""
    html = clerk.get(previewed(clerk, programme)).content.decode()
    assert "mới: <b>6</b>" in html
    assert "Ghi vào sổ 6 hàng" in html
    assert not Draft.objects.exists()


def test_a_fresh_node_begins_its_programme_with_the_table(clerk, person, node):
    """Where no programme exists yet, one begins with the table and goes to the approver with its rows."""
    preview = bring(clerk, file=sample())
    table = TableImport.objects.get()
    clerk.post(preview, {**mapping(table, ""), "new-title": "Hợp tác 2026", "new-sides": ["hai-phong"]})
    assert "Hợp tác 2026" in clerk.get(preview).content.decode()
    clerk.post(reverse("intake:table-write", args=[table.pk]))
    submission_approve(user=person("approver"), submission_id=Submission.objects.get().id)
    table.refresh_from_db()
    with node.store.reading() as reader:
        assert reader.record("programme", table.programme).values["title"] == "Hợp tác 2026"
        assert reader.count("commitment", {"programmes": table.programme}) == 6


def test_a_programme_without_sides_is_explained(clerk):
    """A new programme needs its sides: the page says so and nothing is kept."""
    preview = bring(clerk, file=sample())
    typed = {**mapping(TableImport.objects.get(), ""), "new-title": "Hợp tác 2026"}
    html = clerk.post(preview, typed, follow=True).content.decode()
    assert "Chọn các bên của chương trình mới." in html
    assert not Draft.objects.exists()


def test_writing_goes_to_an_approver(clerk, programme, person):
    """Rows become one submission; after approval the same table has nothing to write."""
    previewed(clerk, programme)
    table = TableImport.objects.get()
    answer = clerk.post(reverse("intake:table-write", args=[table.pk]))
    submission = Submission.objects.get()
    assert answer["Location"] == reverse("intake:approval", args=[submission.pk])
    submission_approve(user=person("approver"), submission_id=submission.id)
    html = clerk.get(previewed(clerk, programme)).content.decode()
    assert "không đổi: <b>6</b>" in html
    assert "Ghi vào sổ 0 hàng" in html


def test_wrong_rows_are_shown_with_cell_and_reason(clerk, programme):
    """A deadline that is no date is quoted beside its reason, and the rows can be left out on purpose."""
    pasted = "Nội dung\tChủ trì\tThời hạn\nViệc một\tSở A\tngày kia\nViệc hai\tSở B\t30/9/2026"
    preview = bring(clerk, pasted=pasted)
    clerk.post(preview, mapping(TableImport.objects.get(), programme))
    html = clerk.get(preview).content.decode()
    assert "“ngày kia”: không đọc được thời hạn" in html
    write = reverse("intake:table-write", args=[TableImport.objects.get().pk])
    assert (
        "Bảng còn dòng sai"
        in clerk.post(write, headers={"referer": f"http://testserver{preview}"}, follow=True).content.decode()
    )
    assert not Draft.objects.exists()
    clerk.post(write, {"skip-wrong": "on"})
    assert Draft.objects.get().values["text"] == "Việc hai"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"pasted": ""}, "Chọn một tệp hoặc dán bảng"),
        ({"pasted": "chỉ là lời văn"}, "Không tìm thấy dòng tiêu đề"),
    ],
)
def test_what_is_no_table_is_explained(clerk, fields, said):
    """An empty form and plain prose are answered in words."""
    answer = clerk.post(reverse("intake:tables"), {"not_secret": "on", **fields})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_table_without_the_declaration_is_not_kept(clerk):
    """The declaration is asked for tables too."""
    clerk.post(reverse("intake:tables"), {"pasted": "Nội dung\tChủ trì\nViệc\tSở"})
    assert not TableImport.objects.exists()
