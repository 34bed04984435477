"""The Vietnamese names of enumerated values, as the register definitions give them."""

from lienvung.catalogue import load_catalogue


def label(register: str, field: str, value: str) -> str:
    """Return the Vietnamese name of a value; a value the definition does not name keeps its own."""
    values = load_catalogue()[register].fields[field].values
    return values[value]["vi"] if value in values else value


def labelled_values(register: str, field: str) -> tuple[str, ...]:
    """Return the values of an enumerated field in the order of its definition, which is that of reports."""
    return tuple(load_catalogue()[register].fields[field].values)
