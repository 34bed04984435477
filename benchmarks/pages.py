"""What pages of a large register take on the server: real requests through Django, signed in as an approver.

    python -m benchmarks.pages FOLDER [--records N] [--store sqlite|postgres|LINE] [--only WORD]

The folder is that of `benchmarks.reading`: what lies there is measured, what is missing is made. Before each request of
the first row of figures a record is appended to the register, so that nothing kept is used; the second row asks again.
"""

import argparse
import os
import random
import statistics
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from benchmarks.kept_node import STORES, kept_home
from benchmarks.large_register import DEFINITIONS, REGISTER, SYLLABLES, new_record, open_large_node
from benchmarks.measure import Took, timed
from lienvung.core.register.key import TOKEN_BYTES, format_token
from lienvung.node.append import append
from lienvung.node.collector import settle
from lienvung.node.node import Node

if TYPE_CHECKING:
    from django.test import Client

READS = 60
LONGEST = 20.0
"""Seconds after which a page has been measured often enough."""
LIST = f"/so/{REGISTER}/"
Address = Callable[[], str]


def addresses(node: Node) -> Iterator[tuple[str, Address]]:
    """Yield what is looked at, and its address: words, places and keys differ each time."""
    chance = random.Random(11)
    with node.store.reading() as reader:
        keys = [str(row["_key"]) for row, _ in zip(reader.table(REGISTER), range(500), strict=False)]
        first = reader.changes("", registers=[REGISTER], limit=1)[0].time

    def listed(**asked: object) -> Address:
        return lambda: f"{LIST}?{urlencode({name.replace('_', '-'): each for name, each in asked.items()}, doseq=True)}"

    def searched(count: int) -> Address:
        return lambda: listed(q=" ".join(chance.sample(SYLLABLES, count)))()

    def near() -> str:
        east, north = chance.uniform(102, 109), chance.uniform(8, 22)
        return f"/ban-do/lop/{REGISTER}.geojson?khung={east:.4f},{north:.4f},{east + 0.5:.4f},{north + 0.5:.4f}"

    yield "list", listed()
    yield "list, by name", listed(xep="name")
    yield "list, by money, falling", listed(xep="-cost")
    yield "list, one facet", listed(kind="port")
    yield "list, two facets", listed(kind="port", stage="building")
    yield "list, two facets, drawer open", listed(kind="port", stage="building", mo="sides")
    yield "list, rare and common facet, by money", listed(kind="road", stage="closed", xep="cost")
    yield "list, two values of a facet, by name", listed(kind=("port", "pier"), xep="name")
    yield (
        "list, three filters (facet, side, years)",
        listed(kind="port", sides="bac-ninh", **{"since.tu": "2020", "since.den": "2021"}),
    )
    cheap = {"cost.tu": "1000000", "cost.den": "20000000000"}
    yield (
        "list, three filters (side, nature, range of money), by name",
        listed(sides="hung-yen", nature="illustrative", xep="name", **cheap),
    )
    yield "list, one side, drawer of kinds open", listed(sides="quang-ninh", mo="kind")
    yield "list, one word with marks", searched(1)
    yield "list, two words with marks", searched(2)
    yield "list, three words", searched(3)
    yield "list, a word and a facet, by name", lambda: f"{searched(1)()}&kind=pier&xep=name"
    yield "list, a word that all have, drawer open", listed(q="doan", mo="stage")
    yield "list, a question (late)", listed(hoi="late")
    yield "list, a question (due)", listed(hoi="due")
    yield "list, as held on a day", listed(ngay="2019-06-01")
    yield "list, as held on a day, by name, one kind", listed(ngay="2012-06-01", kind="pier", xep="name")
    yield "list, as known at the end of the day of the newest entry", listed(luc=first[:10])
    yield "list, drawer of stewards", listed(mo="chu-quan", kind="port")
    yield "charts", listed(muc="bieu-do")
    yield "charts, one facet", listed(muc="bieu-do", kind="port")
    yield "record", lambda: f"{LIST}{chance.choice(keys)}/"
    yield "changes of the register", lambda: f"/thay-doi/?so={REGISTER}"
    yield "all registers", lambda: "/so/"
    yield "map page, one layer", lambda: f"/ban-do/?lop={REGISTER}"
    yield "map features, half a degree around", near
    yield "map features, everything (10,000)", lambda: f"/ban-do/lop/{REGISTER}.geojson"


def open_pages(home: Path) -> "Client":
    """Make the office database of a node where there is none, and return the browser of an approver."""
    from lienvung.office.database import migrate_office, open_office

    open_office(home)
    migrate_office()
    from django.test import Client

    from lienvung.office.models import User
    from lienvung.office.node_access import get_node

    for definition in DEFINITIONS.values():
        get_node().catalogue.put(definition)
    person, _ = User.objects.get_or_create(username="approver", defaults={"role": "approver", "office_name": "bench"})
    browser = Client(HTTP_HOST="127.0.0.1")
    browser.force_login(person)
    return browser


def warm(browser: "Client") -> None:
    """Show a page and settle, as the server does after its first answers: see serve.WARM."""
    _get(browser, LIST)
    settle()


def measure(node: Node, browser: "Client", only: str) -> Iterator[str]:
    """Yield a line for each page: first look after a write, and looks again; by the clock and of the processor."""
    chance = random.Random()
    for what, address in addresses(node):
        if only not in what:
            continue
        first: list[Took] = []
        again: list[Took] = []
        while len(first) < READS and sum(run.clock for run in (*first, *again)) < LONGEST:
            url = address()
            append(node, [new_record(chance, REGISTER, 0)], idempotency_key=format_token(os.urandom(TOKEN_BYTES)))
            for runs in (first, again):
                runs.append(timed(partial(_get, browser, url)))
        yield f"{what} | {_figures(first)} | {_figures(again)}"


def _get(browser: "Client", url: str) -> None:
    response = browser.get(url, follow=True)
    if response.status_code != 200:
        sys.exit(f"{url}: {response.status_code}")


def _figures(runs: list[Took]) -> str:
    clock = sorted(run.clock * 1000 for run in runs)
    processor = statistics.median(run.processor for run in runs) * 1000
    late = clock[min(len(clock) - 1, len(clock) * 95 // 100)]
    return f"{statistics.median(clock):.0f} | {late:.0f} | {processor:.0f}"


def main() -> None:
    """Make what is missing, and measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--store", default="sqlite", help=STORES)
    parser.add_argument("--only", default="", help="pages whose name has this word")
    given = parser.parse_args()
    with kept_home(given.folder, given.store) as (home, dsn):
        node = open_large_node(home, dsn, given.records)
        browser = open_pages(home)
        warm(browser)
        print("ms | after a write: median | p95 | processor | again: median | p95 | processor", flush=True)
        for line in measure(node, browser, given.only):
            print(line, flush=True)


if __name__ == "__main__":
    main()
