"""Whether the sides have accepted the same bytes of a commitment."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from lienvung.core.agreement.acceptance import Acceptance, acceptance_of
from lienvung.core.agreement.errors import AgreementError
from lienvung.core.agreement.joint import answers
from lienvung.core.register.record import Record
from lienvung.node.stores.port import Query, Reader
from lienvung.web.selectors.values import Shower


def acceptance_words(shower: Shower, record: Record, owed_by: Iterable[str]) -> str:
    """Return who accepted a commitment as its steward wrote it, and whose answer is awaited.

    The steward accepts by writing; the others answer the digest of the shared part.
    """
    of = record.digests.get("shared", "")
    sides = [side for side in owed_by if side != record.steward]
    if not sides:
        return _("%(steward)s ghi phần việc của mình.") % {"steward": shower.houses[record.steward].title}
    joint = answers(of, sides, _acceptances(shower.reader, of))
    if joint.is_binding:
        return _("Các bên đều đã chấp thuận đúng nội dung này.")
    parts = []
    if joint.refused:
        parts.append(_("%(names)s từ chối") % {"names": shower.houses.titles(sorted(joint.refused))})
    if joint.waiting:
        parts.append(_("chờ %(names)s chấp thuận") % {"names": shower.houses.titles(joint.waiting)})
    steward = shower.houses[record.steward].title
    return _("%(steward)s ghi; %(rest)s.") % {"steward": steward, "rest": ", ".join(parts)}


def _acceptances(reader: Reader, of: str) -> Iterator[Acceptance]:
    if not reader.definition("acceptance"):
        return
    for row in reader.find("acceptance", Query(where={"of": of}, sort=("time",), limit=100)).records:
        try:
            yield acceptance_of(row.values, row.steward, row.time)
        except AgreementError:
            # A partner may have written nonsense into its own log; nonsense answers nothing.
            continue
