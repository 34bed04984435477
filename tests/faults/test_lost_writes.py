"""The power fails and what was not synced is gone: row 6."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lienvung.node.signing import adopt_installation
from tests.faults import ground
from tests.faults.actors import SIGNED, open_place
from tests.faults.history import Done, check_acknowledged, check_signed_once, check_sound, heard
from tests.faults.means import PERMITTED, need_fuse
from tests.faults.test_system_calls import ROOT

ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}


@contextmanager
def forgetful(now: Path, disk: Path, mountpoint: Path) -> Iterator[None]:
    """Mount the file system that forgets; leaving the block cuts the power."""
    mountpoint.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.faults.lossy_fs", str(now), str(disk), str(mountpoint)]
    server = subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True)
    try:
        for _ in range(100):
            if os.path.ismount(mountpoint) or server.poll() is not None:
                break
            time.sleep(0.05)
        if not os.path.ismount(mountpoint):
            server.kill()
            pytest.skip(f"{PERMITTED} a file system of our own: {server.communicate()[1][-300:]}")
        yield
    finally:
        subprocess.run(["umount", "-l", str(mountpoint)], capture_output=True, check=False)
        server.kill()
        server.communicate()


def sync_all(folder: Path, disk: Path) -> None:
    """Begin with a disk that knows every byte of the folder."""
    (disk / ".contents").mkdir(parents=True)
    for file in folder.iterdir():
        shutil.copyfile(file, disk / ".contents" / str(file.stat().st_ino))
    names = "".join(f"{file.stat().st_ino} {file.name}\n" for file in sorted(folder.iterdir()))
    (disk / "names").write_text(names)


def write_until_the_power_fails(folder: Path, words: str, seconds: float) -> list[Done]:
    """Append until killed; return what was acknowledged."""
    command = [sys.executable, "-m", "tests.faults.actors", "append-for-ever", str(folder), words]
    writer = subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    said = writer.stdout.readline()
    time.sleep(seconds)
    writer.send_signal(signal.SIGKILL)
    said += writer.stdout.read()
    writer.wait(10)
    return heard(said)


@pytest.mark.row(6)
@pytest.mark.timeout(600)
@pytest.mark.parametrize("cuts", [2, pytest.param(20, marks=pytest.mark.faults)])
def test_power_fails_and_unsynced_bytes_are_gone(tmp_path: Path, cuts: int) -> None:
    """Every acknowledged batch survives each power cut, the store is sound, and no head is ahead of its data."""
    need_fuse()
    from tests.faults.lossy_fs import after_power_loss

    dice, done = random.Random(20261122), []
    found = ground.copy(ground.lay(tmp_path / "ground", entries=4), tmp_path / "life-0")
    for cut in range(cuts):
        disk, mountpoint = tmp_path / f"disk-{cut}", tmp_path / f"mount-{cut}"
        sync_all(found, disk)
        with forgetful(found, disk, mountpoint):
            _adopt(mountpoint)
            done += write_until_the_power_fails(mountpoint, f"đời-{cut}", dice.uniform(0.05, 0.6))
        signed = (found / SIGNED).read_bytes()
        found = tmp_path / f"life-{cut + 1}"
        after_power_loss(disk, found)
        # What was signed was heard by others: the test's own account of it does not live on that disk.
        (found / SIGNED).write_bytes(signed)
        _adopt(found)
        store = open_place(found, "quang-ninh").store
        check_acknowledged(store, done)
        check_sound(store)
        store.close()
        check_signed_once(found / SIGNED)
    assert len(done) >= cuts


def _adopt(folder: Path) -> None:
    node = open_place(folder, "quang-ninh")
    adopt_installation(node)
    node.store.close()


@pytest.mark.row(6)
def test_the_file_system_does_forget(tmp_path: Path) -> None:
    """What was written and never synced is gone after the power failed; what was synced with its name is there."""
    need_fuse()
    from tests.faults.lossy_fs import after_power_loss

    now, disk, mountpoint = tmp_path / "now", tmp_path / "disk", tmp_path / "mount"
    now.mkdir()
    sync_all(now, disk)
    with forgetful(now, disk, mountpoint):
        (mountpoint / "unsynced").write_text("gone")
        with (mountpoint / "synced").open("w") as file:
            file.write("kept")
            file.flush()
            os.fsync(file.fileno())
            file.write(", and this not")
        folder = os.open(mountpoint, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    after_power_loss(disk, tmp_path / "after")
    assert (tmp_path / "after" / "synced").read_text() == "kept"
    assert (tmp_path / "after" / "unsynced").read_text() == ""
