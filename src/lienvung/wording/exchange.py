"""Refusals between nodes: partners that cannot be reached, answer wrongly, or contradict themselves."""

from lienvung.wording.sentence import (
    COPY_KEPT,
    NOTHING_LEFT,
    NOTHING_WRITTEN,
    OTHERS_GO_ON,
    TELL_OPERATOR,
    TELL_PARTNER,
    WAIT,
    Wording,
    _,
)

EVIDENCE_KEPT = _("Hai bản chốt có chữ ký được giữ làm bằng chứng; sổ này dừng nhận, phần đã kiểm chứng vẫn dùng được.")
COMPARE = _("Gọi ngay cho cán bộ đầu mối của đối tác; không nhận tiếp cho đến khi làm rõ.")

EXCHANGE: dict[str, Wording] = {
    "clocks-apart": Wording(
        _("Đồng hồ của %(partner)s lệch %(seconds)s giây so với đồng hồ của nút này."),
        NOTHING_WRITTEN,
        _("Nhờ quản trị máy chủ hai bên đồng bộ giờ (NTP) rồi thử lại."),
    ),
    "log-forked": Wording(_("%(partner)s đã ký hai phiên bản mâu thuẫn của sổ %(origin)s."), EVIDENCE_KEPT, COMPARE),
    "log-shrank": Wording(
        _("%(partner)s đưa ra sổ %(origin)s ngắn hơn bản đã ký (%(held)s, nay %(seen)s)."),
        _("Bản cũ bị từ chối, bản sao ở đây giữ nguyên; cả hai bản chốt được cất lại."),
        _("Có thể chỉ là bản lưu tạm còn cũ: nút tự hỏi lại, và báo động ở trang Kết nối nếu sau mười phút vẫn vậy."),
    ),
    "log-stopped": Wording(
        _("Sổ %(origin)s của %(partner)s đang dừng nhận vì hai bản ký mâu thuẫn."), EVIDENCE_KEPT, COMPARE
    ),
    "checkpoint-foreign": Wording(
        _("%(partner)s đưa bản chốt của sổ không phải của mình (%(origin)s)."),
        OTHERS_GO_ON,
        TELL_PARTNER,
    ),
    "checkpoint-signature-invalid": Wording(
        _("Chữ ký trên bản chốt sổ %(origin)s của %(partner)s không đúng."), OTHERS_GO_ON, TELL_PARTNER
    ),
    "log-head-malformed": Wording(
        _("Bản chốt sổ %(origin)s mà %(partner)s đưa ra không đọc được (%(rule)s)."), OTHERS_GO_ON, TELL_PARTNER
    ),
    "log-entries-invalid": Wording(
        _("Các lần ghi từ số %(first)s mà %(partner)s gửi cho sổ %(origin)s không đúng (%(rule)s)."),
        OTHERS_GO_ON,
        TELL_PARTNER,
    ),
    "tile-invalid": Wording(
        _("Mã băm %(partner)s gửi cho sổ %(origin)s không dẫn tới gốc đã ký."), OTHERS_GO_ON, TELL_PARTNER
    ),
    "value-invalid": Wording(
        _("%(count)s giá trị %(partner)s gửi không phải giá trị sổ %(origin)s đã cam kết."),
        _("Giá trị sai không được nhận; sổ và các giá trị khác vẫn dùng được."),
        TELL_PARTNER,
    ),
    "blob-invalid": Wording(_("Tệp %(partner)s gửi không đúng mã băm của nó."), OTHERS_GO_ON, TELL_PARTNER),
    "exchange-broke": Wording(
        _("Trao đổi với %(partner)s dừng giữa chừng vì một lỗi chưa lường trước (%(fault)s)."),
        COPY_KEPT,
        TELL_OPERATOR,
    ),
    "heads-old": Wording(
        _("%(partner)s đưa ra các bản chốt sổ không kèm xác nhận là mới nhất (lập lúc: %(at)s)."),
        _("Phần nhận về vẫn được kiểm chứng, nhưng có thể là bản cũ bị phát lại; bản sao không được tính là mới."),
        TELL_PARTNER,
    ),
    "partner-stale": Wording(
        _("Bản sao của %(partner)s tại nút này đã quá 72 giờ chưa được cập nhật (từ %(since)s)."),
        _("Vẫn đọc được mọi dữ liệu đã nhận; chưa có gì được chấp thuận."),
        _("Nhận dữ liệu mới từ đối tác rồi chấp thuận lại; xem trang Kết nối để biết vì sao chưa nhận được."),
    ),
    "partner-unreachable": Wording(_("Không kết nối được với %(partner)s."), COPY_KEPT, WAIT),
    "partner-timed-out": Wording(_("%(partner)s không trả lời trong %(seconds)s giây."), COPY_KEPT, WAIT),
    "partner-redirected": Wording(
        _("%(partner)s chuyển yêu cầu sang địa chỉ khác; nút không đi theo."), COPY_KEPT, TELL_PARTNER
    ),
    "partner-refused": Wording(_("%(partner)s từ chối trả lời (mã %(status)s %(problem)s)."), COPY_KEPT, TELL_PARTNER),
    "address-refused": Wording(
        _("Địa chỉ %(address)s của %(partner)s không được phép (%(rule)s)."), COPY_KEPT, TELL_OPERATOR
    ),
    "answer-malformed": Wording(_("%(partner)s trả lời sai định dạng ở %(what)s (%(rule)s)."), COPY_KEPT, TELL_PARTNER),
    "answer-too-large": Wording(
        _("%(partner)s trả lời quá dài ở %(what)s (giới hạn %(limit)s byte)."), COPY_KEPT, TELL_PARTNER
    ),
    "answer-truncated": Wording(_("Trả lời của %(partner)s ở %(what)s bị đứt giữa chừng."), COPY_KEPT, WAIT),
    "caller-unknown": Wording(
        _("Nút này chưa kết nối với “%(caller)s”."), NOTHING_LEFT, _("Trao đổi hồ sơ nút và đối chiếu dấu vân khóa.")
    ),
    "grant-missing": Wording(
        _("Không có thỏa thuận nào cho %(caller)s đọc sổ %(register)s."),
        NOTHING_LEFT,
        _("Đề nghị một thỏa thuận chia sẻ."),
    ),
    "not-here": Wording(_("Không có %(path)s tại nút này."), NOTHING_LEFT, _("Kiểm tra lại địa chỉ.")),
    "request-malformed": Wording(_("Yêu cầu sai định dạng (%(rule)s)."), NOTHING_LEFT, TELL_PARTNER),
    "signature-malformed": Wording(_("Chữ ký yêu cầu sai định dạng (%(rule)s)."), NOTHING_LEFT, TELL_PARTNER),
    "signature-missing": Wording(
        _("Yêu cầu không có chữ ký."), NOTHING_LEFT, _("Chỉ nút đã kết nối mới hỏi được địa chỉ này.")
    ),
    "signature-replayed": Wording(_("Yêu cầu của %(caller)s đã được dùng một lần."), NOTHING_LEFT, TELL_PARTNER),
    "signature-stale": Wording(
        _("Chữ ký yêu cầu đã quá hạn; đồng hồ hai nút có thể lệch."), NOTHING_LEFT, _("Chỉnh đồng hồ hai máy.")
    ),
    "signature-wrong": Wording(_("Chữ ký yêu cầu của %(caller)s không đúng."), NOTHING_LEFT, TELL_PARTNER),
    "transaction-reused": Wording(_("Mã giao dịch %(transaction)s đã dùng."), NOTHING_LEFT, TELL_PARTNER),
    "evidence-malformed": Wording(_("Tệp bằng chứng không đọc được (%(rule)s)."), NOTHING_WRITTEN, TELL_PARTNER),
    "bundle-for-another": Wording(
        _("Gói này dành cho nút %(recipient)s."), NOTHING_WRITTEN, _("Chuyển gói cho đúng nút nhận.")
    ),
    "bundle-from-future": Wording(
        _("Gói ghi là lập lúc %(made)s, sau giờ hiện nay (%(now)s)."),
        NOTHING_WRITTEN,
        _("Xem lại đồng hồ của hai máy; nếu máy bên lập gói sai giờ thì xin lập lại gói."),
    ),
    "bundle-key-unknown": Wording(
        _("Gói được niêm phong cho một khóa mà nút này không có hoặc không còn giữ."),
        NOTHING_WRITTEN,
        _("Gửi hồ sơ nút mới nhất cho đối tác và xin lập lại gói."),
    ),
    "bundle-outdated": Wording(
        _("Gói của %(partner)s lập lúc %(made)s không có gì mới: nút này đã có bản mới hơn."),
        NOTHING_WRITTEN,
        _("Không cần làm gì; nếu chờ dữ liệu mới thì xin gói khác."),
    ),
    "bundle-spoilt": Wording(
        _("Trong gói của %(partner)s có chỗ không khớp với mã băm trong sổ: %(where)s."),
        NOTHING_WRITTEN,
        _("Chép lại gói từ đối tác rồi nhập lại."),
    ),
    "bundle-partial": Wording(
        _("Gói của %(partner)s đã nhập, nhưng có sổ chưa nhận được (%(trouble)s)."),
        _("Phần đã kiểm chứng được giữ; biên nhận ghi là chưa đủ."),
        _("Mở trang Kết nối để xem sổ nào và vì sao."),
    ),
    "bundle-too-large": Wording(
        _("Gói cho %(partner)s quá lớn (%(members)s phần trong một tệp)."),
        NOTHING_LEFT,
        _("Lập gói từ lần trước, hoặc chia thành nhiều gói."),
    ),
    "bundle-gap": Wording(
        _("Gói bắt đầu từ lần ghi %(since)s của sổ %(origin)s, ở đây mới có %(held)s."),
        NOTHING_WRITTEN,
        _("Nhập gói trước đó trước, hoặc xin nút gửi xuất gói đầy đủ."),
    ),
    "bundle-malformed": Wording(
        _("Gói dữ liệu không đọc được (%(rule)s)."), NOTHING_WRITTEN, _("Xin nút gửi xuất lại gói.")
    ),
    "bundle-seal-broken": Wording(
        _("Không mở được phần mã hóa %(member)s của gói."), NOTHING_WRITTEN, _("Xin nút gửi xuất lại gói.")
    ),
    "ledger-unwritable": Wording(
        _("Không ghi được việc trao dữ liệu nên không trao gì."),
        NOTHING_LEFT,
        _("Giải phóng dung lượng đĩa của nút gửi."),
    ),
    "own-log-behind": Wording(
        _("%(partner)s đã chứng kiến sổ %(origin)s của nút này dài hơn bản đang giữ (%(seen)s, đang giữ %(held)s)."),
        _("Nút này có thể vừa được khôi phục từ bản cũ; không ghi thêm cho đến khi đối chiếu."),
        _("Xin đối tác gửi lại phần còn thiếu trước khi ghi tiếp."),
    ),
}
