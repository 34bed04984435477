"""Machines on a network of their own: one namespace each, joined by a bridge in one more, with packet filters."""

import os
import subprocess
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self


class Network(AbstractContextManager["Network"]):
    """So many machines, 10.77.0.1, 10.77.0.2, … Nothing of it touches this machine's own network."""

    def __init__(self, *names: str) -> None:
        self.addresses = {name: f"10.77.0.{number}" for number, name in enumerate(names, 1)}
        self.hub = f"lv{os.getpid()}-hub"

    def __enter__(self) -> Self:
        try:
            _run("ip", "netns", "add", self.hub)
            self._in(self.hub, "ip", "link", "add", "bridge", "type", "bridge")
            self._in(self.hub, "ip", "link", "set", "bridge", "up")
            for number, (name, address) in enumerate(self.addresses.items(), 1):
                self._join(name, address, f"port{number}")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take everything down again."""
        for space in (*map(self.space, self.addresses), self.hub):
            subprocess.run(["ip", "netns", "del", space], capture_output=True, check=False)

    def space(self, name: str) -> str:
        """Return the namespace of a machine."""
        return f"lv{os.getpid()}-{name}"

    def inside(self, name: str) -> tuple[str, ...]:
        """Return what a command stands behind to run on a machine."""
        return ("ip", "netns", "exec", self.space(name))

    def filter(self, name: str, *rules: str) -> None:
        """Let a machine judge what it receives by these rules, and by no earlier ones."""
        self.clear(name)
        self._in(self.space(name), "nft", "add", "table", "inet", "fault")
        hook = "{ type filter hook input priority 0 ; }"
        self._in(self.space(name), "nft", "add", "chain", "inet", "fault", "in", hook)
        for rule in rules:
            self._in(self.space(name), "nft", "add", "rule", "inet", "fault", "in", *rule.split())

    def clear(self, name: str) -> None:
        """Let a machine receive everything."""
        command = [*self.inside(name), "nft", "delete", "table", "inet", "fault"]
        subprocess.run(command, capture_output=True, check=False)

    def slow(self, name: str, rate: str) -> None:
        """Let a machine send at most so fast."""
        shape = ("tbf", "rate", rate, "burst", "4kb", "latency", "2s")
        self._in(self.space(name), "tc", "qdisc", "add", "dev", "eth0", "root", *shape)

    def quick(self, name: str) -> None:
        """Let a machine send as fast as it can."""
        self._in(self.space(name), "tc", "qdisc", "del", "dev", "eth0", "root")

    def _join(self, name: str, address: str, port: str) -> None:
        space = self.space(name)
        _run("ip", "netns", "add", space)
        _run("ip", "link", "add", "eth0", "netns", space, "type", "veth", "peer", "name", port, "netns", self.hub)
        self._in(self.hub, "ip", "link", "set", port, "master", "bridge")
        self._in(self.hub, "ip", "link", "set", port, "up")
        self._in(space, "ip", "address", "add", f"{address}/24", "dev", "eth0")
        for device in ("lo", "eth0"):
            self._in(space, "ip", "link", "set", device, "up")

    def _in(self, space: str, *command: str) -> None:
        _run("ip", "netns", "exec", space, *command)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
