"""Registers as the faces ask for them: the definitions in use, and what the words of an address mean in a field."""

from lienvung.core.register.canonical import LARGEST_INTEGER
from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.kinds import WHOLE_NUMBERS
from lienvung.node.stores.port import Reader
from lienvung.office.node_access import get_node


def definitions_in_use(reader: Reader) -> dict[str, Definition]:
    """Return every register by id: the catalogue's, and for each log held the newest that logs have brought.

    Of two that are equal the catalogue's: it lists values in the order of their file, a log has them sorted.
    """
    known = get_node().catalogue
    brought = {log.register: reader.definition(log.register) for log in reader.logs()}
    return {**known, **{name: each for name, each in brought.items() if each and each != known.get(name)}}


# Of the largest integer that an item may hold, with its sign.
_MOST_DIGITS = len(str(-LARGEST_INTEGER))


def typed_value(field: Field, value: str) -> object:
    """Return the value of a field that a text of an address means."""
    if field.datatype == "boolean":
        return value == "true"
    is_number = value.removeprefix("-").isdecimal() and len(value) <= _MOST_DIGITS
    return int(value) if field.datatype in WHOLE_NUMBERS and is_number else value
