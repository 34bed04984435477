"""Name records: `<steward node>-<token>`; the token is random or, where all is public, chosen (entry.md, K1–K4)."""

import base64
import re
from functools import lru_cache

from lienvung.core.register.errors import KeyInvalid

TOKEN_BYTES = 10

_NODE = re.compile(r"(?=.{1,40}\Z)[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_KEY = re.compile(r"(?=.{1,128}\Z)[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_TOKEN = re.compile(r"[a-z2-7]{16}\Z")
_CHOSEN = re.compile(r"[a-z0-9]{1,64}\Z")
_ID = re.compile(r"(?=.{1,64}\Z)[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")


def format_token(random: bytes) -> str:
    """Spell 10 random bytes as 16 characters of a–z and 2–7: the tail of a key, or a batch id."""
    if len(random) != TOKEN_BYTES:
        raise ValueError(f"a token takes {TOKEN_BYTES} random bytes, not {len(random)}")
    return base64.b32encode(random).decode().lower()


def is_token(text: str) -> bool:
    """Tell whether the text has the form of a token."""
    return _TOKEN.match(text) is not None


@lru_cache(maxsize=1024)
def is_id(text: str) -> bool:
    """Tell whether the text can name a register, a part or a field."""
    return _ID.match(text) is not None


def is_key(text: str) -> bool:
    """Tell whether the text can be a key of either kind."""
    return _KEY.match(text) is not None


@lru_cache(maxsize=1024)
def is_node_name(text: str) -> bool:
    """Tell whether the text can name a node."""
    return _NODE.match(text) is not None


def check_node_name(name: str) -> None:
    """Raise KeyInvalid unless the text can name a node."""
    if not is_node_name(name):
        raise KeyInvalid("K4-node", name)


def new_key(node: str, token: str) -> str:
    """Return the opaque key that a node gives a record it creates."""
    check_node_name(node)
    if not is_token(token):
        raise KeyInvalid("K1-form", token)
    return f"{node}-{token}"


def steward_of_key(key: str, keys: str) -> str:
    """Return the node that a key of a kind ("opaque" or "natural") names, or raise KeyInvalid.

    A token holds no hyphen: what stands before the last one is the node, and no two nodes can both be meant.
    """
    node, _, token = key.rpartition("-")
    natural = keys == "natural"
    if not is_node_name(node) or not (_CHOSEN if natural else _TOKEN).match(token):
        raise KeyInvalid("K3-natural" if natural else "K1-form", key)
    return node
