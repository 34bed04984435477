"""Read register definitions: the ones that come with Liên Vùng, and one that somebody wrote."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from lienvung.catalogue.strict_yaml import YamlFault, parse_yaml
from lienvung.core.register.definition import Definition, parse_definition
from lienvung.core.register.definition_rules import find_faults
from lienvung.core.register.errors import DefinitionInvalid


def load_catalogue() -> dict[str, Definition]:
    """Return every definition that comes with the package, by register id."""
    return dict(_packaged())


@cache
def _packaged() -> dict[str, Definition]:
    folder = files("lienvung.catalogue") / "registers"
    texts = {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".yaml")}
    definitions = [parse_definition_file(name, texts[name]) for name in sorted(texts)]
    return {definition.register: definition for definition in definitions}


def read_definition(path: Path) -> Definition:
    """Return the definition in a file; raise DefinitionInvalid with file, line, field and rule."""
    return parse_definition_file(str(path), _read(path))


def parse_definition_file(file: str, text: str) -> Definition:
    """Return the definition that a YAML text says; `file` is its name in a refusal."""
    faults = find_file_faults(file, text)
    if faults:
        raise faults[0]
    return parse_definition(parse_yaml(text).value)


def find_file_faults(file: str, text: str) -> list[DefinitionInvalid]:
    """Return everything that is wrong with a definition's YAML text, in the order of its lines."""
    try:
        document = parse_yaml(text)
    except YamlFault as fault:
        return [DefinitionInvalid(file, fault.line, "", "D1-yaml", fault.problem)]
    faults = [
        DefinitionInvalid(file, document.line_of(fault.path), "/".join(map(str, fault.path)), fault.rule, fault.found)
        for fault in find_faults(document.value)
    ]
    return sorted(faults, key=lambda fault: fault.line)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise DefinitionInvalid(str(path), 1, "", "D1-yaml", "not UTF-8") from error
