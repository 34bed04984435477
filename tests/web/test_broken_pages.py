"""A page that breaks: the visitor reads that the data is safe, the operator finds why in the log."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def standard_error() -> Iterator[io.StringIO]:
    """Catch what the framework's handler writes to standard error."""
    (handler,) = (each for each in logging.getLogger("django").handlers if each.name == "stderr")
    written, handler.stream = handler.stream, io.StringIO()
    try:
        yield handler.stream
    finally:
        handler.stream = written


def test_the_reason_of_a_broken_page_is_written_down(node, browser_of, settings):
    """The trace names the error; what goes to standard error is what the operator reads."""
    browser = browser_of("viewer")
    browser.raise_request_exception = False
    settings.LIENVUNG_HOME = ""
    with standard_error() as log:
        answer = browser.get("/ket-noi/")
        said = log.getvalue()
    assert answer.status_code == 500
    assert "Dữ liệu đã ghi vẫn nguyên vẹn" in answer.content.decode()
    assert "ImproperlyConfigured" in said
    assert "Traceback" in said


def test_an_address_that_is_not_there_fills_no_log(node, browser_of):
    """Whoever tries addresses does not fill the disk with lines."""
    with standard_error() as log:
        browser_of("viewer").get("/khong-co/")
        assert log.getvalue() == ""
