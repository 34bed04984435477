"""What can be wrong with terms, acceptances, proposals and node documents.

    AgreementError
    ├── TermsInvalid             the bytes of an agreement       rules T*
    ├── AcceptanceInvalid        an answer to a hash             rules X*
    ├── ProposalInvalid          a change asked of a steward     rules X*
    ├── NodeDocumentInvalid      node.json and the keys in it    rules N*
    ├── RecordProofInvalid       a proof of records              rules Z*
    └── RecordProofUnknownRoot   a proof by somebody else than the reader was told

Every `rule` is the name of a row in docs/formats.
"""

from dataclasses import dataclass
from typing import ClassVar

from lienvung.core.errors import LienVungError


@dataclass(eq=False)
class AgreementError(LienVungError):
    """The base of this area's refusals."""

    code: ClassVar[str] = "agreement-error"


@dataclass(eq=False)
class TermsInvalid(AgreementError):
    """The terms of an agreement break a rule; `where` is a path such as `grants/0/parts`."""

    code: ClassVar[str] = "terms-invalid"
    rule: str
    where: str = ""


@dataclass(eq=False)
class AcceptanceInvalid(AgreementError):
    """An acceptance does not say what it answers."""

    code: ClassVar[str] = "acceptance-invalid"
    node: str
    rule: str


@dataclass(eq=False)
class ProposalInvalid(AgreementError):
    """A proposal does not say what should change."""

    code: ClassVar[str] = "proposal-invalid"
    about: str
    rule: str


@dataclass(eq=False)
class NodeDocumentInvalid(AgreementError):
    """A node.json or the keys document in it breaks a rule."""

    code: ClassVar[str] = "node-document-invalid"
    rule: str
    found: str = ""


@dataclass(eq=False)
class RecordProofInvalid(AgreementError):
    """A proof of records does not hold; `where` is the member that breaks the rule."""

    code: ClassVar[str] = "record-proof-invalid"
    rule: str
    where: str


@dataclass(eq=False)
class RecordProofUnknownRoot(AgreementError):
    """A proof holds by keys of somebody else than whose fingerprint the reader has."""

    code: ClassVar[str] = "record-proof-unknown-root"
    node: str
    found: str
