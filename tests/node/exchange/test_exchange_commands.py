"""`pull`, `bundle` and `verify` as an operator runs them: exit codes, and what is printed."""

import subprocess
import sys
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from two_places import Place, grant

from lienvung.cli.main import main
from lienvung.node.exchange.evidence import Evidence, format_evidence

NO_DJANGO = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("django", "allauth", "ninja"):
            raise ImportError(name)
sys.meta_path.insert(0, Refuse())
from lienvung.cli.main import main
main(sys.argv[1:])
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    """Run a command and return its exit code and what it printed."""
    with pytest.raises(SystemExit) as leaving:
        main([str(argument) for argument in arguments])
    code = leaving.value.code
    return (code if isinstance(code, int) else 0), capsys.readouterr().out


@pytest.fixture
def agreed(hai_phong: Place, quang_ninh: Place) -> tuple[Place, Place]:
    """Both places on the operator's clock, agreed, with three records to pull."""
    for place in (hai_phong, quang_ninh):
        place.clock.at = datetime.now(UTC)
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    quang_ninh.write(3)
    return hai_phong, quang_ninh


def test_pull_says_what_came(agreed: tuple[Place, Place], capsys: pytest.CaptureFixture[str]) -> None:
    """The first pull names the new entries, the second says that nothing is new; both leave with 0."""
    here, _ = agreed
    code, printed = run(capsys, "pull", here.folder, "--json")
    (partner,) = orjson.loads(printed)["partners"]
    assert (code, partner["partner"], partner["new"], partner["troubles"]) == (0, "quang-ninh", 4, [])
    code, printed = run(capsys, "pull", here.folder, "quang-ninh")
    assert code == 0
    assert "quang-ninh: 0 lần ghi mới" in printed


def test_pull_names_a_partner_that_is_down(agreed: tuple[Place, Place], capsys: pytest.CaptureFixture[str]) -> None:
    """A partner that cannot be reached is a finding: exit code 1, and a sentence with its name."""
    here, there = agreed
    there.server.shutdown()
    there.server.server_close()
    code, printed = run(capsys, "pull", here.folder)
    assert code == 1
    assert "Không kết nối được với quang-ninh." in printed


def test_pull_refuses_a_name_that_is_no_contact(
    agreed: tuple[Place, Place], capsys: pytest.CaptureFixture[str]
) -> None:
    """A name nobody approved is refused by its code."""
    code, printed = run(capsys, "pull", agreed[0].folder, "bac-ninh", "--json")
    assert (code, orjson.loads(printed)["error"]) == (1, "contact-unknown")


def test_a_bundle_goes_out_is_looked_at_and_comes_in(
    agreed: tuple[Place, Place], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Export, verify and import by command bring the records over without a request."""
    here, there = agreed
    file = tmp_path / "goi.zip"
    code, printed = run(capsys, "bundle", "export", there.folder, "hai-phong", file, "--json")
    assert (code, orjson.loads(printed)["logs"]) == (0, 3)
    code, printed = run(capsys, "bundle", "verify", here.folder, file, "--json")
    assert (code, orjson.loads(printed)["troubles"]) == (0, [])
    code, printed = run(capsys, "bundle", "import", here.folder, file)
    assert code == 0
    assert "quang-ninh: 4 lần ghi mới" in printed
    with here.node.store.reading() as reader:
        assert reader.count("limitation") == 3


def test_verify_names_who_cosigned(agreed: tuple[Place, Place], capsys: pytest.CaptureFixture[str]) -> None:
    """Each log held is verified with its size and the witnesses whose cosignature stands under its head."""
    here, there = agreed
    here.pull(there)
    code, printed = run(capsys, "verify", here.folder, "--json")
    logs = {log["origin"]: log for log in orjson.loads(printed)["logs"]}
    assert code == 0
    assert logs["quang-ninh/limitation"]["size"] == 4
    assert logs["quang-ninh/limitation"]["witnesses"] == ["hai-phong"]
    assert all(log["fault"] is None for log in logs.values())


def test_verify_and_pull_run_without_the_web_framework(agreed: tuple[Place, Place]) -> None:
    """An inspector's machine needs no Django."""
    here, _ = agreed
    for command in ("pull", "verify"):
        done = subprocess.run(
            [sys.executable, "-c", NO_DJANGO, command, str(here.folder), "--json"], capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, b"")


def test_verify_judges_evidence(
    agreed: tuple[Place, Place], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Evidence is judged with the key given, or with the one a node approved; what proves nothing is refused."""
    here, there = agreed
    with there.node.store.reading() as reader:
        log = reader.log("quang-ninh/limitation")
    assert log is not None
    assert log.head is not None
    there.write()
    with there.node.store.reading() as reader:
        longer = reader.log("quang-ninh/limitation")
    assert longer is not None
    assert longer.head is not None
    file = tmp_path / "evidence.json"
    file.write_bytes(format_evidence(Evidence("shrink", log.origin, log.head, longer.head)))
    key = b64encode(here.contact(there).log_key).decode()
    for more in (["--key", key], [str(here.folder)]):
        code, printed = run(capsys, "verify", "--evidence", file, *more, "--json")
        assert (code, orjson.loads(printed)) == (
            0,
            {"kind": "shrink", "origin": "quang-ninh/limitation", "smaller": 4, "larger": 5},
        )
    file.write_bytes(format_evidence(Evidence("shrink", log.origin, longer.head, log.head)))
    code, printed = run(capsys, "verify", "--evidence", file, "--key", key, "--json")
    assert (code, orjson.loads(printed)["error"]) == (1, "evidence-malformed")
