"""A restored node asks its partners how far it had come, fetches its tail back, and signs no size twice."""

import secrets
import shutil
from pathlib import Path

import pytest
from three_places import open_three
from two_places import Place, grant, open_place

from lienvung.catalogue.load import load_catalogue
from lienvung.core.tlog.note import parse_note
from lienvung.node.backup.create import create_backup
from lienvung.node.backup.heads import head_opener, own_log_keys
from lienvung.node.backup.restore import restore_home
from lienvung.node.errors import RestoredUnchecked
from lienvung.node.exchange.reconcile import exchange_with
from lienvung.node.fsck import fsck
from lienvung.node.guard import OverrideRefused, guard_decisions, guard_of, override_guard, raise_guard
from lienvung.node.home import load_home, open_file, open_node
from lienvung.node.known_keys import read_known_keys

REGISTER = "limitation"


def back_up(place: Place) -> Path:
    home = load_home(place.folder)
    opener = head_opener(own_log_keys(home))
    return create_backup(place.node, home, place.folder / "backups", place.node.keys.opening(), opener).path


def restore(place: Place, file: Path) -> None:
    """Put a place back to a backup, as after a crash: the same folder and address, an older store."""
    keys = place.node.keys
    home = load_home(place.folder)
    place.node.store.close()
    restore_home(
        place.folder,
        [file],
        keys.opening(),
        name=place.name,
        open_head=head_opener(own_log_keys(home)),
        open_beside=open_file,
        read_catalogue=load_catalogue,
        now=place.clock,
        replace=True,
    )
    place.node = open_node(load_home(place.folder), now=place.clock, random=secrets.token_bytes)


def guard(place: Place):
    with place.node.store.reading() as reader:
        return guard_of(place.node, reader)


def meet_again(place: Place, *others: Place):
    return [exchange_with(place.node, place.contact(other), allow_loopback=True) for other in others]


def heads(place: Place, node: str) -> dict[str, tuple[int, bytes]]:
    with place.node.store.reading() as reader:
        return {log.origin: (log.size, log.frontier.root()) for log in reader.logs() if log.node == node}


def sound(place: Place) -> bool:
    with place.node.store.reading() as reader:
        keys = read_known_keys(load_home(place.folder), reader).log
    return fsck(place.node.store, keys, place.node.catalogue).findings == []


@pytest.fixture
def shared(hai_phong: Place, quang_ninh: Place) -> Place:
    """Hải Phòng shares its limitations with Quảng Ninh, who holds some of them."""
    hai_phong.agree(quang_ninh, grant("hai-phong", "quang-ninh"))
    hai_phong.write(300)
    quang_ninh.pull(hai_phong)
    return hai_phong


def test_restored_node_fetches_its_tail_back(shared: Place, quang_ninh: Place) -> None:
    """What was appended after the backup comes back from the partner, under the signatures of then, byte for byte."""
    file = back_up(shared)
    keys = shared.write(40)
    quang_ninh.pull(shared)
    before = heads(shared, "hai-phong")
    restore(shared, file)
    assert heads(shared, "hai-phong") != before
    with pytest.raises(RestoredUnchecked):
        shared.write()
    outcome = meet_again(shared, quang_ninh)[0]
    assert outcome.trouble is None
    assert guard(shared) is None
    assert heads(shared, "hai-phong") == before
    with shared.node.store.reading() as reader:
        assert all(reader.record(REGISTER, key).values["text"] for key in keys)
    assert sound(shared)
    shared.write(5)
    quang_ninh.pull(shared)
    assert (
        heads(quang_ninh, "hai-phong")[f"hai-phong/{REGISTER}"] == heads(shared, "hai-phong")[f"hai-phong/{REGISTER}"]
    )


def test_values_that_nobody_holds_are_lost_and_said_so(shared: Place, quang_ninh: Place) -> None:
    """A part that was never shared cannot come back: it is unavailable, and a new put makes the record whole."""
    file = back_up(shared)
    key = shared.write(1)[0]
    shared.change(
        "put",
        REGISTER,
        key,
        {"text": "Bản thứ hai", "programmes": ["ha-noi-aaaaaaaaaaaaaaaa"], "nature": "illustrative"},
    )
    quang_ninh.pull(shared)
    restore(shared, file)
    meet_again(shared, quang_ninh)
    with shared.node.store.reading() as reader:
        record = reader.record(REGISTER, key)
        assert record.values["text"] == "Bản thứ hai"
        assert record.parts["internal" if "internal" in record.parts else "shared"] in ("held", "unavailable")
        states = {row.state for row in reader.parts(record.origin, record.index, record.index + 1)}
    assert states <= {"held", "unavailable"}
    assert sound(shared)


def test_nothing_is_signed_before_the_partner_was_asked(shared: Place, quang_ninh: Place) -> None:
    """A restored node shows no heads and cosigns nothing; the partner sees no rollback and keeps no evidence."""
    file = back_up(shared)
    shared.write(10)
    quang_ninh.pull(shared)
    quang_ninh.write(3)
    restore(shared, file)
    outcome = meet_again(quang_ninh, shared)[0]
    assert outcome.trouble.code == "partner-refused"
    with quang_ninh.node.store.reading() as reader:
        assert reader.evidence() == []


def test_without_an_answer_nobody_may_let_it_sign(shared: Place, quang_ninh: Place) -> None:
    """While no partner answers the node waits: whoever decides, it signs no second root for a size they may hold."""
    file = back_up(shared)
    restore(shared, file)
    quang_ninh.server.shutdown()
    quang_ninh.server.server_close()
    quang_ninh.server.close_connections()
    meet_again(shared, quang_ninh)
    assert guard(shared).asked == {"quang-ninh": "unreachable"}
    with pytest.raises(RestoredUnchecked):
        shared.write()
    with pytest.raises(OverrideRefused, match="partners-may-have-seen-more"):
        override_guard(shared.node, by=("Lan", "Bình"), reason="Bão, mất mạng ba ngày")
    with pytest.raises(RestoredUnchecked):
        shared.write()


def test_one_partner_that_does_not_answer_keeps_it_waiting(tmp_path: Path) -> None:
    """One partner saw nothing more, another is away and holds what came after the backup: nothing is signed before it
    answered, for it may hold a root for a size that would be signed again."""
    with open_three(tmp_path) as (away, near, restored):
        for partner in (away, near):
            partner.pull(restored)
        file = back_up(restored)
        restored.agree(away, grant(restored.name, away.name))
        away.pull(restored)
        before = heads(restored, restored.name)
        restore(restored, file)
        away.tamper = hung_up(away)
        assert meet_again(restored, near)[0].trouble is None
        meet_again(restored, away)
        assert guard(restored).asked == {near.name: "same", away.name: "unreachable"}
        with pytest.raises(RestoredUnchecked):
            restored.write()
        with pytest.raises(OverrideRefused):
            override_guard(restored.node, by=("Lan", "Bình"), reason="Bên kia mất mạng")
        away.tamper = None
        meet_again(restored, away)
        assert guard(restored) is None
        assert heads(restored, restored.name) == before
        assert restored.write()


def hung_up(place: Place):
    """Return a line that is cut before anything is answered."""

    def cut(request, response):
        place.server.close_connections()
        return response

    return cut


def test_a_node_that_never_had_a_partner_goes_on_by_two_people(tmp_path: Path) -> None:
    """Nobody can have seen more than the backup: two different people decide, with a reason that is kept."""
    alone = open_place(tmp_path / "alone", "hung-yen", "Hưng Yên")
    with alone.node.store.writing() as writer:
        raise_guard(alone.node, writer, "restored")
    for by in (("Lan", "lan "), ("Lan", "")):
        with pytest.raises(OverrideRefused):
            override_guard(alone.node, by=by, reason="Ổ đĩa hỏng")
    with pytest.raises(OverrideRefused):
        override_guard(alone.node, by=("Lan", "Bình"), reason=" ")
    with pytest.raises(RestoredUnchecked):
        alone.write()
    override_guard(alone.node, by=("Lan", "Bình"), reason="Ổ đĩa hỏng")
    with alone.node.store.reading() as reader:
        assert [each["by"] for each in guard_decisions(reader)] == [["Lan", "Bình"]]
    assert alone.write()


def test_entries_that_a_witness_saw_and_nobody_has_keep_it_stopped(hai_phong: Place, quang_ninh: Place) -> None:
    """A witness without the entries says that some are lost: the node does not sign over them, whoever decides."""
    hai_phong.write(2)
    meet_again(hai_phong, quang_ninh)
    file = back_up(hai_phong)
    hai_phong.write(2)
    meet_again(hai_phong, quang_ninh)
    restore(hai_phong, file)
    outcome = meet_again(hai_phong, quang_ninh)[0]
    assert outcome.trouble.code == "own-log-behind"
    assert guard(hai_phong).asked == {"quang-ninh": "missing"}
    with pytest.raises(OverrideRefused):
        override_guard(hai_phong.node, by=("Lan", "Bình"), reason="Vội")
    with pytest.raises(RestoredUnchecked):
        hai_phong.write()


def put_back_older_store(place: Place, snapshot: Path) -> None:
    """Copy an older store's bytes into the same files, as `cp` does: the same inodes, so the same installation."""
    place.node.store.close()
    for name in ("node.sqlite", "node.sqlite-wal", "node.sqlite-shm"):
        old, new = snapshot / name, place.folder / name
        new.write_bytes(old.read_bytes() if old.exists() else b"")
    place.node = open_node(load_home(place.folder), now=place.clock, random=secrets.token_bytes)


def test_a_store_put_back_in_place_signs_nothing_before_partners_were_asked(shared: Place, quang_ninh: Place) -> None:
    """The node remembers outside its store how far it signed; then its tail comes back and it signs again."""
    shared.node.store.close()
    snapshot = shared.folder.with_name("snapshot")
    shutil.copytree(shared.folder, snapshot)
    shared.node = open_node(load_home(shared.folder), now=shared.clock, random=secrets.token_bytes)
    shared.write(4)
    meet_again(shared, quang_ninh)
    quang_ninh.pull(shared)
    before = heads(shared, "hai-phong")
    put_back_older_store(shared, snapshot)
    assert guard(shared).why == "behind"
    with pytest.raises(RestoredUnchecked):
        shared.write()
    meet_again(shared, quang_ninh)
    assert guard(shared) is None
    assert heads(shared, "hai-phong") == before
    assert shared.write()


def test_what_was_signed_and_nobody_saw_takes_two_people(shared: Place, quang_ninh: Place) -> None:
    """Every partner answered and saw less than was once signed: only two people may let it go on, and it is kept."""
    shared.node.store.close()
    snapshot = shared.folder.with_name("snapshot")
    shutil.copytree(shared.folder, snapshot)
    shared.node = open_node(load_home(shared.folder), now=shared.clock, random=secrets.token_bytes)
    shared.write(4)
    put_back_older_store(shared, snapshot)
    meet_again(shared, quang_ninh)
    assert guard(shared).asked == {"quang-ninh": "same"}
    with pytest.raises(RestoredUnchecked):
        shared.write()
    override_guard(shared.node, by=("Lan", "Bình"), reason="Bốn lần ghi chưa gửi cho ai")
    assert shared.write()
    shared.node.store.close()
    shared.node = open_node(load_home(shared.folder), now=shared.clock, random=secrets.token_bytes)
    assert guard(shared) is None


def test_a_wound_back_machine_is_stopped_at_the_first_witness(shared: Place, quang_ninh: Place) -> None:
    """Where the memory outside the store went back too, the first witness says so, and the node recovers."""
    shared.node.store.close()
    snapshot = shared.folder.with_name("snapshot")
    shutil.copytree(shared.folder, snapshot)
    shared.node = open_node(load_home(shared.folder), now=shared.clock, random=secrets.token_bytes)
    shared.write(4)
    meet_again(shared, quang_ninh)
    quang_ninh.pull(shared)
    before = heads(shared, "hai-phong")
    shutil.copy(snapshot / "signed-sizes", shared.folder / "signed-sizes")
    put_back_older_store(shared, snapshot)
    assert guard(shared) is None
    outcome = meet_again(shared, quang_ninh)[0]
    assert outcome.trouble.code == "own-log-behind"
    assert guard(shared).why == "behind"
    meet_again(shared, quang_ninh)
    assert guard(shared) is None
    assert heads(shared, "hai-phong") == before


def test_a_copy_that_signed_otherwise_is_stopped_for_good(shared: Place, quang_ninh: Place) -> None:
    """A clone that appended by itself meets a partner that saw another history: it stops, with the evidence kept."""
    file = back_up(shared)
    shared.write(3)
    quang_ninh.pull(shared)
    restore(shared, file)
    with shared.node.store.writing() as writer:
        writer.set_setting("guard", None)
    shared.write(1)
    meet_again(shared, quang_ninh)
    meet_again(shared, quang_ninh)
    state = guard(shared)
    assert state is not None
    assert state.stopped
    with shared.node.store.reading() as reader:
        assert {(row.kind, row.node) for row in reader.evidence()} == {("fork", "hai-phong")}
    with pytest.raises(RestoredUnchecked):
        shared.write()


def test_a_partner_cannot_give_back_what_we_never_signed(shared: Place, quang_ninh: Place) -> None:
    """Whatever a partner says it holds of our logs counts only under our own signature, and only if it is the tree."""
    file = back_up(shared)
    shared.write(20)
    quang_ninh.pull(shared)
    restore(shared, file)

    def spoil(request, response):
        if "/held/logs/" in request.path and "/entries/" in request.path:
            body = bytearray(response.body)
            body[-3] ^= 1
            return type(response)(response.status, response.media_type, bytes(body))
        return response

    quang_ninh.tamper = spoil
    size = heads(shared, "hai-phong")
    meet_again(shared, quang_ninh)
    assert heads(shared, "hai-phong") == size
    assert guard(shared) is not None
    quang_ninh.tamper = None
    meet_again(shared, quang_ninh)
    assert guard(shared) is None


def test_nobody_else_gets_a_partners_logs_back(shared: Place, quang_ninh: Place) -> None:
    """`held` gives each caller its own logs and no other: it is no way around an agreement."""
    quang_ninh.write(3)
    source = shared.source(quang_ninh).held()
    from lienvung.node.exchange.errors import PartnerRefused
    from lienvung.node.exchange.heads import parse_heads
    from lienvung.node.exchange.parts_request import PartsRequest, format_parts_request

    name, found = parse_heads(source.heads())
    assert name == "hai-phong"
    assert {parse_note(head.checkpoint.encode())[0].split("/")[0] for head in found} == {"hai-phong"}
    request = PartsRequest("quang-ninh/limitation", ("shared",), ((0, 1),), source.transaction("x"))
    with pytest.raises(PartnerRefused):
        source.parts(format_parts_request(request))
