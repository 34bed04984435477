"""Start, watch and stop the servers of the three nodes.

A file named `offline` in a node's folder cuts it off: the supervisor stops that server until the file is gone.
"""

import os
import socket
import subprocess
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.request import urlopen

from lienvung.demo.errors import PortBusy, ServerSilent
from lienvung.demo.localities import LOCALITIES, NOW, Locality

STOP_SECONDS = 8
START_SECONDS = 30
WATCH_SECONDS = 0.4
OFFLINE = "offline"


def environment() -> dict[str, str]:
    """Return the environment of every process of the demonstration: its clock is pinned."""
    return {**os.environ, "LIENVUNG_NOW": os.environ.get("LIENVUNG_NOW", NOW), "PYTHONUNBUFFERED": "1"}


class Servers(AbstractContextManager["Servers"]):
    """The running servers; leaving the block stops them all, however it is left."""

    def __init__(self, folder: Path, localities: tuple[Locality, ...] = LOCALITIES) -> None:
        self.folder = folder
        self.localities = localities
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        for each in self.localities:
            if is_open(each.port):
                raise PortBusy(each.port)
        try:
            self.follow()
            for each in self.localities:
                if each.name in self.running:
                    self.await_answer(each)
        except BaseException:
            self.stop_all()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop_all()

    def watch(self) -> None:
        """Keep the servers as the folders say until interrupted."""
        while True:
            self.follow()
            time.sleep(WATCH_SECONDS)

    def follow(self) -> None:
        """Stop the servers that were cut off and start those that should run."""
        for each in self.localities:
            cut_off = (self.folder / each.name / OFFLINE).exists()
            if cut_off and each.name in self.running:
                stop(self.running.pop(each.name))
            elif not cut_off and self._is_down(each.name):
                self.running[each.name] = self._start(each)

    def await_answer(self, locality: Locality) -> None:
        """Wait until the server answers (ServerSilent)."""
        deadline = time.monotonic() + START_SECONDS
        while not is_answering(locality.address):
            if self._is_down(locality.name) or time.monotonic() > deadline:
                raise ServerSilent(locality.name, str(self.folder / locality.name / "serve.log"))
            time.sleep(0.05)

    def stop_all(self) -> None:
        """Stop every server."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            stop(process)
        self.running.clear()

    def _is_down(self, name: str) -> bool:
        process = self.running.get(name)
        return process is None or process.poll() is not None

    def _start(self, locality: Locality) -> "subprocess.Popen[bytes]":
        home = self.folder / locality.name
        command = [sys.executable, "-m", "lienvung.cli", "serve", str(home)]
        with (home / "serve.log").open("ab") as log:
            # A session of its own: Ctrl-C reaches only the supervisor, which then stops each server in order.
            return subprocess.Popen(  # noqa: S603  our own command
                command, env=environment(), stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
            )


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Ask a server to stop, and insist when it does not."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def is_answering(address: str) -> bool:
    """Return whether a node introduces itself at this address."""
    try:
        with urlopen(f"{address}/lienvung/v1/node.json", timeout=5) as answer:  # noqa: S310  our own loopback address
            return bool(answer.status == 200)
    except OSError:
        return False


def is_open(port: int) -> bool:
    """Return whether somebody listens on this port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
