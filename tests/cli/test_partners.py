"""Two offices meet, agree and part at the command line, each with its own folder and its own processes."""

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from lienvung.cli.opening import opened
from lienvung.node.contact import contact
from lienvung.node.exchange.evidence import Evidence
from lienvung.node.exchange.stopping import keep_evidence, resumptions, stopped_logs
from lienvung.node.home import load_home

LAN, BINH = ("--approved-by", "Nguyễn Thị Lan"), ("--approved-by", "Trần Văn Bình")
TERMS = """
title: Thỏa thuận chia sẻ hạn chế
basis: Kết luận số 12-KL/TU
parties: [hai-phong, quang-ninh]
contacts:
  - {node: hai-phong, name: Nguyễn Thị Lan, office: Văn phòng UBND}
grants:
  - grantor: hai-phong
    recipient: quang-ninh
    register: limitation
    parts: [source, shared]
    purpose: Theo dõi chương trình hợp tác
    since: 2026-01-01
"""


def run(*arguments: object, answer: str = "") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "lienvung.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, input=answer)


def told(*arguments: object) -> Any:
    """Return what a command that must succeed says with --json."""
    done = run(*arguments, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def refusal(*arguments: object) -> str:
    """Return the code with which a command refuses."""
    done = run(*arguments, "--json")
    assert done.returncode == 1, done.stdout + done.stderr
    return str(json.loads(done.stdout)["error"])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def create(folder: Path, name: str, title: str) -> Path:
    listen = f"127.0.0.1:{free_port()}"
    told(
        "init", folder / name, "--unprotected", "--name", name, "--title", title,
        "--address", f"http://{listen}", "--listen", listen, "--allow-loopback",
    )  # fmt: skip
    return folder / name


@contextmanager
def served(home: Path) -> Iterator[None]:
    """Serve a node for as long as the block lasts."""
    port = int(load_home(home).settings.listen.rpartition(":")[2])
    server = subprocess.Popen([sys.executable, "-m", "lienvung.cli", "serve", str(home), "--no-reconcile"])
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and server.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two nodes that `init` made, and which `contact add` let meet."""
    folder = tmp_path_factory.mktemp("nodes")
    here, there = create(folder, "hai-phong", "Hải Phòng"), create(folder, "quang-ninh", "Quảng Ninh")
    ours, theirs = told("contact", here, "show-own"), told("contact", there, "show-own")
    wrong = ("--fingerprint", ours["spoken"], *LAN)
    assert refusal("contact", here, "add", theirs["file"], *wrong) == "fingerprint-mismatch"
    assert told("contact", here, "list") == {"contacts": []}
    told("contact", here, "add", theirs["file"], "--fingerprint", theirs["spoken"], *LAN)
    told("contact", there, "add", ours["file"], "--fingerprint", ours["fingerprint"], *BINH)
    return here, there


def test_a_contact_is_listed_with_who_approved_it(homes: tuple[Path, Path]) -> None:
    """After the fingerprints were compared, and only then, the partner is listed, under the name of the approver."""
    here, there = homes
    (listed,) = told("contact", here, "list")["contacts"]
    assert (listed["name"], listed["title"], listed["approved-by"]) == ("quang-ninh", "Quảng Ninh", LAN[1])
    assert listed["fingerprint"] == told("contact", there, "show-own")["fingerprint"]
    shown = run("contact", here, "list").stdout
    assert told("contact", there, "show-own")["spoken"] in shown


def test_an_agreement_goes_from_a_file_into_force_and_out(homes: tuple[Path, Path], tmp_path: Path) -> None:
    """Proposed here, accepted there after a pull, in force on both sides, and revoked: `list` says each state."""
    here, there = homes
    terms = tmp_path / "terms.yaml"
    terms.write_text(TERMS, "utf-8")
    of = told("agreement", here, "propose", terms, *LAN)["hash"]
    assert told("agreement", here, "propose", terms, *LAN)["hash"] == of
    assert "chờ quang-ninh chấp thuận" in run("agreement", here, "list").stdout
    assert refusal("agreement", there, "accept", of, *BINH) == "agreement-unknown"
    with served(here):
        told("pull", there, "hai-phong")
        told("agreement", there, "accept", of, *BINH)
        assert reasons(there) == {of: "in-force"}
    assert reasons(here) == {of: "waiting"}
    with served(there):
        told("pull", here, "quang-ninh")
    assert reasons(here) == {of: "in-force"}
    listed = run("agreement", here, "list").stdout
    assert "hai-phong → quang-ninh: limitation (shared, source), 2026-01-01 …" in listed
    told("agreement", here, "revoke", of, "--reason", "Hết chương trình", *LAN)
    assert reasons(here) == {of: "revoked"}


def reasons(home: Path) -> dict[str, str]:
    """Return why each agreement of a node is in force or not."""
    return {each["hash"]: each["reason"] for each in told("agreement", home, "list")["agreements"]}


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("quang-ninh]", "bac-ninh]", "contact-unknown"),
        ("since: 2026-01-01", "since: 2026-02-30", "terms-invalid"),
        ("parties: [hai-phong, quang-ninh]", "parties: hai-phong", "terms-invalid"),
        ("register: limitation", "register: proposal", "terms-invalid"),
    ],
)
def test_wrong_terms_are_refused(homes: tuple[Path, Path], tmp_path: Path, before: str, after: str, code: str) -> None:
    """A party that is no contact, or terms that break a rule of the format, are not proposed."""
    assert before in TERMS
    (tmp_path / "terms.yaml").write_text(TERMS.replace(before, after), "utf-8")
    assert refusal("agreement", homes[0], "propose", tmp_path / "terms.yaml", *LAN) == code


def test_a_copied_node_signs_only_once_adopted(homes: tuple[Path, Path], tmp_path: Path) -> None:
    """A copy refuses to write until somebody who was told what it means says yes, and the partners were asked.

    While no partner answers it waits, whoever decides.
    """
    copy, terms = tmp_path / "copy", tmp_path / "terms.yaml"
    shutil.copytree(homes[0], copy)
    terms.write_text(TERMS.replace("chia sẻ hạn chế", "thứ hai"), "utf-8")
    propose = ("agreement", copy, "propose", terms, *LAN)
    assert refusal(*propose) == "second-installation"
    declined = run("doctor", copy, "--adopt", answer="n\n")
    assert declined.returncode == 1
    assert "không bao giờ được ký nữa" in declined.stderr
    assert refusal(*propose) == "second-installation"
    run("doctor", copy, "--adopt", answer="y\n")
    assert refusal(*propose) == "restored-unchecked"
    go_on = ("doctor", copy, "--go-on-by", "Nguyễn Thị Lan", "--go-on-by", "Trần Văn Bình", "--reason", "Mất mạng")
    assert refusal(*go_on) == "override-refused"
    run("pull", copy)
    # Its partner does not answer, and may have seen more: no decision makes it sign.
    assert refusal(*go_on) == "override-refused"
    assert refusal(*propose) == "restored-unchecked"


def test_a_stopped_log_is_resumed_for_a_reason(homes: tuple[Path, Path]) -> None:
    """`pull --resume` wants a stopped log, a reason and two people, and keeps them with the time."""
    here, origin = homes[0], "quang-ninh/limitation"
    assert run("pull", here, "--resume", origin, "--reason", "Đã đối chiếu").returncode == 2
    with opened(here) as node:
        with node.store.reading() as reader:
            partner = contact(reader, "quang-ninh")
        keep_evidence(node, partner, Evidence("fork", origin, b"one", b"two"))
    assert run("pull", here, "--resume", origin).returncode == 2
    why = ("pull", here, "--resume", origin, "--reason", "Đã đối chiếu")
    assert run(*why, "--officer", "Lan").returncode == 2
    assert run(*why, "--officer", "Lan", "--officer", " Lan ").returncode == 2
    run(*why, "--officer", "Lan", "--officer", "Bình")
    with opened(here) as node, node.store.reading() as reader:
        assert stopped_logs(reader) == {}
        (kept,) = resumptions(reader, origin)
        assert (kept["reason"], kept["officers"]) == ("Đã đối chiếu", ["Lan", "Bình"])
