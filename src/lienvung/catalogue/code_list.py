"""Code lists: values with labels that several registers share, one YAML file each (docs/formats/definition.md).

A definition names a list by `codes`; reading the file puts the list's `values` into the field, so that a partner who
reads the definition needs no file of ours.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from lienvung.catalogue.strict_yaml import YamlFault, parse_yaml, read_file
from lienvung.core.register.definition_shape import Fault
from lienvung.core.register.key import is_id

CODES_ENDING = ".codes.yaml"
"""How the file of somebody's own code list ends; it lies beside the definition that names it."""

_NAMES = {"codes", "title", "source", "values"}


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of values with their labels, and where it was taken from."""

    name: str
    title: Mapping[str, str]
    source: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]


@cache
def packaged_codes() -> dict[str, CodeList]:
    """Return the code lists that come with Liên Vùng, by name."""
    folder = files("lienvung.catalogue") / "codes"
    named = {file.name: file for file in folder.iterdir() if file.name.endswith(".yaml")}
    lists = (parse_code_list(name.removesuffix(".yaml"), named[name].read_text("utf-8")) for name in sorted(named))
    return {each.name: each for each in lists}


def parse_code_list(name: str, text: str | bytes) -> CodeList:
    """Return the code list that a YAML text says; raise YamlFault with the line of what is wrong."""
    document = parse_yaml(text)
    value = document.value
    if not isinstance(value, Mapping) or value.keys() - _NAMES or not {"codes", "title", "values"} <= value.keys():
        raise YamlFault(1, "names: codes, title, source, values")
    if value["codes"] != name or not is_id(name):
        raise YamlFault(document.line_of(("codes",)), "codes: the name of the file")
    if not isinstance(value["values"], Mapping) or not value["values"]:
        raise YamlFault(document.line_of(("values",)), "values")
    labels: dict[tuple[str, ...], object] = {(kind,): value[kind] for kind in ("title", "source") if kind in value}
    labels |= {("values", code): label for code, label in value["values"].items()}
    for path, label in labels.items():
        if not _is_label(label) or not is_id(path[-1]):
            raise YamlFault(document.line_of(path), f"label: {path[-1]}")
    return CodeList(name, value["title"], value.get("source", {}), value["values"])


def _is_label(label: object) -> bool:
    if not isinstance(label, Mapping) or not {"vi"} <= label.keys() <= {"vi", "en"}:
        return False
    return all(isinstance(words, str) and words and words == words.strip() for words in label.values())


def inline_codes(document: Any, folder: Path | None) -> tuple[Any, list[Fault]]:
    """Return a definition's document with the values of the lists it names, and a fault for each that there is not.

    A list that comes with Liên Vùng goes before NAME.codes.yaml in `folder`.
    """
    fields = document.get("fields") if isinstance(document, Mapping) else None
    if not isinstance(fields, list):
        return document, []
    faults = list(_find_faults(fields, folder))
    if faults:
        return document, faults
    return {**document, "fields": [_with_values(each, folder) for each in fields]}, []


def _find_faults(fields: list[Any], folder: Path | None) -> Iterator[Fault]:
    for index, each in enumerate(fields):
        if not _names_codes(each):
            continue
        try:
            found = _find(each["codes"], folder)
        except YamlFault as fault:
            where = f"{each['codes']}{CODES_ENDING}:{fault.line}"
            yield Fault(("fields", index, "codes"), "D22-codes", f"{where} {fault.problem}")
            continue
        if found is None or "values" in each:
            yield Fault(("fields", index, "codes"), "D22-codes", each["codes"][:100])


def _with_values(each: Any, folder: Path | None) -> Any:
    found = _find(each["codes"], folder) if _names_codes(each) else None
    return {**each, "values": found.values} if found else each


def _names_codes(each: Any) -> bool:
    return isinstance(each, Mapping) and isinstance(each.get("codes"), str)


def _find(name: str, folder: Path | None) -> CodeList | None:
    if name in packaged_codes():
        return packaged_codes()[name]
    path = folder / f"{name}{CODES_ENDING}" if folder and is_id(name) else None
    if path is None or not path.is_file():
        return None
    return parse_code_list(name, read_file(path))
