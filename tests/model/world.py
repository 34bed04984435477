"""Three nodes in one process, the lines between them, and what is known of them apart from what they say."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import permutations
from typing import Any, Final

import orjson

from lienvung.core.agreement.terms import Grant, Party, Terms, format_terms, terms_hash
from lienvung.core.errors import LienVungError
from lienvung.node.agreements import accept_agreement, agreements, propose_agreement, revoke_agreement
from lienvung.node.append import Change, append
from lienvung.node.contact import Contact, contact, own_document
from lienvung.node.exchange import pull as pulling
from lienvung.node.exchange.http_source import HttpSource
from lienvung.node.exchange.parts_framing import State, parse_blocks
from lienvung.node.exchange.parts_request import parse_parts_request
from lienvung.node.exchange.recovery import compare_guarded
from lienvung.node.exchange.serve import Request, Response, answer
from lienvung.node.exchange.submit import submit_checkpoints
from lienvung.node.exchange.witnessed import witnessed
from lienvung.node.known_keys import LogKeys, known_keys
from lienvung.node.node import Node
from lienvung.node.own_keys import request_key
from lienvung.node.standing import PartnerStale
from lienvung.node.stores.rows import PartRow, Receipt
from tests.model.deals import Deal, Deals, Word, words_of
from tests.model.dying import Death, DyingStore, Killed
from tests.model.hearing import Known, contradicting, heads_in, older, told
from tests.model.house import ATTRIBUTION, House, Time, state_of
from tests.model.line import Fault, Line, LineClient

PARTS: Final = ("attribution", "personal", "shared", "source")


@dataclass(frozen=True)
class Acknowledged:
    """An append that returned: under which key it was asked for, and what was answered."""

    house: str
    idempotency_key: str
    receipt: Receipt


@dataclass(frozen=True)
class Left:
    """A part that a node gave away although no agreement let it."""

    giver: str
    taker: str
    origin: str
    index: int
    part: str


@dataclass
class World:
    """Everything there is. What the programme says is in the stores; what is so is in the other fields."""

    time: Time
    houses: dict[str, House]
    lines: dict[tuple[str, str], Line] = field(init=False)
    deals: Deals = field(init=False)
    acknowledged: list[Acknowledged] = field(default_factory=list)
    leaves: dict[str, tuple[bytes, ...]] = field(default_factory=dict)
    bodies: dict[tuple[str, int, str], bytes] = field(default_factory=dict)
    left_unentitled: list[Left] = field(default_factory=list)
    unnoticed: list[str] = field(default_factory=list)
    judged: Counter[str] = field(default_factory=Counter)
    evil: str | None = None
    other_leaves: dict[str, tuple[bytes, ...]] = field(default_factory=dict)
    faces: dict[str, Node] = field(default_factory=dict)
    most_requests: int = 0

    def __post_init__(self) -> None:
        self.deals = Deals(self.is_known)
        self.lines = {pair: Line(*pair, self.serve_of(pair[1])) for pair in permutations(self.houses, 2)}

    # ── serving ──

    def serve_of(self, giver: str) -> Any:
        """Return how a node answers one asker; what leaves it is looked at on its way out."""

        def serve(asker: str, request: Request) -> Response:
            house = self.houses[giver]
            node = self.faces.get(asker, house.node) if giver == self.evil else house.node
            response = answer(node, request, house.nonces)
            if response.status == 200 and giver != self.evil:
                self._watch(house, asker, request, response)
            return response

        return serve

    def _watch(self, house: House, asker: str, request: Request, response: Response) -> None:
        path = request.path.removeprefix("/lienvung/v1")
        today = house.node.today()
        if path.startswith("/held/logs/") or path == "/held/parts":
            return  # a house's own, back to it: of another's nothing can be named there
        if path == "/parts":
            asked = parse_parts_request(request.body)
            given = [each for each in parse_blocks(response.body) if each.state is State.HELD]
            self.judged["a value left"] += len(given)
            for each in given:
                name = asked.names[each.ordinal]
                if name not in self.may_leave(house, asker, asked.origin, each.index, today):
                    self.left_unentitled.append(Left(house.name, asker, asked.origin, each.index, name))
        elif path.startswith("/logs/") and path.split("/")[3] in ("tile", "pack"):
            register = path.split("/")[2]
            system = register in ("node", "agreement", "acceptance", "proposal")
            self.judged["a tile left"] += not system
            if not system and not self.deals.grants(house.name, asker, register, today):
                self.left_unentitled.append(Left(house.name, asker, f"{house.name}/{register}", -1, "tile"))

    def may_leave(self, house: House, taker: str, origin: str, index: int, today: date) -> set[str]:
        """Return the parts of an entry that agreements let leave, by the model's own account of both."""
        leaf = orjson.loads(state_of(house.store).leaves[origin][index])
        shared = self._shared_at(house, origin, index, leaf)
        return self.deals.names(house.name, taker, leaf["register"], leaf["op"], leaf["key"], shared, today)

    def _shared_at(self, house: House, origin: str, index: int, leaf: Mapping[str, Any]) -> Mapping[str, Any]:
        state = state_of(house.store)
        for at in range(index, -1, -1):
            earlier = orjson.loads(state.leaves[origin][at])
            if earlier["key"] == leaf["key"] and earlier["op"] == "put":
                body = _part(state.parts.get((origin, at), ()), "shared")
                return orjson.loads(body) if body else {}
        return {}

    # ── acts ──

    @contextmanager
    def dying(self, house: House, death: Death | None) -> Iterator[list[bool]]:
        """Let the house's process die within this block, and start it again afterwards; say whether it did."""
        died: list[bool] = []
        if death is not None:
            house.node = replace(house.node, store=DyingStore(house.store, death))
        try:
            yield died
        except Killed:
            died.append(True)
        finally:
            if death is not None:
                house.reopen()

    def write(
        self, house: House, changes: Sequence[Change], death: Death | None = None, again: str | None = None
    ) -> tuple[str, Receipt | None]:
        """Append, perhaps dying in the middle; return the idempotency key and the receipt if there was one."""
        once = again or house.token()
        receipt: Receipt | None = None
        with self.dying(house, death):
            receipt = append(house.node, changes, idempotency_key=once)
        if receipt is not None:
            self.acknowledged.append(Acknowledged(house.name, once, receipt))
        return once, receipt

    def source(self, asker: House, giver: str, faults: Sequence[Fault] = ()) -> HttpSource:
        """Open one node's line to another for one exchange."""
        line = self.lines[asker.name, giver]
        line.begin(faults)
        return HttpSource(
            LineClient(line),  # type: ignore[arg-type]  # the calls of a PartnerClient, without a socket
            caller=asker.name,
            key=request_key(asker.node),
            now=asker.now,
            random=asker.dice.randbytes,
        )

    def contact(self, house: House, other: str) -> Contact:
        with house.store.reading() as reader:
            return contact(reader, other)

    def pull(
        self, asker: House, giver: str, faults: Sequence[Fault] = (), death: Death | None = None
    ) -> tuple[LienVungError, ...]:
        """Pull; return what went wrong. Any fault that is not one of the programme's own refusals is raised."""
        troubles: tuple[LienVungError, ...] = ()
        with self.dying(asker, death):
            try:
                source, known = self.source(asker, giver, faults), self.contact(asker, giver)
                compare_guarded(asker.node, known, source.held())
                before = self.known(asker, giver)
                troubles = pulling.pull(asker.node, known, source).troubles
                self._look_back(asker, giver, before, troubles, spoilt=bool(faults))
            except LienVungError as trouble:
                troubles = (trouble,)
        self.most_requests = max(self.most_requests, self.lines[asker.name, giver].requests)
        return troubles

    def known(self, asker: House, giver: str) -> dict[str, Known]:
        """Return what one node knows of another's logs, by origin."""
        state = state_of(asker.store)
        logs = [log for log in state.logs.values() if log.node == giver]
        with asker.store.reading() as reader:
            cosigned = {log.origin: witnessed(reader, log.origin) for log in logs}
        return {
            log.origin: Known(state.leaves[log.origin][: log.size], last.size if (last := cosigned[log.origin]) else 0)
            for log in logs
        }

    def _look_back(
        self, asker: House, giver: str, before: Mapping[str, Known], troubles: Sequence[LienVungError], *, spoilt: bool
    ) -> None:
        """Hold what a pull said against what it had been told: an older head, another history."""
        heads = list(heads_in(giver, self.lines[asker.name, giver].heard))
        behind = older(heads, before)
        self.judged["an older head was told"] += len(behind)
        self.unnoticed += [f"{asker.name} passed over an older head of {each}" for each in behind - told(troubles)]
        if giver == self.evil and not spoilt:
            branches = {each: (self.leaves.get(each, ()), self.other_leaves.get(each, ())) for each in before}
            against = contradicting(heads, before, branches)
            self.judged["a second history was evidence"] += len(against)
            proven = {row.origin for row in state_of(asker.store).evidence.values() if row.kind == "fork"}
            self.unnoticed += [f"{asker.name} keeps no evidence against {each}" for each in against - proven]

    def submit(
        self,
        house: House,
        witness: str,
        faults: Sequence[Fault] = (),
        death: Death | None = None,
        face: Node | None = None,
    ) -> None:
        """Have the heads of a house, or of the other face of a liar, witnessed, whatever comes of it."""
        with self.dying(house, death):
            try:
                source = self.source(house, witness, faults)
                submit_checkpoints(face or house.node, self.contact(house, witness), source)
            except LienVungError:
                return

    # ── agreements ──

    def propose(self, giver: House, taker: str, grant: Grant) -> None:
        """Let a house propose that it gives something, and accept that itself."""
        with giver.store.reading() as reader:
            own = own_document(reader)
        assert own is not None
        parties = (
            Party(giver.name, own.fingerprint),
            Party(taker, self.contact(giver, taker).fingerprint),
        )
        terms = Terms(f"Thỏa thuận {giver.token()}", parties, "Chương trình hợp tác", (), None, (grant,))
        said = propose_agreement(giver.node, terms, attribution=ATTRIBUTION, idempotency_key=giver.token())
        self.deals.by_hash[terms_hash(format_terms(terms))] = Deal(terms, words_of(giver.name, said))

    def accept_all(self, house: House) -> None:
        """Let a house accept every agreement that waits for it."""
        for state in self.standing(house):
            if house.name in getattr(state.force, "nodes", ()) and state.reason == "waiting":
                with suppress(PartnerStale):  # a copy of more than 72 hours binds nobody
                    said = accept_agreement(
                        house.node, state.hash, attribution=ATTRIBUTION, idempotency_key=house.token()
                    )
                    self.deals.by_hash[state.hash].accepted += words_of(house.name, said)

    def revoke(self, house: House, number: int) -> None:
        """Let a house withdraw its grants of one agreement in force."""
        mine = [
            each
            for each in self.standing(house)
            if each.in_force and any(grant.grantor == house.name for grant in each.terms.grants)
        ]
        if mine:
            of = mine[number % len(mine)].hash
            said = revoke_agreement(house.node, of, "hết việc", attribution=ATTRIBUTION, idempotency_key=house.token())
            self.deals.by_hash[of].revoked += words_of(house.name, said)

    def standing(self, house: House) -> list[Any]:
        with house.store.reading() as reader:
            return agreements(reader, house.name, house.node.today())

    # ── what is so ──

    def is_known(self, word: Word) -> bool:
        """Tell whether an honest node still holds an entry that was committed, with its values."""
        return any(_holds(state_of(house.store), word) for house in self.honest())

    def remember(self) -> None:
        """Add what honest stewards have committed since to the account of all there ever was."""
        for house in self.honest():
            state = state_of(house.store)
            for origin, log in state.logs.items():
                if log.node != house.name:
                    continue
                known = len(self.leaves.get(origin, ()))
                if log.size > known:
                    self.leaves[origin] = state.leaves[origin][: log.size]
                for index in range(known, log.size):
                    for row in state.parts.get((origin, index), ()):
                        self.bodies[origin, index, row.name] = row.body

    def honest(self) -> list[House]:
        return [house for house in self.houses.values() if house.name != self.evil]

    def log_keys(self, house: House) -> LogKeys:
        """Return by which keys each node's log is judged at a house."""
        with house.store.reading() as reader:
            own = own_document(reader)
            assert own is not None
            return known_keys(reader, own.keys).log


def _part(rows: Sequence[PartRow], name: str) -> bytes:
    return next((row.body for row in rows if row.name == name), b"")


def _holds(state: Any, word: Word) -> bool:
    log = state.logs.get(word.origin)
    if log is None or word.index >= log.size:
        return False
    rows = state.parts.get((word.origin, word.index), ())
    leaf = orjson.loads(state.leaves[word.origin][word.index])
    return bool(leaf["key"] == word.key and _part(rows, "shared"))
