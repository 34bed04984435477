"""A process that puts a register in use and dies on the way.

    python -m tests.office.killed_register FOLDER prepare|die-MOMENT|restart

`prepare` makes a node and a decision that waits for its second person; `die-…` decides and is killed at that moment;
`restart` does what a starting node does, writes a first record, makes the tables again, and prints how all that stands.
"""

import os
import secrets
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lienvung.node.home import create_home
from lienvung.node.home_settings import Settings
from lienvung.node.keys import NodeKeys
from lienvung.office.database import migrate_office, open_office

HERE = Settings("hai-phong", "Hải Phòng", "http://127.0.0.1:8405", "127.0.0.1:8405")
PIER = Path(__file__).parents[1] / "web" / "registers" / "pier.yaml"


def prepare(folder: Path) -> None:
    """Put the register before a second person."""
    create_home(folder, HERE, NodeKeys.generate(), secrets.token_bytes)
    open_office(folder)
    migrate_office()
    from lienvung.office.services.decisions import prepare_decision
    from lienvung.office.services.people import user_create

    for name in ("administrator", "approver"):
        user_create(username=name, password=secrets.token_hex(9), role=name, full_name=f"Người {name}", office_name="")
    facts = {"register": "pier", "version": 1, "text": PIER.read_text("utf-8")}
    prepare_decision(user=_person("administrator"), kind="register-add", facts=facts)


def die(folder: Path, moment: str) -> None:
    """Decide, and be killed at a moment."""
    open_office(folder)
    from lienvung.office.models import Decision
    from lienvung.office.services import decisions, registers

    if moment == "deciding":
        decisions._carry_out = _dying
    elif moment == "writing":
        Path.replace = _dying  # type: ignore[method-assign] # the file lies beside its place
    elif moment == "written":
        registers.KnownRegisters.put = _dying  # type: ignore[method-assign] # the file is there, nobody knows it
    elif moment == "done":
        decisions._note = _dying
    decisions.decide(user=_person("approver"), decision=Decision.objects.get(), approve=True)


def restart(folder: Path) -> None:
    """Go on as a starting node does, and use the register."""
    open_office(folder)
    from lienvung.core.register.item import split_fields
    from lienvung.core.register.key import new_key
    from lienvung.node.append import append
    from lienvung.node.change import Change
    from lienvung.node.rebuild import canonical_dump, rebuild
    from lienvung.office.models import Decision
    from lienvung.office.node_access import get_node
    from lienvung.office.services.decisions import decisions_reconcile

    decisions_reconcile()
    node, key = get_node(), new_key("hai-phong", "a" * 16)
    item = split_fields(node.catalogue["pier"], {"name": "Bến Bính", "stage": "closed"})
    append(node, [Change("put", "pier", key, item)], idempotency_key="first")
    with node.store.reading() as reader:
        before = canonical_dump(reader)
    rebuild(node.store, node.catalogue)
    with node.store.reading() as reader:
        same = canonical_dump(reader) == before
        state = reader.record("pier", key)
    left = sorted(each.name for each in (folder / "registers").iterdir())
    print(Decision.objects.get().state, state and state.state, same, *left)


def _dying(*_args: Any, **_kwargs: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def _person(username: str) -> Any:
    from lienvung.office.selectors.people import user_named

    return user_named(username)


STEPS: dict[str, Callable[[Path], None]] = {"prepare": prepare, "restart": restart}

if __name__ == "__main__":
    home, asked = Path(sys.argv[1]), sys.argv[2]
    if asked.startswith("die-"):
        die(home, asked.removeprefix("die-"))
    else:
        STEPS[asked](home)
