"""`lienvung serve`: pages and exchange in one process, and the reconcile loop in a thread beside them."""

import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from gunicorn.app.base import BaseApplication
from gunicorn.util import import_app

from lienvung.catalogue import read_own_registers
from lienvung.cli.patient_worker import CONNECTIONS, PatientWorker
from lienvung.cli.refusal import print_refusal
from lienvung.node.collector import settle
from lienvung.node.home import Home, load_home
from lienvung.node.keys import load_keys
from lienvung.node.serving import alone
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator

THREADS = 8
GRACE_SECONDS = 5
WARM = 50
"""After so many answers a process has loaded what it needs."""


class NodeServer(BaseApplication):
    """Gunicorn with one process: the writer is a lock, and the reconcile loop runs once."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Take our settings and nothing from files or the environment."""
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the WSGI application."""
        return import_app("lienvung.config.wsgi:application")


def command(
    home: Annotated[Path, typer.Argument(help=_("Thư mục của nút."))],
    reconcile: Annotated[bool, typer.Option(help=_("Nhận dữ liệu từ đối tác trong khi phục vụ."))] = True,
) -> None:
    """Serve the node's pages and exchange until Ctrl-C."""
    from lienvung.office.database import migrate_office, open_office

    opened = load_home(home)
    open_office(home.resolve())
    migrate_office()
    _ = translator()
    facts = {"title": opened.settings.title, "address": opened.settings.address, "listen": opened.settings.listen}
    print(_("%(title)s: %(address)s (lắng nghe tại %(listen)s). Ctrl-C để dừng.") % facts, flush=True)
    for fault in read_own_registers(opened.registers).faults:
        print_refusal(fault, as_json=False)
    # Here, where somebody can be asked for a passphrase, and where a key that does not open is told at once.
    load_keys(opened.keys)
    with alone(home):
        NodeServer(server_settings(opened, reconcile=reconcile)).run()


def server_settings(home: Home, *, reconcile: bool) -> dict[str, Any]:
    """Return gunicorn's settings for this home."""
    stopped = threading.Event()
    return {
        "bind": home.settings.listen,
        "workers": 1,
        "worker_class": PatientWorker,
        "threads": THREADS,
        "worker_connections": CONNECTIONS,
        "sendfile": False,
        # By itself gunicorn would believe every programme of this machine; config.forwarded knows our proxies.
        "forwarded_allow_ips": "",
        "graceful_timeout": GRACE_SECONDS,
        "accesslog": None,
        "errorlog": "-",
        "loglevel": "warning",
        "post_worker_init": lambda worker: start_duties(home, stopped, reconcile=reconcile),
        "post_request": settle_once(WARM),
        "worker_exit": lambda server, worker: stopped.set(),
    }


def settle_once(answers: int) -> Callable[[object, object, object, object], None]:
    """Return what is called after each answer, and settles after so many."""
    left = iter(range(answers - 1, -1, -1))

    def answered(worker: object, request: object, environ: object, response: object) -> None:
        if next(left, None) == 0:
            settle()

    return answered


def start_duties(home: Home, stopped: threading.Event, *, reconcile: bool) -> None:
    """Finish what a stopped process left, then keep up with the partners."""
    from lienvung.node.duties import begin_duties
    from lienvung.office.node_access import get_node
    from lienvung.office.services.decisions import decisions_reconcile
    from lienvung.office.services.jobs import jobs_resume
    from lienvung.office.services.submissions import submissions_reconcile

    begin_duties(get_node(), home, stopped)
    submissions_reconcile()
    decisions_reconcile()
    jobs_resume()
    if reconcile:
        from lienvung.node.exchange.reconcile import run

        loop = partial(run, get_node(), stopped, allow_loopback=home.settings.allow_loopback)
        threading.Thread(target=loop, name="reconcile", daemon=True).start()
