"""Refusals of uploaded papers."""

from lienvung.wording.sentence import NOTHING_KEPT, Wording, _

PAPERS: dict[str, Wording] = {
    "empty-file": Wording(_("Tệp “%(name)s” rỗng."), NOTHING_KEPT, _("Kiểm tra lại tệp rồi tải lên.")),
    "encrypted-file": Wording(
        _("Tệp “%(name)s” có mật khẩu nên không đọc được."), NOTHING_KEPT, _("Bỏ mật khẩu hoặc xin bản không khóa.")
    ),
    "macro-file": Wording(
        _("Tệp “%(name)s” có chương trình (macro) nên không được mở."),
        NOTHING_KEPT,
        _("Lưu lại dạng .docx hoặc .xlsx không có macro."),
    ),
    "wrong-file-type": Wording(
        _("Tệp “%(name)s” mang đuôi %(expected)s nhưng bên trong là %(found)s."),
        NOTHING_KEPT,
        _("Đổi lại đúng đuôi tệp rồi tải lên."),
    ),
    "unsupported-file-type": Wording(
        _("Loại tệp của “%(name)s” (%(found)s) chưa đọc được."),
        NOTHING_KEPT,
        _("Văn bản: .docx, .pdf, .html, .txt; bảng: .xlsx, .csv, .geojson, .jsonl."),
    ),
    "file-too-large": Wording(
        _("Tệp “%(name)s” lớn %(size)s, quá giới hạn %(limit)s %(unit)s."),
        NOTHING_KEPT,
        _("Tách tệp hoặc quét lại với độ phân giải thấp hơn."),
    ),
    "too-many-pages": Wording(
        _("Tệp “%(name)s” có %(pages)s trang, quá giới hạn %(limit)s trang."),
        NOTHING_KEPT,
        _("Tách tệp rồi tải từng phần."),
    ),
    "archive-bomb": Wording(
        _("Tệp “%(name)s” được nén bất thường (%(rule)s) nên không được mở."),
        NOTHING_KEPT,
        _("Xin lại tệp gốc từ nơi gửi."),
    ),
    "unreadable-file": Wording(
        _("Không đọc được chữ trong tệp “%(name)s” (%(reason)s)."), NOTHING_KEPT, _("Mở tệp, lưu lại rồi tải lên.")
    ),
    "reader-stopped": Wording(
        _("Việc đọc tệp “%(name)s” bị dừng vì quá giới hạn (%(reason)s)."),
        _("Các việc khác của nút không bị ảnh hưởng."),
        _("Tách tệp thành phần nhỏ hơn rồi tải lên."),
    ),
    "no-text-layer": Wording(
        _("Tệp “%(name)s” chỉ có ảnh trang, không có chữ để chọn."),
        _("Tệp được giữ nguyên từng byte."),
        _("Khoanh vùng trên ảnh trang và gõ nội dung."),
    ),
    "secrecy-stamp": Wording(
        _("Tệp “%(name)s” có dấu độ mật %(level)s. Hệ thống này không nhận văn bản mật."),
        _("Tệp và nội dung không được lưu."),
        _("Chuyển văn bản cho bộ phận bảo mật; nếu là nhầm, báo cán bộ phụ trách."),
    ),
}
