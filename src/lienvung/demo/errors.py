"""What the demonstration refuses."""

from dataclasses import dataclass
from typing import ClassVar

from lienvung.core.errors import LienVungError


@dataclass(eq=False)
class PortBusy(LienVungError):
    """Somebody else, perhaps another demonstration, listens on a port that is needed."""

    code: ClassVar[str] = "port-busy"
    port: int


@dataclass(eq=False)
class ServerSilent(LienVungError):
    """A server did not begin to answer."""

    code: ClassVar[str] = "server-silent"
    node: str
    log: str


@dataclass(eq=False)
class DemonstrationMissing(LienVungError):
    """There is no demonstration in this folder."""

    code: ClassVar[str] = "demonstration-missing"
    folder: str


@dataclass(eq=False)
class DemonstrationRunning(LienVungError):
    """The demonstration is running and must be stopped first."""

    code: ClassVar[str] = "demonstration-running"
    folder: str


@dataclass(eq=False)
class LocalityUnknown(LienVungError):
    """No node of the demonstration has this name."""

    code: ClassVar[str] = "locality-unknown"
    name: str
