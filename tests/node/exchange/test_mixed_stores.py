"""Two nodes with stores of different kinds exchange as two of one kind do."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.postgres_server import Server
from two_places import PARTS, Place, grant, meet, open_place

from lienvung.node.contact import contacts
from lienvung.node.fsck import fsck
from lienvung.node.keys import public_bytes
from lienvung.node.rebuild import canonical_dump, rebuild


@pytest.fixture
def mixed(tmp_path: Path, postgres_server: Server) -> Iterator[tuple[Place, Place]]:
    """Hải Phòng on a server, Quảng Ninh in a file, with an agreement in both directions."""
    pair = (
        open_place(tmp_path, "hai-phong", "Thành phố Hải Phòng", postgres_server.new_database()),
        open_place(tmp_path, "quang-ninh", "Quảng Ninh"),
    )
    meet(*pair)
    pair[0].agree(pair[1], grant("hai-phong", "quang-ninh"), grant("quang-ninh", "hai-phong"))
    yield pair
    for place in pair:
        place.server.shutdown()
        place.server.server_close()
        place.node.store.close()


def log_of(place: Place, origin: str) -> tuple[bytes, list[bytes], list[object]]:
    """Root, leaves, and held parts of the puts of a log, as a place holds it."""
    with place.node.store.reading() as reader:
        log = reader.log(origin)
        assert log is not None
        parts = [row for row in reader.parts(origin, 1, min(log.size, 601), PARTS) if row.state == "held"]
        return log.frontier.root(), list(reader.entries(origin, 0, log.size)), list(parts)


def test_what_is_written_here_is_held_there(mixed: tuple[Place, Place]) -> None:
    """Either way each log, its values, its tables and its proofs are the same on both sides, and sound on both."""
    for here, there in (mixed, mixed[::-1]):
        keys = here.write(600, text="Đông Triều chậm tiến độ")
        here.change("retire", "limitation", keys[3], {"reason": "đã xong"})
        there.pull(here)
        origin = f"{here.name}/limitation"
        assert log_of(there, origin) == log_of(here, origin)
        with there.node.store.reading() as reader:
            record = reader.record("limitation", keys[0])
            assert record is not None
            assert record.values["text"] == "Đông Triều chậm tiến độ"
            retired = reader.record("limitation", keys[3])
            assert retired is not None
            assert retired.state == "retired"
    for place in mixed:
        check_sound(place)


def check_sound(place: Place) -> None:
    """Check a node by keys alone, and that its tables are those that the logs make."""
    assert place.node.keys is not None
    with place.node.store.reading() as reader:
        keys = {name: contact.log_key for name, contact in contacts(reader).items()}
        before = canonical_dump(reader)
    report = fsck(place.node.store, {**keys, place.name: public_bytes(place.node.keys.log)}, place.node.catalogue)
    assert report.sound, report.findings
    rebuild(place.node.store, place.node.catalogue)
    with place.node.store.reading() as reader:
        assert canonical_dump(reader) == before


def test_small_pulls_follow_one_another(mixed: tuple[Place, Place]) -> None:
    """Entries that come one by one end in the same log as those that come at once."""
    hai_phong, quang_ninh = mixed
    for _ in range(5):
        quang_ninh.write(1, text=secrets.token_hex(4))
        hai_phong.pull(quang_ninh)
    assert log_of(hai_phong, "quang-ninh/limitation") == log_of(quang_ninh, "quang-ninh/limitation")
