"""Refusals about keys: which of them signed, which ended, which were revoked, and what a person must bring."""

from lienvung.wording.sentence import NOTHING_WRITTEN, Wording, _

HELD_STANDS = _("Phần đã nhận và kiểm chứng trước đây vẫn nguyên vẹn; không nhận thêm gì.")
NOT_SIGNED = _("Chưa ký gì; dữ liệu vẫn đọc được.")
OLD_KEYS_ACT = _("Bản khóa đang dùng vẫn có hiệu lực; chưa có gì thay đổi.")
CALL_THEM = _("Gọi cho đầu mối của đối tác theo số đã biết, không theo số trong tin nhắn.")

KEYS: dict[str, Wording] = {
    "log-key-ended": Wording(
        _("Bản chốt sổ %(origin)s chỉ có chữ ký của khóa %(key)s, khóa này chỉ dùng từ %(since)s đến hết %(until)s."),
        HELD_STANDS,
        _("Xin %(partner)s khởi động lại dịch vụ để ký bằng khóa mới, rồi nhận lại."),
    ),
    "log-key-revoked": Wording(
        _("Bản chốt sổ %(origin)s chỉ có chữ ký của khóa %(key)s, khóa này đã bị thu hồi kể từ %(at)s."),
        HELD_STANDS,
        CALL_THEM,
    ),
    "entry-void": Wording(
        _("Lần ghi %(index)s của %(origin)s do một khóa đã bị thu hồi ký, và chủ sổ không nhận là của mình."),
        _("Lần ghi vẫn nằm trong nhật ký nhưng không được tính; bản ghi trước đó vẫn giữ nguyên."),
        _("Đợi chủ sổ ghi lại, hoặc hỏi đầu mối của chủ sổ."),
    ),
    "keys-changed": Wording(
        _("Khóa của nút %(node)s đã thay (%(use)s) nhưng dịch vụ đang chạy chưa đọc khóa mới."),
        NOT_SIGNED,
        _("Khởi động lại dịch vụ: lienvung serve."),
    ),
    "keys-ended": Wording(
        _("Nút %(node)s không còn khóa nào đang chạy để dùng cho việc này (%(use)s)."),
        NOT_SIGNED,
        _("Thay khóa: lienvung keys rotate."),
    ),
    "contact-keys-differ": Wording(
        _("%(name)s đưa bản khóa số %(found)s không nối tiếp bản số %(held)s đang giữ."),
        _("Khóa cũ vẫn được dùng; bản mới không được nhận."),
        CALL_THEM,
    ),
    "contact-nothing-offered": Wording(
        _("Không có bản khóa nào của %(name)s đang chờ duyệt với số này."),
        NOTHING_WRITTEN,
        _("Xem lại danh sách đối tác; có thể đã có bản mới hơn."),
    ),
    "not-introduced": Wording(
        _("Nút %(node)s chưa có bản khóa nào."), NOTHING_WRITTEN, _("Tạo nút bằng: lienvung init.")
    ),
    "root-signatures-missing": Wording(
        _("Bản khóa của nút %(node)s mới có %(signed)s chữ ký gốc trong %(needed)s chữ ký cần có."),
        OLD_KEYS_ACT,
        _("Đưa tệp cho người giữ khóa gốc còn lại: lienvung keys sign."),
    ),
    "private-key-missing": Wording(
        _("Bản khóa nêu khóa %(key)s (%(use)s) nhưng khóa riêng ấy không có trong thư mục của nút."),
        OLD_KEYS_ACT,
        _("Cài trên đúng máy đã làm bản cần ký, hoặc làm bản khác."),
    ),
    "key-not-listed": Wording(
        _("Không tìm được đúng một khóa %(use)s bắt đầu bằng “%(key)s”."),
        OLD_KEYS_ACT,
        _("Xem: lienvung keys show; rồi nêu khóa bằng --key."),
    ),
    "passphrase-missing": Wording(
        _("Khóa có mật khẩu nhưng không ai cho biết mật khẩu."),
        _("Khóa vẫn kín; chưa có gì được ghi."),
        _("Đặt LIENVUNG_PASSPHRASE_FILE, dùng systemd credential lienvung-passphrase, hoặc chạy tại bàn phím."),
    ),
    "passphrase-unreadable": Wording(
        _("Không dùng được tệp mật khẩu %(path)s (%(rule)s)."),
        _("Khóa vẫn kín; chưa có gì được ghi."),
        _("Tệp phải có, không rỗng, và chỉ chủ của nó đọc được: chmod 600."),
    ),
}
