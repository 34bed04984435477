"""What a served node does by itself beside the exchange: keep its lease, copy what is new, look if all is sound."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Final

from lienvung.core.errors import LienVungError
from lienvung.node.backup.standby import Standby
from lienvung.node.erasure import acknowledge_erasures, scrub_if_due
from lienvung.node.health import check_health
from lienvung.node.home import Home
from lienvung.node.known_keys import read_known_keys
from lienvung.node.node import Node
from lienvung.node.serving import RENEWED, AlreadyServed, give_up_lease, holder_of, take_lease

COPIED_EVERY: Final = 60.0
CHECKED_EVERY: Final = 3600.0
SCRUBBED_EVERY: Final = 30.0
FIRST_CHECK: Final = 120.0
OFF: Final = "off"

_log = logging.getLogger("lienvung.duties")


def begin_duties(node: Node, home: Home, stopped: threading.Event) -> None:
    """Take the lease (AlreadyServed), and start one thread for each duty; all end when `stopped` is set."""
    holder = holder_of(home.path)
    take_lease(node.store, holder, datetime.now(UTC))
    _start("lease", lambda: _keep_lease(node, holder, stopped))
    standby = None
    if home.settings.standby != OFF and node.keys is not None:
        standby = Standby(node, home.standby, node.keys.opening())
        _start("standby", lambda: _repeat(stopped, 1.0, COPIED_EVERY, standby.copy_new))
    finish = partial(finish_erasures, node, home, standby)
    _start("scrub", lambda: _repeat(stopped, SCRUBBED_EVERY, SCRUBBED_EVERY, finish))
    _start("health", lambda: _repeat(stopped, FIRST_CHECK, CHECKED_EVERY, lambda: look(node, home)))


def look(node: Node, home: Home) -> None:
    """Look whether the tables say what was signed; what is found is kept for the pages."""
    with node.store.reading() as reader:
        keys = read_known_keys(home, reader)
    health = check_health(node, keys)
    for finding in health.findings:
        _log.error("%s", finding)


def finish_erasures(node: Node, home: Home, standby: Standby | None) -> None:
    """Destroy what erasures left behind: here, in bundles that wait, in the standby copy; then tell whose they were."""
    if scrub_if_due(node.store):
        for bundle in (each for each in home.bundles.rglob("*") if each.is_file()):
            bundle.unlink(missing_ok=True)
        if standby is not None:
            standby.begin_anew()
    acknowledge_erasures(node)


def _keep_lease(node: Node, holder: str, stopped: threading.Event) -> None:
    while not stopped.wait(RENEWED):
        try:
            take_lease(node.store, holder, datetime.now(UTC))
        except AlreadyServed as lost:
            # Another machine serves this store: two may not, and it has the lease.
            _log.critical("%s", lost)
            os.kill(os.getpid(), signal.SIGTERM)
            return
        except LienVungError as trouble:
            _log.warning("%s", trouble)  # full or busy for a while; the lease lasts longer than that
    give_up_lease(node.store, holder)


def _repeat(stopped: threading.Event, first: float, every: float, act: Callable[[], object]) -> None:
    """Act after a while and then again and again; what goes wrong is logged and tried again next time."""
    wait = first
    while not stopped.wait(wait):
        started = time.monotonic()
        try:
            act()
        except (LienVungError, OSError) as trouble:
            _log.warning("%s", trouble)
        wait = max(every - (time.monotonic() - started), every / 10)


def _start(name: str, target: Callable[[], None]) -> None:
    threading.Thread(target=target, name=name, daemon=True).start()
