"""A policy decides whose witnessing makes a head count."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from three_places import exchange, open_three
from two_places import Place

from lienvung.core.tlog.errors import PolicyMalformed
from lienvung.core.tlog.note import COSIGNATURE, format_vkey
from lienvung.core.tlog.policy import Policy, parse_policy
from lienvung.node.contact import witness_name
from lienvung.node.home import load_home, open_node
from lienvung.node.quorum import is_witnessed, unwitnessed

ORIGIN = "hai-phong/limitation"
Three = tuple[Place, Place, Place]


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Three]:
    with open_three(tmp_path) as places:
        yield places


def policy(quorum: str, *witnesses: Place) -> Policy:
    lines = [f"witness {each.name} {vkey(each)}\n" for each in witnesses]
    group = f"group all-of-them {quorum} {' '.join(each.name for each in witnesses)}\nquorum all-of-them\n"
    return parse_policy(("".join(lines) + group).encode())


def vkey(place: Place) -> str:
    assert place.node.keys is not None
    key = place.node.keys.witness.public_key().public_bytes_raw()
    return format_vkey(witness_name(place.name), key, COSIGNATURE)


def test_a_head_counts_when_the_quorum_has_cosigned_it(three: Three) -> None:
    """Of two witnesses one is enough for `any` and not for `all`; without a policy nothing is demanded."""
    here, one, other = three
    here.write(2)

    def counts(index: int = 0) -> list[bool]:
        with here.node.store.reading() as reader:
            asked = (None, policy("any", one, other), policy("all", one, other))
            return [is_witnessed(reader, each, ORIGIN, index) for each in asked]

    assert counts() == [True, False, False]
    exchange(here, one)
    assert counts() == [True, True, False]
    exchange(here, other)
    assert counts(2) == [True, True, True]
    here.write()
    assert counts(2) == [True, True, True]  # an older head covers them
    assert counts(3) == [True, False, False]


def test_a_cosignature_by_another_key_under_the_name_does_not_count(three: Three) -> None:
    """A policy trusts keys, not names."""
    here, one, other = three
    here.write()
    exchange(here, one)
    wrong = policy("all", one)
    assert other.node.keys is not None
    key = other.node.keys.witness.public_key().public_bytes_raw()
    named = replace(wrong.witnesses[0], vkey=format_vkey(witness_name(one.name), key, COSIGNATURE))
    with here.node.store.reading() as reader:
        assert is_witnessed(reader, wrong, ORIGIN, 0)
        assert not is_witnessed(reader, replace(wrong, witnesses=(named,)), ORIGIN, 0)


def test_logs_that_nobody_witnessed_are_named(three: Three) -> None:
    """Every log of ours, shared or not, has a witness after one round with one partner."""
    here, one, _ = three
    here.write()
    with here.node.store.reading() as reader:
        assert ORIGIN in unwitnessed(reader)
    exchange(here, one)
    with here.node.store.reading() as reader:
        assert [origin for origin in unwitnessed(reader) if origin.startswith("hai-phong/")] == []


def test_the_policy_is_a_file_in_the_nodes_folder(three: Three) -> None:
    """A node reads it when it is opened, and does not open with one that breaks a rule."""
    here, one, _ = three
    file = here.folder / "policy"
    file.write_text(f"witness one {vkey(one)}\nquorum one\n")
    opened = open_node(load_home(here.folder), now=here.clock, random=here.node.random)
    opened.store.close()
    assert opened.policy is not None
    assert opened.policy.quorum == "one"
    file.write_text("quorum nobody\n")
    with pytest.raises(PolicyMalformed):
        open_node(load_home(here.folder), now=here.clock, random=here.node.random)


def test_the_newest_checkpoint_is_published_with_its_cosignatures(three: Three) -> None:
    """Whoever asks a node for its checkpoint gets the witnesses' lines with it, and a witness shows its own."""
    import hashlib

    here, one, other = three
    here.write()
    exchange(here, one)
    exchange(here, other)
    note = one.source(here)._get("/logs/limitation/checkpoint", "text/plain", 10_000).decode()
    assert {line.split(" ")[1] for line in note.splitlines() if line.startswith("— ")} == {
        ORIGIN, "quang-ninh/witness", "bac-ninh/witness",
    }  # fmt: skip
    digest = hashlib.sha256(ORIGIN.encode()).hexdigest()
    shown = here.source(one)._get(f"/witness/{digest}/checkpoint", "text/plain", 10_000).decode()
    assert shown.splitlines()[:3] == note.splitlines()[:3]
    assert "— quang-ninh/witness " in shown
