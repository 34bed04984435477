"""Judge definitions as somebody writes them: each by itself, and beside the registers that there are already."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from lienvung.catalogue.code_list import CODES_ENDING, parse_code_list
from lienvung.catalogue.load import find_file_faults, load_catalogue, parse_definition_file
from lienvung.catalogue.strict_yaml import YamlFault, parse_yaml, read_file
from lienvung.core.register.definition import Definition
from lienvung.core.register.errors import DefinitionInvalid
from lienvung.core.register.evolution import find_losses


def find_faults_beside(
    path: Path, known: Collection[str], standing: Mapping[str, Definition] | None = None
) -> list[DefinitionInvalid]:
    """Return everything that is wrong with a file, in the order of its lines.

    `known` are the registers that a link may lead to; `standing` those of a node's own folder, of which a file may
    bring a newer version that only adds.
    """
    data = read_file(path)
    if is_code_list(path):
        return _find_list_faults(path, data)
    faults = find_file_faults(str(path), data, path.parent)
    if faults:
        return faults
    definition = parse_definition_file(str(path), data, path.parent)
    found = [*_find_links_astray(definition, known), *_find_taken(definition, standing)]
    return _placed(str(path), data, definition, found)


def find_links_astray(text: str, definition: Definition, known: Collection[str]) -> list[DefinitionInvalid]:
    """Return the links of a definition that lead to no register that is known, in the order of its text."""
    return _placed("", text, definition, _find_links_astray(definition, known))


def _placed(
    file: str, text: str | bytes, definition: Definition, found: Iterable[tuple[str, str, str]]
) -> list[DefinitionInvalid]:
    lines = parse_yaml(text)
    placed = (
        DefinitionInvalid(file, lines.line_of(_steps(definition, place)), place, rule, what)
        for place, rule, what in found
    )
    return sorted(placed, key=lambda fault: fault.line)


def is_code_list(path: Path) -> bool:
    """Tell whether a file, by its name, is a code list and no definition."""
    return path.name.endswith(CODES_ENDING)


def _find_list_faults(path: Path, data: bytes) -> list[DefinitionInvalid]:
    try:
        parse_code_list(path.name.removesuffix(CODES_ENDING), data)
    except YamlFault as fault:
        rule = "D22-codes" if fault.rule == "D1-yaml" else fault.rule
        return [DefinitionInvalid(str(path), fault.line, "", rule, fault.problem)]
    return []


def _find_links_astray(definition: Definition, known: Collection[str]) -> list[tuple[str, str, str]]:
    here = {*known, definition.register}
    links = [field for field in definition.fields.values() if field.to and field.to not in here]
    return [(f"fields/{field.name}/to", "D34-register", field.to) for field in links]


def _find_taken(definition: Definition, standing: Mapping[str, Definition] | None) -> list[tuple[str, str, str]]:
    """Return why a definition may not join a node's own registers."""
    if standing is None:
        return []
    if definition.system or definition.register in load_catalogue():
        return [("register", "D20-own", definition.register)]
    old = standing.get(definition.register)
    if old is None or old == definition:
        return []
    step = [] if definition.version == old.version + 1 else [("version", str(definition.version))]
    return [(place, "D17-additive", what) for place, what in (*step, *find_losses(old, definition))]


def _steps(definition: Definition, place: str) -> tuple[str | int, ...]:
    """Return where a place that names its field lies in the file, in which fields are numbered."""
    kind, *rest = place.split("/")
    if kind != "fields" or rest[0] not in definition.fields:
        return (kind, *rest)
    return (kind, list(definition.fields).index(rest[0]), *rest[1:])


def with_names(fault: DefinitionInvalid, text: str | bytes) -> DefinitionInvalid:
    """Return a fault of a text with names instead of numbers in its path: `fields/length/unit`."""
    try:
        value = parse_yaml(text).value
    except YamlFault:
        return fault
    steps = []
    for step in fault.field.split("/") if fault.field else []:
        value = _child(value, step)
        named = value.get("name") if isinstance(value, Mapping) and step.isdecimal() else None
        steps.append(named if isinstance(named, str) else step)
    return replace(fault, field="/".join(steps))


def _child(value: Any, step: str) -> Any:
    if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        return value[int(step)]
    return value.get(step) if isinstance(value, Mapping) else None
