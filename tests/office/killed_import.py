"""A process that takes a table into a register and dies on the way.

    python -m tests.office.killed_import FOLDER prepare|submit|die-MOMENT|restart [STORE]

`prepare` makes a node, its store in the folder or in the database STORE, and brings a table whose reading waits as a
job; `submit` puts its rows before an approver, who approves; `die-…` works on what waits and is killed at that moment;
`restart` does what a starting node does and prints how the table stands.
"""

import os
import secrets
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from lienvung.node.home import create_home
from lienvung.node.home_settings import Settings
from lienvung.node.keys import NodeKeys
from lienvung.office.database import migrate_office, open_office

HERE = Settings("hai-phong", "Hải Phòng", "http://127.0.0.1:8404", "127.0.0.1:8404")
ROWS = 90


def prepare(folder: Path, store: str = "") -> None:
    """Bring a table; nothing of it is read yet."""
    create_home(folder, replace(HERE, store=store), NodeKeys.generate(), secrets.token_bytes)
    open_office(folder)
    migrate_office()
    from tests.office.importing import VESSELS, as_csv, vessel

    from lienvung.office.services import imports, jobs
    from lienvung.office.services.people import user_create

    jobs.start = lambda job: None
    for name in ("clerk", "approver"):
        user_create(username=name, password=secrets.token_hex(9), role=name, full_name=f"Người {name}", office_name="")
    table = as_csv(VESSELS, *(vessel(f"Tàu {n}", f"QN-{1000 + n}") for n in range(ROWS)))
    imports.import_bring(user=_person("clerk"), register="tourist-vessel", name="tau.csv", data=table)


def submit(folder: Path) -> None:
    """Put the rows before an approver, who approves; the writing waits as a job."""
    _open_without_jobs(folder)
    from lienvung.office.services.decisions import decide
    from lienvung.office.services.imports import import_submit

    decision = import_submit(user=_person("clerk"), imported=_table())
    decide(user=_person("approver"), decision=decision, approve=True)


def die(folder: Path, moment: str) -> None:
    """Work on what waits, and be killed at a moment."""
    _open_without_jobs(folder)
    from lienvung.office.decisions import register_import
    from lienvung.office.models import Job
    from lienvung.office.services import import_jobs, jobs

    import_jobs._CHUNK = 20
    if moment == "reading":
        import_jobs.pack = _dying(import_jobs.pack, calls=3)
    elif moment == "planning":
        import_jobs._planned = _dying(import_jobs._planned, calls=50)
    elif moment == "appending":
        register_import.all_planned = _ending(register_import.all_planned)
    elif moment == "stored":
        register_import.append = _dying_after(register_import.append)
    for job in Job.objects.filter(state__in=["queued", "running"]):
        jobs.job_run(job.pk)


def restart(folder: Path) -> None:
    """Resume as a starting node does, twice, and say how the table stands."""
    open_office(folder)
    from lienvung.node.stores.port import Query
    from lienvung.office.models import PlannedRow
    from lienvung.office.node_access import get_node
    from lienvung.office.services import jobs
    from lienvung.office.services.decisions import decisions_reconcile

    jobs.start = jobs.job_run
    for _ in range(2):
        decisions_reconcile()
        jobs.jobs_resume()
    imported = _table()
    with get_node().store.reading() as reader:
        log = reader.log("hai-phong/tourist-vessel")
        records = len(reader.find("tourist-vessel", Query(sort=("key",), limit=1000)).records) if log else 0
    planned = PlannedRow.objects.filter(imported=imported).count()
    print(imported.state, imported.rows, planned, log.size if log else 0, records)


def _dying(work: Callable[..., Any], calls: int) -> Callable[..., Any]:
    left = iter(range(calls))

    def doing(*args: Any, **kwargs: Any) -> Any:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return work(*args, **kwargs)

    return doing


def _dying_after(work: Callable[..., Any]) -> Callable[..., Any]:
    def doing(*args: Any, **kwargs: Any) -> Any:
        work(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return doing


def _ending(work: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    def doing(*args: Any, **kwargs: Any) -> Iterator[Any]:
        for number, row in enumerate(work(*args, **kwargs)):
            if number == ROWS // 2:
                os.kill(os.getpid(), signal.SIGKILL)
            yield row

    return doing


def _open_without_jobs(folder: Path) -> None:
    open_office(folder)
    from lienvung.office.services import jobs

    jobs.start = lambda job: None


def _person(username: str) -> Any:
    from lienvung.office.selectors.people import user_named

    return user_named(username)


def _table() -> Any:
    from lienvung.office.models import RegisterImport

    return RegisterImport.objects.get()


if __name__ == "__main__":
    home, step, where = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    die(home, step.removeprefix("die-")) if step.startswith("die-") else globals()[step](home, *where)
