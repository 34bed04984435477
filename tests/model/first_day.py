"""The morning on which every story begins: three nodes that introduced themselves and met."""

import random
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import permutations
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from lienvung.node.contact import add_contact, own_document, own_node_json
from lienvung.node.introduction import introduce_node
from lienvung.node.keys import NodeKeys
from lienvung.node.stores.memory import MemoryStore
from tests.model.house import ATTRIBUTION, House, Time, state_of, store_with
from tests.model.signing import RememberingKey
from tests.model.world import World

NAMES: Final = ("hai-phong", "quang-ninh", "bac-ninh")


def _keys(dice: random.Random) -> NodeKeys:
    """Return five keys that are the same in every run, so that a failure repeats to the byte."""
    signing = [Ed25519PrivateKey.from_private_bytes(dice.randbytes(32)) for _ in range(4)]
    return NodeKeys(*signing, X25519PrivateKey.from_private_bytes(dice.randbytes(32)))


@lru_cache(maxsize=1)
def _first_day() -> tuple[dict[str, tuple[Any, str, NodeKeys]], datetime]:
    """Make three nodes that introduced themselves and met; every example begins with this same morning."""
    time, dice = Time(), random.Random(20261122)
    houses = {name: House(name, MemoryStore(), _keys(dice), time, dice) for name in NAMES}
    for house in houses.values():
        introduce_node(house.node, title=house.name, address=f"http://{house.name}.example", attribution=ATTRIBUTION)
    for here, there in permutations(houses.values(), 2):
        with there.store.reading() as reader:
            document, own = own_node_json(reader), own_document(reader)
        assert document is not None
        assert own is not None
        add_contact(here.node, document, fingerprint=own.fingerprint, approved_by="Trần Văn Bình")
    made = {name: (state_of(house.store), house.store.instance, house.keys) for name, house in houses.items()}
    return made, time.at


def new_world() -> World:
    """Return three nodes in contact, with one record each and no agreement yet."""
    made, at = _first_day()
    time = Time(at)
    houses = {}
    for number, (name, (state, instance, keys)) in enumerate(made.items()):
        remembering = replace(keys, log=RememberingKey(keys.log), witness=RememberingKey(keys.witness))
        houses[name] = House(name, store_with(state, instance), remembering, time, random.Random(number))
    return World(time, houses)
