"""Spare the collector of cycles what has none: while much is made, and what stays.

Entries, parts and rows die when the last name of them goes. While thousands of each are held at once, the collector
would walk over all of them again and again and find nothing: that is a tenth of a pull, and a sixth of an append.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the collector. Pauses of several threads may overlap: the one that found it running sets it going again."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def settle() -> None:
    """Leave what is loaded out of all later collections: modules, definitions and templates stay until the end.

    To walk over two hundred thousand of their objects took every thread 100 ms, once in some hundred answers.
    """
    gc.collect()
    gc.freeze()
