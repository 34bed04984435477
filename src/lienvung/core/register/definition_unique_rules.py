"""What a definition may say about what only one record has, beside `unique` at a field (rule D38)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from lienvung.core.register.definition_field_rules import UNIQUE
from lienvung.core.register.definition_shape import Fault, show

_COMPARED = UNIQUE | {"enumeration"}
# A deadline is no time that something takes: it counts as its last day alone.
_TIME, _END = frozenset({"date", "period"}), frozenset({"date"})


def find_unique_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with the rules over several fields; what names no field is somebody else's to say (D15)."""
    fields = {each["name"]: each for each in document["fields"]}
    personal = {name for name, rule in document["parts"].items() if rule.get("personal")}
    for index, rule in enumerate(document.get("unique", ())):
        named, over = rule["fields"], rule.get("over", [])
        times = _TIME if len(over) == 1 else _END
        for place, names, datatypes in (("fields", named, _COMPARED), ("over", over, times)):
            known = [fields[name] for name in names if name in fields]
            wrong = [each["name"] for each in known if not _is_comparable(each, datatypes, personal)]
            if wrong:
                yield Fault(("unique", index, place), "D38-unique", wrong[0])
        if not _is_rule(named, over):
            yield Fault(("unique", index), "D38-unique", show([*named, *over]))


def _is_rule(named: Sequence[str], over: Sequence[str]) -> bool:
    """Tell whether a rule says more than `unique` at a field, and each name once."""
    together = [*named, *over]
    return bool(named) and len(together) > 1 and len(over) <= 2 and len(set(together)) == len(together)


def _is_comparable(each: Mapping[str, Any], datatypes: Collection[str], personal: Collection[str]) -> bool:
    return each["datatype"] in datatypes and not each.get("many") and each.get("part", "shared") not in personal
