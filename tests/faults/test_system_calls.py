"""Every system call that touches a store, failed and killed in turn: rows 4 and 5."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from lienvung.node.stores.sqlite import open_sqlite
from tests.faults import ground
from tests.faults.actors import ACTS, SIGNED, open_place
from tests.faults.history import check_acknowledged, check_prefix, check_signed_once, check_sound, heard
from tests.faults.means import need_tracing

ROOT = Path(__file__).parents[2]
CALLS = ("fsync", "fdatasync", "pwrite64", "ftruncate", "rename", "unlink")
ACTOR = {"append": "quang-ninh", "pull": "hai-phong"}


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two nodes that agreed, with entries that wait."""
    return ground.lay(tmp_path_factory.mktemp("ground") / "laid", entries=40)


def run(folder: Path, act: str, words: str, *traced: str) -> subprocess.CompletedProcess[str]:
    """Run one act in a process of its own, perhaps under strace."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [*traced, sys.executable, "-m", "tests.faults.actors", act, str(folder), words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)


def traced(folder: Path, act: str, *options: str) -> tuple[str, ...]:
    """Return the strace command for the calls that touch the acting node's store, and no other file."""
    store = folder / f"{ACTOR[act]}.sqlite"
    files = (str(store), f"{store}-wal", f"{store}-shm", str(folder))
    return ("strace", "-f", "-qq", "-o", str(folder / "trace"), *(f"-P{file}" for file in files), *options)


def count_calls(laid: Path, folder: Path, act: str) -> Counter[str]:
    """Return how often one act makes each call."""
    ground.copy(laid, folder)
    done = run(folder, act, "lô đếm", *traced(folder, act, "-e", f"trace={','.join(CALLS)}"))
    assert done.returncode == 0, done.stderr
    found = re.findall(r"^\d+ +(\w+)\(", (folder / "trace").read_text("utf-8", "replace"), re.MULTILINE)
    shutil.rmtree(folder)
    return Counter(call for call in found if call in CALLS)


def places(counted: Counter[str], step: int) -> Iterator[tuple[str, int]]:
    """Yield (call, n): every one, but of the many writes each `step`-th and the last."""
    for call, times in sorted(counted.items()):
        stride = step if call == "pwrite64" else 1
        yield from ((call, n) for n in sorted({*range(1, times + 1, stride), times}))


def break_at_each(laid: Path, tmp_path: Path, act: str, injected: str, step: int) -> int:
    """Break one act at every place; judge what is left and let the same act be done again. Return how many broke."""
    broken = 0
    for call, n in places(count_calls(laid, tmp_path / "count", act), step):
        folder = ground.copy(laid, tmp_path / f"{call}-{n}")
        done = run(folder, act, "lô", *traced(folder, act, "-e", f"inject={call}:{injected}:when={n}"))
        broken += done.returncode != 0
        judge(folder, act, done, f"{act}: {injected} at {call} {n}")
        shutil.rmtree(folder)
    return broken


def judge(folder: Path, act: str, done: subprocess.CompletedProcess[str], place: str) -> None:
    """Success was said only of what is kept; the store is sound, no root was signed twice, and all goes on."""
    said = heard(done.stdout)
    try:
        with redirect_stdout(StringIO()) as again:
            ACTS[act](folder, "lô")
        here, there = open_place(folder, "hai-phong").store, open_place(folder, "quang-ninh").store
        if act == "append":
            check_acknowledged(there, [*said, *heard(again.getvalue())])
        else:
            assert check_prefix(here, there, "quang-ninh")["quang-ninh/limitation"] > 20
        for store in (here, there):
            check_sound(store)
            store.close()
        check_signed_once(folder / SIGNED)
    except AssertionError as error:
        raise AssertionError(f"{place} (exit {done.returncode}): {error}\n{done.stderr[-600:]}") from error


@pytest.mark.row(4, 5)
@pytest.mark.parametrize("injected", ["error=EIO", "signal=KILL"])
def test_an_append_broken_at_some_calls(laid: Path, tmp_path: Path, injected: str) -> None:
    """A slice of the whole: the caller hears no success that is not kept, and the next append goes through."""
    need_tracing()
    assert break_at_each(laid, tmp_path, "append", injected, step=24) >= 4


@pytest.mark.faults
@pytest.mark.row(4, 5)
@pytest.mark.timeout(900)
@pytest.mark.parametrize("injected", ["error=EIO", "error=ENOSPC", "signal=KILL"])
@pytest.mark.parametrize(("act", "step"), [("append", 1), ("pull", 4)])
def test_an_act_broken_at_every_call(laid: Path, tmp_path: Path, act: str, step: int, injected: str) -> None:
    """At every call (of the writes of a pull at each fourth): nothing acknowledged is lost, nothing torn, no root
    signed twice, and all goes on."""
    need_tracing()
    assert break_at_each(laid, tmp_path, act, injected, step) >= 10


def test_the_stores_that_are_broken_are_sound_before(laid: Path, tmp_path: Path) -> None:
    """Without a fault the same acts succeed and leave both stores sound, so that a failure means the fault."""
    folder = ground.copy(laid, tmp_path / "whole")
    for act in ACTOR:
        assert run(folder, act, "lô").returncode == 0
    for name in ACTOR.values():
        store = open_sqlite(folder / f"{name}.sqlite")
        check_sound(store)
        store.close()
