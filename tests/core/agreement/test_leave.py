"""What may leave: nothing that no standing grant names."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lienvung.core.agreement.acceptance import Acceptance
from lienvung.core.agreement.force import Agreement
from lienvung.core.agreement.leave import ADDRESSED, Row, granted, leaving_by, register_granted, what_may_leave
from lienvung.core.agreement.terms import SYSTEM, Filter, Grant, Party, Terms

TODAY = date(2026, 11, 22)
NODES = ("hai-phong", "quang-ninh", "bac-ninh")
PARTS = ("attribution", "internal", "personal", "shared", "source")
REGISTERS = ("commitment", "organisation")
FIELDS = ("programmes", "side")

nodes = st.sampled_from(NODES)
days = st.sampled_from([-1, -1, 0, 0, 1]).map(lambda offset: TODAY + timedelta(days=offset))
ends = st.sampled_from([-1, 0, 0, 1, 1]).map(lambda offset: TODAY + timedelta(days=offset))
words = st.sampled_from(["a", "b", "c"])
filters = st.builds(
    Filter, st.sampled_from([*FIELDS, "key"]), st.sets(words, min_size=1).map(lambda values: tuple(sorted(values)))
)
grants = st.builds(
    Grant,
    grantor=st.sampled_from(NODES[:2]),
    recipient=nodes,
    register=st.sampled_from(REGISTERS),
    parts=st.sets(st.sampled_from(PARTS), min_size=1).map(lambda parts: tuple(sorted(parts))),
    purpose=st.just("x"),
    since=days,
    until=st.none() | ends,
    filter=st.none() | filters,
)
terms = st.builds(
    Terms,
    title=st.just("x"),
    parties=st.just(tuple(Party(node, "11" * 32) for node in NODES[:2])),
    basis=st.just("x"),
    contacts=st.just(()),
    ends=st.none() | ends,
    grants=st.lists(grants, min_size=1, max_size=4).map(tuple),
)
decisions = st.sampled_from(["accept", "refuse", "revoke"])
rows = st.builds(
    Row,
    key=words,
    shared=st.fixed_dictionaries({}, optional={"programmes": st.lists(words, max_size=2), "side": words}),
)


def says(node, of, decision):
    """Return one answer."""
    return Acceptance(node, of, decision, "2026-11-22T08:00:00Z")


@st.composite
def requests(draw):
    """Draw a request that nearly matches a grant in force.

    Everything drawn alone would be denied for three reasons at once and prove nothing: so both parties accept, the
    request repeats a grant, and then a few things are made wrong.
    """
    drawn = [draw(terms), draw(terms)]
    said = [says(node, f"h{number}", "accept") for number in range(2) for node in NODES[:2]]
    for index in draw(st.sets(st.integers(0, 3), max_size=1)):
        del said[index]
    if draw(st.booleans()):
        said.insert(
            draw(st.integers(0, len(said))), says(draw(nodes), draw(st.sampled_from(["h0", "h1"])), draw(decisions))
        )
    if draw(st.integers(0, 3)) == 0:
        drawn[1] = replace(drawn[1], replaces=(draw(st.sampled_from(["h0", "h1", "h9"])),))
    if draw(st.integers(0, 7)) == 0:
        drawn[1] = replace(drawn[1], parties=(*drawn[1].parties, Party(NODES[2], "11" * 32)))
    known = [Agreement(each, f"h{number}", tuple(said)) for number, each in enumerate(drawn)]
    grant = draw(st.sampled_from([grant for each in drawn for grant in each.grants]))
    asked = [grant.grantor, grant.recipient, grant.register]
    if draw(st.integers(0, 3)) == 0:
        place = draw(st.integers(0, 2))
        asked[place] = draw([nodes, nodes, st.sampled_from(REGISTERS)][place])
    return (*asked, draw(rows), known)


agreements = requests().map(lambda request: request[-1])


def first_answers(agreement):
    """Say, in other words than the code: the first accept or refuse of each node about these bytes."""
    first = {}
    for each in agreement.acceptances:
        if each.of == agreement.hash and each.decision in ("accept", "refuse") and each.node not in first:
            first[each.node] = each.decision
    return first


def has_revoked(agreement, node):
    """Say whether a node accepted these bytes and then took its own grants back."""
    mine = [each.decision for each in agreement.acceptances if each.of == agreement.hash and each.node == node]
    return "accept" in mine and "revoke" in mine[mine.index("accept") :]


def matches(rows, row):
    """Say whether a row is within a filter."""
    if rows is None:
        return True
    value = row.key if rows.field == "key" else row.shared.get(rows.field, [])
    return bool({value} & set(rows.values) if isinstance(value, str) else set(value) & set(rows.values))


def is_accepted(agreement):
    """Say whether every party's first answer was yes."""
    parties = [party.node for party in agreement.terms.parties]
    return all(first_answers(agreement).get(node) == "accept" for node in parties)


def is_replaced(agreement, known):
    """Say whether the same parties agreed on something that names these very bytes as what it stands for."""
    return any(
        agreement.hash in each.terms.replaces and is_accepted(each) and each.terms.parties == agreement.terms.parties
        for each in known
    )


def is_entitled(grantor, recipient, register, row, part, agreement, number, known):
    """Say, one condition after another, whether this very grant lets this part leave."""
    grant = agreement.terms.grants[number]
    return all(
        [
            is_accepted(agreement),
            not is_replaced(agreement, known),
            agreement.terms.ends is None or agreement.terms.ends >= TODAY,
            not has_revoked(agreement, grantor),
            grant.grantor == grantor,
            grant.recipient == recipient,
            grant.register == register,
            grant.since <= TODAY,
            grant.until is None or grant.until >= TODAY,
            part in grant.parts,
            matches(grant.filter, row),
        ]
    )


@given(requests())
def test_a_part_leaves_exactly_when_a_grant_in_force_names_it(request):
    """No part leaves that no grant in force grants, none stays that one does, and the reference is to such a grant."""
    grantor, recipient, register, row, known = request
    leaving = what_may_leave(grantor, recipient, register, row, known, TODAY)
    entitled = {
        (part, f"{agreement.hash}#{number}")
        for agreement in known
        for number in range(len(agreement.terms.grants))
        for part in PARTS
        if is_entitled(grantor, recipient, register, row, part, agreement, number, known)
    }
    assert set(leaving) == {part for part, _ in entitled}
    assert set(leaving.items()) <= entitled


@given(requests())
def test_a_replacement_leaves_only_what_it_grants_itself(request):
    """Once all the same parties accepted terms in place of everything, nothing leaves that those do not grant."""
    grantor, recipient, register, row, known = request
    parties = known[0].terms.parties
    known = [
        Agreement(replace(each.terms, parties=parties, replaces=()), each.hash, each.acceptances) for each in known
    ]
    others = tuple(each.hash for each in known)
    new = replace(known[0].terms, ends=None, replaces=others)
    accepted = tuple(says(party.node, "new", "accept") for party in parties)
    after = what_may_leave(grantor, recipient, register, row, [*known, Agreement(new, "new", accepted)], TODAY)
    alone = what_may_leave(grantor, recipient, register, row, [Agreement(new, "new", accepted)], TODAY)
    assert after == alone
    assert all(ref.startswith("new#") for ref in after.values())


@given(requests(), nodes)
def test_a_revocation_takes_back_only_ones_own(request, who):
    """After a node revokes everything, its grants are gone and those of others are as they were."""
    grantor, recipient, register, row, known = request
    revoking = tuple(says(who, each.hash, "revoke") for each in known)
    after = [Agreement(each.terms, each.hash, each.acceptances + revoking) for each in known]
    before = what_may_leave(grantor, recipient, register, row, known, TODAY)
    left = what_may_leave(grantor, recipient, register, row, after, TODAY)
    assert left == ({} if grantor == who else before)


@given(requests())
def test_more_time_never_widens_what_ended(request):
    """What leaves long after every period and end is nothing, save by grants and agreements without end."""
    grantor, recipient, register, row, known = request
    leaving = what_may_leave(grantor, recipient, register, row, known, TODAY + timedelta(days=9999))
    endless = [each for each in known if each.terms.ends is None and any(g.until is None for g in each.terms.grants)]
    assert not leaving or endless


@given(requests(), st.sets(nodes))
def test_contacts_alone_open_no_register(request, contacts):
    """Being a contact entitles to nothing of a register that is not the system's."""
    grantor, recipient, register, row, known = request
    leaving = what_may_leave(grantor, recipient, register, row, known, TODAY, contacts)
    assert leaving == what_may_leave(grantor, recipient, register, row, known, TODAY)


@given(requests())
def test_who_reads_a_part_may_read_its_log(request):
    """A log is open when, and only when, some grant on it stands: no part leaves from a closed log."""
    grantor, recipient, register, row, known = request
    opened = register_granted(grantor, recipient, register, known, TODAY)
    assert opened or not what_may_leave(grantor, recipient, register, row, known, TODAY)
    definition = what_may_leave(grantor, recipient, register, Row(register, {}, "define"), known, TODAY)
    assert set(definition) == ({"shared"} if opened else set())


@given(nodes, nodes, st.sampled_from(sorted(SYSTEM)), st.sets(nodes), st.lists(nodes), agreements)
def test_a_system_register_shows_its_shared_part_to_whom_it_is_addressed(
    grantor, recipient, register, contacts, to, known
):
    """Contacts named in `to` read it, a node's description every contact; never another part, never a stranger."""
    leaving = what_may_leave(grantor, recipient, register, Row("k", {"to": to}), known, TODAY, contacts)
    entitled = recipient in contacts and (register == "node" or recipient in to)
    assert leaving == ({"shared": ADDRESSED} if entitled else {})
    assert register_granted(grantor, recipient, register, known, TODAY, contacts) is (recipient in contacts)


def test_personal_source_and_attribution_leave_only_when_named():
    """A grant of the shared part is a grant of the shared part."""
    accepted = tuple(says(node, "h", "accept") for node in NODES[:2])
    parties = tuple(Party(node, "11" * 32) for node in NODES[:2])

    def leaving(*parts):
        grant = Grant("hai-phong", "quang-ninh", "organisation", parts, "x", TODAY)
        agreement = Agreement(Terms("x", parties, "x", (), None, (grant,)), "h", accepted)
        return what_may_leave("hai-phong", "quang-ninh", "organisation", Row("k", {}), [agreement], TODAY)

    assert leaving("shared") == {"shared": "h#0"}
    assert leaving("personal", "shared") == {"personal": "h#0", "shared": "h#0"}


@given(requests())
def test_the_two_halves_are_the_whole(request):
    """Deciding many rows by grants found once says what deciding each alone says."""
    grantor, recipient, register, row, known = request
    found = granted(grantor, recipient, register, known, TODAY)
    assert leaving_by(found, recipient, register, row) == what_may_leave(
        grantor, recipient, register, row, known, TODAY
    )


def test_a_nodes_own_description_goes_to_every_contact_and_to_nobody_else():
    """Whoever is a contact reads who the node is, though the description is addressed to nobody by name."""
    row = Row("hai-phong-aaaaaaaaaaaaaaaa", {"name": "hai-phong"})
    assert leaving_by((), "bac-ninh", "node", row, {"bac-ninh"}) == {"shared": ADDRESSED}
    assert leaving_by((), "bac-ninh", "node", row, {"quang-ninh"}) == {}
    assert leaving_by((), "bac-ninh", "agreement", row, {"bac-ninh"}) == {}
