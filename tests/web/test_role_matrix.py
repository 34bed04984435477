"""Who may open and who may press what: every address, every role, both ways.

The matrix is the declaration. An address that has no row fails, and so does a row that no address has.
"""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

VIEWER, CLERK, APPROVER, ADMINISTRATOR, AUDITOR = "viewer", "clerk", "approver", "administrator", "auditor"
ROLES = (VIEWER, CLERK, APPROVER, ADMINISTRATOR, AUDITOR)
ALL = frozenset(ROLES)
NOBODY: frozenset[str] = frozenset()
DESK = frozenset({CLERK, APPROVER})
INSIDE = ALL - {VIEWER}
OVERSIGHT = frozenset({ADMINISTRATOR, AUDITOR})
ARRANGERS = frozenset({CLERK, APPROVER, ADMINISTRATOR})
OPEN = "open"  # without signing in, too

UUID = "00000000-0000-4000-8000-000000000000"
ARGUMENTS = {
    "paper": UUID, "draft": UUID, "submission": UUID, "table": UUID, "page": 1, "key": "hai-phong-aaaaaaaaaaaaaaaa",
    "register": "commitment", "programme": "hai-phong-aaaaaaaaaaaaaaaa", "sha256": "0" * 64, "name": "x", "index": 0,
    "layer": "land", "person": 0, "of": "0" * 64, "evidence": 0, "decision": UUID, "bundle": UUID,
    "partner": "quang-ninh",
    "field": "document", "imported": UUID, "form": "csv",
}  # fmt: skip

# Address -> who may read it, who may post to it.
MATRIX: dict[str, tuple[object, object]] = {
    "account_login": (OPEN, OPEN),
    "account_logout": (OPEN, OPEN),
    "account_inactive": (OPEN, NOBODY),
    "account_reauthenticate": (ALL, ALL),
    "account_change_password": (ALL, ALL),
    "set_language": (OPEN, OPEN),
    "intake:queue": (INSIDE, DESK),
    "intake:review": (INSIDE, NOBODY),
    "intake:read-again": (NOBODY, DESK),
    "intake:original": (INSIDE, NOBODY),
    "intake:page-image": (INSIDE, NOBODY),
    "intake:header": (NOBODY, DESK),
    "intake:draw": (NOBODY, DESK),
    "intake:submit": (NOBODY, DESK),
    "intake:accept-all": (NOBODY, DESK),
    "intake:draft": (NOBODY, DESK),
    "intake:approvals": (INSIDE, NOBODY),
    "intake:approval": (INSIDE, frozenset({APPROVER})),
    "intake:take-back": (NOBODY, DESK),
    "intake:drop": (NOBODY, DESK),
    "intake:tables": (INSIDE, DESK),
    "intake:table": (INSIDE, DESK),
    "intake:table-write": (NOBODY, DESK),
    "intake:progress": (DESK, DESK),
    "intake:accept": (DESK, DESK),
    "intake:respond": (DESK, DESK),
    "intake:retire": (DESK, DESK),
    "intake:erase": (DESK, DESK),
    "intake:imports": (INSIDE, DESK),
    "intake:import": (INSIDE, DESK),
    "intake:import-write": (NOBODY, DESK),
    "intake:import-names": (NOBODY, DESK),
    "intake:import-aside": (NOBODY, DESK),
    "intake:import-wrong": (DESK, NOBODY),
    "intake:exports": (ALL, NOBODY),
    "intake:export": (ALL, NOBODY),
    "intake:dictionary-docx": (ALL, NOBODY),
    "intake:dictionary-xlsx": (ALL, NOBODY),
    "registers:add": (frozenset({ADMINISTRATOR}), frozenset({ADMINISTRATOR})),
    "registers:create": (DESK, DESK),
    "registers:offers": (DESK, NOBODY),
    "registers:change": (DESK, DESK),
    "registers:undo": (DESK, DESK),
    "registers:merge": (DESK, DESK),
    "intake:restore": (DESK, DESK),
    "map:map": (ALL, NOBODY),
    "map:picture": (ALL, NOBODY),
    "map:country": (ALL, NOBODY),
    "map:units": (ALL, NOBODY),
    "map:base": (ALL, NOBODY),
    "map:layer": (ALL, NOBODY),
    "map:picture-png": (ALL, NOBODY),
    "map:boundaries": (INSIDE, DESK),
    "map:boundary": (INSIDE, NOBODY),
    "map:boundary-withdraw": (NOBODY, DESK),
    "map:register-picture": (ALL, NOBODY),
    "map:record-picture": (ALL, NOBODY),
    "map:register-picture-png": (ALL, NOBODY),
    "units:look-up": (ALL, NOBODY),
    "units:convert": (ALL, ALL),
    "units:sums": (ALL, NOBODY),
    "units:unit": (ALL, NOBODY),
    "oversight:people": (OVERSIGHT, NOBODY),
    "oversight:invite": (frozenset({ADMINISTRATOR}), frozenset({ADMINISTRATOR})),
    "oversight:person": (frozenset({ADMINISTRATOR}), frozenset({ADMINISTRATOR})),
    "oversight:roles": (OVERSIGHT, NOBODY),
    "oversight:trail": (OVERSIGHT, NOBODY),
    "oversight:trail-csv": (OVERSIGHT, NOBODY),
    "oversight:health": (OVERSIGHT, NOBODY),
    # Interfaces for programmes: to strangers the public parts. A register that has none answers 401.
    "api:openapi-json": (OPEN, NOBODY),
    "api:api-root": (OPEN, NOBODY),
    "api:registers": (OPEN, NOBODY),
    "api:changes": (OPEN, NOBODY),
    "api:changes_atom": (OPEN, NOBODY),
    "api:heads": (OPEN, NOBODY),
    "api:resolve": (OPEN, NOBODY),
    "api:count": (OPEN, NOBODY),
    "api:units": (OPEN, NOBODY),
    "api:unit": (OPEN, NOBODY),
    "api:trace_unit": (OPEN, NOBODY),
    "open:features": (OPEN, NOBODY),
    "open:feature-conformance": (OPEN, NOBODY),
    "open:feature-interface": (OPEN, NOBODY),
    "open:feature-collections": (OPEN, NOBODY),
    "open:catalogue": (OPEN, NOBODY),
    "open:catalogue-csv": (OPEN, NOBODY),
    "open:catalogue-xlsx": (OPEN, NOBODY),
    "open:nothing-here": (OPEN, NOBODY),
    "web:open-data": (OPEN, NOBODY),
    "web:api-keys": (ALL, ALL),
    "web:hand-overs": (ALL, ARRANGERS),
    "web:decisions": (INSIDE, NOBODY),
    "web:decision-take-back": (NOBODY, DESK | {ADMINISTRATOR}),
    "web:decision": (INSIDE, frozenset({APPROVER, ADMINISTRATOR})),
    "web:proposal": (ALL, DESK),
    "web:propose": (DESK, DESK),
    "web:propose-deadline": (DESK, DESK),
    "partners:introduction": (ALL, NOBODY),
    "partners:node-json": (ALL, NOBODY),
    "partners:meet": (ARRANGERS, ARRANGERS),
    "partners:compare": (ARRANGERS, ARRANGERS),
    "partners:contact": (ALL, NOBODY),
    "partners:agreements": (ALL, NOBODY),
    "partners:agreement": (ALL, ARRANGERS),
    "partners:new-draft": (ARRANGERS, ARRANGERS),
    "partners:draft": (ARRANGERS, ARRANGERS),
    "partners:preview": (ARRANGERS, ARRANGERS),
    "partners:trial": (NOBODY, ARRANGERS),
    "partners:take-offer": (NOBODY, ARRANGERS),
    "partners:ledger": (ALL, NOBODY),
    "partners:ledger-csv": (ALL, NOBODY),
    "partners:evidence-file": (ALL, NOBODY),
    "partners:resume": (NOBODY, ARRANGERS),
    "web:bundle-export": (NOBODY, ARRANGERS),
    "web:bundle-upload": (NOBODY, ARRANGERS),
    "web:bundle-file": (ARRANGERS, NOBODY),
    "web:bundle": (ARRANGERS, ARRANGERS),
    "web:pull": (NOBODY, frozenset({ADMINISTRATOR})),
    "web:freeze": (ALL, DESK),
}
# Pages that only show: everybody who is signed in may read them, nobody posts to them.
READ_ONLY = ("web:", "api:", "open:")
# Below this, requests are signed by nodes; sessions and roles mean nothing there.
BETWEEN_NODES = "exchange"


def names(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every address of the site as `namespace:name`."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from names(entry, inner)
        else:
            yield f"{space}{entry.name}", entry


ADDRESSES = dict(names(get_resolver()))


def expected(name: str) -> tuple[object, object] | None:
    """Return the row of an address, None when nobody declared it."""
    if name in MATRIX:
        return MATRIX[name]
    return (ALL, NOBODY) if name.startswith(READ_ONLY) else None


def address(name: str) -> str:
    """Return an example of the address."""
    arguments = {each: ARGUMENTS[each] for each in ADDRESSES[name].pattern.converters}
    return reverse(name, kwargs=arguments)


def allowed(answer) -> bool:
    """Tell whether a request was let through: neither refused, nor unknown as an act, nor sent to sign in."""
    return answer.status_code not in _REFUSED and "/tai-khoan/dang-nhap/?" not in answer.headers.get("Location", "")


_REFUSED = (401, 403, 405)


def test_every_address_has_a_row():
    """A new address must be declared here before it is served; a row without an address is stale."""
    undeclared = [name for name in ADDRESSES if name != BETWEEN_NODES and expected(name) is None]
    stale = [name for name in MATRIX if name not in ADDRESSES]
    assert (undeclared, stale) == ([], [])


@pytest.mark.parametrize("role", [*ROLES, None])
def test_the_matrix_holds(node, browser_of, client, role):
    """Each role, and a stranger, is let through exactly where the matrix says, for GET and for POST."""
    browser = browser_of(role) if role else client
    browser.raise_request_exception = False
    wrong = []
    for name in ADDRESSES:
        row = expected(name)
        if row is None or name == "account_logout":  # signing out would end the round
            continue
        for method, holders in zip(("get", "post"), row, strict=True):
            may = holders == OPEN or role in holders
            answer = getattr(browser, method)(address(name))
            if allowed(answer) != may:
                wrong.append((name, method, answer.status_code))
    assert wrong == []


def test_a_view_that_declares_nothing_changes_nothing(rf, person):
    """Without a declaration a view may be read by people who are signed in, and posted to by nobody."""
    from django.core.exceptions import PermissionDenied
    from django.http import HttpResponse

    from lienvung.office.access import AccessMiddleware

    gate = AccessMiddleware(lambda request: HttpResponse())
    view = lambda request: HttpResponse()  # noqa: E731 - a view without a name of its own
    request = rf.get("/moi/")
    request.user, request.resolver_match = person("viewer"), None
    assert gate.process_view(request, view, (), {}) is None
    request = rf.post("/moi/")
    request.user, request.resolver_match = person("administrator"), None
    with pytest.raises(PermissionDenied):
        gate.process_view(request, view, (), {})
