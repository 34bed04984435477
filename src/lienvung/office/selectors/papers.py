"""Is this paper here already? Identity of a paper = (issuer, type, number, date), or the same bytes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lienvung.core.register.record import Record
from lienvung.core.text import fold
from lienvung.core.text.document_number import parse_document_number
from lienvung.core.text.errors import NumberUnreadable
from lienvung.node.stores.port import Query, Reader
from lienvung.office.models import Draft, SourceFile
from lienvung.office.node_access import get_node

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class EnteredElsewhere:
    """The same paper as another node entered it, and the commitments it drew from it."""

    document: Record
    commitments: tuple[Record, ...]


def same_paper(one: Values, other: Values) -> bool:
    """Return whether two headers name one paper. Numbers alone do not: they repeat from term to term."""
    if one.get("file") and one.get("file") == other.get("file"):
        return True
    number = canonical_number(str(one.get("number", "")))
    if not number or number != canonical_number(str(other.get("number", ""))):
        return False
    return one.get("issued-on", "") == other.get("issued-on", "") and _share_an_issuer(one, other)


def canonical_number(printed: str) -> str:
    """Return the one spelling of a document number; what is no number keeps its letters, without blanks."""
    try:
        return parse_document_number(printed).canonical
    except NumberUnreadable:
        return "".join(printed.split())


def entered_by_partner(values: Values) -> EnteredElsewhere | None:
    """Return the paper as a partner entered it, None when no partner did."""
    node = get_node()
    with node.store.reading() as reader:
        for record in _entered(reader, values):
            if record.steward != node.name:
                return EnteredElsewhere(record, tuple(_commitments_of(reader, record.key)))
    return None


def entered_here(values: Values, *, besides: SourceFile) -> Draft | Record | None:
    """Return our own record of the same paper, or the header somebody here confirmed from another file."""
    confirmed = Draft.objects.filter(register="document", state__in=_UNDER_WAY).exclude(source_file=besides)
    for draft in confirmed.select_related("confirmed_by"):
        if same_paper(values, draft.values):
            return draft
    node = get_node()
    own_keys = set(besides.drafts.filter(register="document").values_list("key", flat=True))
    with node.store.reading() as reader:
        entered = (one for one in _entered(reader, values) if one.steward == node.name and one.key not in own_keys)
        return next(entered, None)


_UNDER_WAY = (Draft.State.CONFIRMED, Draft.State.SUBMITTED)


def _entered(reader: Reader, values: Values) -> Iterator[Record]:
    """Records of the register of documents that may be this paper: the same bytes or the same number."""
    number = str(values.get("number", ""))
    wheres: Iterable[dict[str, object]] = [
        {"file": values.get("file", "")},
        {"number": tuple({number, canonical_number(number)})},
    ]
    for where in wheres:
        if any(value and value != ("",) for value in where.values()):
            records = reader.find("document", Query(where=where, limit=200)).records
            yield from (record for record in records if same_paper(values, record.values))


def _commitments_of(reader: Reader, document: str) -> list[Record]:
    return list(reader.find("commitment", Query(where={"document": document}, sort=("key",), limit=1000)).records)


def _share_an_issuer(one: Values, other: Values) -> bool:
    """Joint issuers are printed in one line or in many, so one name within the other's line is enough."""
    ours, theirs = _issuers(one), _issuers(other)
    if not ours or not theirs:
        return True
    return any(name in " ".join(theirs) for name in ours) or any(name in " ".join(ours) for name in theirs)


def _issuers(values: Values) -> list[str]:
    issuers = values.get("issuers") or ()
    return [" ".join(fold(str(issuer)).split()) for issuer in issuers]  # type: ignore[attr-defined] # a list of names
