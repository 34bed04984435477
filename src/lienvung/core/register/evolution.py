"""Let a definition grow and nothing else (docs/formats/item.md, rule D17)."""

from collections.abc import Iterator

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.errors import DefinitionInvalid


def check_evolution(old: Definition, new: Definition) -> None:
    """Raise DefinitionInvalid unless the new version only adds to the old one, so every old item stays valid."""
    for path, found in _find_losses(old, new):
        raise DefinitionInvalid("", 0, path, "D17-additive", found)


def _find_losses(old: Definition, new: Definition) -> Iterator[tuple[str, str]]:
    if (new.register, new.keys, new.version) != (old.register, old.keys, old.version + 1):
        yield "version", str(new.version)
    for name, rule in old.parts.items():
        if new.parts.get(name) != rule:
            yield f"parts/{name}", name
    for name, each in old.fields.items():
        if name not in new.fields or not _keeps(each, new.fields[name]):
            yield f"fields/{name}", name
    for name, each in new.fields.items():
        if each.required and not (name in old.fields and old.fields[name].required):
            yield f"fields/{name}/required", name
    if not set(new.conditions) <= set(old.conditions):
        yield "conditions", ""


def _keeps(old: Field, new: Field) -> bool:
    same = (old.datatype, old.part, old.many, old.to) == (new.datatype, new.part, new.many, new.to)
    pattern_kept = new.pattern in ("", old.pattern)
    return same and pattern_kept and old.values.keys() <= new.values.keys()
