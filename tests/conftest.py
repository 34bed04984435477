"""What holds for every test: where a skip is not allowed, it is a failure."""

import os
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

pytest_plugins = ["tests.faces", "tests.postgres_server"]

# A demonstration may be running on this machine: the tests' own has other ports, and so has each test process.
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
os.environ["LIENVUNG_DEMO_PORT"] = str(8301 + 10 * WORKER)
# .ci/run sets it: there everything is installed or installs itself, so nothing has a reason to be skipped.
NO_SKIP = bool(os.environ.get("LIENVUNG_NO_SKIP"))
# Opening our .docx in another office programme is a developer's check; no step installs one. What a kernel or a
# container does not permit (tests/faults/means.py) no step can install either; each such fault also has a test that
# runs everywhere.
MAY_STILL_SKIP = ("LibreOffice", "soffice", "the kernel does not permit")
ROOT = Path(__file__).resolve().parents[1]
# How long an example takes depends on who else is at work on the machine; what has to be quick is measured elsewhere.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@dataclass(frozen=True)
class Demonstration:
    """The folder of three running nodes."""

    folder: Path


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """Three nodes as `make demo` starts them, with sample data and an agreement in force."""
    from lienvung.demo.run import act, prepare
    from lienvung.demo.supervise import Servers

    folder = tmp_path_factory.mktemp("demo") / "demo-data"
    prepare(folder, ROOT / "samples", print)
    with Servers(folder):
        act(folder, ROOT / "samples", print)
        yield Demonstration(folder)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure that repeats the reason."""
    report = yield
    reason = skip_reason(report)
    if NO_SKIP and report.skipped and not hasattr(report, "wasxfail") and not reason.startswith(MAY_STILL_SKIP):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} must run here, but: {reason}"
    return report


def skip_reason(report: Any) -> str:
    """Return why a test was skipped, without pytest's own words before it."""
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return str(text).removeprefix("Skipped: ")
