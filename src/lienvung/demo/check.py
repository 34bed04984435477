"""Check a whole demonstration: one line a check, and whether all is well."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile, is_zipfile

from lienvung.core.programme.freeze import freeze_code
from lienvung.core.programme.sheet import sheet_figures
from lienvung.core.register.record import Record
from lienvung.demo.localities import LOCALITIES, Locality
from lienvung.demo.setup import clock, opened
from lienvung.demo.writing import NATURES, REPORTS, facts_of
from lienvung.node.contact import contacts
from lienvung.node.fsck import fsck
from lienvung.node.keys import public_bytes
from lienvung.node.node import Node
from lienvung.node.stores.port import Query, Reader
from lienvung.node.verify import verify_heads
from lienvung.report.facts import Facts

LEAST_PASSAGES = 8
LEAST_FILES = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One check: whether it holds, and what was found."""

    well: bool
    sentence: str


def check(folder: Path) -> Iterator[Line]:
    """Yield every check of the demonstration in `folder`."""
    facts: dict[str, Facts] = {}
    for here in LOCALITIES:
        with opened(folder, here) as node:
            facts[here.name] = facts_of(node)
            yield from check_node(here, node)
    yield from check_figures(facts)
    for here in LOCALITIES:
        yield check_files(folder / REPORTS / here.name, here)


def check_node(here: Locality, node: Node) -> Iterator[Line]:
    """Check what one node holds: heads, cosignatures, every byte, passages."""
    log_keys, witness_keys = known_keys(node)
    with node.store.reading() as reader:
        heads = verify_heads(reader, log_keys, witness_keys)
        passages = list(passages_of(reader))
    faults = [head for head in heads if head.fault]
    lonely = [head.origin for head in heads if not set(head.witnesses) - {head.origin.partition("/")[0]}]
    yield Line(not faults, f"{here.title}: {len(heads)} sổ, chữ ký và mã gốc đúng {spell(faults)}")
    yield Line(not lonely, f"{here.title}: mỗi sổ có bên khác đồng xác nhận {spell(lonely)}")
    findings = fsck(node.store, log_keys, node.catalogue).findings
    yield Line(not findings, f"{here.title}: fsck không thấy lỗi {spell(findings)}")
    broken = [key for key, resolves in passages if not resolves]
    well = not broken and len(passages) >= LEAST_PASSAGES
    yield Line(well, f"{here.title}: {len(passages)} đoạn trích dẫn tới đúng chữ trong văn bản {spell(broken)}")


def known_keys(node: Node) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the log keys and the witness keys that this node trusts, by node name."""
    assert node.keys is not None
    with node.store.reading() as reader:
        known = contacts(reader)
    log_keys = {name: each.log_key for name, each in known.items()}
    witness_keys = {name: each.witness_key for name, each in known.items()}
    own = node.keys
    return log_keys | {node.name: public_bytes(own.log)}, witness_keys | {node.name: public_bytes(own.witness)}


def passages_of(reader: Reader) -> Iterator[tuple[str, bool]]:
    """Yield each commitment with a passage, its own or a partner's, and whether the passage resolves here."""
    for record in reader.find("commitment", Query(limit=1000)).records:
        if "file" in record.source:
            yield record.key, resolves(reader, record)


def resolves(reader: Reader, record: Record) -> bool:
    """Return whether the file is held byte-exact and the passage is where the record says."""
    source = record.source
    file = reader.blob(str(source["file"]))
    if file is None or sha256(file).hexdigest() != source["file"]:
        return False
    if "layer" not in source:
        return len(source["rectangle"]) == 4 and bool(source["exact"])
    layer = reader.blob(str(source["layer"]))
    return layer is not None and layer.decode()[source["start"] : source["end"]] == source["exact"]


def check_figures(facts: Mapping[str, Facts]) -> Iterator[Line]:
    """Compare the figures and the freeze code of every programme between its sides."""
    for programme in facts[LOCALITIES[0].name].follow_up.programmes:
        for nature in NATURES:
            sides = [facts[side] for side in programme.sides]
            codes = {
                code_of(each, programme.key, side, nature) for each, side in zip(sides, programme.sides, strict=True)
            }
            total = sum(
                nature == one.nature and programme.key in one.programmes for one in sides[0].follow_up.commitments
            )
            if total:
                what = f"{programme.short_title or programme.title}, {len(sides)} bên, {total} cam kết"
                yield Line(len(codes) == 1, f"Con số bằng nhau: {what}, mã chốt {' ≠ '.join(sorted(codes))}")


def code_of(facts: Facts, programme: str, side: str, nature: str) -> str:
    """Return the freeze code over the figures and heads of one programme as one side sees it."""
    today = clock().date()
    figures = sheet_figures(facts.follow_up, programme=programme, side=side, nature=nature, today=today)
    return freeze_code(programme, facts.heads_of(facts.programme(programme)), today, figures.counted)


def check_files(folder: Path, here: Locality) -> Line:
    """Check that a side's reports were written and open as Word files."""
    papers = sorted(folder.glob("*.docx"))
    broken = [
        each.name for each in papers if not is_zipfile(each) or "word/document.xml" not in ZipFile(each).namelist()
    ]
    well = len(papers) >= LEAST_FILES and not broken
    return Line(well, f"{here.title}: {len(papers)} báo cáo và tờ trình đã viết {spell(broken)}")


def spell(faults: object) -> str:
    """Return the faults in brackets, or nothing."""
    return f"({faults})" if faults else ""


def report(lines: Iterator[Line], say: Callable[[str], None]) -> bool:
    """Say every check as it is made; return whether all hold."""
    well = True
    for line in lines:
        say(f"{'✓' if line.well else '✗'} {line.sentence.rstrip()}")
        well = well and line.well
    return well
