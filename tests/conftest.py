"""What holds for every test: where a skip is not allowed, it is a failure."""

import os
from collections.abc import Generator
from typing import Any

import pytest

pytest_plugins = ["tests.faces"]

# .ci/run sets it: there everything is installed or installs itself, so nothing has a reason to be skipped.
NO_SKIP = bool(os.environ.get("LIENVUNG_NO_SKIP"))
# Opening our .docx in another office programme is a developer's check; no step installs one.
MAY_STILL_SKIP = ("LibreOffice", "soffice")


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
