"""What a visitor may do to the demonstration, to see who is named and what stays usable."""

import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from lienvung.core.register.key import TOKEN_BYTES, format_token, new_key
from lienvung.core.register.origin import format_origin
from lienvung.demo.localities import LOCALITIES, Locality
from lienvung.demo.run import require
from lienvung.demo.samples import sample_key
from lienvung.demo.setup import ATTRIBUTION, clock, exchange_once, opened
from lienvung.demo.supervise import OFFLINE, is_open
from lienvung.node.append import Change, append
from lienvung.node.node import Node
from lienvung.node.signing import adopt_installation
from lienvung.wording.translator import translator

REGISTER = "limitation"
WAIT_SECONDS = 20
FORK = "fork"


def tamper(folder: Path, name: str) -> str:
    """Write one record at a node and flip a byte of its value where it is stored, before anybody pulled it."""
    here = require(folder, name)
    with held_back(folder, here), opened(folder, here) as node:
        index = write_limitation(node, "Bản ghi bị sửa trộm trong kho (minh họa)")
        flip_value(node, format_origin(node.name, REGISTER), index)
    _ = translator()
    facts = {"node": here.title, "home": folder / name}
    return _("Đã lật một byte trong kho của %(node)s. Mở Kết nối ở hai nút kia; lienvung fsck %(home)s") % facts


def fork(folder: Path, name: str) -> str:
    """Let partners witness one history of a node, then let it go on with another."""
    here = require(folder, name)
    home = folder / name
    partners = [each for each in localities_besides(here) if not (folder / each.name / OFFLINE).exists()]
    with held_back(folder, here):
        copy_store(home, home / FORK)
        with opened(folder, here) as node:
            write_limitation(node, "Nhánh thứ nhất (minh họa)")
    for each in partners:
        exchange_once(folder, each)
    with held_back(folder, here):
        copy_store(home / FORK, home)
        shutil.rmtree(home / FORK)
        with opened(folder, here) as node:
            adopt_installation(node)
            write_limitation(node, "Nhánh thứ hai (minh họa)")
    _ = translator()
    return _("%(node)s đã ký hai sổ mâu thuẫn. Mở Kết nối ở hai nút kia.") % {"node": here.title}


def offline(folder: Path, name: str) -> str:
    """Cut a node off, or bring it back."""
    _ = translator()
    here = require(folder, name)
    marker = folder / name / OFFLINE
    if marker.exists():
        marker.unlink()
        return _("Đã nối lại %(node)s.") % {"node": here.title}
    marker.touch()
    return _("Đã ngắt %(node)s; hai nút kia vẫn dùng được. Chạy lần nữa để nối lại.") % {"node": here.title}


@contextmanager
def held_back(folder: Path, here: Locality) -> Iterator[None]:
    """Keep a node's server down while its store is changed behind its back."""
    marker = folder / here.name / OFFLINE
    was_down = marker.exists()
    ran = is_open(here.port)
    marker.touch()
    await_port(here, listening=False)
    try:
        yield
    finally:
        if not was_down:
            marker.unlink()
            if ran:
                await_port(here, listening=True)


def await_port(here: Locality, *, listening: bool) -> None:
    """Wait until the supervisor has stopped or started a server; without a supervisor nothing runs anyway."""
    deadline = time.monotonic() + WAIT_SECONDS
    while is_open(here.port) != listening and time.monotonic() < deadline:
        time.sleep(0.1)


def write_limitation(node: Node, text: str) -> int:
    """Append one illustrative limitation; return its index in the log."""
    programme = sample_key("hai-phong", "mh-hp-qn", node.catalogue["programme"])
    since = clock().date().isoformat()
    shared: dict[str, Any] = {"text": text, "programmes": [programme], "since": since, "nature": "illustrative"}
    key = new_key(node.name, format_token(secrets.token_bytes(TOKEN_BYTES)))
    item = {"shared": shared, "attribution": ATTRIBUTION}
    receipt = append(node, [Change("put", REGISTER, key, item)], idempotency_key=secrets.token_hex(8))
    return receipt.entries[0][1]


def flip_value(node: Node, origin: str, index: int, part: str = "shared") -> None:
    """Flip one bit of a stored value, as a failing disk or a hand in the database would."""
    with node.store.writing() as writer:
        row = writer.part(origin, index, part)
        assert row is not None
        middle = len(row.body) // 2
        body = row.body[:middle] + bytes([row.body[middle] ^ 1]) + row.body[middle + 1 :]
        writer.add_parts(origin, [replace(row, body=body)])


def copy_store(source: Path, target: Path) -> None:
    """Copy a closed node store with whatever stands beside it."""
    target.mkdir(exist_ok=True)
    for old in target.glob("node.sqlite*"):
        old.unlink()
    for file in source.glob("node.sqlite*"):
        shutil.copyfile(file, target / file.name)


def localities_besides(here: Locality) -> list[Locality]:
    """Return the other two."""
    return [each for each in LOCALITIES if each != here]
