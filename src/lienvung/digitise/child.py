"""Asking the child process: an answer, a named refusal, or the news that it died alone."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

from . import errors

MAX_ANSWER = 64 * 2**20
MAX_SECONDS = 120
MAX_STREAM_SECONDS = 900  # who reads the lines may be slow; the worker's own limit is its processor time
_REFUSALS = {
    refusal.code: refusal
    for refusal in (
        errors.EncryptedFile,
        errors.UnreadableFile,
        errors.TooManyPages,
        errors.TooLarge,
        errors.ReaderStopped,
    )
}


def ask(operation: str, data: bytes, name: str, *arguments: str) -> bytes:
    """Return what the worker answers to an operation on the bytes; raises the refusal, or ReaderStopped."""
    with _begun(operation, *arguments) as child:
        answer = _converse(child, data)
    if len(answer) > MAX_ANSWER:
        raise errors.ReaderStopped(name, "size")
    if answer[:1] == b"+":
        return answer[1:]
    if answer[:1] == b"-":
        raise _refusal(answer[1:], name)
    raise errors.ReaderStopped(name, _cause_of_death(child.returncode))


def ask_lines(operation: str, data: bytes, name: str, *arguments: str) -> Iterator[bytes]:
    """Yield the lines that the worker answers, as they come, however many; raises the refusal, or ReaderStopped.

    Each line begins with `+`, a refusal with `-`; a line `.` says that nothing is missing.
    """
    with _begun(operation, *arguments, seconds=MAX_STREAM_SECONDS) as child:
        if child.stdin is None or child.stdout is None:
            raise RuntimeError("both pipes were asked for")
        with contextlib.suppress(BrokenPipeError):
            child.stdin.write(data)
            child.stdin.close()
        for line in child.stdout:
            if line[:1] != b"+":
                break
            yield line[1:]
        else:
            child.wait()
            raise errors.ReaderStopped(name, _cause_of_death(child.returncode))
        if line[:1] == b"-":
            raise _refusal(line[1:], name)


@contextlib.contextmanager
def _begun(operation: str, *arguments: str, seconds: float = MAX_SECONDS) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker, and end it when it took too long or is not listened to any more."""
    # The worker needs to find this package and nothing else of our surroundings: no keys, no settings.
    surroundings = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "lienvung.digitise.worker", operation, *arguments]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module; arguments are numbers
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=surroundings,
        cwd="/",
    ) as child:
        clock = threading.Timer(seconds, child.kill)
        clock.start()
        try:
            yield child
        finally:
            clock.cancel()
            child.kill()


def _refusal(told: bytes, name: str) -> errors.DigitiseError:
    facts = json.loads(told)
    return _REFUSALS[facts.pop("error")](name, **facts)


def _converse(child: subprocess.Popen[bytes], data: bytes) -> bytes:
    if child.stdin is None or child.stdout is None:
        raise RuntimeError("both pipes were asked for")
    # A child that meets its memory limit while reading closes the pipe; its end is told below.
    with contextlib.suppress(BrokenPipeError):
        child.stdin.write(data)
        child.stdin.close()
    answer = child.stdout.read(MAX_ANSWER + 1)
    if len(answer) <= MAX_ANSWER:
        child.wait()
    return answer


def _cause_of_death(returncode: int) -> str:
    if -returncode in (signal.SIGXCPU, signal.SIGKILL):
        return "time"
    return "memory" if returncode == 1 else "crash"
