"""What people send is not read before it may be, and nothing of it reaches a disk on the way in."""

import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.http import HttpRequest
from django.test import Client

from lienvung.digitise.guard import MAX_BYTES
from lienvung.node.node import Node
from lienvung.office import body_limit

SECRET = b"M\xe1\xba\xacT\n" * 600_000


@pytest.fixture
def spilled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Watch the temporary files that Django makes for uploads."""
    made: list[str] = []
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    begin = TemporaryUploadedFile.__init__

    def watched(self, *arguments: object, **named: object) -> None:
        begin(self, *arguments, **named)
        made.append(self.temporary_file_path())

    monkeypatch.setattr(TemporaryUploadedFile, "__init__", watched)
    return made


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Watch the bodies that Django parses."""
    paths: list[str] = []
    parse = HttpRequest._load_post_and_files

    def watched(request: HttpRequest) -> None:
        paths.append(request.path)
        parse(request)

    monkeypatch.setattr(HttpRequest, "_load_post_and_files", watched)
    return paths


def paper(data: bytes = SECRET) -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile("mat.txt", data)


def test_an_undeclared_paper_reaches_no_disk(node: Node, browser_of, spilled: list[str]) -> None:
    """A paper of several MiB sent without the declaration is refused, and no temporary file held it."""
    assert browser_of("clerk").post("/so-hoa/", {"file": paper()}).status_code == 422
    assert spilled == []


def test_a_strangers_body_is_not_read(node: Node, db: None, parsed: list[str]) -> None:
    """Who is not signed in is sent to the door before his body is parsed, also with a forgery token of his own."""
    stranger = Client(enforce_csrf_checks=True)
    stranger.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    for data, status in ((b"x", 302), (SECRET, 413)):
        sent = {"file": paper(data), "csrfmiddlewaretoken": "a" * 32}
        assert stranger.post("/so-hoa/", sent).status_code == status
    assert parsed == []


def test_who_may_not_upload_is_not_read(node: Node, browser_of, parsed: list[str]) -> None:
    """A role that may not take papers in is refused before its body is parsed."""
    assert browser_of("viewer").post("/so-hoa/", {"file": paper(b"x")}).status_code == 403
    assert parsed == []


def test_too_long_a_body_is_refused_unread(node: Node, browser_of, parsed: list[str]) -> None:
    """Beyond the limit of a file the answer is 413 with the limit in words, and nothing was parsed."""
    clerk = browser_of("clerk")
    for length, kind in (
        (body_limit.MAX_UPLOAD + 1, "multipart/form-data; boundary=x"),
        (body_limit.MAX_FORM + 1, "application/x-www-form-urlencoded"),
        ("٣", "multipart/form-data; boundary=x"),
    ):
        answer = clerk.generic("POST", "/so-hoa/", b"", kind, CONTENT_LENGTH=str(length))
        assert answer.status_code == 413
        assert "64 MiB" in answer.content.decode()
    assert parsed == []


def test_the_largest_file_that_the_guard_takes_fits(node: Node) -> None:
    """A file of exactly the guard's limit, with its form around it, is within what a request may carry."""
    assert MAX_BYTES + 2**10 < settings.FILE_UPLOAD_MAX_MEMORY_SIZE == body_limit.MAX_UPLOAD
