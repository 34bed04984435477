"""Find records: what a list, a map or a chart asks. A page costs what it shows, not what the register holds."""

from collections.abc import Mapping

from lienvung.core.register.definition import Definition
from lienvung.node.stores.memory_find import leave_aside
from lienvung.node.stores.port import COUNT_CAP, Page
from lienvung.node.stores.rows import Query
from lienvung.node.stores.search_text import ranks_marks
from lienvung.node.stores.sql.marks import ranked
from lienvung.node.stores.sql.search import Search, SearchReads


class FindReads(SearchReads):
    """See port.RecordReader."""

    def find(self, register: str, query: Query) -> Page:
        definition = self.definition(register)
        return self._page(definition, query) if definition else Page((), 0, None)

    def _page(self, definition: Definition, query: Query) -> Page:
        search = Search(self, definition, query)
        counted = search.counted()
        following = ranked if ranks_marks(query.text) else Search.following
        found = [] if search.is_lost() else following(search, counted)
        shown = found[: query.limit]
        last = shown[-1].key if len(found) > query.limit else None
        return Page(search.records(shown), search.total_of(counted), last)

    def count(self, register: str, where: Mapping[str, object] | None = None, cap: int | None = None) -> int:
        return self.matches(register, Query(where=where or {}), cap)

    def matches(self, register: str, query: Query, cap: int | None = COUNT_CAP) -> int:
        definition = self.definition(register)
        return Search(self, definition, query).count(cap) if definition else 0

    def facet(
        self, register: str, field: str, query: Query, cap: int | None = COUNT_CAP
    ) -> list[tuple[str | int, int]]:
        definition = self.definition(register)
        return Search(self, definition, leave_aside(query, field)).facet(field, cap) if definition else []

    def total(self, register: str, field: str, query: Query) -> int | str:
        definition = self.definition(register)
        return Search(self, definition, query).total(field) if definition else 0
