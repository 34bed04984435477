"""What the office refuses, and why.

OfficeError
├── SecrecyNotDeclared      the uploader did not declare the paper free of state secrets
├── PaperAlreadyHere        the same paper (issuer, type, number, date) is already being worked on or entered
├── DraftMoved              somebody else changed the draft since the page was opened
├── DraftClosed             the draft is no longer open for this
├── RecordBusy              another change of the same record waits
├── HeaderNotConfirmed      proposals wait for the paper's header
├── NothingToSubmit         no draft is confirmed
├── FourEyes                who confirmed may not approve
├── DecisionClosed          somebody already carried it out or returned it
├── DecisionNotYours        the role may not prepare or decide this kind
├── SubmissionDecided       somebody already sent or returned it
├── SubmissionNotYours      only who submitted it takes it back
├── SubmissionChanged       it is no longer what the approver was shown
├── LinkUnmet               a line names a record that neither the registers nor the submission hold
├── ReasonMissing           a return, a retirement, a dispute needs its reason
├── EvidenceMissing         done without a document or file
├── NothingPersonal         the record has no personal part to erase
├── PaperErased             its bytes were erased with the personal data in them
├── NotTheSteward           another node's log holds the record
├── RecordGone              no live record has this key
├── NothingChanged          the values are those that stand
├── VersionGone             an earlier version has no values here to go back to
├── PaperEnteredByPartner   the other side entered the same paper: accept instead of entering twice
├── NobodyCompared          a fingerprint was compared with somebody who has a name
├── AgreementKnown          the very same terms are here already
├── DraftPartyless          an agreement needs at least one other party
├── LastAdministrator       nobody else administers the node
├── TooManyTokens           a person has as many keys for programmes as may be
├── TableUnreadable         no rows or no headings could be found
├── TableRowsWrong          rows with mistakes stand in the way
├── TableWritten            the table went to an approver before
└── ColumnMissing           a needed column is not mapped
"""

from dataclasses import dataclass
from typing import ClassVar

from lienvung.core.errors import LienVungError


@dataclass(eq=False)
class OfficeError(LienVungError):
    """The base of the office's refusals."""

    code: ClassVar[str] = "office"


@dataclass(eq=False)
class SecrecyNotDeclared(OfficeError):
    """Nobody declared that the paper holds no state secret."""

    code: ClassVar[str] = "secrecy-not-declared"


@dataclass(eq=False)
class PaperAlreadyHere(OfficeError):
    """The same paper is in work or entered under another file."""

    code: ClassVar[str] = "paper-already-here"
    number: str
    source_file: str


@dataclass(eq=False)
class DraftMoved(OfficeError):
    """Somebody changed the draft after this page was opened."""

    code: ClassVar[str] = "draft-moved"
    by: str


@dataclass(eq=False)
class DraftClosed(OfficeError):
    """The draft is in a state that does not allow this."""

    code: ClassVar[str] = "draft-closed"
    state: str
    by: str


@dataclass(eq=False)
class RecordBusy(OfficeError):
    """Another change of the same record waits to be confirmed or approved."""

    code: ClassVar[str] = "record-busy"
    by: str


@dataclass(eq=False)
class HeaderNotConfirmed(OfficeError):
    """What stands in a paper cannot be confirmed before the paper itself is named."""

    code: ClassVar[str] = "header-not-confirmed"


@dataclass(eq=False)
class NothingToSubmit(OfficeError):
    """No draft is confirmed, so there is nothing to send to an approver."""

    code: ClassVar[str] = "nothing-to-submit"


@dataclass(eq=False)
class FourEyes(OfficeError):
    """The approver confirmed or entered one of the drafts."""

    code: ClassVar[str] = "four-eyes"
    by: str


@dataclass(eq=False)
class DecisionClosed(OfficeError):
    """The act was already carried out or returned."""

    code: ClassVar[str] = "decision-closed"
    state: str
    by: str


@dataclass(eq=False)
class DecisionNotYours(OfficeError):
    """This person's role may neither prepare nor decide acts of this kind."""

    code: ClassVar[str] = "decision-not-yours"
    by: str
    kind: str


@dataclass(eq=False)
class SubmissionDecided(OfficeError):
    """The submission was already sent or returned."""

    code: ClassVar[str] = "submission-decided"
    state: str
    by: str


@dataclass(eq=False)
class SubmissionNotYours(OfficeError):
    """Somebody else submitted it, so it is not this person's to take back."""

    code: ClassVar[str] = "submission-not-yours"
    by: str


@dataclass(eq=False)
class SubmissionChanged(OfficeError):
    """What would be sent is no longer what the approver was shown."""

    code: ClassVar[str] = "submission-changed"


@dataclass(eq=False)
class LinkUnmet(OfficeError):
    """A line names a record that is neither in the registers nor in the same submission."""

    code: ClassVar[str] = "link-unmet"
    text: str
    field: str
    key: str


@dataclass(eq=False)
class ReasonMissing(OfficeError):
    """This act needs its reason in words."""

    code: ClassVar[str] = "reason-missing"


@dataclass(eq=False)
class EvidenceMissing(OfficeError):
    """A report of "done" names neither document nor file."""

    code: ClassVar[str] = "evidence-missing"


@dataclass(eq=False)
class NotTheSteward(OfficeError):
    """The record belongs to another node's log."""

    code: ClassVar[str] = "not-the-steward"
    steward: str


@dataclass(eq=False)
class RecordGone(OfficeError):
    """No record in force has this key."""

    code: ClassVar[str] = "record-gone"
    register: str
    key: str


@dataclass(eq=False)
class NothingChanged(OfficeError):
    """The values are those that the record has already."""

    code: ClassVar[str] = "nothing-changed"
    register: str
    key: str


@dataclass(eq=False)
class VersionGone(OfficeError):
    """That version wrote no values, or they are not held here any more."""

    code: ClassVar[str] = "version-gone"
    register: str
    key: str


@dataclass(eq=False)
class PaperEnteredByPartner(OfficeError):
    """A partner entered the same paper; its commitments are accepted, not entered again."""

    code: ClassVar[str] = "paper-entered-by-partner"
    node: str
    key: str


@dataclass(eq=False)
class NobodyCompared(OfficeError):
    """A contact was prepared without saying with whom the fingerprint was compared."""

    code: ClassVar[str] = "nobody-compared"


@dataclass(eq=False)
class AgreementKnown(OfficeError):
    """An agreement with exactly these terms is here already."""

    code: ClassVar[str] = "agreement-known"
    title: str


@dataclass(eq=False)
class DraftPartyless(OfficeError):
    """An agreement is between this node and somebody else."""

    code: ClassVar[str] = "draft-partyless"


@dataclass(eq=False)
class LastAdministrator(OfficeError):
    """Without this person nobody would administer the node."""

    code: ClassVar[str] = "last-administrator"
    name: str


@dataclass(eq=False)
class TooManyTokens(OfficeError):
    """A person with very many keys does not know any more which of them leaked."""

    code: ClassVar[str] = "too-many-tokens"
    most: int


@dataclass(eq=False)
class TableUnreadable(OfficeError):
    """No heading row with a column of tasks could be found."""

    code: ClassVar[str] = "table-unreadable"
    name: str


@dataclass(eq=False)
class ColumnMissing(OfficeError):
    """No column is mapped to a field that every row needs."""

    code: ClassVar[str] = "column-missing"
    field: str


@dataclass(eq=False)
class TableRowsWrong(OfficeError):
    """Rows with mistakes stand in the way of writing; nothing was written."""

    code: ClassVar[str] = "table-rows-wrong"
    rows: tuple[str, ...]


@dataclass(eq=False)
class TableWritten(OfficeError):
    """The rows of this table went to an approver before."""

    code: ClassVar[str] = "table-written"
    name: str


@dataclass(eq=False)
class NothingPersonal(OfficeError):
    """The record has no personal part that could be erased; what is shared is corrected or retired."""

    code: ClassVar[str] = "nothing-personal"
    register: str
    key: str


@dataclass(eq=False)
class PaperErased(OfficeError):
    """These bytes were erased with the personal data in them, and are not taken in again."""

    code: ClassVar[str] = "paper-erased"
    name: str
