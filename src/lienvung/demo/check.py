"""Check a whole demonstration: one line a check, and whether all is well."""

from collections.abc import Callable, Iterator, Mapping, Sequence
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
from lienvung.node.contact import own_document
from lienvung.node.fsck import fsck
from lienvung.node.known_keys import known_keys
from lienvung.node.node import Node
from lienvung.node.stores.port import Query, Reader
from lienvung.node.verify import verify_heads
from lienvung.report.facts import Facts
from lienvung.wording.translator import translator

LEAST_PASSAGES = 8
LEAST_FILES = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One check: whether it holds, what was looked at, and what was found wrong."""

    well: bool
    sentence: str
    faults: Sequence[object] = ()


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
    _ = translator()
    with node.store.reading() as reader:
        own = own_document(reader)
        known = known_keys(reader, *([own.keys] if own else []))
        heads = verify_heads(reader, known.log, known.witness)
        passages = list(passages_of(reader))
    faults = [head for head in heads if head.fault]
    lonely = [head.origin for head in heads if not set(head.witnesses) - {head.origin.partition("/")[0]}]
    name = {"node": here.title}
    yield Line(not faults, _("%(node)s: %(count)d sổ, chữ ký và mã gốc đúng") % {**name, "count": len(heads)}, faults)
    yield Line(not lonely, _("%(node)s: mỗi sổ có bên khác đồng xác nhận") % name, lonely)
    findings = fsck(node.store, known.log, node.catalogue).findings
    yield Line(not findings, _("%(node)s: fsck không thấy lỗi") % name, findings)
    broken = [key for key, resolves in passages if not resolves]
    well = not broken and len(passages) >= LEAST_PASSAGES
    said = _("%(node)s: %(count)d đoạn trích dẫn tới đúng chữ trong văn bản") % {**name, "count": len(passages)}
    yield Line(well, said, broken)


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
    _ = translator()
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
                said = _("Con số bằng nhau: %(programme)s, %(sides)d bên, %(total)d cam kết, mã chốt %(codes)s") % {
                    "programme": programme.short_title or programme.title,
                    "sides": len(sides),
                    "total": total,
                    "codes": " ≠ ".join(sorted(codes)),
                }
                yield Line(len(codes) == 1, said)


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
    _ = translator()
    facts = {"node": here.title, "count": len(papers)}
    return Line(well, _("%(node)s: %(count)d báo cáo và tờ trình đã viết") % facts, broken)


def report(lines: Iterator[Line], say: Callable[[str], None]) -> bool:
    """Say every check as it is made; return whether all hold."""
    well = True
    for line in lines:
        found = f" ({'; '.join(map(str, line.faults))})" if line.faults else ""
        say(f"{'✓' if line.well else '✗'} {line.sentence}{found}")
        well = well and line.well
    return well
