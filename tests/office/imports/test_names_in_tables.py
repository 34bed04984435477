"""A table calls records by names of its own: somebody says once which are meant, for all rows and all later tables."""

import pytest
from tests.office.importing import VESSELS, approved, as_csv, bring, mistakes, rows, vessel

from lienvung.core.register.definition import parse_definition
from lienvung.node.stores.port import Query
from lienvung.office.imports.aliases import unclear_names
from lienvung.office.imports.errors import ImportBusy
from lienvung.office.imports.mistakes import Mistake
from lienvung.office.models import RegisterImport, rows_forget
from lienvung.office.services.import_names import import_name
from lienvung.office.services.imports import import_map, import_submit

pytestmark = pytest.mark.django_db
PERMITS = ("Số phép", "Tàu", "Bên cấp", "Từ ngày", "Đến ngày", "Tình trạng", "Tính chất dữ liệu")
ROW = ("hai-phong", "1/1/2026", "31/12/2026", "đã cấp", "dữ liệu minh họa")
TABLE = as_csv(
    PERMITS,
    ("01/GP", "Tàu Hạ Long 1", "hai-phong", "1/1/2026", "31/12/2026", "đã cấp", "dữ liệu minh họa"),
    ("02/GP", "Tàu Hạ Long 1", "quang-ninh", "1/1/2026", "31/12/2026", "đã cấp", "dữ liệu minh họa"),
    ("03/GP", "Lan Hạ", "hai-phong", "1/1/2026", "31/12/2026", "đã cấp", "dữ liệu minh họa"),
)


@pytest.fixture
def vessels(clerk, approver, node, jobs_at_once):
    """The keys of four vessels by their numbers: two are called the same, one otherwise than tables call it."""
    table = as_csv(
        VESSELS,
        vessel("Hạ Long 01", "QN-1001"),
        vessel("Lan Hạ", "HP-2001"),
        vessel("Lan Hạ", "HP-2002"),
        vessel("Cát Bà 7", "HP-2003"),
    )
    imported = bring(clerk, table)
    approved(clerk, approver, imported)
    with node.store.reading() as reader:
        found = reader.find("tourist-vessel", Query(sort=("key",), limit=10)).records
    return {record.values["registration"]: record.key for record in found}


def brought(clerk) -> RegisterImport:
    """Return the table of permits as it was compared."""
    return bring(clerk, TABLE, "phep.csv", "vessel-permit")


def named(clerk, imported, *meant):
    """Say which vessels are meant and return the table as it was compared then."""
    import_name(user=clerk, imported=imported, meant=[("tourist-vessel", text, key) for text, key in meant])
    imported.refresh_from_db()
    return imported


def test_what_names_no_record_or_several_is_asked_once_with_what_may_be_meant(clerk, vessels):
    """Each name stands once, with its rows and the records that are called most alike; those called alike, all."""
    unclear = {text: (register, rows, keys) for register, text, rows, keys in brought(clerk).names}
    assert list(unclear) == ["Tàu Hạ Long 1", "Lan Hạ"]
    register, rows_with, keys = unclear["Tàu Hạ Long 1"]
    assert (register, rows_with, keys[0]) == ("tourist-vessel", 2, vessels["QN-1001"])
    assert vessels["HP-2003"] not in keys
    assert set(unclear["Lan Hạ"][2]) == {vessels["HP-2001"], vessels["HP-2002"]}


def test_what_was_said_of_a_name_holds_for_all_its_rows(clerk, vessels):
    """Both rows lead to the vessel that was meant; the name that was not chosen is asked again."""
    imported = named(clerk, brought(clerk), ("Tàu Hạ Long 1", vessels["QN-1001"]))
    led = [row.values["vessel"] for row in rows(imported) if row.state == "new"]
    assert led == [vessels["QN-1001"]] * 2
    assert mistakes(imported) == [("hàng 4", "vessel", "link-ambiguous")]
    assert [(text, rows) for _, text, rows, _ in imported.names] == [("Lan Hạ", 1), ("Tàu Hạ Long 1", 2)]


def test_the_next_table_of_the_form_is_understood_alike(clerk, approver, vessels):
    """Names are remembered as columns are; another mapping of the columns keeps them."""
    first = named(clerk, brought(clerk), ("Tàu Hạ Long 1", vessels["QN-1001"]), ("Lan Hạ", vessels["HP-2002"]))
    import_map(user=clerk, imported=first, columns=first.columns)
    approved(clerk, approver, first)
    later = as_csv(
        PERMITS, ("04/GP", "Tàu Hạ Long 1", "hai-phong", "1/1/2027", "2/1/2027", "đã cấp", "dữ liệu minh họa")
    )
    (row,) = rows(bring(clerk, later, "phep-2027.csv", "vessel-permit"))
    assert (row.state, row.values["vessel"]) == ("new", vessels["QN-1001"])


def test_a_name_that_is_taken_back_is_asked_again(clerk, vessels):
    """That it is none of those offered is kept of this table, and of later ones nothing."""
    imported = named(clerk, brought(clerk), ("Tàu Hạ Long 1", vessels["QN-1001"]))
    imported = named(clerk, imported, ("Tàu Hạ Long 1", ""))
    assert imported.aliases == {"tourist-vessel": {"Tàu Hạ Long 1": ""}}
    assert [text for _, text, *_ in imported.names] == ["Tàu Hạ Long 1", "Lan Hạ"]
    assert brought(clerk).aliases == {}


def test_what_is_said_of_one_table_takes_nothing_from_another(clerk, vessels):
    """Two tables of a form lie open, and two windows of one: each word stays, whichever came last."""
    first, second = brought(clerk), brought(clerk)
    named(clerk, first, ("Tàu Hạ Long 1", vessels["QN-1001"]))
    named(clerk, second, ("Lan Hạ", vessels["HP-2002"]))
    first = named(clerk, first, ("Lan Hạ", vessels["HP-2001"]))
    assert first.aliases["tourist-vessel"] == {"Tàu Hạ Long 1": vessels["QN-1001"], "Lan Hạ": vessels["HP-2001"]}
    assert brought(clerk).aliases == first.aliases


def test_records_that_bear_the_name_are_offered_before_those_called_alike(clerk, approver, vessels):
    """However many begin like it: who is asked which of two is meant finds both."""
    many = [vessel(f"Lan Hạ {number}", f"HP-{3000 + number}") for number in range(60)]
    approved(clerk, approver, bring(clerk, as_csv(VESSELS, *many), "nhieu.csv"))
    offered = {text: keys for _, text, _, keys in brought(clerk).names}["Lan Hạ"]
    assert set(offered[:2]) == {vessels["HP-2001"], vessels["HP-2002"]}
    assert len(offered) > 2


def test_signs_and_strange_names_are_offered_nothing(clerk, vessels):
    """What has no words is like nothing, and what is called quite otherwise is not offered."""
    strange = ("—", "%_*", "Bạch Đằng Giang")
    table = as_csv(PERMITS, *((f"{at}/GP", name, *ROW) for at, name in enumerate(strange)))
    imported = bring(clerk, table, "la.csv", "vessel-permit")
    assert {text: keys for _, text, _, keys in imported.names} == {name: [] for name in strange}


def test_of_a_cell_with_very_many_names_the_first_are_asked(clerk, approver, vessels):
    """A page and a file of mistakes keep their size; the others are asked when these are clear."""
    names = "; ".join(f"Tuyến lạ {number}" for number in range(40))
    table = as_csv((*PERMITS, "Tuyến được chạy"), ("01/GP", "Hạ Long 01", *ROW, names))
    imported = bring(clerk, table, "tuyen.csv", "vessel-permit")
    assert mistakes(imported) == [("hàng 2", "routes", "link-unknown")] * 5
    assert imported.notes["unclear"] == 5


def test_a_record_that_is_called_so_goes_before_what_was_said(clerk, approver, vessels):
    """Once a vessel bears the very name, the name means that vessel."""
    named(clerk, brought(clerk), ("Tàu Hạ Long 1", vessels["QN-1001"]))
    approved(clerk, approver, bring(clerk, as_csv(VESSELS, vessel("Tàu Hạ Long 1", "QN-1009")), "moi.csv"))
    again = brought(clerk)
    led = {row.values.get("vessel") for row in rows(again) if row.state == "new"}
    assert len(led) == 1
    assert vessels["QN-1001"] not in led


def test_nothing_else_than_records_of_the_register_can_be_meant(clerk, vessels):
    """A text the table does not have, a register it does not lead to, a key that is none or that nobody has."""
    imported = brought(clerk)
    other = vessels["QN-1001"][:-4] + "zzzz"
    meant = [
        ("tourist-vessel", "Bến Rừng", vessels["QN-1001"]),
        ("berth", "Lan Hạ", vessels["HP-2001"]),
        ("tourist-vessel", "Lan Hạ", "../x"),
        ("tourist-vessel", "Tàu Hạ Long 1", other),
    ]
    import_name(user=clerk, imported=imported, meant=meant)
    imported.refresh_from_db()
    assert imported.aliases == {"tourist-vessel": {"Tàu Hạ Long 1": other}}
    assert imported.counted == {"wrong": 3}


def test_no_name_is_said_of_a_table_that_waits_for_a_decision(clerk, vessels):
    """What an approver looks at does not change meanwhile."""
    imported = named(clerk, brought(clerk), ("Tàu Hạ Long 1", vessels["QN-1001"]))
    import_submit(user=clerk, imported=imported, skip_wrong=True)
    with pytest.raises(ImportBusy):
        import_name(user=clerk, imported=imported, meant=[])


def test_names_in_a_personal_part_are_not_listed():
    """What a personal field says stays in its row, where only those read it who may."""
    link = {"datatype": "link", "to": "tourist-vessel", "label": {"vi": "Tàu"}}
    definition = parse_definition(
        {
            "register": "guest",
            "version": 1,
            "title": {"vi": "Khách"},
            "title-field": "name",
            "parts": {"shared": {}, "personal": {"personal": "basic"}},
            "fields": [
                {"name": "name", "label": {"vi": "Tên"}, "datatype": "string", "required": True},
                {"name": "boat", **link},
                {"name": "slept-on", "part": "personal", **link},
            ],
        }
    )
    unknown = [Mistake(name, "Lan Hạ", "link-unknown", {}) for name in ("boat", "slept-on")]
    assert unclear_names(definition, [*unknown, Mistake("name", "x", "I8-pattern")]) == {
        ("tourist-vessel", "Lan Hạ"): 1
    }


def test_a_table_set_aside_keeps_no_cell(clerk, vessels):
    """The names that were not clear, and what was said of them, go with the rows."""
    imported = named(clerk, brought(clerk), ("Tàu Hạ Long 1", vessels["QN-1001"]))
    rows_forget(imported, RegisterImport.State.ASIDE)
    imported.refresh_from_db()
    assert (imported.names, imported.aliases) == ([], {})
