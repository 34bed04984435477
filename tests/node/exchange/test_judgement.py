"""Evidence judged with nothing but the file: no node, no store, no line."""

import json
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from test_contradiction import LIMITATION, Twin, agreed, limitation_trouble
from two_places import Place
from typer.testing import CliRunner

from lienvung.cli import verify_evidence
from lienvung.core.agreement.errors import NodeDocumentInvalid, RecordProofUnknownRoot
from lienvung.core.errors import LienVungError
from lienvung.node.exchange.errors import EvidenceMalformed
from lienvung.node.exchange.evidence import Evidence, format_evidence, parse_evidence
from lienvung.node.exchange.judgement import evidence_of, judge_evidence
from lienvung.node.exchange.submit import submit_checkpoints
from lienvung.node.exchange.witnessed import format_witnessed, witnessed

__all__ = ["agreed"]
VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "docs/formats/vectors/evidence.json").read_text(encoding="utf-8")
)


def forked(here: Place, there: Place, folder: Path, first: int, second: int) -> Evidence:
    """Return the evidence that a pull keeps when a log was written twice."""
    twin = Twin(there, folder / "twin")
    there.write(first, text="một")
    assert limitation_trouble(here, there) is None
    twin.swap()
    there.write(second, text="hai")
    assert limitation_trouble(here, there) is not None
    return kept(here)


def kept(place: Place) -> Evidence:
    with place.node.store.reading() as reader:
        return parse_evidence(reader.evidence()[0].detail.encode())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["comment"])
def test_vectors(vector: dict[str, Any]) -> None:
    """Each vector is judged as it says, or refused with the error it names."""
    data = vector["evidence"].encode()
    if "refused" in vector:
        with pytest.raises(LienVungError) as refusal:
            judge_evidence(parse_evidence(data), roots=vector["roots"])
        assert refusal.value.code == vector["refused"]
        return
    judgement = judge_evidence(parse_evidence(data), roots=vector["roots"])
    found = [judgement.fault, judgement.node.name, judgement.smaller.size, judgement.larger.size, judgement.compared]
    assert found == vector["verdict"]
    assert format_evidence(parse_evidence(data)) == data


@pytest.mark.parametrize(("first", "second", "fault"), [(2, 2, "split-view"), (1, 3, "fork"), (3, 1, "fork")])
def test_kept_evidence_names_the_locality(
    agreed: tuple[Place, Place], tmp_path: Path, first: int, second: int, fault: str
) -> None:
    """What a node keeps of a contradiction says by itself whose keys they are and what they did."""
    here, there = agreed
    judgement = judge_evidence(forked(here, there, tmp_path, first, second), roots=[here.contact(there).fingerprint])
    assert (judgement.fault, judgement.node.name, judgement.node.title) == (fault, "quang-ninh", "Quảng Ninh")
    assert (judgement.settled, judgement.revoked) == (True, False)


def test_a_rollback_is_left_to_people(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """Two heads of one history prove no lie: the verdict says what is a person's word."""
    here, there = agreed
    twin = Twin(there, tmp_path / "twin")
    there.write(2)
    here.pull(there)
    twin.swap()
    limitation_trouble(here, there)
    judgement = judge_evidence(kept(here), roots=[here.contact(there).fingerprint])
    assert (judgement.fault, judgement.compared, judgement.settled) == ("rollback", True, False)


def test_what_two_witnesses_cosigned_is_evidence(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """Two checkpoints of one size from two places, and the node document, are judged without any of our files."""
    here, there = agreed
    twin = Twin(there, tmp_path / "twin")
    there.write(1, text="một")
    submit_checkpoints(there.node, there.contact(here), there.source(here))
    with here.node.store.reading() as reader:
        last, peer = witnessed(reader, LIMITATION), reader.peer("quang-ninh")
    assert last is not None
    assert peer is not None
    twin.swap()
    there.write(1, text="hai")
    with there.node.store.reading() as reader:
        log = reader.log(LIMITATION)
    assert log is not None
    assert log.head is not None
    evidence = evidence_of(format_witnessed(last), log.head)
    assert judge_evidence(evidence, peer.document).fault == "split-view"
    with pytest.raises(EvidenceMalformed, match="contradict"):
        judge_evidence(evidence_of(log.head, log.head), peer.document)
    with pytest.raises(EvidenceMalformed, match="whose keys"):
        judge_evidence(evidence)


def test_evidence_against_another_is_refused(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """Another node's document, an edited one, and another root than the reader's convince nobody."""
    here, there = agreed
    evidence = forked(here, there, tmp_path, 1, 1)
    with there.node.store.reading() as reader:
        peer = reader.peer("hai-phong")
    assert peer is not None
    with pytest.raises(EvidenceMalformed, match="another node"):
        judge_evidence(replace(evidence, node_json=peer.document))
    with pytest.raises(NodeDocumentInvalid):
        judge_evidence(replace(evidence, node_json=evidence.node_json.replace(b'"version\\":1', b'"version\\":2')))
    with pytest.raises(RecordProofUnknownRoot):
        judge_evidence(evidence, roots=["0" * 64])


def test_every_byte_of_the_notes_counts(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """A flip anywhere in what is signed, in the proof or in the keys leaves no evidence."""
    here, there = agreed
    evidence = forked(here, there, tmp_path, 1, 3)
    root = b64encode(evidence.prefix)
    assert root in format_evidence(evidence)
    for name in ("smaller", "larger", "prefix"):
        data: bytes = getattr(evidence, name)
        for at in range(0, len(data), 5):
            spoilt = replace(evidence, **{name: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]})
            with pytest.raises(LienVungError):
                judge_evidence(spoilt)


def test_the_command_needs_only_the_file(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """The verdict is printed with the locality's name; the exit code tells settled from left to people."""
    here, there = agreed
    file = tmp_path / "bằng chứng.json"
    file.write_bytes(format_evidence(forked(here, there, tmp_path, 1, 1)))
    app = typer.Typer()
    app.command()(verify_evidence.command)
    ended = CliRunner().invoke(app, [str(file), "--root", here.contact(there).fingerprint])
    assert (ended.exit_code, "Quảng Ninh (quang-ninh)" in ended.output) == (0, True)
    ended = CliRunner().invoke(app, [str(file), "--json"])
    assert (ended.exit_code, json.loads(ended.output)["verdict"]) == (4, "split-view")
