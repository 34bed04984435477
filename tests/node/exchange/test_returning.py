"""What a partner may fetch back, and what its word is worth: nothing beyond what it gave."""

import hashlib
from contextlib import suppress
from dataclasses import replace

from rotating import later, revoke
from test_erasure import PERSON
from two_places import Place, grant

from lienvung.core.register.entry import format_time
from lienvung.core.register.key import new_key
from lienvung.core.tlog.checkpoint import Checkpoint, format_checkpoint
from lienvung.core.tlog.note import Signer, sign_note
from lienvung.node.append import Change, append
from lienvung.node.exchange.errors import LogError
from lienvung.node.exchange.heads import Head, format_heads
from lienvung.node.exchange.http_source import JSON
from lienvung.node.exchange.recovery import stop_if_proven
from lienvung.node.exchange.serve import Response
from lienvung.node.guard import guard_of
from lienvung.node.keys import public_bytes

DATA = "Giấy chỉ của Hải Phòng".encode()
PAPER = hashlib.sha256(DATA).hexdigest()


def write_paper(place: Place, token: str, data: bytes | None) -> None:
    """Write a record that names the paper, with its bytes or without."""
    place.node = replace(place.node, catalogue={**place.node.catalogue, "nguoi": PERSON})
    change = Change("put", "nguoi", new_key(place.name, token * 16), {"shared": {"role": "A", "paper": PAPER}})
    append(place.node, [change], idempotency_key=token, blobs={PAPER: data} if data else {})


def test_a_file_is_not_got_by_naming_its_hash(hai_phong: Place, quang_ninh: Place) -> None:
    """Who writes the hash of another's file into its own log is not given the file back; a grant opens it as ever."""
    write_paper(hai_phong, "a", DATA)
    write_paper(quang_ninh, "b", None)
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong", "nguoi", ("shared",)))
    hai_phong.pull(quang_ninh)
    held = quang_ninh.source(hai_phong).held()
    assert held.blob(PAPER) is None
    hai_phong.agree(quang_ninh, grant("hai-phong", "quang-ninh", "nguoi", ("shared",)))
    assert held.blob(PAPER) == DATA


def test_a_file_of_ones_own_comes_back(hai_phong: Place, quang_ninh: Place) -> None:
    """A file that only the caller ever named is given back to it."""
    write_paper(quang_ninh, "b", DATA)
    hai_phong.node = replace(hai_phong.node, catalogue={**hai_phong.node.catalogue, "nguoi": PERSON})
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong", "nguoi", ("shared",)))
    hai_phong.pull(quang_ninh)
    assert quang_ninh.source(hai_phong).held().blob(PAPER) == DATA


def test_a_revoked_key_stops_nobody(hai_phong: Place, quang_ninh: Place) -> None:
    """Heads that a thief signed with our revoked key do not keep us from signing, though its file is still here."""
    quang_ninh.write()
    stolen = quang_ninh.node.keys.log
    later(1, hai_phong, quang_ninh)
    revoke(quang_ninh, format_time(quang_ninh.clock.at))
    assert public_bytes(stolen) in quang_ninh.node.keys.signing("log")
    origin = "quang-ninh/limitation"
    forged = sign_note(format_checkpoint(Checkpoint(origin, 999, bytes(32))), Signer(origin, stolen)).decode()

    def lie(request, response):
        if request.path.endswith("/held/heads"):
            return Response(200, JSON, format_heads("quang-ninh", [Head("limitation", forged, readable=True)]))
        return response

    hai_phong.tamper = lie
    with suppress(LogError):
        stop_if_proven(quang_ninh.node, quang_ninh.contact(hai_phong), quang_ninh.source(hai_phong).held())
    with quang_ninh.node.store.reading() as reader:
        assert guard_of(quang_ninh.node, reader) is None
