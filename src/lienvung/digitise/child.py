"""Asking the child process: an answer, a named refusal, or the news that it died alone."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading

from . import errors

MAX_ANSWER = 64 * 2**20
MAX_SECONDS = 120
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
        clock = threading.Timer(MAX_SECONDS, child.kill)
        clock.start()
        try:
            answer = _converse(child, data)
        finally:
            clock.cancel()
            child.kill()
    if len(answer) > MAX_ANSWER:
        raise errors.ReaderStopped(name, "size")
    if answer[:1] == b"+":
        return answer[1:]
    if answer[:1] == b"-":
        facts = json.loads(answer[1:])
        raise _REFUSALS[facts.pop("error")](name, **facts)
    raise errors.ReaderStopped(name, _cause_of_death(child.returncode))


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
