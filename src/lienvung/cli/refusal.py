"""How a command says that it was refused, for a person or, with --json, for a machine."""

import errno
import sys

import orjson

from lienvung.core.errors import LienVungError
from lienvung.wording.errors import explain
from lienvung.wording.translator import translator

REFUSED = 1
CANNOT = 3


def print_refusal(error: LienVungError, *, as_json: bool) -> None:
    """Print what happened, what is safe and what to do."""
    wording = explain(error, translator())
    if as_json:
        facts = {"error": error.code, "facts": error.facts(), "message": wording.happened}
        print(orjson.dumps(facts, default=str).decode())
        return
    print(f"{wording.happened}\n{wording.safe}\n{wording.do}\n({error.code})", file=sys.stderr)


def print_failure(error: OSError | ImportError, *, as_json: bool) -> None:
    """Print why this machine cannot do it."""
    code, sentence = failure(error)
    if as_json:
        print(orjson.dumps({"error": code, "message": sentence}).decode())
        return
    print(sentence, file=sys.stderr)


def failure(error: OSError | ImportError) -> tuple[str, str]:
    """Return the code and the sentence for a fault of the machine."""
    _ = translator()
    if isinstance(error, ImportError):
        return "package-missing", _("Thiếu gói %(name)s. Chạy “lienvung doctor”.") % {"name": error.name}
    if error.errno == errno.ENOSPC:
        return "disk-full", _("Đĩa đã đầy; chưa có gì được ghi dở. Giải phóng dung lượng rồi làm lại.")
    if isinstance(error, FileNotFoundError) and error.filename:
        return "not-found", _("Không có tệp hay thư mục “%(name)s”. Xem lại đường dẫn.") % {"name": error.filename}
    if isinstance(error, PermissionError) and error.filename:
        said = _("Không có quyền đọc hoặc ghi “%(name)s”. Xem lại quyền của tệp và thư mục chứa nó.")
        return "not-allowed", said % {"name": error.filename}
    return "machine", _("Máy này không làm được: %(detail)s") % {"detail": error}
