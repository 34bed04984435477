"""The sample files: every record fits its register, every real one is cited, none mixes the two natures."""

from pathlib import Path

import pytest

from lienvung.catalogue.load import load_catalogue
from lienvung.core.register.datatype import check_item
from lienvung.demo.samples import SampleRecord, read_samples, sample_files, sample_keys

FOLDER = Path(__file__).resolve().parents[2] / "samples"
CATALOGUE = load_catalogue()
FILES = sample_files(FOLDER)


def records_of(file: Path) -> list[SampleRecord]:
    keys = sample_keys(FILES, CATALOGUE)
    return [record for batch in read_samples(file, keys, CATALOGUE) for record in batch.records]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_record_fits_its_register(file: Path) -> None:
    """A sample that breaks its definition would be refused by the node, so it is refused here."""
    for record in records_of(file):
        check_item(CATALOGUE[record.register], record.item)


@pytest.mark.parametrize("file", [f for f in FILES if f.parent.name == "real"], ids=lambda file: file.stem)
def test_every_real_record_names_its_source(file: Path) -> None:
    """Nothing is shown as a fact of a real paper without where it was published."""
    for record in records_of(file):
        assert record.item["source"]["citation"], record


def test_an_id_stands_for_one_record() -> None:
    """Two records never share a key, so a link is never ambiguous; a later batch may correct the same record."""
    homes: dict[str, set[tuple[str, str]]] = {}
    for file in FILES:
        for record in records_of(file):
            homes.setdefault(record.key, set()).add((record.register, str(file)))
    assert {key: places for key, places in homes.items() if len(places) > 1} == {}


def test_real_and_illustrative_records_are_told_apart() -> None:
    """The folder a record comes from decides its nature, and every record that has the field carries it."""
    for file in FILES:
        for record in records_of(file):
            if "nature" in CATALOGUE[record.register].fields:
                assert record.item["shared"]["nature"] == file.parent.name
