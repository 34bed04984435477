"""`lienvung verify-proof` as a stranger runs it: no node, no store, no web framework."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lienvung.node.exchange.evidence import KIND
from tests.node.test_record_proof import Members, fingerprint, packed, pair, prove
from tests.node.test_record_proof import good as good_proof

__all__ = ["good_proof", "pair"]
GUARD = (
    "import sys\n"
    "class Guard:\n"
    "    def find_spec(self, name, *_):\n"
    "        if name.partition('.')[0] in ('django', 'apsw', 'psycopg'):\n"
    "            raise ImportError(name)\n"
    "sys.meta_path.insert(0, Guard())\n"
    "from lienvung.cli.main import main\n"
    "main(sys.argv[1:])\n"
)


def run(*arguments: object) -> tuple[int, str]:
    """Run the command where neither a web framework nor a store can be imported."""
    command = [sys.executable, "-c", GUARD, *map(str, arguments)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout + ended.stderr


@pytest.fixture
def file(good_proof: Members, tmp_path: Path) -> Path:
    return packed(good_proof, tmp_path / "giấy.zip")


def test_the_verdict_is_told_with_its_exit_code(file: Path, pair) -> None:
    """Compared 0; not compared 4, with the fingerprint to compare; another key 1; no such file 2."""
    root = fingerprint(pair[1])
    code, said = run("verify-proof", file, "--root", root)
    assert (code, "ĐÚNG" in said) == (0, True)
    code, said = run("verify-proof", file)
    assert (code, " ".join(root[at : at + 4] for at in range(0, 64, 4)) in said) == (4, True)
    assert run("verify-proof", file, "--root", "0" * 64)[0] == 1
    assert run("verify-proof", file.with_name("không có.zip"))[0] == 2


def test_a_machine_reads_the_same(file: Path, pair) -> None:
    """The JSON has every entry with its log, its witnesses and what was not shown."""
    code, said = run("verify-proof", file, "--json", "--root", fingerprint(pair[1]))
    facts = json.loads(said)
    assert (code, facts["compared"], len(facts["entries"])) == (0, True, 3)
    first = facts["entries"][0]
    assert (first["origin"], first["withheld"]) == ("quang-ninh/limitation", ["attribution", "internal", "source"])
    assert [each["node"] for each in first["witnesses"]] == ["hai-phong"]


def test_evidence_is_judged_without_a_store(tmp_path: Path) -> None:
    """What is no evidence is refused with its rule, as a person and as a machine reads it."""
    (tmp_path / "e.json").write_text(json.dumps({"evidence": KIND}))
    code, said = run("verify-evidence", tmp_path / "e.json", "--json")
    assert (code, json.loads(said)["error"]) == (1, "evidence-malformed")


def test_every_proof_shows_only_shared_parts(pair) -> None:
    """A proof that was asked for the shared part has no other salt."""
    members = prove(pair[1])
    shown = [json.loads(data) for name, data in members.items() if name.endswith("/parts.json")]
    assert {name for parts in shown for name in parts} == {"shared"}
