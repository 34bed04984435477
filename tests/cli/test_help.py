"""The help of the command line: every word of it in the catalogue, in the language that the operator chose."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from tools.messages import PACKAGE, messages_of

from lienvung.cli.main import COMMANDS, group, load

LANGUAGES = {"vi": ("Lệnh", "Tùy chọn", "Hiện hướng dẫn này rồi dừng."), "en": ("Commands", "Options", "Show this")}


def helps(command: Any) -> Iterator[str]:
    """Yield the help of everything below a command: its parameters, its subcommands and theirs."""
    for parameter in command.params:
        yield parameter.help
    for subcommand in getattr(command, "commands", {}).values():
        yield subcommand.help
        yield from helps(subcommand)


def show(*arguments: str) -> str:
    """Return what the command prints as help, on a wide terminal."""
    command = [sys.executable, "-m", "lienvung.cli", *arguments, "--help"]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


@pytest.fixture(params=LANGUAGES)
def spoken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The language of the terminal, each in turn."""
    monkeypatch.setenv("LIENVUNG_LANGUAGE", request.param)
    monkeypatch.setenv("COLUMNS", "200")
    return str(request.param)


@pytest.fixture(scope="module")
def catalogue() -> set[str]:
    """Every message that the sources mark."""
    return {message for _context, message, _plural in messages_of(PACKAGE)}


@pytest.mark.parametrize("name", COMMANDS)
def test_everything_a_command_takes_is_explained_in_the_catalogue(name: str, catalogue: set[str]) -> None:
    """The purpose of a command, its parameters and its subcommands are messages, which have their English."""
    module, purpose = COMMANDS[name]
    assert {purpose, *helps(load(name, module))} <= catalogue


def test_the_list_of_commands_speaks_the_operators_language(spoken: str) -> None:
    """The list says what each command is for, with its panels and its own option, in one language."""
    shown, listed = show(), group().commands
    assert all(word in shown for word in LANGUAGES[spoken])
    assert all(str(command.help).partition("\n")[0] in shown for command in listed.values())
    assert (listed["doctor"].help == COMMANDS["doctor"][1]) == (spoken == "vi")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["verify"], {"vi": "Thư mục của nút.", "en": "The node's folder."}),
        (["verify"], {"vi": "Kiểm chứng bản sao một sổ", "en": "Verify a copy of a log"}),
        (["demo"], {"vi": "Xóa phần trình diễn", "en": "Remove the demonstration"}),
        (["demo", "fork"], {"vi": "Cho một nút ký hai lịch sử", "en": "Make a node sign two"}),
        (["demo", "fork"], {"vi": "Hiện hướng dẫn này", "en": "Show this message"}),
    ],
)
def test_a_command_and_its_subcommands_speak_the_operators_language(
    arguments: list[str], said: dict[str, str], spoken: str
) -> None:
    """What a command does, what it takes and what its subcommands do is in the chosen language and not in the other."""
    shown = show(*arguments)
    assert {language: text in shown for language, text in said.items()} == {each: each == spoken for each in said}


def test_vietnamese_is_the_language_until_one_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without LIENVUNG_LANGUAGE the help is Vietnamese."""
    monkeypatch.delenv("LIENVUNG_LANGUAGE", raising=False)
    assert "Tùy chọn" in show("doctor")
