"""Nothing that an address or a form can say brings a page down: hostile values are refused or passed over."""

from collections.abc import Iterator, Mapping

import pytest
from django.test import Client
from django.urls import reverse
from tests.office.work import submitted, upload
from tests.web.test_role_matrix import ADDRESSES, ARGUMENTS, BETWEEN_NODES

from lienvung.node.node import Node
from lienvung.office.models import Draft, SourceFile
from lienvung.office.services.tables import table_bring

pytestmark = pytest.mark.usefixtures("jobs_at_once")

HOSTILE = (
    "²", "٣", "-1", "--5", "1e400", "NaN", "9" * 30, "9" * 5000, "0" * 64, "zz", "abc", "\x00",
    "'\"><script>", "%", "../../etc/passwd", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    "31/02/2026", "31/12/9999", "01/01/0001", "=1+1", '"', "*", "NEAR(", "a" * 20_000, "{", "[]",
)  # fmt: skip
# Every name that some page reads from its address or its form.
ASKED = (
    "trang", "tu", "den", "q", "xep", "nhom", "sau", "ma", "so", "chuong_trinh", "tinh_trang", "linh_vuc", "ben", "cho",
    "han", "neu", "van_ban", "de-xuat", "loc", "phan", "loai", "nature", "tinh_chat", "dang", "vai", "viec", "ai",
    "side", "sort", "after", "limit", "since", "until", "register", "next", "language",
    "hoi", "luc", "ngay", "cot", "mo", "muc", "tiep", "chu-quan", "field", "agreed-on.tu", "agreed-on.den", "ban-ghi",
    "ve", "ban-nhap", "giu", "mo-rong", "cap", "truong", "don-vi", "toi",
)  # fmt: skip
TYPED = (
    "action", "revision", "reason", "seen", "text", "progress", "done_on", "evidence_text", "obstacle", "stance",
    "decision", "not_secret", "pasted", "programme", "programmes", "new-title", "new-sides", "nature", "skip-wrong",
    "c0", "c1", "register", "page", "x0", "y0", "x1", "y1", "left", "top", "right", "bottom", "exact", "number",
    "issuers", "issued-on", "subject", "doc-type", "username", "role", "full_name", "office_name", "login", "password",
    "partner", "language", "next", "key", "value", "them", "tim", "ly-do", "ban-nhap", "v-text", "v-deadline",
    "v-programmes", "v-leads-so-dong", "v-leads-0", "dan", "bang", "cot-0", "chon-0", "so-lieu", "cong", "tai",
    "cam_doan",
)  # fmt: skip
# Between them they open every page and hold every duty.
ROLES = ("approver", "administrator")


@pytest.fixture
def arguments(book: Node, person, paper: bytes) -> Mapping[str, object]:
    """Return arguments of addresses that lead to a paper, a draft, a submission, a table and a record that exist."""
    clerk = person("clerk", "nguoi-nhap")
    with book.store.reading() as reader:
        programme = next(one.key for one in find(reader, "programme"))
        commitment = next(one.key for one in find(reader, "commitment"))
    submission = submitted(clerk, paper, programme)
    proposed = Draft.objects.filter(state=Draft.State.PROPOSED).first()
    table = table_bring(user=clerk, pasted="Nội dung\tChủ trì\nViệc\tSở\n")
    return {
        **ARGUMENTS,
        "paper": SourceFile.objects.first().pk,
        "draft": proposed.pk,
        "submission": submission.pk,
        "table": table.pk,
        "programme": programme,
        "key": commitment,
        "person": clerk.pk,
    }


def find(reader, register: str):
    """Return the records of a register."""
    from lienvung.node.stores.port import Query

    return reader.find(register, Query()).records


def addresses(arguments: Mapping[str, object]) -> Iterator[str]:
    """Yield every address of the faces, its arguments filled in; signing out would end the round."""
    for name, pattern in ADDRESSES.items():
        if name not in (BETWEEN_NODES, "account_logout"):
            yield reverse(name, kwargs={each: arguments[each] for each in pattern.pattern.converters})


@pytest.mark.timeout(300)  # every address with every value, and maps are drawn
@pytest.mark.parametrize("role", ROLES)
def test_no_value_brings_a_page_down(arguments, browser_of, role) -> None:
    """Every address, asked and posted to with every name set to each hostile value, answers without a fault."""
    browser: Client = browser_of(role, "thu-nghiem")
    browser.raise_request_exception = False
    broken = []
    for address in addresses(arguments):
        for value in HOSTILE:
            answers = {
                "GET": browser.get(address, dict.fromkeys(ASKED, value)),
                "POST": browser.post(address, dict.fromkeys(TYPED, value)),
            }
            broken += [
                (method, address, value[:30], said.status_code)
                for method, said in answers.items()
                if said.status_code >= 500
            ]
    assert broken == []


@pytest.mark.parametrize("action", ["confirm", "edit", "reject", "undo"])
@pytest.mark.parametrize("revision", HOSTILE)
def test_no_revision_brings_a_draft_down(node, programme, paper, browser_of, action, revision) -> None:
    """A draft's buttons, pressed with a revision that is no number, refuse and change nothing."""
    clerk = browser_of("clerk")
    upload(clerk.person, paper)
    draft = Draft.objects.filter(register="commitment").first()
    answer = clerk.post(reverse("intake:draft", args=[draft.pk]), {"action": action, "revision": revision})
    assert answer.status_code < 500
    assert Draft.objects.get(pk=draft.pk).state == Draft.State.PROPOSED


@pytest.mark.parametrize("value", HOSTILE)
def test_one_name_at_a_time(book, browser_of, value) -> None:
    """Lists, changes, files and the API, asked for one hostile value at a time, answer without a fault."""
    viewer: Client = browser_of("viewer")
    viewer.raise_request_exception = False
    asked = [
        (path, name) for path in ("/cam-ket/", "/thay-doi/", "/so/commitment/", "/so/public-work/") for name in ASKED
    ]
    since = "2020-01-01T00:00:00Z"
    answers = [viewer.get(path, {name: value}) for path, name in asked]
    answers += [viewer.get("/api/v1/changes", {"since": since, name: value}) for name in ("since", "until", "limit")]
    answers += [
        viewer.get("/api/v1/registers/public-work/records", {name: value})
        for name in ("q", "sort", "after", "limit", "cost", "programmes", "name")
    ]
    assert [each.request["PATH_INFO"] for each in answers if each.status_code >= 500] == []


@pytest.mark.parametrize("name", ["zz", "abc", "0" * 63, "Z" * 64])
def test_a_file_that_is_no_hash_is_not_there(node, browser_of, name) -> None:
    """An address of a file that is no SHA-256 answers that nothing is there."""
    assert browser_of("viewer").get(f"/tep/{name}").status_code == 404
