"""The verbs of the scenarios: what each line does to real nodes."""

import secrets
import shutil
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from lienvung.core.errors import LienVungError
from lienvung.demo.mischief import flip_value
from lienvung.node.agreements import agreements, revoke_agreement
from lienvung.node.contact import contacts
from lienvung.node.exchange.http_client import Patience
from lienvung.node.exchange.pull import pull
from lienvung.node.exchange.serve import Request, Response
from lienvung.node.fsck import fsck
from lienvung.node.home import load_home, open_node
from lienvung.node.keys import public_bytes
from lienvung.node.signing import adopt_installation
from lienvung.node.stores.rows import Query
from lienvung.wording.errors import explain
from tests.node.exchange.two_places import ATTRIBUTION, Place, Tamper, grant, meet, open_place

REGISTER = "limitation"
IMPATIENT = Patience(connect=0.5, read=0.5, total=1)


class Stage:
    """The nodes of one scenario and the last refusal that was met."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.places: dict[str, Place] = {}
        self.refusal: LienVungError | None = None
        self.hanging = threading.Event()
        self._closing = ExitStack()

    def close(self) -> None:
        self.hanging.set()
        self._closing.close()

    def node(self, name: str, title: str) -> None:
        place = open_place(self.folder, name, title)
        self.places[name] = place
        self._closing.callback(lambda: place.node.store.close())
        self._closing.callback(lambda: (place.server.shutdown(), place.server.server_close()))

    def meet(self, one: str, other: str) -> None:
        meet(self.places[one], self.places[other])

    def agree(self, giver: str, taker: str, register: str) -> None:
        self.places[taker].agree(self.places[giver], grant(giver, taker, register))

    def revoke(self, giver: str, taker: str) -> None:
        node = self.places[giver].node
        with node.store.reading() as reader:
            standing = agreements(reader, node.name, node.now().date())
        for each in standing:
            revoke_agreement(
                node, each.hash, "hết hạn", attribution=ATTRIBUTION, idempotency_key=secrets.token_hex(8)
            )  # fmt: skip

    def write(self, name: str, count: str, text: str) -> None:
        self.places[name].write(int(count), REGISTER, text=text)

    def damage(self, name: str) -> None:
        node = self.places[name].node
        origin = f"{name}/{REGISTER}"
        with node.store.reading() as reader:
            log = reader.log(origin)
        assert log is not None
        flip_value(node, origin, log.size - 1)

    def damaged(self, name: str, table: str) -> None:
        found = fsck(self.places[name].node.store, self._keys(name)).findings
        assert [each.table for each in found] == [table], found

    def remember(self, name: str) -> None:
        store = self.folder / name / "node.sqlite"
        with self.places[name].node.store.writing():  # nobody writes while the files are copied
            for file in store.parent.glob("node.sqlite*"):
                shutil.copyfile(file, self.folder / f"{name}.{file.name.removeprefix('node.')}")

    def fork(self, name: str) -> None:
        place = self.places[name]
        other = self.folder / f"{name}-fork"
        shutil.copytree(self.folder / name, other, ignore=shutil.ignore_patterns("node.sqlite*"))
        for file in self.folder.glob(f"{name}.sqlite*"):
            shutil.copyfile(file, other / f"node.{file.name.removeprefix(f'{name}.')}")
        place.node = open_node(load_home(other), now=place.clock, random=secrets.token_bytes)
        adopt_installation(place.node)

    def line(self, name: str, effect: str, *words: str) -> None:
        if effect == "down":
            self.places[name].server.shutdown()
            self.places[name].server.server_close()
        else:
            self.places[name].tamper = EFFECTS[effect](self, *words)

    def pull(self, taker: str, giver: str, *expected: str) -> None:
        here, there = self.places[taker], self.places[giver]
        self.refusal = None
        try:
            report = pull(here.node, here.contact(there), here.source(there, IMPATIENT))
            self.refusal = next(iter(report.troubles), None)
        except LienVungError as refusal:
            self.refusal = refusal
        code = self.refusal.code if self.refusal else None
        assert code == (expected[1] if expected else None), f"{self.refusal!r}"

    def reads(self, sentence: str) -> None:
        assert self.refusal is not None
        told = explain(self.refusal)
        assert sentence in f"{told.happened} {told.safe} {told.do}", told

    def holds(self, name: str, count: str, text: str) -> None:
        with self.places[name].node.store.reading() as reader:
            known = reader.definition(REGISTER) is not None
            found = reader.find(REGISTER, Query(where={"text": text})).total if known else 0
        assert found == int(count)

    def verified(self, name: str) -> None:
        node = self.places[name].node
        report = fsck(node.store, self._keys(name), node.catalogue)
        assert report.sound, report.findings

    def _keys(self, name: str) -> dict[str, bytes]:
        node = self.places[name].node
        assert node.keys is not None
        with node.store.reading() as reader:
            known = contacts(reader)
        return {name: public_bytes(node.keys.log)} | {each: contact.log_key for each, contact in known.items()}

    def evidence(self, name: str, count: str) -> None:
        with self.places[name].node.store.reading() as reader:
            assert len(list(reader.evidence())) == int(count)


def _honest(stage: Stage) -> Tamper | None:
    return None


def _flips(stage: Stage, path: str) -> Tamper:
    def flip(request: Request, response: Response) -> Response:
        if path not in request.path or response.status != 200:
            return response
        body = bytearray(response.body)
        body[len(body) // 2] ^= 1
        return Response(response.status, response.media_type, bytes(body))

    return flip


def _replays(stage: Stage, path: str) -> Tamper:
    said: dict[str, Response] = {}

    def replay(request: Request, response: Response) -> Response:
        return said.setdefault(request.path, response) if path in request.path else response

    return replay


def _says(stage: Stage, status: str, body: str) -> Tamper:
    return lambda request, response: Response(int(status), "text/html", body.encode())


def _hangs(stage: Stage) -> Tamper:
    def hang(request: Request, response: Response) -> Response:
        stage.hanging.wait(5)
        return response

    return hang


EFFECTS: dict[str, Callable[..., Tamper | None]] = {
    "honest": _honest,
    "flips": _flips,
    "replays": _replays,
    "says": _says,
    "hangs": _hangs,
}
