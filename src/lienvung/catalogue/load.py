"""Read register definitions: the ones that come with Liên Vùng, and those that somebody wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from lienvung.catalogue.code_list import CODES_ENDING, inline_codes
from lienvung.catalogue.strict_yaml import Document, YamlFault, parse_yaml, read_file
from lienvung.core.register.definition import Definition, parse_definition
from lienvung.core.register.definition_rules import find_faults
from lienvung.core.register.definition_shape import Fault
from lienvung.core.register.errors import DefinitionInvalid


@dataclass(frozen=True, slots=True)
class OwnRegisters:
    """The registers of a folder of one's own: sound definitions by register id, and the faults of other files."""

    definitions: Mapping[str, Definition]
    faults: tuple[DefinitionInvalid, ...]


def load_catalogue(own: Path | None = None) -> dict[str, Definition]:
    """Return every definition that comes with the package, then the sound ones of the folder `own`, by register id."""
    return {**_packaged(), **(read_own_registers(own).definitions if own else {})}


@cache
def _packaged() -> dict[str, Definition]:
    folder = files("lienvung.catalogue") / "registers"
    texts = {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".yaml")}
    definitions = [parse_definition_file(name, texts[name]) for name in sorted(texts)]
    return {definition.register: definition for definition in definitions}


def read_own_registers(folder: Path) -> OwnRegisters:
    """Read every definition in a folder; a wrong file costs only its own register. No folder holds none."""
    definitions: dict[str, Definition] = {}
    faults: list[DefinitionInvalid] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name.endswith(CODES_ENDING):
            continue
        try:
            definition = read_definition(path)
            _check_free(path, definition, definitions)
            definitions[definition.register] = definition
        except DefinitionInvalid as fault:
            faults.append(fault)
    return OwnRegisters(definitions, tuple(faults))


def _check_free(path: Path, definition: Definition, others: Mapping[str, Definition]) -> None:
    name = definition.register
    if name in _packaged() or name in others or definition.system:
        line = parse_yaml(read_file(path)).line_of(("register",))
        raise DefinitionInvalid(str(path), line, "register", "D20-own", name)


def read_definition(path: Path) -> Definition:
    """Return the definition in a file; raise DefinitionInvalid with file, line, field and rule."""
    return parse_definition_file(str(path), read_file(path), path.parent)


def parse_definition_file(file: str, text: str | bytes, codes: Path | None = None) -> Definition:
    """Return the definition that a YAML text says; `file` is its name in a refusal, `codes` where code lists lie."""
    document, faults = _judge(file, text, codes)
    if faults:
        raise faults[0]
    return parse_definition(document)


def find_file_faults(file: str, text: str | bytes, codes: Path | None = None) -> list[DefinitionInvalid]:
    """Return everything that is wrong with a definition's YAML text, in the order of its lines."""
    return _judge(file, text, codes)[1]


def _judge(file: str, text: str | bytes, codes: Path | None) -> tuple[Any, list[DefinitionInvalid]]:
    try:
        document = parse_yaml(text)
    except YamlFault as fault:
        return None, [DefinitionInvalid(file, fault.line, "", fault.rule, fault.problem)]
    value, unknown = inline_codes(document.value, codes)
    faults = [_fault(file, document, fault) for fault in (unknown or find_faults(value))]
    return value, sorted(faults, key=lambda fault: fault.line)


def _fault(file: str, document: Document, fault: Fault) -> DefinitionInvalid:
    field = "/".join(map(str, fault.path))
    return DefinitionInvalid(file, document.line_of(fault.path), field, fault.rule, fault.found)
