"""Registers of one's own: judge the text of one, and put it in use without a restart."""

import os
from pathlib import Path

from django.conf import settings

from lienvung.catalogue.check import find_links_astray
from lienvung.catalogue.load import find_file_faults, load_catalogue, parse_definition_file
from lienvung.core.register.definition import Definition
from lienvung.core.register.errors import DefinitionInvalid
from lienvung.core.register.evolution import check_compatible, check_evolution
from lienvung.node.home import load_home
from lienvung.node.known_registers import KnownRegisters
from lienvung.node.node import Node
from lienvung.office.node_access import get_node

MOST_BYTES = 512 * 1024


def register_judge(text: str) -> tuple[Definition | None, list[DefinitionInvalid]]:
    """Return the definition that a text says, and what is wrong with it; None where it says none."""
    folder = _folder()
    faults = find_file_faults("", text, folder / "codes")
    if faults:
        return None, faults
    definition, node = register_parse(text), get_node()
    astray = find_links_astray(text, definition, node.catalogue.keys())
    try:
        _check_may_come(node, definition)
    except DefinitionInvalid as fault:
        return definition, [*astray, fault]
    return definition, astray


def register_known(register: str) -> Definition | None:
    """Return the definition of a register of our own that is in use."""
    known = get_node().catalogue.get(register)
    return None if known is None or register in load_catalogue() else known


def register_text(register: str) -> str:
    """Return the file of a register of our own as it was written."""
    return (_folder() / f"{register}.yaml").read_text("utf-8")


def register_parse(text: str) -> Definition:
    """Return the definition that a text says, with the code lists of our own (DefinitionInvalid)."""
    return parse_definition_file("", text, _folder() / "codes")


def register_put(node: Node, text: str) -> Definition:
    """Put a register, or its next version, in use: its file is written, and pages and logs follow it from now on.

    Doing it again changes nothing. Raise DefinitionInvalid.
    """
    folder, definition = _folder(), register_parse(text)
    if node.catalogue.get(definition.register) == definition:
        return definition
    _check_may_come(node, definition)
    folder.mkdir(exist_ok=True)
    _write(folder / f"{definition.register}.yaml", text)
    assert isinstance(node.catalogue, KnownRegisters)
    node.catalogue.put(definition)
    return definition


def _folder() -> Path:
    return load_home(Path(settings.LIENVUNG_HOME)).registers


def _check_may_come(node: Node, definition: Definition) -> None:
    """Raise DefinitionInvalid unless the name is free or it is the next version, and it goes with what partners use."""
    name = definition.register
    if name in load_catalogue() or definition.system:
        raise DefinitionInvalid("", 0, "register", "D20-own", name)
    if name in node.catalogue:
        check_evolution(node.catalogue[name], definition)
    with node.store.reading() as reader:
        brought = reader.definition(name)
    if brought is not None:
        check_compatible(brought, definition)


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all, also when the power fails: a node does not open with half a register."""
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
