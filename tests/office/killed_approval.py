"""A process that approves a paper and dies between the node's append and the office's commit.

    python -m tests.office.killed_approval FOLDER prepare|die|restart

`prepare` makes a node and prints the submission that waits; `die` approves it and is killed; `restart` does what a
starting node does and prints the approval page as a clerk reads it.
"""

import os
import secrets
import signal
import sys
from pathlib import Path

from tests.faces import SAMPLES, begin_programme

from lienvung.node.append import append
from lienvung.node.home import create_home
from lienvung.node.home_settings import Settings
from lienvung.node.keys import NodeKeys
from lienvung.office.database import migrate_office, open_office

HERE = Settings("hai-phong", "Hải Phòng", "http://127.0.0.1:8101", "127.0.0.1:8101")


def prepare(folder: Path) -> None:
    """Take a paper up to the approver."""
    create_home(folder, HERE, NodeKeys.generate(), secrets.token_bytes)
    open_office(folder)
    migrate_office()
    from tests.office.work import submitted

    from lienvung.office.node_access import get_node
    from lienvung.office.services import jobs
    from lienvung.office.services.people import user_create

    jobs.start = jobs.job_run
    for name in ("clerk", "approver"):
        user_create(username=name, password=secrets.token_hex(9), role=name, full_name=f"Người {name}", office_name="")
    programme = begin_programme(get_node())
    paper = (SAMPLES / "ket-luan-lien-tich.txt").read_bytes()
    print(submitted(_person("clerk"), paper, programme).id)


def die(folder: Path) -> None:
    """Approve, and be killed when the entries are in the log and the office does not know it yet."""
    open_office(folder)
    from lienvung.office.services import submissions

    def append_and_die(*args: object, **kwargs: object) -> None:
        append(*args, **kwargs)  # type: ignore[arg-type] # handed on as they came
        os.kill(os.getpid(), signal.SIGKILL)

    submissions.append = append_and_die  # type: ignore[assignment] # it never returns
    submissions.submission_approve(user=_person("approver"), submission_id=_submission())


def restart(folder: Path) -> None:
    """Read the page, reconcile as a starting node does, and read it again."""
    open_office(folder)
    from lienvung.office.services.submissions import submissions_reconcile

    print(_page())
    print("=" * 20, submissions_reconcile(), submissions_reconcile())
    print(_page())


def _page() -> str:
    from django.test import Client

    browser = Client()
    browser.force_login(_person("clerk"))
    answer = browser.get(f"/duyet/{_submission()}/", headers={"host": "127.0.0.1"})
    return answer.content.decode()


def _person(username: str) -> object:
    from lienvung.office.selectors.people import user_named

    return user_named(username)


def _submission() -> object:
    from lienvung.office.models import Submission

    return Submission.objects.get().id


if __name__ == "__main__":
    {"prepare": prepare, "die": die, "restart": restart}[sys.argv[2]](Path(sys.argv[1]))
