"""What the faults need of this machine, and the sentence that says what is missing."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

PERMITTED = "the kernel does not permit"
"""Begins the reason of a skip that no installation can help: tests/conftest.py lets it pass everywhere."""


def need(*programmes: str) -> None:
    """Skip where a programme is missing."""
    for programme in programmes:
        if shutil.which(programme) is None:
            pytest.skip(f"{programme} is not installed (tools/install_fault_tools.sh)")


def need_root() -> None:
    """Skip where we are nobody in particular."""
    if os.geteuid() != 0:
        pytest.skip("only root may do this")


@cache
def _refusal(command: tuple[str, ...], undo: tuple[str, ...]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0 and undo:
        subprocess.run(undo, capture_output=True, check=False)
    return "" if done.returncode == 0 else (done.stderr or done.stdout).strip()


def need_tracing() -> None:
    """Skip unless one process may trace another and change the results of its system calls."""
    need("strace")
    refusal = _refusal(("strace", "-e", "inject=getpid:error=EIO:when=1", "true"), ())
    if refusal:
        pytest.skip(f"{PERMITTED} strace: {refusal}")


def need_namespaces() -> None:
    """Skip unless network namespaces, pairs of devices and packet filters may be made."""
    need_root()
    need("ip", "nft", "tc")
    name = f"lv{os.getpid()}"
    inside = ("ip", "netns", "exec", name)
    refusal = (
        _refusal(("ip", "netns", "add", name), ())
        or _refusal((*inside, "ip", "link", "add", "lv0", "type", "veth", "peer", "name", "lv1"), ())
        or _refusal((*inside, "nft", "add", "table", "inet", "t"), ())
    )
    subprocess.run(("ip", "netns", "del", name), capture_output=True, check=False)
    if refusal:
        pytest.skip(f"{PERMITTED} network namespaces: {refusal}")


def need_mounts(folder: Path) -> None:
    """Skip unless a file system may be mounted here."""
    need_root()
    folder.mkdir()
    refusal = _refusal(("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)), ("umount", str(folder)))
    if refusal:
        pytest.skip(f"{PERMITTED} mounts: {refusal}")


def need_fuse() -> None:
    """Skip unless a file system of our own may be mounted."""
    need_root()
    try:
        handle = os.open("/dev/fuse", os.O_RDWR)
    except OSError as error:
        pytest.skip(f"{PERMITTED} a file system of our own: /dev/fuse: {error.strerror}")
    os.close(handle)
    try:
        import mfusepy  # noqa: F401  # it looks for the library when it is imported
    except OSError as error:
        pytest.skip(f"libfuse is not installed (tools/install_fault_tools.sh): {error}")
