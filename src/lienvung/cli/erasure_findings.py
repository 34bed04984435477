"""What `lienvung doctor` says of erasures: which backups still hold, sealed, what was erased since they were made."""

from collections.abc import Iterator
from contextlib import closing

from lienvung.core.register.entry import parse_entry
from lienvung.node.backup.create import backups_in
from lienvung.node.home import Home, open_store
from lienvung.wording.translator import translator


def erasure_sentences(home: Home) -> Iterator[str]:
    """Yield a sentence where backups of this folder are older than the newest erasure (StoreError)."""
    _ = translator()
    if not (home.node_store.exists() or home.settings.store):
        return
    with closing(open_store(home)) as store, store.reading() as reader:
        times = [parse_entry(reader.entry(row.origin, row.index)).time for row in reader.erasures()]
    newest = max(times, default="")
    older = sum(header.made < newest for _path, header in backups_in(home.path / "backups", home.settings.name))
    if older:
        yield _(
            "%(count)d bản sao lưu lập trước lần xóa dữ liệu cá nhân gần nhất (%(at)s). Khi khôi phục, nút tự xóa lại; "
            "lập bản mới rồi hủy các bản cũ."
        ) % {"count": older, "at": newest}
