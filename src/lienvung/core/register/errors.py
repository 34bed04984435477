"""What can be wrong with a definition, an item, a part, an entry or a key.

    RegisterError
    ├── NotCanonical        bytes or a value outside the canonical form      rules C*
    ├── DefinitionInvalid   a register definition                            rules D*
    ├── ItemInvalid         values against their definition                  rules I*
    ├── GeometryInvalid     a shape on the ground                            rules G*
    ├── PartInvalid         a salt or a body                                 rules P*
    ├── PartMismatch        salt and body do not give the digest             rule P4
    ├── EntryInvalid        a leaf, or its place in the log                  rules E*, B2
    ├── ArgumentsInvalid    what an op other than put says                   rules A*
    ├── KeyInvalid          a key, a node name or an origin                  rules K*
    └── VersionRefused      an entry that may not follow the one before it   rules V*

Every `rule` is the name of a row in docs/formats.
"""

from dataclasses import dataclass
from typing import ClassVar

from lienvung.core.errors import LienVungError


@dataclass(eq=False)
class RegisterError(LienVungError):
    """The base of this area's refusals."""

    code: ClassVar[str] = "register-error"


@dataclass(eq=False)
class NotCanonical(RegisterError):
    """A value or its bytes are not in canonical form; `where` is a path such as `parts/shared`."""

    code: ClassVar[str] = "not-canonical"
    rule: str
    where: str = ""


@dataclass(eq=False)
class DefinitionInvalid(RegisterError):
    """A register definition breaks a rule; `field` is a path such as `fields/3/datatype`."""

    code: ClassVar[str] = "definition-invalid"
    file: str
    line: int
    field: str
    rule: str
    found: str = ""


@dataclass(eq=False)
class ItemInvalid(RegisterError):
    """A value breaks its definition; `found` shows what stands there."""

    code: ClassVar[str] = "item-invalid"
    register: str
    field: str
    rule: str
    found: str = ""


@dataclass(eq=False)
class GeometryInvalid(RegisterError):
    """A geometry is not one that registers keep; `where` is a path such as `coordinates/0/3`."""

    code: ClassVar[str] = "geometry-invalid"
    rule: str
    where: str = ""


@dataclass(eq=False)
class PartInvalid(RegisterError):
    """A salt or a body is not in its form."""

    code: ClassVar[str] = "part-invalid"
    part: str
    rule: str


@dataclass(eq=False)
class PartMismatch(RegisterError):
    """The values of a part are not those that the log committed to."""

    code: ClassVar[str] = "part-mismatch"
    part: str
    rule: str = "P4-digest"


@dataclass(eq=False)
class EntryInvalid(RegisterError):
    """A leaf is not an entry."""

    code: ClassVar[str] = "entry-invalid"
    rule: str
    found: str = ""


@dataclass(eq=False)
class ArgumentsInvalid(RegisterError):
    """The arguments of an op are not those it takes."""

    code: ClassVar[str] = "arguments-invalid"
    op: str
    rule: str
    field: str = ""


@dataclass(eq=False)
class KeyInvalid(RegisterError):
    """A key, a node name or an origin is not in its form."""

    code: ClassVar[str] = "key-invalid"
    rule: str
    found: str


@dataclass(eq=False)
class VersionRefused(RegisterError):
    """An entry may not follow the one before it, so it changes nothing."""

    code: ClassVar[str] = "version-refused"
    key: str
    op: str
    rule: str
