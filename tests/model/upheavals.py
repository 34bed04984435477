"""What happens to a node once in years: put back from a backup, given new keys, its records handed to another."""

from dataclasses import replace
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lienvung.core.agreement.contact import succeed
from lienvung.core.agreement.keys import sign_keys
from lienvung.core.agreement.rotation import add_key, one_version
from lienvung.core.register.origin import format_origin
from lienvung.node.contact import own_document
from lienvung.node.custody import custody_of
from lienvung.node.exchange.witnessed import witnessed
from lienvung.node.guard import guard_of, raise_guard
from lienvung.node.hand_over import give, hand_overs, take
from lienvung.node.introduction import publish_document
from lienvung.node.keys import public_bytes
from tests.model.house import ATTRIBUTION, House, state_of, store_with
from tests.model.signing import RememberingKey
from tests.model.world import World

TOKEN: Final = 17
OVERLAP: Final = 400
"""Days in which the old key still runs: in a story of weeks nobody is away longer."""


def restore(world: World, house: House, backup: Any) -> None:
    """Put a house back as it was; what nobody else holds of what it did since is lost, and said to be."""
    kept = {origin: _kept_by_others(world, house, origin, backup) for origin in world.leaves}
    house.store = store_with(backup, f"restored {house.token()}")
    house.start(house.store)
    with house.store.writing() as writer:
        raise_guard(house.node, writer, "restored")
    house.restored = True
    for origin in [origin for origin in world.leaves if origin.partition("/")[0] == house.name]:
        _forget_beyond(world, house, origin, kept[origin])


def _kept_by_others(world: World, house: House, origin: str, backup: Any) -> int:
    """Return the size of a log of the house that somebody still knows after the restore."""
    own = backup.logs.get(origin)
    sizes = [own.size if own else 0]
    for other in world.honest():
        if other is not house:
            held = state_of(other.store).logs.get(origin)
            with other.store.reading() as reader:
                seen = witnessed(reader, origin)
            sizes += [held.size if held else 0, seen.size if seen else 0]
    return max(sizes)


def _forget_beyond(world: World, house: House, origin: str, kept: int) -> None:
    world.leaves[origin] = world.leaves[origin][:kept]
    world.bodies = {place: body for place, body in world.bodies.items() if place[0] != origin or place[1] < kept}
    signed = house.log_signatures.checkpoints
    signed[:] = [each for each in signed if each.origin != origin or each.size <= kept]
    world.acknowledged = [
        each
        for each in world.acknowledged
        if not any(place == origin and index >= kept for place, index, _ in each.receipt.entries)
    ]


def is_guarded(house: House) -> bool:
    """Tell whether a house waits until its partners were asked."""
    with house.store.reading() as reader:
        return guard_of(house.node, reader) is not None


def rotate(house: House, use: str) -> None:
    """Give a house a new key for one use; the old one runs on for a while."""
    with house.store.reading() as reader:
        own = own_document(reader)
    assert own is not None
    assert house.keys.root is not None
    made: Ed25519PrivateKey = RememberingKey(Ed25519PrivateKey.from_private_bytes(house.dice.randbytes(32)))
    before = getattr(house.keys, use)
    if isinstance(before, RememberingKey) and isinstance(made, RememberingKey):
        made.signed = before.signed
    change = add_key(use, public_bytes(made), house.node.today(), OVERLAP)
    note = sign_keys(one_version(own.keys, [change]), house.keys.root)
    house.keys = replace(house.keys, later=(*house.keys.later, (use, made)))
    house.reopen()
    publish_document(house.node, succeed(own.document, note), attribution=ATTRIBUTION)


def hand_over(house: House, to: str, keys: list[str]) -> None:
    """Let a house give records of its households, or all of them, to another."""
    give(
        house.node,
        to,
        "Nghị quyết số 202",
        registers=("household",),
        keys=keys,
        attribution=ATTRIBUTION,
        idempotency_key=house.token(),
    )


def take_all(house: House) -> None:
    """Let a house take whatever was given to it."""
    for state in waiting_for(house):
        take(house.node, state.hand_over.hash, attribution=ATTRIBUTION, idempotency_key=house.token())


def waiting_for(house: House) -> list[Any]:
    """Return the hand-overs that wait for this house's word."""
    with house.store.reading() as reader:
        found = hand_overs(reader)
    return [each for each in found if each.hand_over.new_node == house.name and each.state == "waiting-taken"]


def kept_by(house: House, keys: set[str]) -> set[str]:
    """Return those of the households that a house holds itself entitled to change."""
    own = format_origin(house.name, "household")
    homes = {key: format_origin(key[:-TOKEN], "household") for key in keys}
    with house.store.reading() as reader:
        custody = custody_of(reader, "household")
    if custody is None:
        return {key for key, home in homes.items() if home == own}
    return {key for key, home in homes.items() if custody.may_write(key, home, own)}
