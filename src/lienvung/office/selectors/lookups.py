"""What the registers hold, asked for the many rows of a table at once (imports.plan.Lookups)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from itertools import islice, pairwise
from typing import Any, Final

from lienvung.core.register.definition import Definition, Unique
from lienvung.core.register.key import TOKEN_BYTES, format_token, is_key, new_key
from lienvung.core.register.record import Record
from lienvung.core.text import fold
from lienvung.node.relations import meeting
from lienvung.node.stores.port import Query, Reader
from lienvung.node.stores.rows import RecordState
from lienvung.node.stores.search_text import fold_words
from lienvung.office.imports.aliases import Aliases
from lienvung.office.models import Draft
from lienvung.office.node_access import get_node
from lienvung.office.selectors.boundaries import boundary_claims
from lienvung.office.selectors.registers import definitions_in_use
from lienvung.spatial.errors import SpatialError

_AT_ONCE: Final = 5_000
_OFFERED, _LOOKED_AT, _MOST_WORDS, _BEGINNING = 6, 40, 12, 3
_MOST_BEARING: Final = 50
_LIKELY: Final = 0.4
_OPEN: Final = (Draft.State.PROPOSED, Draft.State.CONFIRMED, Draft.State.SUBMITTED)
_ANY: Final[tuple[RecordState, ...]] = ("live", "retired", "merged", "invalid", "withheld")


class StoreLookups:
    """Looks into one snapshot of the store; nothing is hidden from whoever plans a table."""

    def __init__(self, reader: Reader, definition: Definition) -> None:
        self._reader = reader
        self._definition = definition
        self._definitions = definitions_in_use(reader)
        self._node = get_node()

    def by_key(self, keys: Collection[str]) -> dict[str, Record]:
        """Return the records of this register, in any state, by key."""
        found = ((key, self._reader.record(self._definition.register, key)) for key in keys)
        return {key: record for key, record in found if record}

    def by_value(self, field: str, values: Collection[Any]) -> dict[Any, list[Record]]:
        """Return the live records of this register that have one of these values, by value."""
        return self._by_value(self._definition.register, field, values)

    def meeting(self, rule: Unique, said: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Record]]:
        """Yield (key, record): the live records that already have what the values said under a key claim."""
        return meeting(self._reader, self._definition.register, rule, said)

    def targets(self, register: str, texts: Collection[str]) -> Mapping[str, list[str]]:
        """Return the keys of the records of a register that a text names: by key, by title, or by a unique value."""
        definition = self._definitions.get(register)
        if definition is None:
            return {}
        records = ((text, self._reader.record(register, text)) for text in texts if is_key(text))
        found = {text: [text] for text, record in records if record}
        for name in _naming(definition):
            missing = texts - found.keys() if isinstance(texts, set) else set(texts) - found.keys()
            named = self._by_value(register, name, missing)
            found |= {text: [record.key for record in records] for text, records in named.items()}
        return found

    def standing(self, aliases: Aliases) -> dict[str, dict[str, str]]:
        """Return the aliases whose records still stand in their registers."""
        return {
            register: {text: key for text, key in keys.items() if self._stands(register, key)}
            for register, keys in aliases.items()
        }

    def near(self, register: str, text: str) -> list[str]:
        """Return the keys of the records that a text may mean: all that bear it as a name, then what is called alike.

        None in a register where records are called by something personal.
        """
        definition = self._definitions.get(register)
        if definition is None or self.is_called_personally(register):
            return []
        bearing = self.targets(register, {text}).get(text, [])[:_MOST_BEARING]
        return [*bearing, *(key for key in self._alike(definition, text) if key not in bearing)]

    def is_called_personally(self, register: str, links: int = 1) -> bool:
        """Tell whether the title of a register's records, or of those it leads to, is personal."""
        definition = self._definitions.get(register)
        if definition is None:
            return False
        title = definition.fields[definition.title_field]
        if title.part in definition.personal_parts:
            return True
        return bool(links) and title.datatype == "link" and self.is_called_personally(title.to, links - 1)

    def _alike(self, definition: Definition, text: str) -> list[str]:
        found: dict[str, str] = {}
        for searches in _fewer_words(text):
            for words in searches:
                page = self._reader.find(definition.register, Query(text=words, limit=_LOOKED_AT))
                found |= {record.key: str(record.values.get(definition.title_field, "")) for record in page.records}
            if found:
                break
        said = fold(text)
        likeness = {key: SequenceMatcher(None, said, fold(title)).ratio() for key, title in found.items()}
        likely = (key for key in found if likeness[key] >= _LIKELY)
        return sorted(likely, key=lambda key: -likeness[key])[:_OFFERED]

    def register_of(self, key: str) -> str:
        """Return the title of another register that has this key, "" for none."""
        for register, definition in self._definitions.items():
            if register != self._definition.register and is_key(key) and self._reader.record(register, key):
                return definition.title["vi"]
        return ""

    def busy(self, keys: Collection[str]) -> set[str]:
        """Return those keys of which another change waits to be confirmed or approved."""
        waiting = Draft.objects.filter(register=self._definition.register, state__in=_OPEN)
        return set(keys) & set(waiting.values_list("key", flat=True))

    def fresh_key(self) -> str:
        """Return a key that nobody has used."""
        return new_key(self._node.name, format_token(self._node.random(TOKEN_BYTES)))

    def claims(self, values: Mapping[str, Any]) -> Iterable[tuple[str, SpatialError]]:
        """Return (field, refusal) for a shape that contradicts what the registers say of the unit it is of."""
        return boundary_claims(self._reader, self._definition, values)

    def _stands(self, register: str, key: str) -> bool:
        record = self._reader.record(register, key) if register in self._definitions else None
        return record is not None and record.state == "live"

    def _by_value(self, register: str, field: str, values: Collection[Any]) -> dict[Any, list[Record]]:
        found: dict[Any, list[Record]] = defaultdict(list)
        for asked in _portions(values):
            query = Query(where={field: asked}, sort=("key",), limit=2 * _AT_ONCE)
            after: str | None = ""
            while after is not None:
                page = self._reader.find(register, _after(query, after))
                for record in page.records:
                    found[record.values.get(field)].append(record)
                after = page.next
        return dict(found)


def _naming(definition: Definition) -> list[str]:
    unique = [name for name, field in definition.fields.items() if field.unique and name != definition.title_field]
    return [*unique, definition.title_field]


def _fewer_words(text: str) -> Iterator[list[str]]:
    """Yield searches that ask for less and less: all words, all but one, two that stand together, how one begins."""
    words = [word for word in text.split() if fold_words(word)][:_MOST_WORDS]
    if not words:
        return
    yield [" ".join(words)]
    if len(words) > 1:
        yield [" ".join((*words[:at], *words[at + 1 :])) for at in range(len(words))]
    if len(words) > 3:
        yield list(map(" ".join, pairwise(words)))
    yield [max(words, key=len)[:_BEGINNING]]


def _portions(values: Collection[Any]) -> Iterator[tuple[Any, ...]]:
    left = iter(values)
    while portion := tuple(islice(left, _AT_ONCE)):
        yield portion


def _after(query: Query, after: str) -> Query:
    return Query(where=query.where, sort=query.sort, limit=query.limit, after=after or None)
