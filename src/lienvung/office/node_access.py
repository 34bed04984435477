"""The node that this process serves, and its clock. Faces ask here and nowhere else."""

import secrets
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from lienvung.node.home import load_home, open_node
from lienvung.node.node import VIETNAM, Node, local_day

__all__ = ["VIETNAM", "close_node", "get_node", "now", "today"]

_lock = Lock()
_nodes: dict[str, Node] = {}


def now() -> datetime:
    """Return this instant in UTC, or the pinned one of LIENVUNG_NOW."""
    if settings.LIENVUNG_NOW:
        return datetime.fromisoformat(settings.LIENVUNG_NOW).astimezone(UTC)
    return datetime.now(UTC)


def today() -> date:
    """Return today's date in Viet Nam."""
    return local_day(now())


def get_node() -> Node:
    """Return the node of LIENVUNG_HOME, opened once per process."""
    path = settings.LIENVUNG_HOME
    if not path:
        raise ImproperlyConfigured("LIENVUNG_HOME names no folder: this process serves no node")
    with _lock:
        if path not in _nodes:
            _nodes[path] = open_node(load_home(Path(path)), now=now, random=secrets.token_bytes)
        return _nodes[path]


def close_node() -> None:
    """Close the node of LIENVUNG_HOME, so that its folder may be removed."""
    with _lock:
        node = _nodes.pop(settings.LIENVUNG_HOME, None)
    if node:
        node.store.close()
