"""Name logs: `<node name>/<register>` (entry.md, rule K5)."""

from functools import lru_cache
from typing import NamedTuple

from lienvung.core.register.errors import KeyInvalid
from lienvung.core.register.key import is_id, is_node_name


class Origin(NamedTuple):
    """Whose log, and of which register."""

    node: str
    register: str


def format_origin(node: str, register: str) -> str:
    """Return the origin of a node's log of a register."""
    return _checked(f"{node}/{register}", node, register)


@lru_cache(maxsize=1024)
def parse_origin(origin: str) -> Origin:
    """Return the node and the register that an origin names."""
    node, _, register = origin.partition("/")
    _checked(origin, node, register)
    return Origin(node, register)


def _checked(origin: str, node: str, register: str) -> str:
    if not is_node_name(node) or not is_id(register):
        raise KeyInvalid("K5-origin", origin)
    return origin
