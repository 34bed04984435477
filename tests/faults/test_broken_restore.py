"""A restore that fails or is killed at any system call: rows 4 and 5. What the folder holds is the old store or the
new one, whole, and the next restore needs no hand."""

import re
import shutil
import subprocess
from collections import Counter
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from lienvung.node.append import append
from lienvung.node.backup.standby import Standby
from lienvung.node.guard import guard_of
from tests.faults import ground
from tests.faults.actors import act_restore, batch, keys_of, open_place
from tests.faults.history import check_sound
from tests.faults.means import need_tracing
from tests.faults.test_system_calls import CALLS, places, run

NAMES = ("node.sqlite", "node.sqlite.restoring")
AFTER = "sau bản sao"


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A node's folder, with a standby copy that lacks the newest batch."""
    stores = ground.lay(tmp_path_factory.mktemp("ground") / "laid", entries=40)
    home = tmp_path_factory.mktemp("restore") / "home"
    home.mkdir()
    node = open_place(stores, "quang-ninh")
    Standby(node, home / "standby", (keys_of("quang-ninh").encryption,)).copy_new()
    append(node, batch(node, AFTER), idempotency_key=AFTER)
    node.store.close()
    shutil.copyfile(stores / "quang-ninh.sqlite", home / "quang-ninh.sqlite")
    (home / "quang-ninh.sqlite").rename(home / "node.sqlite")
    return home


def traced(folder: Path, *options: str) -> tuple[str, ...]:
    """Return the strace command for the calls that touch the store, the one being made, or the folder."""
    files = [folder, *(folder / f"{name}{suffix}" for name in NAMES for suffix in ("", "-wal", "-shm", "-journal"))]
    return ("strace", "-f", "-qq", "-o", str(folder / "trace"), *(f"-P{file}" for file in files), *options)


def count_calls(laid: Path, folder: Path) -> Counter[str]:
    """Return how often a restore makes each call."""
    shutil.copytree(laid, folder)
    done = run(folder, "restore", "đếm", *traced(folder, "-e", f"trace={','.join(CALLS)}"))
    assert done.returncode == 0, done.stderr
    found = re.findall(r"^\d+ +(\w+)\(", (folder / "trace").read_text("utf-8", "replace"), re.MULTILINE)
    shutil.rmtree(folder)
    return Counter(call for call in found if call in CALLS)


@pytest.mark.faults
@pytest.mark.row(4, 5)
@pytest.mark.timeout(900)
@pytest.mark.parametrize("injected", ["error=EIO", "error=ENOSPC", "signal=KILL"])
def test_a_restore_broken_at_every_call(laid: Path, tmp_path: Path, injected: str, record_property) -> None:
    """At every call (of the writes at each eighth): the old store or the new, never a mixture, and a second restore."""
    need_tracing()
    found = break_at(laid, tmp_path, injected, list(places(count_calls(laid, tmp_path / "count"), 8)))
    assert found.keys() == {"old", "new"}
    record_property("restore", f"{injected} at {found.total()} calls: {found['old']} left the old store")


@pytest.mark.row(4, 5)
def test_a_restore_broken_where_names_change(laid: Path, tmp_path: Path) -> None:
    """A slice of the whole: the disk fails when files are made whole and take their names."""
    need_tracing()
    counted = count_calls(laid, tmp_path / "count")
    last = [(call, counted[call] - back) for call in ("fdatasync", "unlink") for back in range(6)]
    assert break_at(laid, tmp_path, "error=EIO", last)["old"] > 1


def break_at(laid: Path, tmp_path: Path, injected: str, calls: list[tuple[str, int]]) -> Counter[str]:
    """Break a restore at each of the calls; return how often it left the old store and how often the new one."""
    found: Counter[str] = Counter()
    for call, n in calls:
        folder = tmp_path / f"{call}-{n}"
        shutil.copytree(laid, folder)
        done = run(folder, "restore", "lần một", *traced(folder, "-e", f"inject={call}:{injected}:when={n}"))
        found[judge(folder, done, f"{injected} at {call} {n}")] += 1
        shutil.rmtree(folder)
    return found


def judge(folder: Path, done: subprocess.CompletedProcess[str], place: str) -> str:
    """Return which store the folder holds; a restore that said it was done left the new one."""
    try:
        held = which(folder)
        assert held == "new" or done.returncode != 0
        with redirect_stdout(StringIO()):
            act_restore(folder, "lần hai")
        assert which(folder) == "new"
        assert not list(folder.glob("*.restoring*"))
    except AssertionError as error:
        raise AssertionError(f"{place} (exit {done.returncode}): {error}\n{done.stderr[-600:]}") from error
    return held


def which(folder: Path) -> str:
    """Check the folder's store, and tell whether it is the one before the restore or the one put back."""
    (folder / "quang-ninh.sqlite").symlink_to("node.sqlite")
    node = open_place(folder, "quang-ninh")
    check_sound(node.store)
    with node.store.reading() as reader:
        guard, newest = guard_of(node, reader), reader.appended(AFTER)
    node.store.close()
    (folder / "quang-ninh.sqlite").unlink()
    restored = guard is not None and guard.why == "restored"
    assert restored == (newest is None), "neither the old store nor the new one"
    return "new" if restored else "old"
