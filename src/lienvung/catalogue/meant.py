"""What somebody who wrote a definition probably meant: the nearest name that there is, or how a thing is written."""

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from lienvung.catalogue.code_list import packaged_codes
from lienvung.catalogue.strict_yaml import YamlFault, parse_yaml, read_file
from lienvung.core.register.definition_field_rules import DATATYPES
from lienvung.core.register.definition_shape import form_at, names_at
from lienvung.core.register.errors import DefinitionInvalid

_LIKELY: Final = 0.55


def nearest_name(fault: DefinitionInvalid, text: str | bytes, registers: Collection[str]) -> str:
    """Return the name that comes nearest to one that there is not, "" where none does or no name is at fault."""
    try:
        document = parse_yaml(text).value
    except YamlFault:
        return ""
    names = _names_for(fault, document if isinstance(document, Mapping) else {}, registers)
    return next(iter(get_close_matches(fault.found, list(names), 1, _LIKELY)), "")


def written_form(fault: DefinitionInvalid) -> str:
    """Return how that is written of which the type is wrong, such as `{from: …, until: …}`; "" of other faults."""
    return form_at(_path(fault)) if fault.rule in ("D4-type", "D3-missing") else ""


def text_of(fault: DefinitionInvalid) -> bytes:
    """Return what stands in the file of a fault."""
    return read_file(Path(fault.file))


def _names_for(fault: DefinitionInvalid, document: Mapping[str, Any], registers: Collection[str]) -> Iterable[str]:
    if fault.rule == "D2-unknown":
        return names_at(_path(fault)[:-1])
    if fault.rule == "D22-codes":
        return packaged_codes()
    known: Mapping[str, Iterable[str]] = {
        "D10-field-part": document.get("parts", {}),
        "D11-datatype": DATATYPES,
        "D15-reference": _named(document, "fields"),
        "D26-group": _named(document, "groups"),
        "D34-register": registers,
    }
    return known.get(fault.rule, ())


def _named(document: Mapping[str, Any], kind: str) -> list[str]:
    return [str(each["name"]) for each in document.get(kind, ()) if isinstance(each, Mapping) and "name" in each]


def _path(fault: DefinitionInvalid) -> tuple[str | int, ...]:
    return tuple(int(step) if step.isdecimal() else step for step in fault.field.split("/")) if fault.field else ()
