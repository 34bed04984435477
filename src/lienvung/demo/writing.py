"""Write each side's review report, leader's sheet and agency workbooks into the demonstration's folder."""

from collections.abc import Iterator
from pathlib import Path

from lienvung.core.programme.rollup import overview
from lienvung.demo.localities import LOCALITIES, Locality
from lienvung.demo.setup import clock, opened
from lienvung.node.node import Node
from lienvung.report.facts import Facts, gather
from lienvung.report.files import report_files

REPORTS = "bao-cao"
NATURES = ("real", "illustrative")


def write_reports(folder: Path) -> None:
    """Write the files of every side, for each programme it is a side of."""
    for here in LOCALITIES:
        target = folder / REPORTS / here.name
        target.mkdir(parents=True, exist_ok=True)
        with opened(folder, here) as node:
            facts = facts_of(node)
        for programme, nature in programmes_of(facts, here):
            files = report_files(
                facts, programme=programme, side=here.name, nature=nature, today=clock().date(), base=here.address
            )
            for name, data in files:
                (target / name).write_bytes(data)


def facts_of(node: Node) -> Facts:
    """Gather what a node's reports stand on, in one snapshot."""
    with node.store.reading() as reader:
        return gather(reader, node.today())


def programmes_of(facts: Facts, here: Locality) -> Iterator[tuple[str, str]]:
    """Yield the programmes this locality is a side of, with the nature of their data."""
    for programme in facts.follow_up.programmes:
        for nature in NATURES:
            seen = overview(facts.follow_up, nature=nature, today=clock().date(), programme=programme.key)
            if here.name in programme.sides and seen.statuses:
                yield programme.key, nature
