"""A department's node goes into its city's, with real processes: one register is given, the other claimed."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lienvung.cli.opening import opened
from tests.cli.test_partners import create, refusal, run, served, told

SO, HP, QN = "so-du-lich", "hai-phong", "quang-ninh"
ACT = "Quyết định số 77/QĐ-UBND (minh họa)"
TWO = ("--prepared-by", "Nguyễn Thị Lan", "--approved-by", "Trần Văn Bình")
ONE = ("--approved-by", "Trần Văn Bình")
RECORD = """
- register: {register}
  key: {key}
  values: {{text: {text}, programmes: [ha-noi-aaaaaaaaaaaaaaaa], nature: illustrative}}
"""
REGISTERS = ("limitation", "escalation")
KEY = f"{SO}-{'a' * 16}"


def terms() -> str:
    """Terms by which all three read one another's limitations and escalations."""
    head = f"title: Ba bên\nbasis: Kết luận số 12-KL/TU\nparties: [{SO}, {HP}, {QN}]\ngrants:\n"
    pairs = [(one, other) for one in (SO, HP, QN) for other in (SO, HP, QN) if one != other]
    return head + "".join(
        f"  - {{grantor: {one}, recipient: {other}, register: {register}, parts: [attribution, shared, source],"
        " purpose: Theo dõi, since: 2026-01-01}\n"
        for one, other in pairs
        for register in REGISTERS
    )


def write(home: Path, register: str, text: str) -> None:
    told("append", home, file_of(home, register, text))


def refused_write(home: Path, register: str) -> str:
    return refusal("append", home, file_of(home, register, "không được"))


def file_of(home: Path, register: str, text: str) -> Path:
    file = home.parent / f"{text}.yaml"
    file.write_text(RECORD.format(register=register, key=KEY, text=text), "utf-8")
    return file


def seen(home: Path, register: str) -> tuple[str, str]:
    with opened(home) as node, node.store.reading() as reader:
        record = reader.record(register, KEY)
    assert record is not None
    return record.steward, str(record.values["text"])


def state_of(home: Path, register: str) -> dict[str, Any]:
    """Return the one hand-over of a register as a node lists it."""
    listed = told("hand-over", home, "list")["hand-overs"]
    (found,) = [each for each in listed if each["old-log"] == f"{SO}/{register}"]
    return dict(found)


@pytest.mark.timeout(600)
def test_a_department_goes_into_its_city(tmp_path: Path) -> None:
    """Given and taken, exported, then gone and claimed: partners follow, and what it writes later counts nowhere."""
    so, hp, qn = (create(tmp_path, name, name.title()) for name in (SO, HP, QN))
    with served(hp), served(qn):
        with served(so):
            of = agree(so, hp, qn)
            hand_limitations(so, hp, qn)
            told("pull", so, HP, QN)
            told("pull", hp, SO)
            told("pull", qn, SO)
        check_export(so, hp, tmp_path)
        # The department's machine is gone; only the disk lies somewhere.
        disk = tmp_path / "disk"
        shutil.move(so, disk)
        claim_escalations(of, hp, qn)
        assert {seen(home, register) for home in (hp, qn) for register in REGISTERS} == {(HP, "của thành phố")}
        shutil.move(disk, so)
        write_from_the_disk(so, hp, qn)


def agree(so: Path, hp: Path, qn: Path) -> str:
    """All three meet, agree, and hold the department's two records with one another's cosignatures; return the hash."""
    for home in (so, hp, qn):
        own = told("contact", home, "show-own")
        for other in {so, hp, qn} - {home}:
            told("contact", other, "add", own["file"], "--fingerprint", own["spoken"], *ONE)
    (so.parent / "terms.yaml").write_text(terms(), "utf-8")
    of = str(told("agreement", hp, "propose", so.parent / "terms.yaml", *ONE)["hash"])
    for home in (so, qn):
        told("pull", home, HP)
        told("agreement", home, "accept", of, *ONE)
    for register in REGISTERS:
        write(so, register, "một")
    told("pull", hp, SO, QN)
    told("pull", qn, SO)
    told("pull", so, HP, QN)
    return of


def hand_limitations(so: Path, hp: Path, qn: Path) -> None:
    same = ("--prepared-by", "A", "--approved-by", "A")
    given = ("hand-over", so, "give", HP, "--register", "limitation", "--act", ACT)
    assert run(*given, *same).returncode == 2
    told(*given, *TWO)
    assert refused_write(so, "limitation") == "handed-over"
    told("pull", hp, SO)
    waiting = state_of(hp, "limitation")
    assert (waiting["state"], waiting["scope"], waiting["act"]) == ("waiting-taken", "all", ACT)
    assert "chờ hai-phong nhận" in run("hand-over", hp, "list").stdout
    told("hand-over", hp, "take", waiting["hash"], *TWO)
    write(hp, "limitation", "của thành phố")
    told("pull", qn, SO, HP)
    assert state_of(qn, "limitation")["state"] == "holds"
    assert seen(qn, "limitation") == (HP, "của thành phố")


def check_export(so: Path, hp: Path, folder: Path) -> None:
    """The department's last act: everything sealed for the city, which opens it without Liên Vùng."""
    archive = told("export", so, "--sealed", "--to", folder / "out", "--recipient", HP)["file"]
    options = ["--key", hp / "keys/encryption.pem", "--to", folder / "open"]
    command = [sys.executable, "-I", folder / "out/verify_lienvung_export.py", archive, *options]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = (folder / "open/records/escalation/0.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["key"] for line in lines] == [KEY]


def claim_escalations(of: str, hp: Path, qn: Path) -> None:
    """The city claims at the head its partners cosigned; before the third accepts, nothing moves."""
    claim = ("hand-over", hp, "claim", SO, "--register", "escalation", "--agreement", of, "--act", ACT)
    told(*claim, *TWO)
    assert refused_write(hp, "escalation") == "not-steward"
    told("pull", qn, HP)
    waiting = state_of(qn, "escalation")
    assert (waiting["state"], waiting["waits-for"]) == ("waiting-accepted", [QN])
    assert seen(qn, "escalation") == (SO, "một")
    told("hand-over", qn, "accept", waiting["hash"], *TWO)
    told("pull", hp, QN)
    write(hp, "escalation", "của thành phố")
    told("pull", qn, HP)


def write_from_the_disk(disk: Path, hp: Path, qn: Path) -> None:
    """Somebody finds the old disk and writes on, knowing nothing of the claim: it is seen, and counts nowhere."""
    write(disk, "escalation", "từ đĩa cũ")
    with served(disk):
        for home in (hp, qn):
            told("pull", home, SO)
    for home in (hp, qn):
        assert seen(home, "escalation") == (HP, "của thành phố")
        with opened(home) as node, node.store.reading() as reader:
            assert [row.code for row in reader.refused(f"{SO}/escalation")] == ["handed-over"]
