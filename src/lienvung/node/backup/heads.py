"""Open the heads of a backup with keys that do not come from it: our own from their folder, partners' as approved."""

from lienvung.core.agreement.signers import archive_verifiers
from lienvung.core.tlog.checkpoint import Checkpoint, open_checkpoint_by
from lienvung.core.tlog.errors import NoteUnsigned
from lienvung.node.backup.check import OpenHead
from lienvung.node.contact import read_contact
from lienvung.node.home import Home
from lienvung.node.keys import load_keys
from lienvung.node.known_keys import OWN_FILE, LogKeys, as_verifiers


def own_log_keys(home: Home) -> LogKeys:
    """Return our own public log keys from the folder of keys (KeyUnreadable)."""
    public = home.keys / OWN_FILE
    if not public.is_file():
        return {home.settings.name: tuple(load_keys(home.keys).signing("log"))}
    keys = read_contact(public.read_bytes()).keys
    return {keys.node: tuple(each.key for each in keys.log if each.revoked is None)}


def head_opener(own: LogKeys) -> OpenHead:
    """Return what opens heads by our own keys, or by those in the approved document of a partner."""

    def open_head(origin: str, note: bytes, document: bytes | None) -> Checkpoint:
        node = origin.partition("/")[0]
        if node in own:
            return open_checkpoint_by(note, as_verifiers(own[node], origin), origin)
        if document is None:
            raise NoteUnsigned((origin,))
        return open_checkpoint_by(note, archive_verifiers(read_contact(document).keys, origin), origin)

    return open_head
