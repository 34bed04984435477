"""Make the three nodes: folders, keys, accounts, contacts, and the sample records at their own dates."""

import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from lienvung.catalogue.load import load_catalogue
from lienvung.core.agreement.terms import Grant, Officer, Party, Terms, format_terms, terms_hash
from lienvung.core.register.definition import Definition
from lienvung.demo.localities import LOCALITIES, Locality
from lienvung.demo.samples import SampleBatch, read_samples, sample_files, sample_keys
from lienvung.demo.supervise import environment
from lienvung.node.agreements import accept_agreement, propose_agreement
from lienvung.node.append import Change, append
from lienvung.node.contact import add_contact, contacts, own_document, read_contact
from lienvung.node.exchange.reconcile import tick
from lienvung.node.home import Settings, create_home, load_home, open_node
from lienvung.node.introduction import introduce_node
from lienvung.node.keys import NodeKeys
from lienvung.node.node import Node
from lienvung.wording.translator import translator

FOUNDED = datetime.fromisoformat("2026-10-01T09:00:00+07:00")
AGREED_SINCE = date(2026, 10, 1)
AGREEMENT = "demonstration/agreement"
BRIEF_AGREEMENT = "demonstration/brief-agreement"
BRIEF_TITLE = "Thỏa thuận trao đổi đầu mối liên hệ (minh họa)"
BRIEF_PURPOSE = "Cán bộ hai văn phòng liên hệ trực tiếp khi chuẩn bị hội nghị"
BRIEF_ENDS = date(2026, 12, 5)
MOST_ROUNDS = 8
ATTRIBUTION = {"entered-by": "Quản Trị Minh Họa", "approved-by": "Quản Trị Minh Họa"}
TITLE = "Thỏa thuận chia sẻ dữ liệu theo dõi hợp tác (minh họa)"
BASIS = "Kết luận số 901-KL/TU/LT ngày 15/01/2026 (minh họa)"
PURPOSE = "Theo dõi việc thực hiện các chương trình hợp tác"
WITHIN_THE_HOUSE = frozenset({"internal", "personal"})

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
            for batch in own:
                append_batch(node, batch)
        facts = {"node": here.title, "count": sum(len(batch.records) for batch in own)}
        say(_("%(node)s: %(count)d bản ghi mẫu") % facts)


def append_batch(node: Node, batch: SampleBatch) -> None:
    """Append one batch as if on its day; the same batch twice is one."""
    changes = [Change("put", record.register, record.key, record.item) for record in batch.records]
    append(replace(node, now=lambda: batch.at), changes, idempotency_key=f"sample/{batch.name}")


def agree(folder: Path) -> None:
    """Put the sharing agreement in force: one side proposes, each pulls and accepts, and all hear of it.

    The servers must be running: what travels here travels between nodes.
    """
    with opened(folder, LOCALITIES[0]) as node:
        with node.store.reading() as reader:
            roots = {name: each.fingerprint for name, each in contacts(reader).items()}
            own = own_document(reader)
        assert own is not None
        terms = sharing_terms(roots | {node.name: own.fingerprint}, node.catalogue)
        propose_agreement(node, terms, attribution=ATTRIBUTION, idempotency_key=AGREEMENT)
        brief = brief_terms(terms)
        propose_agreement(node, brief, attribution=ATTRIBUTION, idempotency_key=BRIEF_AGREEMENT)
    for each in LOCALITIES[1:]:
        with opened(folder, each) as node:
            tick(node, allow_loopback=True)
            accept_agreement(node, _hash(terms), attribution=ATTRIBUTION, idempotency_key=AGREEMENT)
            if each.name in brief.nodes:
                accept_agreement(node, _hash(brief), attribution=ATTRIBUTION, idempotency_key=BRIEF_AGREEMENT)


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


def sharing_terms(roots: Mapping[str, str], catalogue: Mapping[str, Definition]) -> Terms:
    """Return the agreement between all three: every register of follow-up, but nothing internal or personal."""
    registers = [each for _, each in sorted(catalogue.items()) if not each.system]
    return Terms(
        title=TITLE,
        parties=tuple(Party(each.name, roots[each.name]) for each in LOCALITIES),
        basis=BASIS,
        contacts=tuple(Officer(each.name, each.person("clerk").full_name, each.office) for each in LOCALITIES),
        ends=None,
        grants=tuple(
            Grant(giver.name, taker.name, register.register, shared_parts(register), PURPOSE, AGREED_SINCE)
            for giver in LOCALITIES
            for taker in LOCALITIES
            if giver != taker
            for register in registers
        ),
    )


def brief_terms(terms: Terms) -> Terms:
    """Return an agreement of two of the parties that ends soon: who the officers of each side are, and their phones."""
    giver, taker = LOCALITIES[:2]
    between = {giver.name, taker.name}
    return replace(
        terms,
        title=BRIEF_TITLE,
        parties=tuple(each for each in terms.parties if each.node in between),
        contacts=tuple(each for each in terms.contacts if each.node in between),
        ends=BRIEF_ENDS,
        grants=tuple(
            Grant(one, other, "organisation", ("personal", "shared"), BRIEF_PURPOSE, AGREED_SINCE)
            for one, other in ((giver.name, taker.name), (taker.name, giver.name))
        ),
    )


def _hash(terms: Terms) -> str:
    return terms_hash(format_terms(terms))


def shared_parts(definition: Definition) -> tuple[str, ...]:
    """Return the parts of a register that this agreement shares."""
    return tuple(name for name in definition.part_names if name not in WITHIN_THE_HOUSE)


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
