"""Nothing that people can meet is undocumented, and the examples in the README work."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from lienvung.catalogue.load import load_catalogue, parse_definition_file
from lienvung.cli.main import COMMANDS
from lienvung.node.home_settings import Settings
from lienvung.wording.errors import WORDINGS

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
READMES = [ROOT / "README.md", ROOT / "README.vi.md"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    """The operator's page names each command."""
    assert f"`lienvung {command}" in (DOCS / "operate.md").read_text("utf-8")


@pytest.mark.parametrize("setting", [field.name.replace("_", "-") for field in fields(Settings)])
def test_every_setting_is_documented(setting: str) -> None:
    """The operator's page says what each line of settings.toml means."""
    assert f"| `{setting}` |" in (DOCS / "operate.md").read_text("utf-8")


@pytest.mark.parametrize("register", sorted(load_catalogue()))
def test_every_register_is_documented(register: str) -> None:
    """The page of registers describes each one."""
    assert f"\n## {register}\n" in (DOCS / "registers.md").read_text("utf-8")


@pytest.mark.parametrize("code", sorted(WORDINGS))
def test_every_error_is_documented(code: str) -> None:
    """The page of errors has a line for each code."""
    assert f"\n| `{code}` |" in (DOCS / "errors.md").read_text("utf-8")


def test_the_written_pages_are_those_the_tool_writes() -> None:
    """registers.md and errors.md say what the code says, because one command writes them from it."""
    from tools.write_reference import pages

    for path, text in pages().items():
        assert path.read_text("utf-8") == text, f"run: python -m tools.write_reference ({path.name})"


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_register_in_the_readme_is_a_register(readme: Path) -> None:
    """The YAML that a newcomer copies is accepted."""
    snippets = re.findall(r"```yaml\n(.*?)```", readme.read_text("utf-8"), flags=re.DOTALL)
    assert [parse_definition_file(readme.name, snippet).register for snippet in snippets] == ["shared-vessel"]


@pytest.mark.parametrize("page", [*READMES, *sorted(DOCS.rglob("*.md"))], ids=lambda path: path.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    """A link to a file of this repository names a file that is there."""
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8"))
    missing = [t for t in targets if not t.startswith("http") and not (page.parent / t).exists()]
    assert missing == []
