"""A partner's record that breaks a register's own rules is kept and shown as what it is."""

from dataclasses import replace

import pytest
from forging import Said, forge
from two_places import Place, grant

from lienvung.core.register.definition import parse_definition
from lienvung.core.register.key import new_key
from lienvung.node.append import Change, append
from lienvung.node.relations import twins
from lienvung.node.stores.rows import Query

BOAT = parse_definition(
    {
        "register": "boat",
        "version": 1,
        "title": {"vi": "Tàu"},
        "title-field": "number",
        "parts": {"shared": {}},
        "fields": [
            {"name": "number", "label": {"vi": "Số"}, "datatype": "string", "unique": True},
            {"name": "seats", "label": {"vi": "Số chỗ"}, "datatype": "integer", "minimum": "1", "maximum": "500"},
            {"name": "length", "label": {"vi": "Dài"}, "datatype": "measure", "unit": "m", "maximum": "200"},
            {"name": "wooden", "label": {"vi": "Vỏ gỗ"}, "datatype": "boolean"},
            {"name": "since", "label": {"vi": "Từ"}, "datatype": "date"},
            {"name": "until", "label": {"vi": "Đến"}, "datatype": "date"},
            {"name": "home", "label": {"vi": "Bến"}, "datatype": "geometry"},
        ],
        "conditions": [
            {
                "schema": {"not": {"properties": {"wooden": {"const": True}}, "required": ["wooden", "length"]}},
                "message": {"vi": "Tàu gỗ không ghi chiều dài"},
            },
            {"before": ["since", "until"]},
        ],
    }
)


@pytest.fixture(autouse=True)
def _both_know_the_register(hai_phong: Place, quang_ninh: Place) -> None:
    for place in (hai_phong, quang_ninh):
        place.node = replace(place.node, catalogue={**place.node.catalogue, "boat": BOAT})


def write(place: Place, **values) -> str:
    key = new_key(place.name, f"{values['seats']:a>16}".translate(str.maketrans("0123456789", "abcdefghij")))
    append(place.node, [Change("put", "boat", key, {"shared": values})], idempotency_key=key)
    return key


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"seats": 501}, "I11-bounds"),
        ({"length": "200.01"}, "I11-bounds"),
        ({"wooden": True, "length": "20"}, "I12-schema"),
        ({"since": "2026-02-01", "until": "2026-01"}, "I13-order"),
        ({"home": {"type": "Point", "coordinates": ["20.8", "106.7"]}}, "G2-position"),
    ],
)
def test_a_record_against_its_definition_is_kept_as_invalid(hai_phong: Place, quang_ninh: Place, values, rule):
    """Bounds, conditions, orders, shapes: the record is held, read as invalid with its rule, and in no list or sum."""
    good, bad = write(quang_ninh, number="QN-1", seats=20), new_key("quang-ninh", "b" * 16)
    forge(quang_ninh, "boat", Said("put", bad, {"number": "QN-2", **values}))
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong", "boat"))
    hai_phong.pull(quang_ninh)
    with hai_phong.node.store.reading() as reader:
        (row,) = reader.refused("quang-ninh/boat")
        assert (row.code, f'"{rule}"' in row.detail) == ("item-invalid", True)
        assert reader.record("boat", bad).state == "invalid"
        assert [record.key for record in reader.find("boat", Query()).records] == [good]
        assert reader.total("boat", "seats", Query()) == 20


def test_what_two_nodes_wrote_at_once_is_kept_and_shown(hai_phong: Place, quang_ninh: Place):
    """A partner's record that repeats our value is not refused: each of the two is shown as the other's twin."""
    ours, theirs = write(hai_phong, number="QN-1", seats=20), write(quang_ninh, number="QN-1", seats=30)
    write(quang_ninh, number="QN-2", seats=40)
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong", "boat"))
    hai_phong.pull(quang_ninh)
    with hai_phong.node.store.reading() as reader:
        (twin,) = twins(reader, BOAT, {"number": "QN-1"}, ours)
        assert (twin.fields, twin.key, twin.steward) == (("number",), theirs, "quang-ninh")
        assert [each.key for each in twins(reader, BOAT, {"number": "QN-1"}, theirs)] == [ours]
        assert twins(reader, BOAT, {"number": "QN-2"}, theirs) != []
        assert reader.record("boat", theirs).state == "live"
