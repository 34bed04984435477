"""How many of each value, and how much in all, of records that have to be gone through: see tally.py for the others."""

# ruff: noqa: S608 -- names come from definitions, whose ids are ASCII letters, digits and hyphens; values are bound

from collections import Counter
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from lienvung.node.stores.decimals import add_decimals
from lienvung.node.stores.port import FACET_VALUES
from lienvung.node.stores.search_text import ORDERED
from lienvung.node.stores.sql.matching import Matching
from lienvung.node.stores.sql.register_table import INTEGER, column_name


def grouped(matching: Matching, name: str, numbers: Sequence[int]) -> list[tuple[str | int, int]]:
    """Return the values of a field among these records, with how many have each."""
    if _has_many(matching, name):
        condition, wanted = matching.db.among("record", numbers)
        query = f"""
            SELECT value, count(*) FROM {matching.table.members}
            WHERE {condition} AND {matching.db.unindexed("field")} = ? GROUP BY value
        """
        return matching.db.rows(query, (wanted, name))
    column = f'"{column_name(name)}"'
    condition, wanted = matching.db.among("_id", numbers)
    query = f"SELECT {column}, count(*) FROM {matching.table.records} WHERE {condition} GROUP BY {column}"
    return [(value, count) for value, count in matching.db.rows(query, (wanted,)) if value is not None]


def all_grouped(matching: Matching, name: str) -> list[tuple[str | int, int]]:
    """Return the values of a field with how many of all that match have each, whatever it costs."""
    where = matching.all()
    if _has_many(matching, name):
        query = f"""
            SELECT value, count(*) FROM {matching.table.members}
            WHERE field = ? AND record IN (SELECT _id FROM {matching.table.records} WHERE {where.sql}) GROUP BY value
        """
        return matching.db.rows(query, (name, *where.values))
    column = f'"{column_name(name)}"'
    query = f"""
        SELECT {column}, count(*) FROM {matching.table.records}
        WHERE {where.sql} AND {column} IS NOT NULL GROUP BY {column}
    """
    return matching.db.rows(query, where.values)


def values_told_apart(matching: Matching, name: str) -> list[str | int]:
    """Return the values that a field has, each found behind the one before; one more than are shown, at most.

    None where one of them is so long that an index may hold its beginning only.
    """
    bound: list[Any]
    if _has_many(matching, name):
        column, source, bound = matching.db.begun("value"), f"{matching.table.members} WHERE field = ?", [name]
    else:
        column, source = f'"{column_name(name)}"', f"{matching.table.records} WHERE _state = ?"
        column = matching.db.begun(column) if column_name(name) in matching.table.cut_columns else column
        bound = [matching.states[0]]
    query = f"""
        WITH RECURSIVE told (value) AS (
          SELECT min({column}) FROM {source}
          UNION ALL
          SELECT (SELECT min({column}) FROM {source} AND {column} > told.value) FROM told WHERE value IS NOT NULL
        )
        SELECT value FROM told WHERE value IS NOT NULL LIMIT {FACET_VALUES + 1}
    """
    told = [value for (value,) in matching.db.rows(query, [*bound, *bound])]
    return [] if any(isinstance(value, str) and len(value) >= ORDERED for value in told) else told


def add_up(matching: Matching, name: str, beside: int | str) -> int | str:
    """Return the sum of a field of numbers over all records that match, and what comes beside them."""
    column, where = column_name(name), matching.all()
    if matching.table.columns[column] == INTEGER:
        # In two halves: the sum of many large numbers has no room in 64 bits.
        query = f"""
            SELECT coalesce(sum("{column}" >> 20), 0), coalesce(sum("{column}" & 1048575), 0)
            FROM {matching.table.records} WHERE {where.sql}
        """
        high, low = matching.db.rows(query, where.values)[0]
        return int(beside) + (int(high) << 20) + int(low)
    query = f'SELECT "{column}" FROM {matching.table.records} WHERE {where.sql} AND "{column}" IS NOT NULL'
    # Measures repeat, and to count is quicker than to add.
    counted = Counter(map(itemgetter(0), matching.db.stream(query, where.values)))
    return add_decimals([(str(beside), 1), *counted.items()])


def _has_many(matching: Matching, name: str) -> bool:
    return any(field.name == name for field in matching.table.many)
