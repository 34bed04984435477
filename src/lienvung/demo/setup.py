"""Make the three nodes: folders, keys, accounts, contacts, and the sample records at their own dates."""

import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from lienvung.catalogue.load import load_catalogue
from lienvung.core.agreement.terms import Terms, format_terms, terms_hash
from lienvung.demo.accords import all_terms
from lienvung.demo.localities import LOCALITIES, Locality
from lienvung.demo.samples import SampleBatch, read_samples, sample_files, sample_keys
from lienvung.demo.supervise import environment
from lienvung.node.agreements import accept_agreement, propose_agreement
from lienvung.node.append import Change, append
from lienvung.node.contact import add_contact, contacts, own_document, read_contact
from lienvung.node.exchange.reconcile import tick
from lienvung.node.home import create_home, load_home, open_node
from lienvung.node.home_settings import Settings
from lienvung.node.introduction import introduce_node
from lienvung.node.keys import NodeKeys
from lienvung.node.node import Node
from lienvung.node.units import load_units
from lienvung.wording.translator import translator

UNITS_AT = "hai-phong"
"""Who holds the administrative units of the country; the others have them by exchange."""
FOUNDED = datetime.fromisoformat("2026-10-01T09:00:00+07:00")
MOST_ROUNDS = 8
ATTRIBUTION = {"entered-by": "Quản Trị Minh Họa", "approved-by": "Quản Trị Minh Họa"}

Say = Callable[[str], None]


def clock() -> datetime:
    """Return the pinned instant of the demonstration."""
    return datetime.fromisoformat(environment()["LIENVUNG_NOW"]).astimezone(UTC)


@contextmanager
def opened(folder: Path, here: Locality, now: Callable[[], datetime] = clock) -> Iterator[Node]:
    """Open one node of the demonstration for as long as the block lasts."""
    node = open_node(load_home(folder / here.name), now=now, random=secrets.token_bytes)
    try:
        yield node
    finally:
        node.store.close()


def create_nodes(folder: Path) -> None:
    """Make each node's folder, keys and settings, and let it introduce itself."""
    for each in LOCALITIES:
        settings = Settings(
            name=each.name,
            title=each.title,
            address=each.address,
            listen=f"127.0.0.1:{each.port}",
            cookie=f"lienvung-{each.name}",
            allow_loopback=True,
            demonstration=True,
        )
        create_home(folder / each.name, settings, NodeKeys.generate(), secrets.token_bytes)


def exchange_contacts(folder: Path) -> None:
    """Let every node introduce itself, and two officers of each pair compare the fingerprints."""
    documents = {each.name: _introduce(folder, each) for each in LOCALITIES}
    for each in LOCALITIES:
        with opened(folder, each, now=lambda: FOUNDED) as node:
            for name, document in documents.items():
                if name != each.name:
                    compared = read_contact(document).fingerprint
                    approver = each.person("administrator").full_name
                    add_contact(node, document, fingerprint=compared, approved_by=approver)


def _introduce(folder: Path, here: Locality) -> bytes:
    with opened(folder, here, now=lambda: FOUNDED) as node:
        return introduce_node(node, title=here.title, address=here.address, attribution=ATTRIBUTION)


def load_samples(folder: Path, samples: Path, say: Say) -> None:
    """Append the record files, each batch at its own date by its own steward."""
    _ = translator()
    catalogue = load_catalogue()
    files = sample_files(samples)
    keys = sample_keys(files, catalogue)
    batches = [batch for file in files for batch in read_samples(file, keys, catalogue)]
    for here in LOCALITIES:
        own = sorted((batch for batch in batches if batch.steward == here.name), key=lambda batch: batch.at)
        with opened(folder, here) as node:
            if here.name == UNITS_AT:
                load_units(replace(node, now=lambda: FOUNDED))
            for batch in own:
                append_batch(node, batch)
        facts = {"node": here.title, "count": sum(len(batch.records) for batch in own)}
        say(_("%(node)s: %(count)d bản ghi mẫu") % facts)


def append_batch(node: Node, batch: SampleBatch) -> None:
    """Append one batch as if on its day; the same batch twice is one."""
    changes = [Change("put", record.register, record.key, record.item) for record in batch.records]
    append(replace(node, now=lambda: batch.at), changes, idempotency_key=f"sample/{batch.name}")


def agree(folder: Path) -> None:
    """Put the sharing agreements in force: one side proposes, each party pulls and accepts, and all hear of it.

    The servers must be running: what travels here travels between nodes.
    """
    with opened(folder, LOCALITIES[0]) as node:
        with node.store.reading() as reader:
            roots = {name: each.fingerprint for name, each in contacts(reader).items()}
            own = own_document(reader)
        assert own is not None
        agreements = all_terms(roots | {node.name: own.fingerprint}, node.catalogue)
        for name, terms in agreements.items():
            propose_agreement(node, terms, attribution=ATTRIBUTION, idempotency_key=f"demonstration/{name}")
    for each in LOCALITIES[1:]:
        with opened(folder, each) as node:
            tick(node, allow_loopback=True)
            for name, terms in agreements.items():
                if each.name in terms.nodes:
                    accept_agreement(
                        node, _hash(terms), attribution=ATTRIBUTION, idempotency_key=f"demonstration/{name}"
                    )


def exchange_until_quiet(folder: Path) -> None:
    """Let every node pull from its partners until nobody learns anything new."""
    for _ in range(MOST_ROUNDS):
        if not sum(exchange_once(folder, each) for each in LOCALITIES):
            return


def exchange_once(folder: Path, here: Locality) -> int:
    """Make one round of one node; return how many entries and values were new to it."""
    with opened(folder, here) as node:
        outcomes = tick(node, allow_loopback=True)
    return sum(each.report.new + each.report.values + each.witnessed for each in outcomes if each.report)


def _hash(terms: Terms) -> str:
    return terms_hash(format_terms(terms))


def office_step(step: str, folder: Path, samples: Path, localities: Sequence[Locality] = LOCALITIES) -> None:
    """Let the offices do one step of their work, side by side, each in its own process."""
    command = [sys.executable, "-m", "lienvung.demo.office_work", step]
    working = [
        subprocess.Popen([*command, str((folder / each.name).resolve()), str(samples.resolve())], env=environment())  # noqa: S603  our own command
        for each in localities
    ]
    failed = [each.name for each, process in zip(localities, working, strict=True) if process.wait() != 0]
    if failed:
        raise RuntimeError(f"office step {step} failed at {', '.join(failed)}")
