"""The drill: a key is stolen, and the very commands of docs/key-compromise.md put things right between two real nodes.

Two served nodes with encrypted keys and the root on a stick. The commands are read out of the page, in its order.
"""

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lienvung.core.register.entry import format_time
from lienvung.core.tlog.note import Signer, parse_note, sign_note
from lienvung.node.exchange.witness import format_submission
from lienvung.node.home import load_home, open_store
from lienvung.node.keys import read_signing
from lienvung.node.stores.rows import Query

PAGE = (Path(__file__).parents[2] / "docs" / "key-compromise.md").read_text("utf-8")
ORIGIN = "quang-ninh/limitation"
LIMIT_SECONDS = 15 * 60
TERMS = """
title: Thỏa thuận chia sẻ hạn chế
basis: Kết luận số 12-KL/TU
parties: [hai-phong, quang-ninh]
contacts:
  - {node: hai-phong, name: Nguyễn Thị Lan, office: Văn phòng UBND}
grants:
  - grantor: quang-ninh
    recipient: hai-phong
    register: limitation
    parts: [source, shared]
    purpose: Theo dõi chương trình hợp tác
    since: 2026-01-01
"""
RECORD = """
- register: limitation
  values: {{text: {text}, programmes: [ha-noi-aaaaaaaaaaaaaaaa], nature: illustrative}}
"""
BEFORE, DRILL, ROTATION, LOSS = 0, 1, 2, 3


def commands(language: str, section: int) -> list[str]:
    """Return the commands of one section of the page, in its order; the sections of both languages correspond."""
    half = PAGE.partition("\n## English\n")[0 if language == "vi" else 2]
    sections = re.split(r"^#{2,3} (?!English)", half, flags=re.MULTILINE)[1:]
    blocks = re.findall(r"^```\n(.*?)^```$", sections[section], re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


@dataclass
class House:
    """One node's folder, and its service while that runs."""

    folder: Path
    environment: Mapping[str, str]
    service: "subprocess.Popen[bytes] | None" = None
    said: list[str] = field(default_factory=list)

    def run(self, *arguments: object, refused: bool = False) -> str:
        command = [sys.executable, "-m", "lienvung.cli", *map(str, arguments)]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=120, env=self.environment, input=""
        )
        assert done.returncode == int(refused), (arguments, done.stdout + done.stderr)
        return done.stdout

    def told(self, *arguments: object) -> Any:
        return json.loads(self.run(*arguments, "--json"))

    def start(self) -> None:
        command = [sys.executable, "-m", "lienvung.cli", "serve", str(self.folder), "--no-reconcile"]
        self.service = subprocess.Popen(command, env=self.environment)
        port, deadline = int(load_home(self.folder).settings.listen.rpartition(":")[2]), time.monotonic() + 60
        while not _listens(port):
            assert self.service.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)

    def stop(self) -> None:
        if self.service is not None:
            self.service.terminate()
            self.service.wait(timeout=60)
            self.service = None

    def write(self, text: str) -> None:
        file = self.folder.parent / f"{text}.yaml"
        file.write_text(RECORD.format(text=text), "utf-8")
        self.run("append", self.folder, file)

    def texts(self) -> set[str]:
        with _store(self.folder) as reader:
            return {str(record.values["text"]) for record in reader.find("limitation", Query()).records}

    def refusals(self) -> list[str]:
        with _store(self.folder) as reader:
            return [row.code for row in reader.refused(ORIGIN)]


class _store:
    def __init__(self, folder: Path) -> None:
        self.store = open_store(load_home(folder))

    def __enter__(self) -> Any:
        self.reading = self.store.reading()
        return self.reading.__enter__()

    def __exit__(self, *error: Any) -> None:
        self.reading.__exit__(*error)
        self.store.close()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def houses(tmp_path: Path) -> Iterator[tuple[House, House]]:
    """Hải Phòng and Quảng Ninh, served, in agreement, with passphrases on their keys."""
    secret = tmp_path / "passphrase"
    secret.write_text("một câu dài chỉ hai người biết\n", "utf-8")
    secret.chmod(0o600)
    environment = {**os.environ, "LIENVUNG_PASSPHRASE_FILE": str(secret)}
    pair = House(tmp_path / "hai-phong", environment), House(tmp_path / "quang-ninh", environment)
    for house in pair:
        listen = f"127.0.0.1:{_free_port()}"
        house.run(
            "init", house.folder, "--name", house.folder.name, "--title", house.folder.name, "--address",
            f"http://{listen}", "--listen", listen, "--allow-loopback",
        )  # fmt: skip
    for here, there in (pair, pair[::-1]):
        shown = there.told("contact", there.folder, "show-own")
        words = ("--fingerprint", shown["spoken"], "--approved-by", "Nguyễn Thị Lan")
        here.run("contact", here.folder, "add", shown["file"], *words)
    for house in pair:
        house.start()
    here, there = pair
    (tmp_path / "terms.yaml").write_text(TERMS, "utf-8")
    of = here.told("agreement", here.folder, "propose", tmp_path / "terms.yaml", "--approved-by", "Lan")["hash"]
    there.run("pull", there.folder)
    there.run("agreement", there.folder, "accept", of, "--approved-by", "Bình")
    here.run("pull", here.folder)
    yield pair
    for house in pair:
        house.stop()


def follow(lines: list[str], here: House, partner: House, usb: Path, moment: str) -> list[str]:
    """Carry out lines of the page at one house, and return what the last command said, line by line."""
    known = {"HOME": here.folder, "PARTNER": partner.folder, "NAME": "Trần Văn Bình", "TIME": moment}
    said = ""
    for line in lines:
        words = [str(known.get(word, word)).replace("USB/", f"{usb}/") for word in shlex.split(line)]
        if words[:2] == ["systemctl", "stop"]:
            here.stop()
        elif words[:2] == ["systemctl", "start"]:
            here.start()
        elif words[:2] == ["systemctl", "restart"]:
            here.stop()
            here.start()
        else:
            assert words[0] == "lienvung", line
            said = here.run(*words[1:])
    return said.splitlines()


def test_both_languages_say_the_same_commands() -> None:
    """Whoever reads the page in either language does the same, in the same order."""
    for section in (BEFORE, DRILL, ROTATION, LOSS):
        assert commands("vi", section) == commands("en", section) != []


@pytest.mark.timeout(LIMIT_SECONDS)
def test_the_written_procedure_puts_a_stolen_key_right(houses: tuple[House, House], tmp_path: Path) -> None:
    """After the page's commands the stolen keys open nothing, what they signed does not count, the exchange goes on."""
    partner, here = houses
    usb = tmp_path / "usb"
    usb.mkdir()
    here.write("trung thực")
    partner.run("pull", partner.folder)
    here.run("pull", here.folder)
    follow(commands("vi", BEFORE), here, partner, usb, "")
    assert not (here.folder / "keys" / "root.pem").exists()

    time.sleep(1.1)
    moment = format_time(datetime.now(UTC))
    stolen = _steal(here, tmp_path / "stolen")
    here.write("kẻ gian")
    partner.run("pull", partner.folder)
    assert partner.texts() == {"trung thực", "kẻ gian"}

    began = time.monotonic()
    drill, other_machine = _divided(commands("vi", DRILL))
    follow(drill, here, partner, usb, moment)
    assert time.monotonic() - began < LIMIT_SECONDS

    for house in houses:
        assert house.texts() == {"trung thực"}
        assert house.refusals() == ["entry-void"]
    listed = here.told("keys", "show", here.folder)["keys"]
    assert [(row["running"], row["held"]) for row in listed] == [(False, True), (True, True)] * 4
    assert _submit(partner, here, stolen) == (403, b"log-key-revoked\n")

    here.write("viết lại")
    partner.run("pull", partner.folder)
    here.run("pull", here.folder)
    assert partner.texts() == {"trung thực", "viết lại"}
    for house in houses:
        house.run("fsck", house.folder)
        house.run("verify", house.folder)

    _sign_elsewhere(other_machine, here, partner, usb)
    follow(commands("vi", ROTATION), here, partner, usb, "")
    partner.run("pull", partner.folder)
    waiting = partner.told("contact", partner.folder, "list")["contacts"]
    assert waiting[0]["version"] == here.told("keys", "show", here.folder)["version"] == 4


def _divided(lines: list[str]) -> tuple[list[str], list[str]]:
    """Return the drill itself, and the lines for a root key that is on another machine."""
    place = next(number for number, line in enumerate(lines) if line.startswith("lienvung keys sign"))
    return lines[:place], lines[place:]


def _sign_elsewhere(lines: list[str], here: House, partner: House, usb: Path) -> None:
    """Prepare with --request, sign where there is no node, install: as the page says for a root elsewhere."""
    here.run("keys", "rotate", here.folder, "witness", "--by", "Bình", "--request", usb / "keys.txt")
    sign, install = lines
    follow([f"{sign} --yes", install], here, partner, usb, "")


def _steal(house: House, to: Path) -> Path:
    shutil.copytree(house.folder / "keys", to)
    return to


def _submit(witness: House, victim: House, stolen: Path) -> tuple[int, bytes]:
    """Submit a longer log under the stolen key to the partner's open endpoint, as the thief would."""
    os.environ["LIENVUNG_PASSPHRASE_FILE"] = str(victim.environment["LIENVUNG_PASSPHRASE_FILE"])
    try:
        key = read_signing(stolen / "log.pem")
    finally:
        del os.environ["LIENVUNG_PASSPHRASE_FILE"]
    with _store(victim.folder) as reader:
        text, _ = parse_note(reader.log(ORIGIN).head)
    body = format_submission(0, [], sign_note(text, Signer(ORIGIN, key)))
    address = load_home(witness.folder).settings.address
    request = urllib.request.Request(f"{address}/lienvung/v1/add-checkpoint", body)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read()
