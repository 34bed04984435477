"""The verbs of the exchange's scenarios: who asks whom for what over real HTTP, and the answer that must come."""

import secrets
from collections.abc import Mapping
from pathlib import Path

import orjson
import urllib3

from lienvung.core.tlog.merkle import prove_consistency
from lienvung.node.exchange.parts_framing import parse_blocks
from lienvung.node.exchange.parts_request import PartsRequest, format_parts_request
from lienvung.node.exchange.request_signature import Target, sign_request
from lienvung.node.exchange.witness import format_submission
from tests.node.exchange.two_places import Place
from tests.scenarios.stage import REGISTER, Stage

PREFIX = "/lienvung/v1"


class Transcript(Stage):
    """A stage on which single requests are made, honest and dishonest, and their answers compared word for word."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.http = urllib3.PoolManager(retries=False)
        self.signed: Mapping[str, str] = {}
        self.told = ""

    def ask(self, asker: str, giver: str, method: str, path: str, *how: str) -> None:
        """Ask: `ask A B GET /path [unsigned | again | late N | by C | to C | with BODY] expects STATUS [CODE]`."""
        words, expected = how[: how.index("expects")], how[how.index("expects") + 1 :]
        said = dict(zip(words[::2], words[1::2], strict=False)) if len(words) % 2 == 0 else {words[0]: ""}
        body = said.get("with", "").encode()
        self._send(self.places[giver], method, path, self._headers(asker, giver, method, path, body, said), body)
        self._expects(*expected)

    def parts(self, asker: str, giver: str, count: str, name: str, *how: str) -> None:
        """Ask for a part of the newest entries: `parts A B COUNT PART expects STATUS CODE | STATE …`."""
        place = self.places[giver]
        origin = f"{giver}/{REGISTER}"
        with place.node.store.reading() as reader:
            log = reader.log(origin)
        assert log is not None
        token = "".join(secrets.choice("abcdefgh") for _ in range(26))
        body = format_parts_request(PartsRequest(origin, (name,), ((log.size - int(count), log.size),), token))
        self._send(place, "POST", "/parts", self._headers(asker, giver, "POST", "/parts", body, {}), body)
        if how[1].isdigit():
            self._expects(*how[1:])
        else:
            assert self.status == 200, self.told
            assert [record.state.name.lower() for record in parse_blocks(self.body)] == list(how[1:])

    def submit(self, log: str, witness: str, old: str, *how: str) -> None:
        """Submit the newest head: `submit A B OLD [flipped | malformed | forged] expects STATUS [BODY]`."""
        place = self.places[log]
        origin = f"{log}/{REGISTER}"
        with place.node.store.reading() as reader:
            state = reader.log(origin)
            assert state is not None
            proof = prove_consistency(int(old), state.size, reader.hashes(origin)) if 0 < int(old) <= state.size else []
        assert state.head is not None
        head = state.head if how[0] != "forged" else state.head[:-10] + b"AAAA" + state.head[-6:]
        spoilt = [bytes(32), *proof[1:]] if how[0] == "flipped" else proof
        body = b"old x\n\n" if how[0] == "malformed" else format_submission(int(old), spoilt, head)
        self._send(self.places[witness], "POST", "/add-checkpoint", {}, body)
        expected = how[how.index("expects") + 1 :]
        assert str(self.status) == expected[0], f"{self.status}: {self.told}"
        assert not expected[1:] or self.told.strip() == expected[1], self.told

    def _headers(
        self, asker: str, giver: str, method: str, path: str, body: bytes, said: Mapping[str, str]
    ) -> Mapping[str, str]:
        if "unsigned" in said:
            return {}
        if "again" in said:
            return self.signed
        signer = self.places[said.get("by", asker)].node
        assert signer.keys is not None
        assert method in ("GET", "POST")
        target = Target(method, PREFIX + path, "", said.get("to", giver), body)
        created = int(self.places[giver].node.now().timestamp()) - int(said.get("late", "0"))
        self.signed = sign_request(
            target, asker, signer.keys.request, created=created, nonce=secrets.token_bytes(16)
        )  # fmt: skip
        return self.signed

    def _send(self, place: Place, method: str, path: str, headers: Mapping[str, str], body: bytes) -> None:
        answer = self.http.request(
            method, place.address + PREFIX + path, headers=dict(headers), body=body or None, redirect=False
        )
        self.status, self.body = answer.status, answer.data
        self.told = answer.data.decode("utf-8", "replace")

    def _expects(self, status: str, code: str = "") -> None:
        assert str(self.status) == status, f"{self.status}: {self.told[:200]}"
        if code:
            assert orjson.loads(self.body)["code"] == code, self.told
