"""The proof of one record, computed again each time somebody opens it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record
from lienvung.core.tlog.errors import TlogError
from lienvung.core.tlog.merkle import check_inclusion, leaf_hash, prove_inclusion
from lienvung.node.contact import own_document
from lienvung.node.quorum import is_witnessed
from lienvung.node.stores.port import Reader
from lienvung.office.node_access import get_node
from lienvung.web.addresses import record_address
from lienvung.web.selectors.houses import House, Houses
from lienvung.web.selectors.values import part_name


@dataclass(frozen=True, slots=True)
class Seal:
    """The small mark beside a datum: whether a checkpoint covers it, whether enough witnessed it; its proof's place."""

    proved: bool
    url: str
    witnessed: bool = True


@dataclass(frozen=True, slots=True)
class Digest:
    """What the log committed to for one part."""

    title: str
    hex: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What a sceptic needs: the log, the place, the root, the path, and who else signed it."""

    proved: bool
    why: str
    steward: House
    origin: str
    index: int
    size: int
    root: str = ""
    leaf: str = ""
    path: tuple[str, ...] = ()
    witnesses: str = ""
    witnessed: bool = True
    digests: tuple[Digest, ...] = ()
    certificate_url: str = ""


def read_seal(reader: Reader, record: Record) -> Seal:
    """Return whether the newest entry of a record lies under its steward's signed checkpoint."""
    log = reader.log(record.origin)
    url = record_address(record.register, record.key) + "#kiem-chung"
    proved = bool(log and log.head and record.index < log.size)
    return Seal(proved, url, is_witnessed(reader, get_node().policy, record.origin, record.index))


def read_proof(reader: Reader, houses: Houses, record: Record) -> Proof:
    """Prove the newest entry of a record to its log's root, and check the proof before claiming it."""
    log = reader.log(record.origin)
    steward = houses[record.steward]
    if log is None or not log.head or record.index >= log.size:
        return Proof(False, _("Lần ghi này chưa nằm trong bản chốt sổ nào."), steward, record.origin, record.index, 0)
    leaf = leaf_hash(reader.entry(record.origin, record.index))
    path, root = prove_inclusion(record.index, log.size, reader.hashes(record.origin)), log.frontier.root()
    try:
        check_inclusion(record.index, log.size, leaf, path, root)
    except TlogError:
        why = _("Đường băm không khớp với bản chốt sổ: bản sao ở nút này đã hỏng, hãy chạy kiểm tra toàn bộ sổ.")
        return Proof(False, why, steward, record.origin, record.index, log.size)
    return Proof(
        proved=True,
        why="",
        steward=steward,
        origin=record.origin,
        index=record.index,
        size=log.size,
        root=root.hex(),
        leaf=leaf.hex(),
        path=tuple(step.hex() for step in path),
        witnessed=is_witnessed(reader, get_node().policy, record.origin, record.index),
        witnesses=_witnesses(reader, houses, record.origin, log.size),
        digests=_digests(reader.definition(record.register), record.digests),
        certificate_url=_certificate_url(reader, record),
    )


def _certificate_url(reader: Reader, record: Record) -> str:
    """Return where the sheet is; nowhere before the steward has a node document, by which others know its keys."""
    own = own_document(reader)
    introduced = reader.peer(record.steward) is not None or (own is not None and own.name == record.steward)
    return reverse("web:record-certificate", args=[record.register, record.key]) if introduced else ""


def _witnesses(reader: Reader, houses: Houses, origin: str, size: int) -> str:
    return houses.titles(row.witness.removesuffix("/witness") for row in reader.cosignatures(origin, size))


def _digests(definition: Definition | None, digests: Mapping[str, str]) -> tuple[Digest, ...]:
    return tuple(Digest(part_name(definition, name), value) for name, value in digests.items())
