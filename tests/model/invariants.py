"""What holds after every step, whatever happened: the eight invariants, each a function that says its sentence."""

from collections import Counter
from collections.abc import Callable
from typing import Any, Final

import orjson

from lienvung.core.tlog.checkpoint import Checkpoint
from lienvung.core.tlog.merkle import Frontier, leaf_hashes
from lienvung.node.fsck import fsck
from lienvung.node.verify import verify_heads
from tests.model.hearing import root
from tests.model.house import CATALOGUE, House, state_of
from tests.model.upheavals import is_guarded, kept_by
from tests.model.world import World

MOST_REQUESTS: Final = 200
"""A pull of at most ten short logs asks for heads, a few tiles, bundles and batches of parts of each: never more."""


def i1_no_acknowledged_write_is_lost_and_none_is_doubled(world: World) -> None:
    """Every append that was answered is in its steward's log, once, in the place that the answer named."""
    for house in world.honest():
        mine = [each for each in world.acknowledged if each.house == house.name]
        state = state_of(house.store)
        if is_guarded(house):
            continue  # it says so itself, and answers nobody until it has asked what became of its tail
        world.judged["an acknowledged write was looked up"] += len(mine)
        for each in mine:
            if not house.restored:
                assert state.receipts.get(each.idempotency_key) == each.receipt, f"lost: {each}"
            for origin, index, key in each.receipt.entries:
                assert index < state.logs[origin].size, f"not shown: {each}"
                leaf = orjson.loads(state.leaves[origin][index])
                assert (leaf["key"], leaf["batch"]) == (key, each.receipt.batch), f"elsewhere: {each}"
        if not house.restored:
            _check_none_doubled(house)


def _check_none_doubled(house: House) -> None:
    state = state_of(house.store)
    receipts = {receipt.batch: receipt for receipt in state.receipts.values()}
    entries: Counter[str] = Counter()
    for origin, log in state.logs.items():
        if log.node == house.name:
            leaves = map(orjson.loads, state.leaves[origin])
            entries.update(leaf["batch"] for leaf in leaves if leaf["op"] != "define")
    expected = {batch: len(receipt.entries) for batch, receipt in receipts.items()}
    assert entries == expected, f"doubled or half-written at {house.name}"


def i2_no_signer_ever_signed_two_roots_for_a_size_nor_a_shrinking_size(world: World) -> None:
    """What log keys and witness keys put their name under is one growing history per log."""
    for house in world.honest():
        _check_one_history(house.log_signatures.checkpoints)
        # As a witness it keeps the promise to liars too.
        _check_one_history(house.witness_signatures.checkpoints)
        _check_one_branch(world, house.witness_signatures.checkpoints)
        _check_extends(world, house)


def _check_one_history(signed: list[Checkpoint]) -> None:
    roots: dict[tuple[str, int], bytes] = {}
    newest: dict[str, int] = {}
    for each in signed:
        assert roots.setdefault((each.origin, each.size), each.root) == each.root, f"two roots: {each}"
        assert each.size >= newest.get(each.origin, 0), f"shrank: {each}"
        newest[each.origin] = each.size


def _check_one_branch(world: World, signed: list[Checkpoint]) -> None:
    """Of a log with two histories a witness cosigned heads of one of them only."""
    for origin in world.other_leaves:
        heads = [each for each in signed if each.origin == origin]
        branches = [world.leaves[origin], world.other_leaves[origin]]
        fits = [all(root(branch, each.size) == each.root for each in heads) for branch in branches]
        assert any(fits), f"cosigned both histories of {origin}"
        world.judged["a liar's head was cosigned"] += len(heads)


def _check_extends(world: World, house: House) -> None:
    """Of an honest log a witness cosigned beginnings of what its steward committed: each continues the one before."""
    signed = house.witness_signatures.checkpoints
    known = world.judged[f"cosigned by {house.name}"]
    world.judged[f"cosigned by {house.name}"] = len(signed)
    for each in signed[known:]:
        steward = world.houses[each.origin.partition("/")[0]]
        if steward.name != world.evil and not steward.restored:
            assert root(world.leaves[each.origin], each.size) == each.root, f"{house.name} cosigned {each}"


def i3_fsck_finds_nothing_at_any_honest_node(world: World) -> None:
    """Checked from its bytes with nothing but keys, every honest node's store is as it was signed."""
    for house in world.honest():
        if _is_new(world, "fsck", house):
            report = fsck(house.store, world.log_keys(house), CATALOGUE)
            assert report.sound, f"{house.name}: {report.findings}"


def i4_each_copy_is_a_prefix_of_its_stewards_log(world: World) -> None:
    """Byte for byte, what a partner shows of a log is a beginning of what the steward committed."""
    for house in world.honest():
        for origin, log in state_of(house.store).logs.items():
            held = state_of(house.store).leaves[origin][: log.size]
            branches = [world.leaves.get(origin, ()), world.other_leaves.get(origin, ())]
            assert any(branch[: len(held)] == held for branch in branches), f"{house.name} holds another {origin}"
            world.judged["a copy was compared"] += log.node != house.name and bool(held)


def i5_nothing_leaves_without_an_agreement_in_force(world: World) -> None:
    """No part and no tile was ever answered to a node that no agreement of that moment let have it."""
    assert not world.left_unentitled, world.left_unentitled


def i6_nothing_unverified_is_shown_as_verified(world: World) -> None:
    """A value that is held is the one its steward wrote, a head that verifies is one that its key signed, and nobody
    honest stands accused."""
    for house in world.honest():
        if _is_new(world, "shown", house):
            _check_values(world, house)
            _check_heads(world, house)
        accused = {
            row.origin.partition("/")[0] for row in state_of(house.store).evidence.values() if row.kind == "fork"
        }
        assert accused <= {world.evil}, f"{house.name} accuses {accused}"


def _check_values(world: World, house: House) -> None:
    state = state_of(house.store)
    for (origin, index), rows in state.parts.items():
        if origin.partition("/")[0] == world.evil or index >= state.logs[origin].size:
            continue
        for row in rows:
            if row.state == "held":
                assert row.body == world.bodies[origin, index, row.name], f"{house.name}: {origin} {index} {row.name}"


def _check_heads(world: World, house: House) -> None:
    with house.store.reading() as reader:
        for check in verify_heads(reader, world.log_keys(house), {}):
            assert check.fault is None, f"{house.name} {check.origin}: {check.fault!r}"
            committed = world.leaves.get(check.origin, ())[: check.size]
            other = world.other_leaves.get(check.origin, ())[: check.size]
            roots = {Frontier().extend(leaf_hashes(leaves)).root() for leaves in (committed, other)}
            assert check.root in roots, f"{house.name} {check.origin}"


def what_contradicts_is_noticed(world: World) -> None:
    """No pull passes over a head older than what it knows, and two signed histories are evidence at once."""
    assert not world.unnoticed, world.unnoticed


def i7_work_is_bounded(world: World) -> None:
    """No exchange asks without end, and what is pending is never more than what a partner offered."""
    assert world.most_requests <= MOST_REQUESTS, world.most_requests
    for house in world.honest():
        for origin, log in state_of(house.store).logs.items():
            known = max(len(world.leaves.get(origin, ())), len(world.other_leaves.get(origin, ())))
            pending = log.node != house.name and log.pending.size > known
            assert not pending, f"{house.name} keeps {log.pending.size} of {origin}, which has {known}"


def i8_copies_are_equal_after_the_fault_clears(world: World) -> None:
    """When every line carries again, three rounds make every copy equal to its steward's log, and hold every value
    that an agreement in force gives it."""
    for taker in world.honest():
        for giver in world.honest():
            if taker is not giver:
                _check_copy(world, taker, giver)
                if _may_read(world, giver, taker, "household"):
                    _check_erased(giver, taker)


def _check_copy(world: World, taker: House, giver: House) -> None:
    theirs, mine = state_of(giver.store), state_of(taker.store)
    for origin, log in theirs.logs.items():
        register = origin.partition("/")[2]
        if log.node != giver.name or not log.size or not _may_read(world, giver, taker, register):
            continue
        assert origin in mine.logs, f"{taker.name} lacks {origin}"
        assert mine.logs[origin].size == log.size, f"{taker.name} has {mine.logs[origin].size} of {log.size} {origin}"
        for index in range(log.size):
            _check_entry(world, taker, giver, origin, index)


def _may_read(world: World, giver: House, taker: House, register: str) -> bool:
    if register in ("node", "agreement", "acceptance", "proposal"):
        return True
    return bool(world.deals.grants(giver.name, taker.name, register, giver.node.today()))


def _check_entry(world: World, taker: House, giver: House, origin: str, index: int) -> None:
    names = world.may_leave(giver, taker.name, origin, index, giver.node.today())
    theirs = {row.name: row for row in state_of(giver.store).parts.get((origin, index), ())}
    mine = {row.name: row for row in state_of(taker.store).parts.get((origin, index), ())}
    for name in names & theirs.keys():
        expected = theirs[name].state, theirs[name].body
        if theirs[name].state not in ("held", "erased"):
            continue  # lost in a restore
        world.judged["a value was compared"] += 1
        found = (mine[name].state, mine[name].body) if name in mine else ("nothing", b"")
        assert found == expected, f"{taker.name} has {found[0]} of {origin} {index} {name}, {giver.name} {expected[0]}"


def each_record_has_one_steward(world: World) -> None:
    """Whatever was handed over, and whoever heard of it: no two nodes hold themselves entitled to change a record."""
    if not any(row.op == "hand-over" for house in world.honest() for row in state_of(house.store).entries.values()):
        return  # by its name each key has one steward
    keys = {key for house in world.honest() for name, key in state_of(house.store).records if name == "household"}
    world.judged["a hand-over was judged"] += 1
    stewards = Counter(key for house in world.honest() if not house.restored for key in kept_by(house, keys))
    assert all(count == 1 for count in stewards.values()), stewards.most_common(3)


def what_was_erased_is_gone(world: World) -> None:
    """From the moment at which an erasure is committed its steward holds nothing of what it names."""
    for house in world.honest():
        if _is_new(world, "erased", house):
            world.judged["an erasure was looked for"] += _check_erased(house, house)


def _check_erased(steward: House, holder: House) -> int:
    """Hold one node's store against the erasures that a steward committed, as far as the store shows that log; return
    how many there are."""
    origin = f"{steward.name}/household"
    state = state_of(holder.store)
    shown = state.logs[origin].size if origin in state.logs else 0
    leaves = [orjson.loads(leaf) for leaf in state.leaves.get(origin, ())[:shown]]
    last = {leaf["key"]: index for index, leaf in enumerate(leaves) if leaf["op"] == "erase"}
    for index, leaf in enumerate(leaves):
        if index < last.get(leaf["key"], 0) and leaf["op"] == "put":
            states = {row.state for row in state.parts.get((origin, index), ()) if row.name == "personal"}
            assert "held" not in states, f"{holder.name} still holds what {origin} {last[leaf['key']]} erased"
    return len(last)


def _is_new(world: World, what: str, house: House) -> bool:
    """Tell whether a store changed since this was asked last: what did not change was judged then."""
    seen: dict[tuple[str, str], Any] = world.__dict__.setdefault("_seen", {})
    state = state_of(house.store)
    changed = seen.get((what, house.name)) is not state
    seen[what, house.name] = state
    return changed


ALWAYS: Final[tuple[Callable[[World], None], ...]] = (
    i1_no_acknowledged_write_is_lost_and_none_is_doubled,
    i2_no_signer_ever_signed_two_roots_for_a_size_nor_a_shrinking_size,
    i3_fsck_finds_nothing_at_any_honest_node,
    i4_each_copy_is_a_prefix_of_its_stewards_log,
    i5_nothing_leaves_without_an_agreement_in_force,
    i6_nothing_unverified_is_shown_as_verified,
    what_contradicts_is_noticed,
    i7_work_is_bounded,
    each_record_has_one_steward,
    what_was_erased_is_gone,
)
