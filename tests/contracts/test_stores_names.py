"""Registers whose names meet are kept apart in every store."""

import pytest

from lienvung.core.register.definition import parse_definition
from lienvung.node.stores.port import Store
from lienvung.node.stores.rows import Query, RecordRow
from lienvung.node.stores.sql.register_table import table_of
from tests.contracts.gateways import BATCH, DOCUMENT, ORIGIN, TIME, fill, key, label, names

MEETING = ("gateway", "gateway-with-kind", "gateway-by-time", "gateway-by-record", "gateway-data", "gateway-words")
LONG = ("a" * 60 + "-one", "a" * 60 + "-two")


@pytest.mark.parametrize("registers", [MEETING, tuple(reversed(MEETING)), LONG], ids=["meeting", "reversed", "long"])
def test_registers_whose_names_meet_are_kept_apart(store: Store, registers: tuple[str, ...]) -> None:
    """A register may be called like another one's facet, index or search table: each finds its own records."""
    definitions = [parse_definition({**DOCUMENT, "register": register}) for register in registers]
    with store.writing() as writer:
        fill(writer, len(registers))
        for definition in definitions:
            writer.add_definition(definition)
        for index, definition in enumerate(definitions):
            values = {"name": f"Bến Rừng {index}", "kind": f"loại {index}", "sides": ["hai-phong"]}
            row = RecordRow(key(index), ORIGIN, index, index, "put", "live", TIME, BATCH, definition.hash, values)
            writer.put_records(definition, [row])
    with store.reading() as reader:
        for index, definition in enumerate(definitions):
            for asked in ({"text": "bến"}, {"where": {"kind": f"loại {index}"}}, {"where": {"sides": "hai-phong"}}):
                assert names(reader.find(definition.register, Query(**asked))) == [index]


def test_every_index_of_a_register_has_a_name_of_its_own() -> None:
    """Names of tables and indices of any two registers differ, however registers and fields are cut and joined."""
    fields = ("by", "by-by", "by-c", "c", "with-c", "data")
    found: dict[str, str] = {}
    for register in ("a", "a-by", "a-by-by", "a-with", "a-with-c", "a-data", *LONG):
        for field in fields:
            listed = {"columns": [field], "sort": [field], "facets": [field]}
            document = {**DOCUMENT, "register": register, "title-field": field, "list": listed}
            document["fields"] = [{"name": name, "label": label(name), "datatype": "string"} for name in fields]
            table = table_of(parse_definition(document))
            behind = [f"{table.words}_{end}" for end in ("data", "idx", "content", "docsize", "config", "words")]
            beside = [*behind, *table.indices(), table.member_index("value"), table.member_index("record")]
            for name in (table.records, table.members, table.words, *beside):
                assert len(name) <= 63
                assert found.setdefault(name, register) == register, name
            assert len(table.indices()) == 4
