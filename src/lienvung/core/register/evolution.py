"""Let a definition grow and nothing else (docs/formats/item.md, rules D17 and D18)."""

from collections.abc import Iterator

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.errors import DefinitionInvalid


def check_evolution(old: Definition, new: Definition) -> None:
    """Raise DefinitionInvalid unless the new version only adds to the old one, so every old item stays valid."""
    if new.version != old.version + 1:
        raise DefinitionInvalid("", 0, "version", "D17-additive", str(new.version))
    for path, found in _find_losses(old, new):
        raise DefinitionInvalid("", 0, path, "D17-additive", found)


def check_compatible(ours: Definition, theirs: Definition) -> None:
    """Raise DefinitionInvalid unless theirs is ours, or of the two the newer version only adds to the older.

    A system register takes no newer version than ours: what it says is acted on, not only shown.
    """
    if theirs == ours:
        return
    if theirs.version == ours.version or (ours.system and theirs.version > ours.version):
        raise DefinitionInvalid("", 0, "version", "D18-compatible", str(theirs.version))
    old, new = sorted((ours, theirs), key=lambda each: each.version)
    for path, found in _find_losses(old, new):
        raise DefinitionInvalid("", 0, path, "D18-compatible", found)


def _find_losses(old: Definition, new: Definition) -> Iterator[tuple[str, str]]:
    if (new.register, new.keys, new.once) != (old.register, old.keys, old.once):
        yield "keys", new.keys
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
