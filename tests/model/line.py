"""The line between two nodes of one process, and everything that a line may do to a request or its answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from lienvung.node.exchange.errors import PartnerTimedOut, PartnerUnreachable
from lienvung.node.exchange.http_client import Answer
from lienvung.node.exchange.serve import Request, Response

KINDS: Final = ("drop", "lose", "twice", "late", "cut", "flip", "noise", "older", "other", "page")
"""What the line does: lose the request, lose the answer, send the request twice or too late, cut the answer, flip one
bit of it (of this one, or of every one from here on), give an older answer or another path's answer, or a proxy's
error page."""


@dataclass(frozen=True)
class Fault:
    """One fault: of which kind, at which request of the exchange (0 is the first), and where in the answer (‰)."""

    kind: str
    at: int
    where: int = 500


@dataclass
class Line:
    """From one node to another. `deaf`: requests do not arrive; `mute`: answers do not."""

    asker: str
    giver: str
    serve: Callable[[str, Request], Response]
    deaf: bool = False
    mute: bool = False
    faults: list[Fault] = field(default_factory=list)
    requests: int = 0
    late: list[Request] = field(default_factory=list)
    said: dict[str, list[Response]] = field(default_factory=dict)
    heard: list[tuple[str, Response]] = field(default_factory=list)

    def begin(self, faults: Sequence[Fault]) -> None:
        """Begin a new exchange, with what will befall it."""
        self.faults, self.requests, self.heard = list(faults), 0, []

    def carry(self, request: Request) -> Response:
        """Carry one request there and its answer back, with what befalls both."""
        answer = self._carry(request, next(filter(self._befalls, self.faults), Fault("none", 0)))
        self.heard.append((request.path, answer))
        return answer

    def _befalls(self, fault: Fault) -> bool:
        return fault.at == self.requests or (fault.kind == "noise" and fault.at < self.requests)

    def _carry(self, request: Request, fault: Fault) -> Response:
        self.requests += 1
        if self.deaf or fault.kind == "drop":
            raise PartnerUnreachable(self.giver, "the line is cut")
        if fault.kind == "late":
            self.late.append(request)
            raise PartnerTimedOut(self.giver, 30)
        answer = self._ask(request)
        if fault.kind == "twice":
            self._ask(request)
        if self.mute or fault.kind == "lose":
            raise PartnerTimedOut(self.giver, 30)
        return self._spoil(request, answer, fault)

    def deliver_late(self) -> None:
        """Let requests arrive of which the asker thinks that they were lost; their answers reach nobody."""
        waiting, self.late = self.late, []
        for request in reversed(waiting):
            self._ask(request)

    def _ask(self, request: Request) -> Response:
        answer = self.serve(self.asker, request)
        self.said.setdefault(request.path, []).append(answer)
        return answer

    def _spoil(self, request: Request, answer: Response, fault: Fault) -> Response:
        body = answer.body
        place = min(len(body) * fault.where // 1000, max(len(body) - 1, 0))
        if fault.kind == "cut":
            return Response(answer.status, answer.media_type, body[:place])
        if fault.kind in ("flip", "noise") and body:
            flipped = body[place] ^ (1 << fault.where % 8)
            return Response(answer.status, answer.media_type, body[:place] + bytes([flipped]) + body[place + 1 :])
        if fault.kind == "older":
            older = self.said[request.path]
            return older[fault.where % len(older)]
        if fault.kind == "other":
            others = [said[-1] for path, said in self.said.items() if path != request.path]
            return others[fault.where % len(others)] if others else answer
        if fault.kind == "page":
            return Response(502, "text/html", b"<h1>Bad gateway</h1>")
        return answer


class LineClient:
    """Takes the place of http_client.PartnerClient: the same calls, the same refusals, no socket."""

    def __init__(self, line: Line) -> None:
        self.partner = line.giver
        self.line = line

    def request(
        self, method: str, path: str, headers: Callable[[], Mapping[str, str]], body: bytes = b"", limit: int = 0
    ) -> Answer:
        given = {name.lower(): value for name, value in headers().items()}
        response = self.line.carry(Request(method, path, "", given, body))
        return Answer(response.status, response.media_type.partition(";")[0], response.body)

    def close(self) -> None:
        """Close nothing."""
