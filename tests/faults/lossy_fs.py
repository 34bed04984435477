"""A file system that forgets what was not synced: python -m tests.faults.lossy_fs NOW DISK MOUNTPOINT.

Everybody sees the files of NOW. `fsync` of a file copies its bytes to DISK, `fsync` of a folder its names. Cutting the
power is unmounting: what DISK holds is what a machine would find after it came back.
"""

import errno
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from mfusepy import FUSE, FuseOSError, Operations

CONTENTS = ".contents"


class LossyFiles(Operations):
    """Pass everything on to one folder, and remember in another what was made durable."""

    use_ns = True

    def __init__(self, now: Path, disk: Path) -> None:
        self.now = now
        self.disk = disk

    def _at(self, path: str) -> str:
        return str(self.now / path.lstrip("/"))

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        """Make the bytes durable; a name that the disk does not know yet stays unknown."""
        os.fsync(fh)
        inode = os.fstat(fh).st_ino
        kept = self.disk / CONTENTS / str(inode)
        kept.parent.mkdir(exist_ok=True)
        shutil.copyfile(self._at(path), kept)
        return 0

    def fsyncdir(self, path: str, datasync: int, fh: int) -> int:
        """Make the names durable: each file under its name has the bytes that were synced last, or none."""
        names = {each.name: each.stat().st_ino for each in Path(self._at(path)).iterdir() if each.is_file()}
        (self.disk / "names").write_text("".join(f"{inode} {name}\n" for name, inode in sorted(names.items())))
        return 0

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        try:
            found = os.lstat(self._at(path))
        except OSError as error:
            raise FuseOSError(error.errno or errno.EIO) from None
        names = ("st_mode", "st_nlink", "st_uid", "st_gid", "st_size", "st_ino")
        times = {"st_atime": found.st_atime_ns, "st_mtime": found.st_mtime_ns, "st_ctime": found.st_ctime_ns}
        return {**{name: getattr(found, name) for name in names}, **times}

    def readdir(self, path: str, fh: int) -> list[str]:
        return [".", "..", *os.listdir(self._at(path))]

    def open(self, path: str, flags: int) -> int:
        try:
            return os.open(self._at(path), flags & ~os.O_CREAT & ~os.O_EXCL)
        except OSError as error:
            raise FuseOSError(error.errno or errno.EIO) from None

    def create(self, path: str, mode: int, fi: Any = None) -> int:
        return os.open(self._at(path), os.O_RDWR | os.O_CREAT, mode)

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        return os.pread(fh, size, offset)

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        return os.pwrite(fh, data, offset)

    def truncate(self, path: str, length: int, fh: int | None = None) -> int:
        os.truncate(self._at(path), length)
        return 0

    def unlink(self, path: str) -> int:
        os.unlink(self._at(path))
        return 0

    def rename(self, old: str, new: str) -> int:
        os.rename(self._at(old), self._at(new))
        return 0

    def chmod(self, path: str, mode: int) -> int:
        os.chmod(self._at(path), mode)
        return 0

    def utimens(self, path: str, times: tuple[int, int] | None = None) -> int:
        return 0

    def release(self, path: str, fh: int) -> int:
        os.close(fh)
        return 0


def after_power_loss(disk: Path, folder: Path) -> None:
    """Lay out the files that a machine finds when the power is back."""
    folder.mkdir(exist_ok=True)
    names = disk / "names"
    for line in names.read_text().splitlines() if names.exists() else ():
        inode, _, name = line.partition(" ")
        kept = disk / CONTENTS / inode
        (folder / name).write_bytes(kept.read_bytes() if kept.exists() else b"")


if __name__ == "__main__":
    now, disk, mountpoint = map(Path, sys.argv[1:4])
    FUSE(LossyFiles(now, disk), str(mountpoint), foreground=True, nothreads=True)
