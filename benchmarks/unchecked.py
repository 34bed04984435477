"""A pull that believes everything, to see what believing nothing costs. It exists here only.

Patched out: the ties of entry bundles to the signed root, the form of leaves, the digest of each part, the canonical
form and the schema of each body, and whose record it is. What stays is what an unverified copy would need as well:
opening frames, reading leaves and values, the tables, and the leaf hashes of the tiles that we serve on.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from lienvung.node import fold
from lienvung.node.exchange import leaves, parts_check, tree


@contextmanager
def unchecked() -> Iterator[None]:
    """Turn the checks of a pull off."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(tree.Ties, "hold", lambda *_: True))
        stack.enter_context(patch.object(leaves.LeafCheck, "check", lambda *_: None))
        stack.enter_context(patch.object(parts_check, "check_part", lambda *_: None))
        stack.enter_context(patch.object(parts_check, "is_plain", lambda *_: True))
        stack.enter_context(patch.object(fold, "check_together", lambda *_: None))
        stack.enter_context(patch.object(fold.Judge, "check_steward", lambda *_: None))
        yield
