"""Strangers who hold a line and say little, against a real `lienvung serve`: row 11, the server's side."""

import http.client
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass

import pytest
import urllib3

from lienvung.cli.patient_worker import CONNECTIONS, LONG_SHARE
from lienvung.cli.serve import THREADS
from tests.faults.homes import Served, make_homes

SLOW = 200
MANY = 30
SOON = 5.0
HOST = b"Host: 127.0.0.1\r\n"


@dataclass
class Town:
    """One served node, and the lines that strangers hold open to it."""

    address: str
    port: int
    lines: ExitStack
    server: Served

    def ask(self, path: str = "/lienvung/v1/node.json", **more: object) -> tuple[int, float]:
        """Ask as anybody may, on a new line; return the status and the seconds it took."""
        began = time.monotonic()
        answer = urllib3.request("GET", self.address + path, retries=False, timeout=15, **more)  # type: ignore[arg-type]
        return answer.status, time.monotonic() - began

    def serves(self) -> None:
        """Make sure that a page and a partner's question are answered as ever."""
        for path in ("/lienvung/v1/node.json", "/tai-khoan/dang-nhap/"):
            status, took = self.ask(path)
            assert status == 200
            assert took < SOON

    def open(self, first: bytes) -> socket.socket:
        """Open a line, say the first bytes, and keep it."""
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", self.port))
        line.sendall(first)
        return self.lines.enter_context(closing(line))


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A real server of one node."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    homes = make_homes(tmp_path_factory.mktemp("slow"), {"hai-phong": address})
    with Served(homes["hai-phong"]) as server:
        town = Town(address, port, ExitStack(), server)
        _until(lambda: town.ask()[0] == 200, 60)
        yield town
        assert "Traceback" not in server.said, server.said[-3000:]


@pytest.fixture
def town(serving: Town) -> Iterator[Town]:
    """The server with no line held."""
    with serving.lines:
        yield serving


def _until(true: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(urllib3.exceptions.HTTPError):
            if true():
                return
        time.sleep(0.1)
    raise AssertionError(f"not so within {seconds} s")


STARTS = {
    "nothing": b"",
    "half a header": b"GET / HTTP/1.1\r\n" + HOST + b"X-Slow: ",
    "half a form": b"POST /tai-khoan/dang-nhap/ HTTP/1.1\r\n" + HOST + b"Content-Length: 900\r\n\r\nlogin=",
    "half a request of a partner": b"POST /lienvung/v1/parts HTTP/1.1\r\n" + HOST + b"Content-Length: 1000000\r\n\r\n{",
    "chunks": b"POST /lienvung/v1/parts HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{",
    "a promise": b"POST /lienvung/v1/parts HTTP/1.1\r\n" + HOST + b"Content-Length: 9\r\nExpect: 100-continue\r\n\r\n",
    "answers not read": (b"GET /tai-khoan/dang-nhap/ HTTP/1.1\r\n" + HOST + b"\r\n") * MANY,
    "an answer not hung up": b"GET /lienvung/v1/node.json HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n",
}


@pytest.mark.row(11)
@pytest.mark.parametrize("start", STARTS)
def test_slow_lines_hold_up_nobody(town: Town, start: str) -> None:
    """Two hundred lines that begin and do not end, a byte now and then: pages and partners are answered as ever."""
    held = [town.open(STARTS[start]) for _ in range(SLOW)]
    for _ in range(4):
        for line in held:
            with suppress(OSError):
                line.sendall(b"a")
        town.serves()


@pytest.mark.row(11)
def test_more_lines_than_may_be(town: Town) -> None:
    """Beyond the most connections the one that has waited longest is closed, and newcomers are served."""
    held = [town.open(STARTS["half a header"]) for _ in range(CONNECTIONS + 50)]
    town.serves()
    held[0].settimeout(SOON)
    assert held[0].recv(1) == b""
    held[-1].settimeout(0.2)
    with pytest.raises(TimeoutError):
        held[-1].recv(1)


@pytest.mark.row(11)
def test_a_slow_line_is_served_in_the_end(town: Town) -> None:
    """Who sends byte by byte and reads late gets every answer whole and in order: slow is no fault."""
    line = town.open(b"")
    asked = b"GET /lienvung/v1/node.json HTTP/1.1\r\n" + HOST + b"\r\n"
    for byte in asked * 2:
        line.sendall(bytes([byte]))
        time.sleep(0.002)
    line.sendall(asked * (MANY - 3) + asked.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    time.sleep(1)
    line.settimeout(SOON)
    answered = b"".join(iter(lambda: line.recv(1000), b""))
    assert answered.count(b"HTTP/1.1 200 OK") == MANY


@pytest.mark.row(11)
@pytest.mark.parametrize("more", [{}, {"Expect": "100-continue"}, {"Transfer-Encoding": "chunked"}], ids=str)
def test_a_long_request_is_served(town: Town, more: dict[str, str]) -> None:
    """What is too long to gather, or does not say how long, is read in a thread and answered."""
    body = b"{" * (600 * 1024)
    size = {} if "Transfer-Encoding" in more else {"Content-Length": str(len(body))}
    with closing(http.client.HTTPConnection("127.0.0.1", town.port, timeout=SOON)) as line:
        # Of chunks nothing is read before it is known who sends them, so the line ends with the answer.
        for _ in range(1 if "Transfer-Encoding" in more else 2):
            line.request("POST", "/lienvung/v1/parts", body, {**size, **more}, encode_chunked=True)
            answer = line.getresponse()
            assert answer.status == 401
            assert b"signature-missing" in answer.read()


@pytest.mark.faults
@pytest.mark.row(11)
def test_a_place_is_free_again_in_two_minutes(town: Town) -> None:
    """Who drips a long request loses its thread, and an honest long request behind it is served, within 120 s."""
    dripping = [town.open(STARTS["half a request of a partner"]) for _ in range(THREADS // LONG_SHARE)]
    time.sleep(0.5)
    honest = town.open(STARTS["half a request of a partner"] + b"{" * 999_999)
    began = time.monotonic()
    honest.settimeout(1)
    while True:
        with suppress(TimeoutError):
            assert honest.recv(100).startswith(b"HTTP/1.1 401")
            break
        assert time.monotonic() - began < 120
        for line in dripping:
            with suppress(OSError):
                line.sendall(b"a")
    assert time.monotonic() - began > 30
