"""Judge and shape plain puts in a process beside this one, which meanwhile writes those before them, or helps.

Most of the work of making tables again is to look at each value, and that needs nothing but the value and its
definition. Whose a record is, what came before and in which order stays here. So does whatever the other process does
not settle: other ops, bodies that are not plain, puts that were shaped by definitions which are no longer the newest,
and everything if it dies. The tables end the same.
"""

import pickle
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from subprocess import PIPE, Popen

from lienvung.core.errors import LienVungError
from lienvung.core.register.definition import Definition
from lienvung.core.register.item import join_fields
from lienvung.core.register.record import HELD
from lienvung.node.collector import collector_paused
from lienvung.node.fold import read_plain
from lienvung.node.stores.assembly import entry_of
from lienvung.node.stores.part_rows import parse_parts
from lienvung.node.stores.port import Writer
from lienvung.node.stores.rows import LogState, Shape, Shaped
from lienvung.node.stretch import Packed, Stretch, read_packed, read_stretches, unpack

MANY = 20_000
"""From so many entries on another process is worth its start, which takes half a second."""
AHEAD = 4
"""So many stretches are shaped before they are wanted."""
COMMAND = (sys.executable, "-c", "from lienvung.node.ahead import shape_what_comes; shape_what_comes()")


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the puts of one register are judged by, and how they are shaped: the same of the same newest definition."""

    newest: Definition
    definitions: Mapping[str, Definition]
    shape: Shape = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Entries on their way, and what the other process will say of them."""

    packed: Packed
    grounds: Grounds | None = None
    answer: Future[Mapping[int, Shaped]] | None = None


Ask = Callable[[Grounds, Packed], Future[Mapping[int, Shaped]]]
"""Ask for the shapes of entries; the answer is empty where nobody is there to give it."""


@contextmanager
def process_beside() -> Iterator[Ask]:
    """Give the way to ask one more process, begun when it is first asked.

    It is a program of its own, not a copy of this one: a copy would hold locks of threads that it does not have.
    """
    with ExitStack() as begun, ThreadPoolExecutor(1) as line:

        @cache
        def process() -> Popen[bytes]:
            started = Popen(COMMAND, stdin=PIPE, stdout=PIPE)  # noqa: S603 -- our own program
            begun.callback(_end, started)
            return started

        yield lambda grounds, packed: line.submit(_shape_there, process(), grounds, packed)


def _shape_there(process: Popen[bytes], grounds: Grounds, packed: Packed) -> Mapping[int, Shaped]:
    assert process.stdin is not None, "it is a pipe"
    assert process.stdout is not None, "it is a pipe"
    try:
        pickle.dump((grounds, packed), process.stdin)
        process.stdin.flush()
        shaped: Mapping[int, Shaped] = pickle.load(process.stdout)  # noqa: S301 -- our own process wrote it
    except (OSError, EOFError, pickle.UnpicklingError):
        return {}  # it is dead: everything is shaped here
    return shaped


def _end(process: Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None, "it is a pipe"
        with suppress(BrokenPipeError):  # it died with a question unread
            pipe.close()
    process.wait()


def shape_what_comes() -> None:
    """Shape what comes by the standard input, until its end: what the other process does."""
    with suppress(EOFError), collector_paused():
        while True:
            shaped = shape_puts(*pickle.load(sys.stdin.buffer))  # noqa: S301 -- from the process that began this one
            pickle.dump(shaped, sys.stdout.buffer)
            sys.stdout.buffer.flush()


def read_ahead(writer: Writer, log: LogState, size: int, ask: Ask) -> Iterator[Stretch]:
    """Yield the first entries of a log as `read_stretches` does, with what was shaped of a large one by then."""
    if size < MANY:
        yield from read_stretches(writer, log.origin, 0, size)
        return
    asked: deque[_Asked] = deque()
    for packed in read_packed(writer, log.origin, 0, size):
        grounds = _grounds(writer, log.register)
        asked.append(_Asked(packed, grounds, ask(grounds, packed) if grounds else None))
        if len(asked) > AHEAD:
            _help(asked)
            yield _answered(writer, log.register, asked.popleft())
    while asked:
        _help(asked)
        yield _answered(writer, log.register, asked.popleft())


def _help(asked: deque[_Asked]) -> None:
    """Shape the last entries here that nobody has begun with, while those that are wanted first are not ready."""
    first, last = asked[0], asked[-1]
    if first.answer and last.answer and last.grounds and not first.answer.done() and last.answer.cancel():
        answer = Future[Mapping[int, Shaped]]()
        answer.set_result(shape_puts(last.grounds, last.packed))
        asked[-1] = replace(last, answer=answer)


def _answered(writer: Writer, register: str, asked: _Asked) -> Stretch:
    if asked.answer is None or asked.grounds != _grounds(writer, register):
        return unpack(asked.packed, {})
    return unpack(asked.packed, asked.answer.result())


def _grounds(writer: Writer, register: str) -> Grounds | None:
    """Return by what the puts of a register are judged now; None where they are judged here."""
    newest, shape = writer.definition(register), writer.shape(register)
    if newest is None or newest.system or shape is None:
        return None
    known = {digest: each for digest, each in writer.definitions().items() if each.register == register}
    return Grounds(newest, known, shape)


def shape_puts(grounds: Grounds, packed: Packed) -> dict[int, Shaped]:
    """Return the shape of every put that is right by its own values, all of them plain, and names no file."""
    shaped = ((index, _shape(grounds, index, leaf, packed)) for index, leaf in enumerate(packed.leaves, packed.first))
    return {index: each for index, each in shaped if each is not None}


def _shape(grounds: Grounds, index: int, leaf: bytes, packed: Packed) -> Shaped | None:
    entry = entry_of(leaf)
    definition = grounds.definitions.get(entry.definition)
    if entry.op != "put" or definition is None:
        return None
    try:
        rows = parse_parts(index, packed.parts.get(index, b""))
        item = read_plain(definition, entry, [row for row in rows if row.state == HELD])
    except (LienVungError, ValueError):
        return None  # whoever reads it here says what is wrong
    if item is None or "shared" not in item or _names_files(definition, item):
        return None
    return grounds.shape(join_fields(item))


def _names_files(definition: Definition, item: Mapping[str, Mapping[str, object]]) -> bool:
    files = [each for each in definition.fields.values() if each.datatype == "file"]
    return any(each.name in item.get(each.part, {}) for each in files)
