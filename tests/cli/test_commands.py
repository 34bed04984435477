"""The command line: help, exit codes, refusals that a person and a program can read."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lienvung.cli import doctor
from lienvung.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "lienvung.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A node that `init` made."""
    path = tmp_path_factory.mktemp("nodes") / "thu-nghiem"
    made = run(
        "init", str(path), "--unprotected", "--name", "thu-nghiem", "--title", "Thử nghiệm", "--address", "http://127.0.0.1:8190",
        "--listen", "127.0.0.1:8190", "--json",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert len(json.loads(made.stdout)["fingerprint"]) == 64
    return path


def test_the_list_of_commands_imports_none_of_them() -> None:
    """Help names every command, and costs no module of any."""
    code = (
        "import sys; from lienvung.cli.main import group, COMMANDS; group();"
        "print([m for m in sys.modules if m.startswith('lienvung.cli.') and m.split('.')[-1] in COMMANDS])"
    )
    listed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert listed.stdout.strip() == "[]"
    assert all(command in run("--help").stdout for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    """`--help` of each command answers and exits 0."""
    shown = run(command, "--help")
    assert shown.returncode == 0, shown.stderr
    assert "Usage" in shown.stdout


def test_an_unknown_command_is_wrong_usage() -> None:
    """A word that is no command exits 2."""
    assert run("khong-co").returncode == 2


def test_a_refusal_is_a_vietnamese_sentence_and_exit_1(tmp_path: Path) -> None:
    """A folder that is no node is refused in words, with what is safe and what to do."""
    refused = run("serve", str(tmp_path))
    assert refused.returncode == 1
    assert f"Thư mục {tmp_path} chưa phải là một nút." in refused.stderr
    assert "lienvung init" in refused.stderr


def test_init_never_overwrites_a_node(home: Path) -> None:
    """A second `init` in the same folder is refused and leaves the keys as they were."""
    before = (home / "keys" / "root.pem").read_bytes()
    named = ("--name", "x", "--title", "X", "--address", "http://127.0.0.1:1")
    again = run("init", str(home), "--unprotected", *named, "--json")
    assert (again.returncode, json.loads(again.stdout)["error"]) == (1, "home-exists")
    assert (home / "keys" / "root.pem").read_bytes() == before


def test_doctor_names_a_key_that_others_can_read(home: Path) -> None:
    """An open key is a finding: exit 1, and the key's name; closed again, the finding is gone."""
    key = home / "keys" / "log.pem"
    key.chmod(0o644)
    found = run("doctor", str(home), "--json")
    key.chmod(0o600)
    findings = {each["check"]: each for each in json.loads(found.stdout)}
    assert found.returncode == 1
    assert not findings["keys"]["well"]
    assert "log" in findings["keys"]["sentence"]
    closed = {each["check"]: each for each in json.loads(run("doctor", str(home), "--json").stdout)}
    assert closed["keys"]["well"]


def test_doctor_names_each_package_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that the programme says it needs is looked for, under the names by which it is installed."""
    assert list(doctor.missing_packages()) == []
    needed = ["orjson>=3", "khong-co[binary]>=1; python_version > '3'", "chi-de-thu>=1; extra == 'dev'"]
    monkeypatch.setattr(doctor, "requires", lambda _: needed)
    assert list(doctor.missing_packages()) == ["khong-co"]


def test_doctor_names_a_missing_proxy(home: Path) -> None:
    """An https address that no proxy answers for is a finding, with the setting to write; once it is there, none."""
    written = home / "settings.toml"
    text = written.read_text("utf-8")
    written.write_text(text.replace('"http://127.0.0.1:8190"', '"https://thu-nghiem.example"'), "utf-8")
    missing = {each["check"]: each for each in json.loads(run("doctor", str(home), "--json").stdout)}
    written.write_text(written.read_text("utf-8").replace('proxies = ""', 'proxies = "127.0.0.1"'), "utf-8")
    named = {each["check"] for each in json.loads(run("doctor", str(home), "--json").stdout)}
    written.write_text(text, "utf-8")
    assert "proxies" in missing["proxies"]["sentence"]
    assert "proxies" not in named


def test_doctor_names_a_wrong_register_and_the_sound_ones(home: Path) -> None:
    """A wrong file in `registers/` is told with its line and its remedy; the node goes on with the others."""
    registers = home / "registers"
    registers.mkdir()
    sound = (ROOT / "README.md").read_text("utf-8").split("```yaml\n")[1].split("```")[0]
    (registers / "shared-vessel.yaml").write_text(sound, "utf-8")
    (registers / "wrong.yaml").write_text(sound.replace("datatype: date", "datatype: day"), "utf-8")
    found = run("doctor", str(home))
    shutil.rmtree(registers)
    assert found.returncode == 1
    assert "✓ Sổ của riêng nút: shared-vessel." in found.stdout
    told = " ".join(found.stdout.split())
    assert f"Định nghĩa sổ sai ở {registers / 'wrong.yaml'}, dòng 9, trường fields/1/datatype" in told
    assert "không có kiểu dữ liệu này" in told
    assert "Sửa tệp YAML ở dòng đó rồi nạp lại." in told


@pytest.mark.parametrize("command", ["verify", "fsck"])
def test_an_inspector_needs_no_django(command: str, home: Path) -> None:
    """`verify` and `fsck` run where Django cannot be imported."""
    code = (
        "import sys\n"
        "class Nobody:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] == 'django': raise ImportError(name)\n"
        "sys.meta_path.insert(0, Nobody())\n"
        f"from lienvung.cli.main import main; main([{command!r}, {str(home)!r}])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
