"""Put a register of one's own, with the code lists it names, into a node's folder of registers."""

import os
from collections.abc import Iterator
from pathlib import Path

from lienvung.catalogue.check import find_faults_beside
from lienvung.catalogue.code_list import CODES_ENDING
from lienvung.catalogue.load import load_catalogue, read_definition, read_own_registers
from lienvung.catalogue.strict_yaml import read_file
from lienvung.core.register.definition import Definition
from lienvung.core.register.errors import DefinitionInvalid


def find_own_faults(folder: Path, file: Path) -> list[DefinitionInvalid]:
    """Return why a file may not join the registers of a folder."""
    standing = read_own_registers(folder).definitions
    known = {*load_catalogue(), *standing, *names_of(file.parent)}
    faults = find_faults_beside(file, known, standing)
    return faults or list(_find_changed_codes(folder, file))


def names_of(folder: Path) -> set[str]:
    """Return the registers that the sound files of a folder define."""
    return set(read_own_registers(folder).definitions)


def add_own(folder: Path, file: Path) -> Definition:
    """Put a file without faults into a folder, in place of the version that it has; each file is there whole or not."""
    definition = read_definition(file)
    folder.mkdir(mode=0o700, exist_ok=True)
    for name, data in {**own_codes(file), _place(folder, definition.register): read_file(file)}.items():
        _write_whole(folder / name, data)
    return definition


def own_codes(file: Path) -> dict[str, bytes]:
    """Return the code lists beside a definition that it names, by file name."""
    named = {field.codes for field in read_definition(file).fields.values() if field.codes}
    paths = (file.with_name(f"{name}{CODES_ENDING}") for name in sorted(named))
    return {path.name: read_file(path) for path in paths if path.is_file()}


def _find_changed_codes(folder: Path, file: Path) -> Iterator[DefinitionInvalid]:
    """Yield each list that another register here uses otherwise: it would change without a version of its own."""
    definition = read_definition(file)
    for name, data in own_codes(file).items():
        held = folder / name
        if held.is_file() and held.resolve() != file.with_name(name).resolve() and read_file(held) != data:
            for other in read_own_registers(folder).definitions.values():
                uses = name.removesuffix(CODES_ENDING) in {field.codes for field in other.fields.values()}
                if uses and other.register != definition.register:
                    yield DefinitionInvalid(str(file), 1, "codes", "D22-codes", f"{name}: {other.register}")


def _place(folder: Path, register: str) -> str:
    """Return the name of the file that holds a register already, whatever somebody called it, else its own."""
    for path in sorted(folder.glob("*.yaml")):
        if not path.name.endswith(CODES_ENDING) and _defines(path, register):
            return path.name
    return f"{register}.yaml"


def _defines(path: Path, register: str) -> bool:
    try:
        return read_definition(path).register == register
    except DefinitionInvalid:
        return False


def _write_whole(path: Path, data: bytes) -> None:
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
