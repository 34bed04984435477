"""Gathering from a real node: records of a memory store, its heads, and the files written from them."""

import random
from datetime import UTC, date, datetime

import pytest

from lienvung.catalogue import load_catalogue
from lienvung.core.register.item import split_fields
from lienvung.node.append import Change, append
from lienvung.node.keys import NodeKeys
from lienvung.node.node import Node
from lienvung.node.stores.memory import MemoryStore
from lienvung.report.facts import Facts, gather
from lienvung.report.files import report_files
from lienvung.report.sheet_page import sheet_page

from .samples import BASE

PROGRAMME, COMMITMENT, REPORT, AGENCY = (f"hai-phong-{letter * 16}" for letter in "abcd")
DAY = date(2026, 11, 22)
RECORDS = [
    ("programme", PROGRAMME, {"title": "Hợp tác", "sides": ["hai-phong", "quang-ninh"]}),
    ("commitment", COMMITMENT, {
        "text": "Xây cầu", "programmes": [PROGRAMME], "deadline-kind": "dated", "deadline": "2026-06-30",
        "owed-by": ["hai-phong"], "agreed-on": "2026-01-15",
    }),
    ("progress-report", REPORT, {
        "commitment": COMMITMENT, "side": "hai-phong", "reported-on": "2026-06-01", "progress": "in-progress",
        "text": "Đang làm",
    }),
]  # fmt: skip


@pytest.fixture
def node() -> Node:
    """Return a node with one programme, one commitment, one report and one agency."""
    dice = random.Random(7)
    catalogue = load_catalogue()
    node = Node("hai-phong", MemoryStore(), NodeKeys.generate(), catalogue,
                lambda: datetime(2026, 11, 1, tzinfo=UTC), dice.randbytes)  # fmt: skip
    changes = [put(node, name, key, values | {"nature": "illustrative"}) for name, key, values in RECORDS]
    changes.append(put(node, "organisation", AGENCY, {"name": "Ban Cầu", "side": "hai-phong"}))
    append(node, changes, idempotency_key="seed")
    return node


def put(node: Node, register: str, key: str, values: dict[str, object]) -> Change:
    """Build the change that puts a record."""
    item = split_fields(node.catalogue[register], values, source={}, attribution={})
    return Change("put", register, key, item)


def known(node: Node) -> Facts:
    """Gather in one snapshot."""
    with node.store.reading() as reader:
        return gather(reader, date(2026, 11, 20), {"hai-phong": "Thành phố Hải Phòng"})


def test_live_records_and_heads_are_gathered(node: Node) -> None:
    """Every follow-up record comes out as its value, with steward and time, beside the size of each log."""
    facts = known(node)
    assert facts.programme(PROGRAMME).sides == ("hai-phong", "quang-ninh")
    assert [one.steward for one in facts.follow_up.commitments] == ["hai-phong"]
    assert facts.follow_up.reports[0].recorded == "2026-11-01T00:00:00Z"
    assert facts.agencies == {"Ban Cầu": "hai-phong"}
    assert set(facts.heads_of(facts.programme(PROGRAMME))) == {
        "hai-phong/programme", "hai-phong/commitment", "hai-phong/progress-report",
    }  # fmt: skip


def test_a_retired_record_is_not_followed(node: Node) -> None:
    """What was retired leaves the figures."""
    retire = Change("retire", "commitment", COMMITMENT, {"shared": {"reason": "nhập nhầm"}})
    append(node, [retire], idempotency_key="undo")
    assert known(node).follow_up.commitments == ()


def test_any_new_entry_changes_the_code(node: Node) -> None:
    """The code names the heads: a further report changes it though no figure moved."""
    before = sheet_page(known(node), programme=PROGRAMME, side="hai-phong", nature="illustrative", today=DAY)
    further = {"commitment": COMMITMENT, "side": "hai-phong", "reported-on": "2026-06-02", "text": "Vẫn đang làm",
               "progress": "in-progress", "nature": "illustrative"}  # fmt: skip
    append(node, [put(node, "progress-report", "hai-phong-" + "e" * 16, further)], idempotency_key="further")
    after = sheet_page(known(node), programme=PROGRAMME, side="hai-phong", nature="illustrative", today=DAY)
    assert after.figures.counted == before.figures.counted
    assert after.code != before.code


def test_files_of_a_programme(node: Node) -> None:
    """A report, a sheet, and a workbook for the agency that is asked; every file has bytes."""
    files = dict(report_files(known(node), programme=PROGRAMME, side="hai-phong", nature="illustrative", today=DAY,
                              base=BASE))  # fmt: skip
    assert sorted(files) == [
        f"co-quan-{PROGRAMME}-thanh-pho-hai-phong.xlsx", f"phieu-{PROGRAMME}.docx", f"so-ket-{PROGRAMME}.docx",
    ]  # fmt: skip
    assert all(data.startswith(b"PK") for data in files.values())
