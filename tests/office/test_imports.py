"""A table of any register: understood, compared row by row, written once by two people."""

import pytest
from tests.office.importing import VESSELS, approved, as_csv, as_xlsx, bring, mistakes, rows, states, vessel

from lienvung.node.append import append
from lienvung.node.change import Change
from lienvung.office.errors import FourEyes, NothingToSubmit
from lienvung.office.imports.errors import ImportBusy, ImportRowsWrong, NothingToMatchBy, RegisterClosed, TableTooBroken
from lienvung.office.models import Decision, ImportChunk, Job, PlannedRow, RegisterImport
from lienvung.office.services import jobs
from lienvung.office.services.decisions import decide
from lienvung.office.services.imports import import_bring, import_map, import_set_aside, import_submit, import_work

pytestmark = pytest.mark.django_db
TWO = (VESSELS, vessel("Hạ Long 01", "QN-1001"), vessel("Hạ Long 02", "QN-1002"))


def vessels(node) -> dict[str, dict[str, object]]:
    """Return the values of all vessels by registration."""
    from lienvung.node.stores.port import Query

    with node.store.reading() as reader:
        found = reader.find("tourist-vessel", Query(sort=("key",), limit=1000)).records
    return {str(record.values["registration"]): dict(record.values) for record in found}


def test_a_table_enters_the_register_through_two_people(node, clerk, approver):
    """Rows are compared, put before an approver, and written as one batch with who entered and who approved."""
    imported = bring(clerk, as_csv(*TWO))
    assert imported.state == RegisterImport.State.PLANNED
    assert states(imported) == {"new": 2}
    assert vessels(node) == {}
    decision = approved(clerk, approver, imported)
    assert decision.state == Decision.State.DONE, Job.objects.first().refusal
    written = vessels(node)
    assert written["QN-1001"]["length"] == "24.5"
    assert written["QN-1001"]["class"] == "day"
    with node.store.reading() as reader:
        key = next(iter(reader.find("tourist-vessel", _all()).records)).key
        record = reader.record("tourist-vessel", key)
    assert record.attribution["entered-by"] == str(clerk)
    assert record.attribution["approved-by"] == str(approver)
    assert record.source["citation"][0].startswith("tau.csv, hàng ")
    assert record.batch == decision.outcome["batch"]


def test_nothing_of_a_written_table_stays_in_the_office(node, clerk, approver):
    """The rows of a written table are in the register and nowhere else."""
    imported = bring(clerk, as_csv(*TWO))
    approved(clerk, approver, imported)
    imported.refresh_from_db()
    assert imported.state == RegisterImport.State.WRITTEN
    assert not imported.data
    assert not ImportChunk.objects.exists()
    assert not PlannedRow.objects.exists()


def test_the_same_file_twice_changes_nothing(node, clerk, approver):
    """The second time every row is unchanged and there is nothing to submit."""
    approved(clerk, approver, bring(clerk, as_csv(*TWO)))
    again = bring(clerk, as_csv(*TWO))
    assert states(again) == {"unchanged": 2}
    with pytest.raises(NothingToSubmit):
        import_submit(user=clerk, imported=again)


def test_two_waiting_copies_of_one_file_write_it_once(node, clerk, approver):
    """A file that was brought twice before anybody decided enters once; the second decision is refused in words."""
    first, second = bring(clerk, as_csv(*TWO)), bring(clerk, as_csv(*TWO))
    one = import_submit(user=clerk, imported=first)
    two = import_submit(user=clerk, imported=second)
    decide(user=approver, decision=one, approve=True)
    decide(user=approver, decision=two, approve=True)
    two.refresh_from_db()
    assert two.state == Decision.State.FAILED
    assert two.outcome["code"] in ("import-moved", "value-taken")
    assert len(vessels(node)) == 2


def test_changed_rows_say_what_changes_and_keep_the_rest(node, clerk, approver):
    """A row with the registration of a vessel that is there changes the fields it speaks of and no other."""
    approved(clerk, approver, bring(clerk, as_csv(*TWO)))
    table = as_csv(("Số đăng ký", "Chiều dài", "Tình trạng"), ("QN-1001", "30", ""), ("QN-1002", "24,5", "tạm nghỉ"))
    imported = bring(clerk, table, "sua.csv")
    changes = {row.key: row.changes for row in rows(imported)}
    assert sorted(changes.values()) == [(("length", "24.5", "30"),), (("status", "operating", "laid-up"),)]
    approved(clerk, approver, imported)
    after = vessels(node)["QN-1001"]
    assert (after["length"], after["name"], after["status"]) == ("30", "Hạ Long 01", "operating")


def test_an_empty_cell_takes_a_value_away_only_when_chosen(node, clerk, approver):
    """By default an empty cell says nothing; with `clears` it takes away what is not required."""
    approved(clerk, approver, bring(clerk, as_csv(*TWO)))
    imported = bring(clerk, as_csv(("Số đăng ký", "Chiều dài"), ("QN-1001", "")))
    assert states(imported) == {"unchanged": 1}
    import_map(user=clerk, imported=imported, columns=imported.columns, clears=True)
    imported.refresh_from_db()
    assert [row.changes for row in rows(imported)] == [(("length", "24.5", None),)]


def test_wrong_rows_name_cell_and_reason_and_stand_in_the_way(node, clerk, approver):
    """Each wrong cell is told; nothing is submitted with wrong rows, unless they are left out."""
    bad = vessel("Hạ Long 03", "QN-1", "dài lắm", "đang bay")
    imported = bring(clerk, as_csv(*TWO, bad))
    assert mistakes(imported) == [
        ("hàng 4", "registration", "I8-pattern"),
        ("hàng 4", "length", "not-number"),
        ("hàng 4", "status", "not-choice"),
    ]
    with pytest.raises(ImportRowsWrong):
        import_submit(user=clerk, imported=imported)
    approved(clerk, approver, imported, skip_wrong=True)
    assert set(vessels(node)) == {"QN-1001", "QN-1002"}


def test_nobody_approves_what_they_brought(node, clerk, approver):
    """Who submitted a table may not decide it."""
    decision = import_submit(user=approver, imported=bring(approver, as_csv(*TWO)))
    with pytest.raises(FourEyes):
        decide(user=approver, decision=decision, approve=True)
    assert vessels(node) == {}


def test_a_returned_table_is_open_again(node, clerk, approver):
    """While it waits nothing of it can be changed; returned with a reason, it can be mapped and submitted anew."""
    imported = bring(clerk, as_csv(*TWO))
    decision = import_submit(user=clerk, imported=imported)
    with pytest.raises(ImportBusy):
        import_set_aside(user=clerk, imported=imported)
    decide(user=approver, decision=decision, approve=False, reason="xem lại")
    import_map(user=clerk, imported=imported, columns=imported.columns)
    imported.refresh_from_db()
    approved(clerk, approver, imported)
    assert len(vessels(node)) == 2


def test_a_record_changed_meanwhile_stops_the_whole_table(node, clerk, approver):
    """All or nothing: when one record was changed after the comparison, no row is written."""
    approved(clerk, approver, bring(clerk, as_csv(*TWO)))
    imported = bring(clerk, as_csv(("Số đăng ký", "Chiều dài"), ("QN-1001", "31"), ("QN-1002", "32")))
    key = next(row.key for row in rows(imported) if row.place.endswith("2"))
    with node.store.reading() as reader:
        record = reader.record("tourist-vessel", key)
    from lienvung.core.register.item import split_fields

    item = split_fields(node.catalogue["tourist-vessel"], {**record.values, "passengers": 48})
    append(node, [Change("put", "tourist-vessel", key, item)], idempotency_key="meanwhile")
    decision = approved(clerk, approver, imported)
    assert (decision.state, decision.outcome["code"]) == (Decision.State.FAILED, "record-moved")
    assert {values["length"] for values in vessels(node).values()} == {"24.5"}


@pytest.mark.parametrize("by_job", [True, False])
def test_a_table_that_is_refused_in_the_middle_leaves_nothing_behind(node, clerk, by_job):
    """Its job ends with the refusal, and it can be set aside; whoever waited for the rows has it set aside at once."""
    sound = (vessel(f"Hạ Long {n}", f"QN-{1000 + n}") for n in range(20))
    data = as_csv(VESSELS, *sound) + b'\r\n"Ha Long 21"x,'
    imported = import_bring(user=clerk, register="tourist-vessel", name="tau.csv", data=data, by_job=by_job)
    if by_job:
        assert Job.objects.get().state == Job.State.FAILED
        import_set_aside(user=clerk, imported=imported)
    else:
        with pytest.raises(TableTooBroken):
            import_work(imported)
    imported.refresh_from_db()
    assert (imported.state, bytes(imported.data)) == (RegisterImport.State.ASIDE, b"")
    assert not ImportChunk.objects.exists()


def test_a_table_that_is_worked_at_is_not_taken_away(node, clerk, monkeypatch):
    """While a job is queued or at work, the table stays."""
    monkeypatch.setattr(jobs, "start", lambda job: None)
    imported = bring(clerk, as_csv(*TWO))
    with pytest.raises(ImportBusy):
        import_set_aside(user=clerk, imported=imported)


def test_a_file_of_a_very_long_name_is_read_as_what_it_is(node, clerk):
    """The middle of its name is left out, not the ending by which a job that reads it again knows its form."""
    imported = bring(clerk, as_csv(*TWO), f"{'tàu ' * 100}.csv")
    assert states(imported) == {"new": 2}
    assert (len(imported.name) <= 255, imported.name[-4:]) == (True, ".csv")


def test_columns_are_remembered_for_the_same_headings(node, clerk):
    """What a person chose for headings is taken the next time without asking."""
    headings = ("Con tàu", "Số hiệu", "Hạng", "Bên", "Dài (m)", "Đang làm gì", "Loại dữ liệu")
    table = as_csv(headings, vessel("Hạ Long 01", "QN-1001"))
    first = bring(clerk, table)
    fields = ("name", "registration", "class", "side", "length", "status", "nature")
    import_map(user=clerk, imported=first, columns=dict(zip(headings, fields, strict=True)))
    second = bring(clerk, table)
    assert list(second.columns.values()) == list(fields)
    assert states(second) == {"new": 1}


def test_without_a_key_or_a_recognising_field_nothing_is_compared(node, clerk):
    """A table of figures alone waits for somebody to say which records it is about."""
    imported = bring(clerk, as_csv(("Chiều dài", "Số khách tối đa"), ("24", "48")))
    assert imported.state == RegisterImport.State.PLANNED or imported.state == RegisterImport.State.MAPPING
    imported = bring(clerk, as_csv(("Ghi chú nội bộ", "Cột lạ"), ("a", "b")))
    assert imported.state == RegisterImport.State.MAPPING
    with pytest.raises(NothingToMatchBy):
        import_map(user=clerk, imported=imported, columns={"Ghi chú nội bộ": "internal-note"})


def test_registers_that_nodes_keep_take_no_table(node, clerk):
    """Agreements, contacts and the like are never typed."""
    with pytest.raises(RegisterClosed):
        import_bring(user=clerk, register="agreement", name="a.csv", data=as_csv(*TWO))


def test_a_workbook_says_the_same_as_text(node, clerk):
    """Numbers and texts of a workbook are read as the same values."""
    row = ("Hạ Long 01", "QN-1001", "day", "hai-phong", 24.5, "operating", "illustrative")
    imported = bring(clerk, as_xlsx(VESSELS, row), "tau.xlsx")
    assert [row.values["length"] for row in rows(imported)] == ["24.5"]


def _all():
    from lienvung.node.stores.port import Query

    return Query(sort=("key",))
