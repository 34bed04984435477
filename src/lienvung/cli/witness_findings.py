"""What `lienvung doctor` says of witnesses: the policy file, and logs that nobody else ever signed for."""

from collections.abc import Iterator
from contextlib import closing

from lienvung.core.errors import LienVungError
from lienvung.node.home import Home, open_store, read_policy
from lienvung.node.quorum import unwitnessed
from lienvung.wording.errors import explain
from lienvung.wording.translator import translator


def policy_finding(home: Home) -> tuple[bool, str]:
    """Say whether the folder has a witness policy, and whether it can be read."""
    _ = translator()
    try:
        policy = read_policy(home)
    except LienVungError as error:
        return False, explain(error, _).happened
    if policy is None:
        return True, _("Không có chính sách chứng kiến: bản chốt được tính dù ít bên chứng kiến.")
    return True, _("Chính sách chứng kiến có %(n)d bên.") % {"n": len(policy.witnesses)}


def unwitnessed_sentences(home: Home) -> Iterator[str]:
    """Yield a sentence that names the logs which nobody else ever signed for, once there is somebody who could."""
    _ = translator()
    with closing(open_store(home)) as store, store.reading() as reader:
        origins = unwitnessed(reader) if reader.peers() else ()
    if origins:
        yield _("Chưa có bên nào chứng kiến: %(names)s.") % {"names": ", ".join(origins)}
