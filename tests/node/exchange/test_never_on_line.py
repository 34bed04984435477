"""Two nodes that never were on line: everything between them by files in a pocket."""

import json
import secrets
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from two_places import ATTRIBUTION, PARTS, SAMPLE, Clock, grant

from lienvung.core.agreement.terms import Party, Terms, format_terms, terms_hash
from lienvung.core.register.key import format_token, new_key
from lienvung.node.agreements import accept_agreement, agreements, propose_agreement
from lienvung.node.append import Change, append
from lienvung.node.contact import FingerprintMismatch, add_contact, contact, contacts, own_document, own_node_json
from lienvung.node.exchange.bundle import Since, export_bundle
from lienvung.node.exchange.bundle_import import Imported, import_bundle, look_into_bundle
from lienvung.node.exchange.errors import BundleForAnother
from lienvung.node.home import create_home, open_node
from lienvung.node.home_settings import Settings
from lienvung.node.introduction import introduce_node
from lienvung.node.keys import NodeKeys
from lienvung.node.node import Node
from lienvung.node.receipts import Crossing, Handed, crossings, parse_receipt_heads
from lienvung.node.verify import verify_heads

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "docs/formats/vectors/receipt.json").read_text(encoding="utf-8")
)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """The only thing that two nodes share."""
    folder = tmp_path / "USB"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any attempt to open a socket fails the test."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a node that is never on line opened a connection")

    monkeypatch.setattr("socket.socket.connect", refuse)


def place(folder: Path, name: str, title: str) -> Node:
    """Make a node without a server."""
    settings = Settings(name, title, f"https://{name}.example", "127.0.0.1:1")
    home = create_home(folder / name, settings, NodeKeys.generate(), secrets.token_bytes)
    node = open_node(home, now=Clock(), random=secrets.token_bytes)
    introduce_node(node, title=title, address=settings.address, attribution=ATTRIBUTION)
    return node


def fingerprint(node: Node) -> str:
    with node.store.reading() as reader:
        own = own_document(reader)
    assert own is not None
    return own.fingerprint


def export(giver: Node, taker: str, path: Path, since: Since = "last-receipt") -> Path:
    with giver.store.reading() as reader:
        known = contact(reader, taker)
    export_bundle(giver, known, path, since=since)
    return path


def write(node: Node, count: int) -> None:
    for _ in range(count):
        key = new_key(node.name, format_token(secrets.token_bytes(10)))
        item = {"shared": SAMPLE["limitation"], "attribution": ATTRIBUTION}
        append(node, [Change("put", "limitation", key, item)], idempotency_key=key)


def meet(first: Node, second: Node, stick: Path) -> Imported:
    """The second learns of the first by its node.json; the first of the second by its first bundle."""
    with first.store.reading() as reader:
        (stick / "node.json").write_bytes(own_node_json(reader) or b"")
    add_contact(second, (stick / "node.json").read_bytes(), fingerprint=fingerprint(first), approved_by="Lan")
    path = export(second, first.name, stick / "first.zip")
    return import_bundle(first, path, fingerprint=fingerprint(second), approved_by="Bình")


def agree(first: Node, second: Node, stick: Path) -> str:
    """The first proposes on a stick, the second accepts on the next, a third carries nothing but files."""
    parties = (Party(first.name, fingerprint(first)), Party(second.name, fingerprint(second)))
    grants = (grant(second.name, first.name, parts=PARTS), grant(first.name, second.name, parts=PARTS))
    terms = Terms("Thỏa thuận qua USB", parties, "Biên bản 2026", (), None, grants)
    propose_agreement(first, terms, attribution=ATTRIBUTION, idempotency_key="propose")
    import_bundle(second, export(first, second.name, stick / "proposed.zip"))
    of = terms_hash(format_terms(terms))
    accept_agreement(second, of, attribution=ATTRIBUTION, idempotency_key="accept")
    import_bundle(first, export(second, first.name, stick / "accepted.zip"))
    return of


def test_everything_by_files(tmp_path: Path, stick: Path) -> None:
    """Introduction, an agreement in force, equal records, cosigned heads and matching receipts, without a line."""
    one, two = place(tmp_path, "hai-phong", "Hải Phòng"), place(tmp_path, "quang-ninh", "Quảng Ninh")
    meet(one, two, stick)
    of = agree(one, two, stick)
    write(one, 3)
    write(two, 4)
    for turn in range(3):
        import_bundle(two, export(one, "quang-ninh", stick / f"{turn}-there.zip"))
        import_bundle(one, export(two, "hai-phong", stick / f"{turn}-back.zip"))
    for node, other in ((one, two), (two, one)):
        with node.store.reading() as reader, other.store.reading() as original:
            state = next(each for each in agreements(reader, node.name, node.today()) if each.hash == of)
            assert state.in_force
            assert reader.count("limitation") == 7
            copy, log = reader.log(f"{other.name}/limitation"), original.log(f"{other.name}/limitation")
            assert copy is not None
            assert log is not None
            assert copy.frontier == log.frontier
            witnessed = {row.witness for row in original.cosignatures(log.origin, log.size)}
            assert witnessed == {f"{node.name}/witness"}
            known = crossings(reader, node.name)
            both = [each for each in known if each.out and each.taken]
            assert len(both) >= len(known) - 2
            assert all(each.matches for each in both)
            assert not reader.evidence()


def test_logs_that_are_not_shared_are_witnessed_by_request(tmp_path: Path, stick: Path) -> None:
    """Of a log without a grant only the head travels, and comes back cosigned."""
    one, two = place(tmp_path, "hai-phong", "Hải Phòng"), place(tmp_path, "quang-ninh", "Quảng Ninh")
    meet(one, two, stick)
    write(two, 2)
    assert import_bundle(one, export(two, "hai-phong", stick / "ask.zip")).witnessed == 1
    assert import_bundle(two, export(one, "quang-ninh", stick / "answer.zip")).cosigned >= 1
    with two.store.reading() as reader, one.store.reading() as there:
        log = reader.log("quang-ninh/limitation")
        assert log is not None
        assert [row.witness for row in reader.cosignatures(log.origin, log.size)] == ["hai-phong/witness"]
        assert there.log("quang-ninh/limitation") is None
    write(two, 1)
    assert import_bundle(one, export(two, "hai-phong", stick / "more.zip")).witnessed == 1


def test_a_stranger_is_met_only_with_his_fingerprint(tmp_path: Path, stick: Path) -> None:
    """The first bundle shows who says he is, and goes in only with what two officers compared."""
    one, two = place(tmp_path, "hai-phong", "Hải Phòng"), place(tmp_path, "quang-ninh", "Quảng Ninh")
    with one.store.reading() as reader:
        document = own_node_json(reader) or b""
    add_contact(two, document, fingerprint=fingerprint(one), approved_by="Lan")
    path = export(two, "hai-phong", stick / "b.zip")
    seen = look_into_bundle(one, path)
    assert (seen.known, seen.sender, seen.report.logs) == (False, "quang-ninh", ())
    with pytest.raises(FingerprintMismatch):
        import_bundle(one, path, fingerprint="0" * 64, approved_by="Bình")
    with one.store.reading() as reader:
        assert contacts(reader) == {}
    assert import_bundle(one, path, fingerprint=fingerprint(two), approved_by="Bình").report.troubles == ()


def test_a_third_node_carries_a_bundle(tmp_path: Path, stick: Path) -> None:
    """A carrier can tell that the logs are whole, reads no value, cannot take it in, and hands on the same bytes."""
    one, two, three = (place(tmp_path, name, name) for name in ("hai-phong", "quang-ninh", "bac-ninh"))
    meet(one, two, stick)
    agree(one, two, stick)
    write(two, 3)
    with two.store.reading() as reader:
        add_contact(three, own_node_json(reader) or b"", fingerprint=fingerprint(two), approved_by="Cúc")
    path = export(two, "hai-phong", stick / "for-one.zip", "full")
    seen = look_into_bundle(three, path)
    assert (seen.recipient, seen.report.troubles, seen.report.values) == ("hai-phong", (), 0)
    assert {log.origin: log.size for log in seen.report.logs}["quang-ninh/limitation"] == 4
    with pytest.raises(BundleForAnother):
        import_bundle(three, path)
    carried = shutil.copy(path, tmp_path / "carried.zip")
    assert import_bundle(one, Path(carried)).report.troubles == ()
    with one.store.reading() as reader:
        assert reader.count("limitation") == 3


def test_a_lost_stick_leaves_no_gap(tmp_path: Path, stick: Path) -> None:
    """Bundles begin where a receipt came back: one that never arrived is given again with the next."""
    one, two = place(tmp_path, "hai-phong", "Hải Phòng"), place(tmp_path, "quang-ninh", "Quảng Ninh")
    meet(one, two, stick)
    agree(one, two, stick)
    write(two, 2)
    export(two, "hai-phong", stick / "lost.zip")
    write(two, 2)
    import_bundle(one, export(two, "hai-phong", stick / "next.zip"))
    import_bundle(two, export(one, "quang-ninh", stick / "receipt.zip"))
    again = look_into_bundle(one, export(two, "hai-phong", stick / "again.zip"))
    assert again.cosigned["quang-ninh/limitation"] == ("hai-phong",)
    write(two, 1)
    later = export(two, "hai-phong", stick / "later.zip")
    assert look_into_bundle(one, later).report.logs
    import_bundle(one, later)
    with one.store.reading() as reader, two.store.reading() as giver:
        assert reader.count("limitation") == 5
        (lost,) = [each for each in crossings(giver, "quang-ninh") if each.out and not each.taken][-1:]
        assert not lost.matches


def test_what_is_carried_is_sound(tmp_path: Path, stick: Path) -> None:
    """After it all every head verifies by the keys alone."""
    from lienvung.node.home import load_home
    from lienvung.node.known_keys import read_known_keys

    one, two = place(tmp_path, "hai-phong", "Hải Phòng"), place(tmp_path, "quang-ninh", "Quảng Ninh")
    meet(one, two, stick)
    agree(one, two, stick)
    for name, node in (("hai-phong", one), ("quang-ninh", two)):
        with node.store.reading() as reader:
            known = read_known_keys(load_home(tmp_path / name), reader)
            assert [check.fault for check in verify_heads(reader, known.log, known.witness) if check.fault] == []


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["comment"])
def test_vectors(vector: dict[str, Any]) -> None:
    """Two halves match as the vector says."""
    halves = {}
    for act in ("handed_out", "taken_in"):
        told = vector.get(act)
        blank = Handed(act, "", "", "b", "", "", {}, "", "")
        heads = parse_receipt_heads(told["heads"]) if told else {}
        halves[act] = replace(blank, file=told["file"], made=told["made"], heads=heads) if told else None
    crossing = Crossing("quang-ninh", "hai-phong", "b", halves["handed_out"], halves["taken_in"])
    assert crossing.matches is vector["matches"]
