"""Rows without a key in the catalogue's registers: each finds its record, and the same table twice changes nothing."""

import pytest
from tests.office.importing import approved, as_csv, bring, mistakes, rows, states

from lienvung.core.register.item import split_fields
from lienvung.node.append import append
from lienvung.node.change import Change
from lienvung.office.models import Decision
from lienvung.office.services.decisions import decide
from lienvung.office.services.imports import import_submit

pytestmark = pytest.mark.django_db

HUBS = ("Tên", "Loại", "Tình trạng", "Mã IATA", "Tính chất dữ liệu")
AIRPORT = ("Sân bay minh họa", "airport", "đang khai thác", "ZZX", "dữ liệu minh họa")
PORT = ("Cảng minh họa", "seaport", "đang khai thác", "", "dữ liệu minh họa")
COUNTS = ("Chốt", "Ngày", "Bên báo", "Lượt người", "Tính chất dữ liệu")
POSTS = [f"hai-phong-{letter * 16}" for letter in "pq"]
GATE, UNIT = "hai-phong-" + "g" * 16, "hai-phong-99999"
CODES = ("key", "code", "scheme", "unit")
COMMUNE = {"name": "Xã minh họa", "kind": "commune", "level": "commune", "code": "99999", "valid-from": "2025-07-01"}


def write(node, register, values_by_key) -> None:
    """Append illustrative records."""
    definition = node.catalogue[register]
    nature = {"nature": "illustrative"} if "nature" in definition.fields else {}
    items = {key: split_fields(definition, {**values, **nature}) for key, values in values_by_key.items()}
    append(node, [Change("put", register, key, item) for key, item in items.items()], idempotency_key=register)


def decided_both(clerk, approver, register, *both) -> list[Decision]:
    """Bring two tables, submit both before either is decided, approve both."""
    tables = [bring(clerk, data, "hai-ban.csv", register) for data in both]
    decisions = [import_submit(user=clerk, imported=each) for each in tables]
    for each in decisions:
        decide(user=approver, decision=each, approve=True)
        each.refresh_from_db()
    return decisions


def test_rows_without_the_chosen_code_are_known_by_their_title(clerk, approver):
    """A port has no IATA code; the table that brought it changes nothing the second time, and then corrects it."""
    table = as_csv(HUBS, AIRPORT, PORT)
    first = bring(clerk, table, "dau-moi.csv", "transport-hub")
    assert (first.match, states(first)) == ("iata", {"new": 2})
    approved(clerk, approver, first)
    assert states(bring(clerk, table, "dau-moi.csv", "transport-hub")) == {"unchanged": 2}
    corrected = as_csv(HUBS, AIRPORT, (*PORT[:2], "tạm đóng", *PORT[3:]))
    assert states(bring(clerk, corrected, "dau-moi.csv", "transport-hub")) == {"unchanged": 1, "changed": 1}


def test_a_title_alone_does_not_reach_a_record_that_has_a_code(clerk, approver):
    """A row without a code that says something else than the coded record of its title is another record."""
    approved(clerk, approver, bring(clerk, as_csv(HUBS, AIRPORT), "a.csv", "transport-hub"))
    same, other = (AIRPORT[0], *AIRPORT[1:3], "", AIRPORT[4]), (AIRPORT[0], "junction", AIRPORT[2], "", AIRPORT[4])
    table = bring(clerk, as_csv(HUBS, same, ("Ga minh họa", *PORT[1:])), "b.csv", "transport-hub")
    assert states(table) == {"unchanged": 1, "new": 1}
    assert states(bring(clerk, as_csv(HUBS, other), "c.csv", "transport-hub")) == {"new": 1}


def test_two_waiting_copies_of_a_table_without_codes_enter_once(clerk, approver):
    """Nothing that is unique tells the second copy from the first; the second decision is refused all the same."""
    first, second = decided_both(clerk, approver, "transport-hub", as_csv(HUBS, PORT), as_csv(HUBS, PORT))
    assert (first.state, second.state) == (Decision.State.DONE, Decision.State.FAILED)
    assert second.outcome["code"] == "import-moved"


def test_counts_of_many_days_come_in_one_table(node, clerk, approver):
    """A row is about its post and day together: many days of one post, many posts on one day, corrected day by day."""
    gate = {"name": "Cửa ngõ minh họa", "mode": "road", "sides": ["hai-phong"], "status": "open"}
    post = {"gateway": GATE, "cause": "other", "status": "standby", "side": "hai-phong"}
    write(node, "gateway", {GATE: gate})
    write(node, "control-post", {key: {**post, "name": f"Chốt {n}"} for n, key in enumerate(POSTS, 1)})

    def day(post: int, on: str, people: int) -> tuple[str, ...]:
        return (f"Chốt {post}", on, "hai-phong", str(people), "dữ liệu minh họa")

    table = as_csv(COUNTS, day(1, "01/11/2026", 10), day(1, "02/11/2026", 20), day(2, "02/11/2026", 30))
    first = bring(clerk, table, "dem.csv", "daily-count")
    assert (first.match, mistakes(first), states(first)) == ("post+counted-on", [], {"new": 3})
    approved(clerk, approver, first)
    assert states(bring(clerk, table, "dem.csv", "daily-count")) == {"unchanged": 3}
    more = as_csv(COUNTS, day(1, "02/11/2026", 21), day(2, "03/11/2026", 5), day(2, "03/11/2026", 6))
    again = bring(clerk, more, "dem.csv", "daily-count")
    assert [row.state for row in rows(again)] == ["changed", "new", "wrong"]
    assert rows(again)[0].changes == (("people", 20, 21),)
    assert mistakes(again) == [("hàng 4", "post", "twice-in-file")]


def test_of_two_waiting_tables_that_give_one_key_the_first_enters(node, clerk, approver):
    """Where records have names for keys, a row that was new is not written over what somebody else wrote meanwhile."""
    write(node, "administrative-unit", {UNIT: COMMUNE})
    one, other = (as_csv(CODES, ("hai-phong-zz1", code, "postal", UNIT)) for code in ("ZZ-1", "ZZ-2"))
    first, second = decided_both(clerk, approver, "unit-code", one, other)
    assert (first.state, second.state) == (Decision.State.DONE, Decision.State.FAILED)
    assert second.outcome["code"] == "import-moved"


@pytest.mark.parametrize("key", ["quang-ninh-zz1", "zz1", "hai-phong-ZZ1"])
def test_a_key_that_is_not_ours_to_give_is_told_at_its_row(node, clerk, key):
    """A new record's own key begins with our name; another one would stop the whole table when it is approved."""
    write(node, "administrative-unit", {UNIT: COMMUNE})
    table = bring(clerk, as_csv(CODES, (key, "ZZ-1", "postal", UNIT)), "ma.csv", "unit-code")
    assert mistakes(table) == [("hàng 2", "key", "key-not-ours")]
