"""Who may do what: five roles, five duties, one table.

Denial is the default: a role that is not named beside a duty does not have it. The auditor reads
everything and changes nothing.
"""

from enum import StrEnum


class Role(StrEnum):
    """What a person is on this node."""

    VIEWER = "viewer"
    CLERK = "clerk"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Duty(StrEnum):
    """What a page lets somebody do."""

    OPEN = "open"  # sign-in and what a stranger may see
    READ = "read"
    DIGITISE = "digitise"  # upload, edit, confirm, import, report progress, submit
    INSPECT = "inspect"  # read drafts and submissions that have not left the house
    APPROVE = "approve"  # send or return what others confirmed
    MANAGE = "manage"  # people, contacts, agreements


HOLDERS: dict[Duty, frozenset[Role]] = {
    Duty.READ: frozenset(Role),
    Duty.DIGITISE: frozenset({Role.CLERK, Role.APPROVER}),
    Duty.INSPECT: frozenset({Role.CLERK, Role.APPROVER, Role.ADMINISTRATOR, Role.AUDITOR}),
    Duty.APPROVE: frozenset({Role.APPROVER}),
    Duty.MANAGE: frozenset({Role.ADMINISTRATOR}),
}


def holds(role: str, duty: Duty) -> bool:
    """Return whether `role` has `duty`; everybody, signed in or not, has `open`."""
    return duty is Duty.OPEN or role in HOLDERS[duty]
