"""The proof of records that travels alone: judged by the package, and by a script that knows nothing of it."""

import base64
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent / "exchange"))
from two_places import ATTRIBUTION, SAMPLE, Place, grant, meet, open_place

from lienvung.core.agreement.errors import AgreementError
from lienvung.core.agreement.record_proof import Verdict, check_record_proof
from lienvung.core.programme.freeze import format_freeze_code
from lienvung.core.register.key import format_token, new_key
from lienvung.core.tlog.cosignature import cosign
from lienvung.node import verify_lienvung_proof
from lienvung.node.append import Change, append
from lienvung.node.contact import own_document
from lienvung.node.record_proof import README, SCRIPT, prove_records, read_proof_zip, script, write_proof_zip
from lienvung.node.stores.rows import Query

VECTORS = json.loads((Path(__file__).parents[2] / "docs/formats/vectors/record-proof.json").read_text(encoding="utf-8"))
MADE = "2026-11-22T08:00:00Z"
SOUND, BROKEN, USAGE, NOT_COMPARED = 0, 1, 2, 4
Members = dict[str, bytes]
LEAF, PROOF, SHOWN = "entries/1/leaf.json", "entries/1/proof.tlog-proof", "entries/1/parts.json"
NODE, WITNESS = "nodes/quang-ninh.json", "nodes/hai-phong.json"


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Place]]:
    """Two places of which one cosigned the other's log of five limitations."""
    folder = tmp_path_factory.mktemp("places")
    here, there = open_place(folder, "hai-phong", "Hải Phòng"), open_place(folder, "quang-ninh", "Quảng Ninh")
    meet(here, there)
    here.agree(there, grant("quang-ninh", "hai-phong"))
    there.write(5)
    here.pull(there)
    yield here, there
    for place in (here, there):
        place.server.shutdown()
        place.server.server_close()
        place.node.store.close()


def prove(place: Place, names: tuple[str, ...] = ("shared",), count: int = 3) -> Members:
    """Prove some limitations as this place holds them."""
    with place.node.store.reading() as reader:
        records = sorted(reader.find("limitation", Query()).records, key=lambda record: record.index)
        return prove_records(reader, place.name, records[:count], names, MADE)


def fingerprint(place: Place) -> str:
    with place.node.store.reading() as reader:
        own = own_document(reader)
    assert own is not None
    return own.fingerprint


@pytest.fixture(scope="module")
def good(pair: tuple[Place, Place]) -> Members:
    return prove(pair[0])


@pytest.fixture(scope="module")
def root(pair: tuple[Place, Place]) -> str:
    return fingerprint(pair[1])


def packed(members: Members, path: Path) -> Path:
    with path.open("wb") as target:
        write_proof_zip(target, members, {SCRIPT: script(), README: b"x"})
    return path


def run(*arguments: str, cwd: Path | None = None) -> tuple[int, str]:
    """Run the script where neither our package nor site hooks can be imported; it needs `cryptography` alone."""
    import cryptography

    site = str(Path(cryptography.__file__).parent.parent)
    guard = (
        "import sys; sys.path.append(sys.argv[1]);"
        "sys.meta_path.insert(0, type('Guard', (), {'find_spec': staticmethod("
        "lambda name, *_: (_ for _ in ()).throw(ImportError(name)) if name.split('.')[0] in "
        "('lienvung', 'django', 'orjson', 'apsw') else None)}));"
        "path = sys.argv[2]; sys.argv = sys.argv[2:]; import runpy; runpy.run_path(path, run_name='__main__')"
    )
    ended = subprocess.run(
        [sys.executable, "-S", "-I", "-c", guard, site, verify_lienvung_proof.__file__, *arguments],
        capture_output=True,
        cwd=cwd,
        check=False,
    )
    assert b"Traceback" not in ended.stderr, ended.stderr.decode()
    return ended.returncode, ended.stdout.decode()


def judged(path: Path, *roots: str) -> int:
    """Return the exit code that the package's verdict stands for."""
    try:
        with path.open("rb") as source:
            verdict = check_record_proof(read_proof_zip(source), roots)
    except AgreementError:
        return BROKEN
    return SOUND if verdict.compared else NOT_COMPARED


def verdict_of(members: Members, *roots: str) -> Verdict:
    return check_record_proof(members, roots)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["comment"])
def test_vectors(vector: dict[str, Any], tmp_path: Path) -> None:
    """The members of each vector are sound for both, under its root, with its code and witnesses."""
    members = {name: text.encode() for name, text in vector["members"].items()}
    verdict = verdict_of(members, vector["root"])
    assert (format_freeze_code(verdict.code_hash[:5]), verdict.compared) == (vector["code"], True)
    assert [each.node for each in verdict.entries[0].witnesses] == vector["witnesses"]
    code, said = run(str(packed(members, tmp_path / "v.zip")), "--root", vector["root"])
    assert (code, vector["code"] in said) == (SOUND, True)


def test_a_good_proof_says_what_is_in_the_log(good: Members, root: str, pair: tuple[Place, Place]) -> None:
    """The verdict has the values that are shown, the log's head, and the witness with its time."""
    verdict = verdict_of(good, root)
    assert verdict.compared
    first = verdict.entries[0]
    assert first.shown == {"shared": SAMPLE["limitation"]}
    assert (first.checkpoint.origin, first.checkpoint.size, first.entry.op) == ("quang-ninh/limitation", 6, "put")
    assert [(each.node, each.time) for each in first.witnesses] == [("hai-phong", int(pair[0].clock.at.timestamp()))]


def test_the_script_agrees_and_prints_the_same_code(good: Members, root: str, tmp_path: Path) -> None:
    """Alone on an isolated interpreter the script finds the same, with and without a fingerprint to compare."""
    path = packed(good, tmp_path / "p.zip")
    code, said = run(str(path), "--root", root)
    assert code == judged(path, root) == SOUND
    assert format_freeze_code(verdict_of(good).code_hash[:5]) in said
    assert "Tiến độ giải phóng mặt bằng còn chậm" in said
    code, said = run(str(path))
    assert code == judged(path) == NOT_COMPARED
    assert root in said
    assert run(str(path), "--root", " ".join(re.findall("....", root.upper())))[0] == SOUND


def test_another_fingerprint_is_refused(good: Members, pair: tuple[Place, Place], tmp_path: Path) -> None:
    """A proof by somebody else's keys is broken, and so is one whose witness alone is known."""
    path = packed(good, tmp_path / "p.zip")
    for other in ("0" * 64, fingerprint(pair[0])):
        assert run(str(path), "--root", other)[0] == judged(path, other) == BROKEN


@pytest.mark.parametrize("arguments", [[], ["nowhere.zip"], ["--root", "x"], ["a", "--key", "x"], ["a", "--root"]])
def test_the_script_says_how_it_is_used(arguments: list[str], tmp_path: Path) -> None:
    """Wrong usage and a missing file end with 2 and the way to call it."""
    code, said = run(*arguments, cwd=tmp_path)
    assert code == USAGE
    assert "verify_lienvung_proof.py FILE.zip" in said


def test_the_script_is_short_and_needs_little() -> None:
    """At most 200 lines; it imports the standard library and cryptography."""
    text = script().decode()
    assert len(text.splitlines()) <= 200
    imported = {match.split(".")[0] for match in re.findall(r"^(?:from|import) ([\w.]+)", text, re.MULTILINE)}
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}


def flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def swap(old: str, new: str, member: str) -> Callable[[Members], Members]:
    def edit(members: Members) -> Members:
        assert old.encode() in members[member], old
        return {**members, member: members[member].replace(old.encode(), new.encode(), 1)}

    return edit


def edit_json(member: str, change: Callable[[Any], Any]) -> Callable[[Members], Members]:
    def edit(members: Members) -> Members:
        values = change(json.loads(members[member]))
        spelled = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        assert spelled != members[member]
        return {**members, member: spelled}

    return edit


def edit_lines(member: str, change: Callable[[list[str]], list[str]]) -> Callable[[Members], Members]:
    def edit(members: Members) -> Members:
        lines = change(members[member].decode().split("\n"))
        assert "\n".join(lines).encode() != members[member]
        return {**members, member: "\n".join(lines).encode()}

    return edit


def spoil_signature(line: str) -> str:
    head, _, blob = line.rpartition(" ")
    raw = bytearray(base64.b64decode(blob))
    raw[-1] ^= 1
    return f"{head} {base64.b64encode(bytes(raw)).decode()}"


def later_time(line: str) -> str:
    head, _, blob = line.rpartition(" ")
    raw = bytearray(base64.b64decode(blob))
    raw[11] ^= 1
    return f"{head} {base64.b64encode(bytes(raw)).decode()}"


def spoil_line(starts: str, change: Callable[[str], str]) -> Callable[[list[str]], list[str]]:
    def edit(lines: list[str]) -> list[str]:
        assert any(line.startswith(starts) for line in lines), starts
        return [change(line) if line.startswith(starts) else line for line in lines]

    return edit


def drop(member: str) -> Callable[[Members], Members]:
    return lambda members: {name: data for name, data in members.items() if name != member}


def spoil_note(change: Callable[[str], str]) -> Callable[[Any], Any]:
    return lambda document: {**document, "keys": [change(note) for note in document["keys"]]}


def of_another(members: Members) -> Members:
    """Take the leaf and parts of one entry with the proof of another."""
    return {**members, LEAF: members["entries/0/leaf.json"], SHOWN: members["entries/0/parts.json"]}


def twice(members: Members) -> Members:
    return {**members, **{name: members[name.replace("/1/", "/0/")] for name in (LEAF, PROOF, SHOWN)}}


def body(change: Callable[[str], str]) -> Callable[[Any], Any]:
    return lambda parts: {**parts, "shared": {**parts["shared"], "body": change(parts["shared"]["body"])}}


def salt(change: Callable[[str], str]) -> Callable[[Any], Any]:
    return lambda parts: {**parts, "shared": {**parts["shared"], "salt": change(parts["shared"]["salt"])}}


def definition(members: Members) -> Members:
    (name,) = (name for name in members if name.startswith("definitions/"))
    return {**members, name: members[name].replace(b'"version":1', b'"version":2')}


def no_definition(members: Members) -> Members:
    return {name: data for name, data in members.items() if not name.startswith("definitions/")}


TAMPERED: dict[str, Callable[[Members], Members]] = {
    "value": edit_json(SHOWN, body(lambda text: text.replace("chậm", "nhanh"))),
    "value-spelled-otherwise": edit_json(SHOWN, body(lambda text: text.replace('","', '", "'))),
    "salt": edit_json(SHOWN, salt(lambda text: "0" * 32)),
    "salt-in-capitals": edit_json(SHOWN, salt(lambda text: "A" * 32)),
    "salt-shorter": edit_json(SHOWN, salt(lambda text: text[2:])),
    "part-renamed": edit_json(SHOWN, lambda parts: {"source": parts["shared"]}),
    "part-unknown": edit_json(SHOWN, lambda parts: {**parts, "secret": parts["shared"]}),
    "part-with-more": edit_json(SHOWN, lambda parts: {"shared": {**parts["shared"], "note": "x"}}),
    "parts-a-list": edit_json(SHOWN, lambda parts: [parts["shared"]]),
    "parts-spelled-otherwise": swap(":", ": ", SHOWN),
    "parts-empty-file": lambda members: {**members, SHOWN: b""},
    "leaf-key": swap('"key":"quang-ninh-', '"key":"quang-binh-', LEAF),
    "leaf-op": swap('"op":"put"', '"op":"retire"', LEAF),
    "leaf-time": swap('"time":"2026', '"time":"2025', LEAF),
    "leaf-spelled-otherwise": swap(",", ", ", LEAF),
    "leaf-of-another-entry": of_another,
    "leaf-missing": drop(LEAF),
    "parts-missing": drop(SHOWN),
    "proof-missing": drop(PROOF),
    "entry-twice": twice,
    "index": edit_lines(PROOF, spoil_line("index ", lambda line: "index 5")),
    "index-beyond": edit_lines(PROOF, spoil_line("index ", lambda line: "index 99")),
    "index-with-zero": edit_lines(PROOF, spoil_line("index ", lambda line: line.replace(" ", " 0"))),
    "index-in-other-digits": edit_lines(PROOF, spoil_line("index ", lambda line: "index ٢")),
    "magic": edit_lines(PROOF, lambda lines: ["c2sp.org/tlog-proof@v2", *lines[1:]]),
    "extra-not-base64": edit_lines(PROOF, lambda lines: [lines[0], "extra !!!!", *lines[1:]]),
    "extra-empty": edit_lines(PROOF, lambda lines: [lines[0], "extra ", *lines[1:]]),
    "path-hash": edit_lines(PROOF, lambda lines: [*lines[:2], spoil_signature(f" {lines[2]}")[1:], *lines[3:]]),
    "path-shorter": edit_lines(PROOF, lambda lines: [*lines[:2], *lines[3:]]),
    "path-longer": edit_lines(PROOF, lambda lines: [*lines[:2], lines[2], *lines[2:]]),
    "path-swapped": edit_lines(PROOF, lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]]),
    "size": edit_lines(PROOF, lambda lines: ["7" if line == "6" else line for line in lines]),
    "size-with-zero": edit_lines(PROOF, lambda lines: ["06" if line == "6" else line for line in lines]),
    "origin": edit_lines(PROOF, spoil_line("quang-ninh/limitation", lambda line: "quang-ninh/escalation")),
    "origin-of-another": edit_lines(PROOF, spoil_line("quang-ninh/limitation", lambda line: "hai-phong/limitation")),
    "origin-nobody": edit_lines(PROOF, spoil_line("quang-ninh/limitation", lambda line: "x/y/z")),
    "log-signature": edit_lines(PROOF, spoil_line("— quang-ninh/limitation", spoil_signature)),
    "log-signature-missing": edit_lines(
        PROOF, lambda lines: [line for line in lines if not line.startswith("— quang-ninh/limitation")]
    ),
    "cosignature": edit_lines(PROOF, spoil_line("— hai-phong/witness", spoil_signature)),
    "cosignature-time": edit_lines(PROOF, spoil_line("— hai-phong/witness", later_time)),
    "checkpoint-with-more": edit_lines(PROOF, spoil_line("quang-ninh/limitation", lambda line: f"{line}\n")),
    "checkpoint-extension": edit_lines(
        PROOF, lambda lines: [f"{line}\nmore" if len(line) == 44 and at > 5 else line for at, line in enumerate(lines)]
    ),
    "checkpoint-control-character": edit_lines(PROOF, spoil_line("— hai-phong/witness", lambda line: f"{line}\x07")),
    "no-final-newline": edit_lines(PROOF, lambda lines: lines[:-1]),
    "node-missing": drop(NODE),
    "node-address": edit_json(NODE, lambda document: {**document, "address": "https://evil.example"}),
    "node-name": edit_json(NODE, lambda document: {**document, "name": "bac-ninh"}),
    "node-of-another": lambda members: {**members, NODE: members[WITNESS]},
    "witness-of-another": lambda members: {**members, WITNESS: members[NODE]},
    "node-log-key": edit_json(NODE, spoil_note(lambda note: note.replace('"version":1', '"version":2'))),
    "node-signature": edit_json(NODE, spoil_note(lambda note: spoil_signature(note[:-1]) + "\n")),
    "node-threshold": edit_json(NODE, spoil_note(lambda note: note.replace('"threshold":1', '"threshold":0'))),
    "node-header": edit_json(NODE, spoil_note(lambda note: note.replace("keys/v1", "keys/v2"))),
    "node-chain-twice": edit_json(NODE, lambda document: {**document, "keys": document["keys"] * 2}),
    "node-chain-empty": edit_json(NODE, lambda document: {**document, "keys": []}),
    "node-with-more": edit_json(NODE, lambda document: {**document, "more": "x"}),
    "witness-node-signature": edit_json(WITNESS, spoil_note(lambda note: spoil_signature(note[:-1]) + "\n")),
    "definition": definition,
    "definition-missing": no_definition,
    "list-count-less": swap('"entries":3', '"entries":2', "proof.json"),
    "list-count-more": swap('"entries":3', '"entries":4', "proof.json"),
    "list-count-true": swap('"entries":3', '"entries":true', "proof.json"),
    "list-count-zero": swap('"entries":3', '"entries":0', "proof.json"),
    "list-kind": swap("record-proof/v1", "record-proof/v2", "proof.json"),
    "list-made": swap("2026-11-22T08", "2026-11-32T08", "proof.json"),
    "list-spelled-otherwise": swap(",", ", ", "proof.json"),
    "list-not-first": lambda members: {**drop("proof.json")(members), "proof.json": members["proof.json"]},
    "member-unknown": lambda members: {**members, "entries/1/more.json": b"{}"},
    "member-outside": lambda members: {**members, "../evil": b""},
    "member-of-no-entry": lambda members: {**members, "entries/3/leaf.json": members[LEAF]},
    "member-huge": lambda members: {**members, SHOWN: bytes(5 * 2**20)},
}


@pytest.mark.parametrize("kind", TAMPERED)
def test_tampering_is_found_by_both(kind: str, good: Members, root: str, tmp_path: Path) -> None:
    """Whatever is changed, package and script refuse it, also for a reader who knows the right key."""
    path = packed(TAMPERED[kind](good), tmp_path / "p.zip")
    assert judged(path, root) == BROKEN
    code, said = run(str(path), "--root", root)
    assert (code, "KHÔNG ĐÚNG" in said) == (BROKEN, True)


@pytest.mark.parametrize("member", [LEAF, PROOF, SHOWN, NODE, WITNESS])
def test_every_byte_counts(member: str, good: Members, root: str, tmp_path: Path) -> None:
    """A flip of any seventh byte is refused by both alike; or it takes away a witness, or is in a title, unsigned."""
    whole = verdict_of(good, root)
    for at in range(0, len(good[member]), 7):
        path = packed({**good, member: flip(good[member], at)}, tmp_path / "p.zip")
        with redirect_stdout(StringIO()):
            assert verify_lienvung_proof.main([str(path), "--root", root]) == judged(path, root), at
        if judged(path, root) == SOUND:
            verdict = verdict_of({**good, member: flip(good[member], at)}, root)
            assert verdict.code_hash == whole.code_hash
            assert not verdict.entries[1].witnesses if member == PROOF else at > good[member].index(b'"title"')


def test_a_truncated_file_is_no_proof(good: Members, root: str, tmp_path: Path) -> None:
    """Half a zip, and what is no zip, are refused by both."""
    path = packed(good, tmp_path / "p.zip")
    data = path.read_bytes()
    for broken in (data[: len(data) // 2], b"rubbish", flip(data, 70)):
        path.write_bytes(broken)
        assert judged(path, root) == run(str(path), "--root", root)[0] == BROKEN


def test_a_member_twice_is_refused(good: Members, root: str, tmp_path: Path) -> None:
    """Two members of one name could be read one way by us and another way by others."""
    path = packed(good, tmp_path / "p.zip")
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(LEAF, good[LEAF])
    assert judged(path, root) == run(str(path), "--root", root)[0] == BROKEN


def test_unknown_witnesses_and_lines_are_left_aside(good: Members, root: str, tmp_path: Path) -> None:
    """A cosignature by somebody whose document is not there says nothing, for or against."""
    path = packed(drop(WITNESS)(good), tmp_path / "p.zip")
    assert judged(path, root) == run(str(path), "--root", root)[0] == SOUND
    assert verdict_of(drop(WITNESS)(good)).entries[0].witnesses == ()


@pytest.mark.parametrize("forged", [False, True])
def test_a_log_is_no_witness_of_itself(
    forged: bool, good: Members, root: str, pair: tuple[Place, Place], tmp_path: Path
) -> None:
    """A line by the log's own node as a witness vouches for nothing, sound or not, to package and script alike."""
    note = good[PROOF].decode().partition("\n\n")[2]
    keys = pair[1].node.keys
    assert keys is not None
    line = cosign(note[: note.rindex("\n\n") + 1], "quang-ninh/witness", keys.witness, 1_795_000_000 + forged)
    line = line.replace(line[-12:-8], "AAAA") if forged else line
    added = good | {PROOF: good[PROOF] + line.encode()}
    assert [each.node for each in verdict_of(added).entries[1].witnesses] == ["hai-phong"]
    path = packed(added, tmp_path / "p.zip")
    code, printed = run(str(path), "--root", root)[:2]
    assert judged(path, root) == code == SOUND
    assert "quang-ninh 20" not in printed


def test_only_the_named_parts_are_shown(pair: tuple[Place, Place], tmp_path: Path) -> None:
    """What was not asked for is in the proof neither as words nor as salt, and personal parts stay where they are."""
    _, there = pair
    key = new_key("quang-ninh", format_token(b"0123456789"))
    source = {"exact": "câu trong văn bản", "file": "0" * 64, "page": 1, "rectangle": [0, 0, 9, 9]}
    item = {"shared": SAMPLE["limitation"], "attribution": ATTRIBUTION, "source": source}
    append(there.node, [Change("put", "escalation", key, item)], idempotency_key="shown")
    with there.node.store.reading() as reader:
        record = reader.record("escalation", key)
        assert record is not None
        shared = prove_records(reader, "quang-ninh", [record], ("shared",), MADE)
        more = prove_records(reader, "quang-ninh", [record], ("shared", "source"), MADE)
    everything = b"".join(shared.values()).decode()
    assert "Nguyễn Thị Lan" not in everything
    assert "câu trong văn bản" not in everything
    assert set(verdict_of(shared).entries[0].shown) == {"shared"}
    assert verdict_of(more).entries[0].shown["source"]["exact"] == "câu trong văn bản"


def test_a_retired_record_shows_both_entries(pair: tuple[Place, Place]) -> None:
    """The values and what was done to them last are both proved."""
    _, there = pair
    (key,) = there.write(1, "escalation")
    there.change("retire", "escalation", key, {"reason": "nhập trùng"})
    with there.node.store.reading() as reader:
        record = reader.record("escalation", key)
        assert record is not None
        verdict = verdict_of(prove_records(reader, "quang-ninh", [record], ("shared",), MADE))
    assert [each.entry.op for each in verdict.entries] == ["put", "retire"]
    assert verdict.entries[1].shown["shared"] == {"reason": "nhập trùng"}


def test_the_same_proof_is_the_same_file(good: Members) -> None:
    """A proof has no time of its own in the zip: two downloads of one state are byte for byte equal."""
    first, second = BytesIO(), BytesIO()
    write_proof_zip(first, good, {})
    write_proof_zip(second, good, {})
    assert first.getvalue() == second.getvalue()
