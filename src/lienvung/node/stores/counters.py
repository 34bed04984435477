"""Which change of the projections is the newest, of all and of each register: what was computed holds until the next.

{"": 12, "*": 3, "public-work": 11}    12 changes; the 3rd was one of everything; the 11th is the newest of this one
"""

import orjson

ALL, EVERYTHING = "", "*"


def newest_change(kept: bytes | None, register: str = ALL) -> int:
    """Return the number of the newest change that concerns a register, or any."""
    counted = _read(kept)
    return counted.get(register, counted[EVERYTHING])


def add_change(kept: bytes | None, register: str = ALL) -> bytes:
    """Count a change of a register, or of what is no register's."""
    counted = _read(kept)
    number = counted[ALL] + 1
    return orjson.dumps({**counted, ALL: number, register: number})


def change_everything(kept: bytes | None) -> bytes:
    """Count a change of all registers."""
    number = newest_change(kept) + 1
    return orjson.dumps({ALL: number, EVERYTHING: number})


def _read(kept: bytes | None) -> dict[str, int]:
    """Return the numbers; an older programme has kept the first one alone, as digits."""
    if kept is None or kept.isdigit():
        return dict.fromkeys((ALL, EVERYTHING), int(kept or b"0"))
    counted: dict[str, int] = orjson.loads(kept)
    return counted
