"""Bad input from end to end: the sentence that a person reads, and that nothing is lost or half-written."""

import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lienvung.cli.main import main
from lienvung.node.exchange import follow
from lienvung.node.exchange.heads import format_heads, parse_heads
from lienvung.node.exchange.serve import Request, Response
from lienvung.node.home import Home
from lienvung.office.models import Draft, SourceFile, Submission, TableImport
from lienvung.office.services.submissions import submission_approve
from tests.digitise.papers import ENCRYPTED, docx_paper, pdf_paper, with_members
from tests.faces import SAMPLES
from tests.node.exchange.two_places import Tamper

from .stage import EFFECTS, Stage

LOG = "quang-ninh/limitation"
PAGE = [(72, 700, "Ban nhap bao cao tien do cac cong trinh")]
PROMISE = """- register: commitment
  values:
    text: Nâng cấp cầu số {number}
    programmes: [ha-noi-aaaaaaaaaaaaaaaa]
    deadline-kind: none
    owed-by: [hai-phong]
    nature: illustrative
"""


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """Two localities that agreed; Hải Phòng holds two limitations of Quảng Ninh, on the operator's clock."""
    stage = Stage(tmp_path)
    stage.node("hai-phong", "Thành phố Hải Phòng")
    stage.node("quang-ninh", "Thành phố Quảng Ninh")
    for place in stage.places.values():
        place.clock.at = datetime.now(UTC)
    stage.meet("hai-phong", "quang-ninh")
    stage.agree("quang-ninh", "hai-phong", "limitation")
    stage.write("quang-ninh", "2", "đã nhận")
    stage.pull("hai-phong", "quang-ninh")
    yield stage
    stage.close()


def in_head(edit: Callable[[str], str]) -> Tamper:
    """Return a line that edits the checkpoint of the limitations."""

    def tamper(request: Request, response: Response) -> Response:
        if "/heads" not in request.path:
            return response
        node, heads = parse_heads(response.body)
        edited = [
            replace(head, checkpoint=edit(head.checkpoint)) if head.register == "limitation" else head for head in heads
        ]
        return replace(response, body=format_heads(node, edited))

    return tamper


def forge_signature(note: str) -> str:
    """Change one letter of the last signature."""
    return note[:-10] + ("A" if note[-10] != "A" else "B") + note[-9:]


@pytest.mark.parametrize(
    ("code", "line", "told"),
    [
        (
            "checkpoint-signature-invalid",
            in_head(forge_signature),
            f"Chữ ký trên bản chốt sổ {LOG} của quang-ninh không đúng.",
        ),
        (
            "log-head-malformed",
            in_head(lambda note: "rubbish"),
            f"Bản chốt sổ {LOG} mà quang-ninh đưa ra không đọc được",
        ),
        ("tile-invalid", "/tile/0/", f"Mã băm quang-ninh gửi cho sổ {LOG} không dẫn tới gốc đã ký."),
    ],
    ids=["signature", "checkpoint", "tile"],
)
def test_tampering_on_the_line(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, code: str, line: Tamper | str, told: str
) -> None:
    """Who sent what wrongly is told; what was verified stays, the rest is not shown and comes with an honest pull."""
    monkeypatch.setattr(follow, "SMALL", 256)
    stage.write("quang-ninh", "600", "đến sau")
    stage.places["quang-ninh"].tamper = EFFECTS["flips"](stage, line) if isinstance(line, str) else line
    stage.pull("hai-phong", "quang-ninh", "refused", code)
    stage.reads(told)
    stage.reads("Dữ liệu này không được nhận; phần đã kiểm chứng trước đó và các đối tác khác vẫn dùng được.")
    stage.reads("Báo cho cán bộ đầu mối của đối tác; nút sẽ tự thử lại.")
    stage.holds("hai-phong", "2", "đã nhận")
    stage.holds("hai-phong", "0", "đến sau")
    stage.line("quang-ninh", "honest")
    stage.pull("hai-phong", "quang-ninh")
    stage.holds("hai-phong", "600", "đến sau")
    stage.verified("hai-phong")


@pytest.mark.parametrize("moment", ["/heads", "/logs/limitation", "/parts"])
def test_kill_in_the_middle_of_a_pull(stage: Stage, capsys: pytest.CaptureFixture[str], moment: str) -> None:
    """After kill -9 the copy is as it was; the same command again says what came, and everything verifies."""
    here, there = stage.places["hai-phong"], stage.places["quang-ninh"]
    stage.write("quang-ninh", "300", "đến sau")
    command = start("pull", here.folder)

    def kill(request: Request, response: Response) -> Response:
        if moment in request.path:
            command.kill()
        return response

    there.tamper = kill
    assert command.wait(60) == -signal.SIGKILL
    stage.holds("hai-phong", "2", "đã nhận")
    stage.holds("hai-phong", "0", "đến sau")
    stage.line("quang-ninh", "honest")
    code, told = terminal(capsys, "pull", here.folder)
    assert (code, "quang-ninh: " in told, "lần ghi mới" in told) == (0, True, True), told
    stage.holds("hai-phong", "300", "đến sau")
    stage.verified("hai-phong")


def start(*arguments: object) -> subprocess.Popen[bytes]:
    """Start a command in a process of its own."""
    return subprocess.Popen([sys.executable, "-m", "lienvung.cli", *map(str, arguments)], stdout=subprocess.DEVNULL)


def terminal(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    """Run a command and return its exit code and all that a person reads."""
    with pytest.raises(SystemExit) as leaving:
        main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return int(leaving.value.code or 0), printed.out + printed.err


def promises(home: Home, count: int, *more: str) -> Path:
    """Write a file of promises, and what else is given."""
    file = home.path / "changes.yaml"
    file.write_text("".join([*(PROMISE.format(number=number) for number in range(count)), *more]), "utf-8")
    return file


def held(capsys: pytest.CaptureFixture[str], home: Home) -> str:
    """Return what `lienvung fsck` says: how many entries are held, and that nothing is wrong with them."""
    code, told = terminal(capsys, "fsck", home.path)
    assert code == 0, told
    return next(line for line in told.splitlines() if line.startswith("Đã kiểm tra"))


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "- {register: document, values: {subject: Kế hoạch}}\n",
            "Trường “nature” của sổ document không hợp lệ (I4-required: chưa có giá trị; hãy điền).",
        ),
        (
            "- {register: document, key: quang-ninh-aaaaaaaaaaaaaaaa, values: {subject: X, nature: illustrative}}\n",
            "Bản ghi quang-ninh-aaaaaaaaaaaaaaaa do quang-ninh chủ quản; nút này không sửa được.",
        ),
    ],
    ids=["a record that breaks its definition", "an entry by somebody who is not the steward"],
)
def test_a_row_that_may_not_be_written(home: Home, capsys: pytest.CaptureFixture[str], row: str, told: str) -> None:
    """The terminal says which record and why; of the good rows of the same file none is written."""
    code, read = terminal(capsys, "append", home.path, promises(home, 2, row))
    assert code == 1
    assert all(sentence in read for sentence in [told, "Chưa có gì được ghi; dữ liệu đang có vẫn nguyên vẹn."]), read
    assert "0 lần ghi" in held(capsys, home)


def test_kill_in_the_middle_of_an_append(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """Killed while the store grows, the command is given again and says the whole batch, which is there once."""
    file, store = promises(home, 2000), home.path / "node.sqlite-wal"
    for grown in (1, 400_000, 800_000):
        command = start("append", home.path, file)
        before = store.stat().st_size if store.exists() else 0
        while command.poll() is None and (store.stat().st_size if store.exists() else 0) < before + grown:
            time.sleep(0.001)
        command.kill()
        command.wait(10)
    code, told = terminal(capsys, "append", home.path, file)
    assert (code, "Đã ghi 2000 thay đổi" in told) == (0, True), told[:200]
    assert "2001 lần ghi, 0 tệp: không có gì sai." in held(capsys, home)


@pytest.fixture
def small_disk() -> Iterator[Callable[[int], None]]:
    """Let no file of this process grow past a size, and undo it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    signal.signal(signal.SIGXFSZ, before)


def test_a_full_disk(home: Home, capsys: pytest.CaptureFixture[str], small_disk: Callable[[int], None]) -> None:
    """The terminal says that the disk is full and nothing half-written; with room again the same file is written."""
    terminal(capsys, "append", home.path, promises(home, 1))
    file = promises(home, 2000)
    small_disk((home.path / "node.sqlite").stat().st_size + 100_000)
    code, told = terminal(capsys, "append", home.path, file)
    small_disk(resource.RLIM_INFINITY)
    assert code == 1
    assert "Đĩa đã đầy nên không ghi được." in told
    assert "Không có gì bị ghi dở; dữ liệu đang có vẫn nguyên vẹn và đọc được." in told
    assert "2 lần ghi, 0 tệp: không có gì sai." in held(capsys, home)
    assert terminal(capsys, "append", home.path, file)[0] == 0
    assert "2002 lần ghi, 0 tệp: không có gì sai." in held(capsys, home)


@pytest.mark.usefixtures("node", "jobs_at_once")
@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("rong.txt", b"", "Tệp rỗng."),
        ("khoa.pdf", pdf_paper([PAGE], trailer=ENCRYPTED), "Tệp “khoa.pdf” có mật khẩu nên không đọc được."),
        ("doi-ten.pdf", docx_paper("Báo cáo"), "Tệp “doi-ten.pdf” mang đuôi pdf nhưng bên trong là docx."),
        (
            "macro.docx",
            with_members(docx_paper("x"), {"word/vbaProject.bin": b"\xd0\xcf"}),
            "Tệp “macro.docx” có chương trình (macro) nên không được mở.",
        ),
        ("dai.pdf", pdf_paper([[] for _ in range(501)]), "Tệp “dai.pdf” có 501 trang, quá giới hạn 500 trang."),
        ("ke-hoach.txt", "MẬT\nKẾ HOẠCH\nPhòng thủ khu vực X\n".encode(), "Hệ thống này không nhận văn bản mật."),
    ],
    ids=["empty", "encrypted", "renamed", "macro", "too many pages", "stamped"],
)
def test_a_paper_that_is_not_taken(browser_of, name: str, data: bytes, told: str) -> None:
    """The page names the file and what is wrong with it; neither the file nor a word of it is kept."""
    form = {"file": SimpleUploadedFile(name, data), "not_secret": "on"}
    answer = browser_of("clerk").post(reverse("intake:queue"), form)
    assert (answer.status_code, told in unescape(answer.content.decode())) == (422, True)
    assert not SourceFile.objects.exists()
    assert not Draft.objects.exists()


@pytest.mark.usefixtures("node", "jobs_at_once")
def test_a_paper_of_two_hundred_pages(browser_of) -> None:
    """It is read to its last page, and kept byte for byte."""
    data = pdf_paper([[(72, 700, f"Ban nhap bao cao trang so {number}")] for number in range(1, 201)])
    clerk = browser_of("clerk")
    answer = clerk.post(reverse("intake:queue"), {"file": SimpleUploadedFile("dai.pdf", data), "not_secret": "on"})
    assert answer.status_code == 302
    taken = SourceFile.objects.get()
    html = unescape(clerk.get(reverse("intake:review", args=[taken.pk])).content.decode())
    assert "Ban nhap bao cao trang so 200" in html
    original = clerk.get(reverse("intake:original", args=[taken.pk]))
    assert (original.content if not original.streaming else b"".join(original.streaming_content)) == data


@pytest.mark.usefixtures("node", "jobs_at_once")
def test_the_same_import_twice(browser_of, person, programme: str) -> None:
    """The second preview of the same table says that every row is known and offers nothing to write."""
    clerk = browser_of("clerk")
    table = brought(clerk, programme)
    clerk.post(reverse("intake:table-write", args=[table.pk]))
    submission_approve(user=person("approver"), submission_id=Submission.objects.get().id)
    again = brought(clerk, programme)
    html = unescape(clerk.get(reverse("intake:table", args=[again.pk])).content.decode())
    assert "không đổi: <b>6</b>" in html
    assert "Ghi vào sổ 0 hàng" in html
    assert Submission.objects.count() == 1


def brought(clerk, programme: str) -> TableImport:
    """Bring the illustrative Annex 1 and map its columns as they were guessed."""
    sample = SimpleUploadedFile("phu-luc-1.csv", (SAMPLES / "phu-luc-1.csv").read_bytes())
    preview = clerk.post(reverse("intake:tables"), {"file": sample, "not_secret": "on"})["Location"]
    table = TableImport.objects.get(pk=preview.rstrip("/").rsplit("/", 1)[-1])
    columns = {f"c{n}": table.columns.get(heading, "") for n, heading in enumerate(table.headings)}
    clerk.post(preview, {**columns, "programme": programme, "nature": "illustrative"})
    return table
