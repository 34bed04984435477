"""Whose signature counts on which day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lienvung.core.agreement.contact import check_node_json
from lienvung.core.agreement.keys import PublishedKey, Revocation
from lienvung.core.agreement.signers import archive_verifiers, days_at, log_verifiers, witness_verifiers
from lienvung.core.tlog.cosignature import cosign
from lienvung.core.tlog.note import parse_signature

from .vectors import read_vector

KEYS = check_node_json(read_vector("node-json")["valid"]["node.json"].encode()).keys
WITNESS = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TEXT = "hai-phong/limitation\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
OLD = PublishedKey(b"\1" * 32, date(2026, 1, 1), date(2026, 12, 31))
NEW = PublishedKey(b"\2" * 32, date(2026, 12, 17))
ROTATED = replace(KEYS, log=(OLD, NEW))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "running"),
    [
        ("2026-12-16T23:54:00+07:00", [OLD]),
        ("2026-12-16T23:56:00+07:00", [OLD, NEW]),
        ("2026-12-17T00:00:00+07:00", [OLD, NEW]),
        ("2026-12-31T23:59:59+07:00", [OLD, NEW]),
        ("2027-01-01T00:04:00+07:00", [OLD, NEW]),
        ("2027-01-01T00:06:00+07:00", [NEW]),
    ],
)
def test_an_overlap_begins_and_ends_with_a_day_of_viet_nam(moment, running):
    """Both days are within; clocks five minutes apart refuse nothing at midnight."""
    found = log_verifiers(ROTATED, "hai-phong/limitation", days_at(at(moment)))
    assert [each.public_key for each in found] == [each.key for each in running]


def test_what_is_held_stays_good_after_its_key_ended():
    """An ended key still verifies the archive; a revoked one does not."""
    revoked = replace(OLD, revoked=Revocation("2026-12-20T00:00:00Z"))
    assert [each.public_key for each in archive_verifiers(ROTATED, "hai-phong/x")] == [OLD.key, NEW.key]
    stolen = replace(KEYS, log=(revoked, NEW))
    assert [each.public_key for each in archive_verifiers(stolen, "hai-phong/x")] == [NEW.key]


def test_an_expired_document_speaks_no_more():
    """After its last day no key of the document runs."""
    bounded = replace(ROTATED, until=date(2026, 12, 20))
    assert bounded.running("log", days_at(at("2026-12-20T12:00:00+07:00"))) == (OLD, NEW)
    assert bounded.running("log", days_at(at("2026-12-21T12:00:00+07:00"))) == ()


def cosigned(moment: str, listed: PublishedKey, *, taken: bool) -> bool:
    line = cosign(TEXT, "hai-phong/witness", WITNESS, int(at(moment).timestamp()))
    (verifier,) = witness_verifiers(replace(KEYS, witness=(listed,)), taken=taken)
    signature = parse_signature(line)
    return verifier.key_id == signature.key_id and verifier.verify(TEXT, signature.value)


def test_a_cosignature_counts_by_the_day_it_states():
    """In the key's time it counts, also years later; before and after it does not."""
    listed = PublishedKey(WITNESS.public_key().public_bytes_raw(), date(2026, 1, 1), date(2026, 12, 31))
    assert cosigned("2026-06-01T08:00:00+07:00", listed, taken=True)
    assert not cosigned("2025-12-31T08:00:00+07:00", listed, taken=True)
    assert not cosigned("2027-01-01T08:00:00+07:00", listed, taken=True)


def test_of_a_revoked_witness_only_what_was_held_counts():
    """A thief can write any time into a cosignature: new lines never count, those held do if they are older."""
    moment = at("2026-11-22T08:00:00+07:00")
    listed = PublishedKey(
        WITNESS.public_key().public_bytes_raw(), date(2026, 1, 1), None, Revocation("2026-11-22T01:00:00Z")
    )
    before = (moment - timedelta(seconds=1)).isoformat()
    assert cosigned(before, listed, taken=False)
    assert not cosigned(before, listed, taken=True)
    assert not cosigned(moment.isoformat(), listed, taken=False)


def test_a_cosignature_without_a_possible_time_is_refused():
    """A timestamp beyond what a calendar can say is a refusal, not a crash."""
    listed = PublishedKey(WITNESS.public_key().public_bytes_raw(), date(2026, 1, 1))
    (verifier,) = witness_verifiers(replace(KEYS, witness=(listed,)), taken=True)
    assert not verifier.verify(TEXT, (2**63 - 1).to_bytes(8, "big") + bytes(64))
    assert not verifier.verify(TEXT, b"")
