"""A register that one side added in a YAML file travels like any other, with its definition."""

from dataclasses import replace
from pathlib import Path

from two_places import ATTRIBUTION, Place, grant

from lienvung.catalogue import load_catalogue
from lienvung.core.register.item import split_fields
from lienvung.node.append import Change, append

ROOT = Path(__file__).resolve().parents[3]
KEY = "quang-ninh-aaaaaaaaaaaaaaaa"


def test_the_register_of_the_readme_reaches_a_partner_that_has_no_such_file(
    hai_phong: Place, quang_ninh: Place, tmp_path: Path
) -> None:
    """Once an agreement names it the partner holds definition and record, searchable; `internal` stays at home."""
    written = (ROOT / "README.md").read_text("utf-8").split("```yaml\n")[1].split("```")[0]
    (tmp_path / "shared-vessel.yaml").write_text(written, "utf-8")
    quang_ninh.node = replace(quang_ninh.node, catalogue=load_catalogue(tmp_path))
    definition = quang_ninh.node.catalogue["shared-vessel"]
    values = {"name": "Tàu Hạ Long 07", "note": "chỉ trong nhà"}
    item = split_fields(definition, values, source={}, attribution=ATTRIBUTION)
    append(quang_ninh.node, [Change("put", "shared-vessel", KEY, item)], idempotency_key="vessel")
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong", "shared-vessel"))
    assert hai_phong.pull(quang_ninh).troubles == ()
    with hai_phong.node.store.reading() as reader:
        held = reader.definition("shared-vessel")
        record = reader.record("shared-vessel", KEY)
    assert held == definition
    assert record is not None
    assert record.values == {"name": "Tàu Hạ Long 07"}
    assert record.parts["internal"] == "withheld"
