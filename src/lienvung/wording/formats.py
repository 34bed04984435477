"""Refusals of values, definitions and signed bytes."""

from lienvung.wording.sentence import (
    CORRECT_AND_REPEAT,
    NOTHING_WRITTEN,
    OTHERS_GO_ON,
    TELL_OPERATOR,
    TELL_PARTNER,
    Wording,
    _,
)

NOTHING_SHARED = _("Chưa có gì được chia sẻ theo thỏa thuận này.")

FORMATS: dict[str, Wording] = {
    "date-invalid": Wording(
        _("Ngày “%(text)s” không đúng dạng."), NOTHING_WRITTEN, _("Gõ ngày như 30/5/2019, 5/2024 hoặc quý IV/2025.")
    ),
    "date-unreadable": Wording(
        _("“%(text)s” không phải là ngày, tháng, quý hay năm."),
        NOTHING_WRITTEN,
        _("Gõ ngày như 30/5/2019, hoặc để trống nếu chưa rõ."),
    ),
    "number-unreadable": Wording(
        _("“%(text)s” không phải là số, ký hiệu văn bản."),
        NOTHING_WRITTEN,
        _("Gõ như trên văn bản, ví dụ 01-KL/TU hoặc 05/KH-UBND."),
    ),
    "item-invalid": Wording(
        _("Trường “%(field)s” của sổ %(register)s không hợp lệ (%(rule)s)."), NOTHING_WRITTEN, CORRECT_AND_REPEAT
    ),
    "geometry-invalid": Wording(
        _("Hình trên bản đồ không hợp lệ ở %(where)s (%(rule)s)."), NOTHING_WRITTEN, CORRECT_AND_REPEAT
    ),
    "definition-invalid": Wording(
        _("Định nghĩa sổ sai ở %(file)s, dòng %(line)s, trường %(field)s (%(rule)s)."),
        _("Sổ và dữ liệu đang có vẫn theo định nghĩa cũ."),
        _("Sửa tệp YAML ở dòng đó rồi nạp lại."),
    ),
    "arguments-invalid": Wording(
        _("Thao tác %(op)s thiếu hoặc thừa thông tin ở “%(field)s” (%(rule)s)."), NOTHING_WRITTEN, CORRECT_AND_REPEAT
    ),
    "version-refused": Wording(
        _("Thao tác %(op)s không áp dụng được cho bản ghi %(key)s (%(rule)s)."),
        NOTHING_WRITTEN,
        _("Mở lịch sử của bản ghi để xem trạng thái hiện nay."),
    ),
    "entry-invalid": Wording(_("Một lần ghi không đúng định dạng (%(rule)s)."), OTHERS_GO_ON, TELL_PARTNER),
    "record-proof-invalid": Wording(
        _("Giấy chứng nhận bản ghi không đúng: %(where)s (%(rule)s)."),
        _("Không có gì trong giấy này được coi là đã kiểm chứng."),
        _("Xin bản khác từ nơi cấp; đừng dùng bản này."),
    ),
    "record-proof-unknown-root": Wording(
        _("Giấy này do khóa khác ký: %(node)s có dấu vân khóa gốc %(found)s, không phải dấu đã cho."),
        _("Không có gì trong giấy này được coi là đã kiểm chứng."),
        _("Đối chiếu lại dấu vân khóa với cán bộ đầu mối, đọc từng nhóm bốn ký tự."),
    ),
    "entry-too-long": Wording(
        _("Một lần ghi dài %(length)s byte, quá giới hạn của sổ."), NOTHING_WRITTEN, _("Rút ngắn nội dung rồi làm lại.")
    ),
    "key-invalid": Wording(
        _("“%(found)s” không phải là khóa bản ghi (%(rule)s)."), NOTHING_WRITTEN, CORRECT_AND_REPEAT
    ),
    "not-canonical": Wording(_("Giá trị không ở dạng chuẩn (%(rule)s)."), NOTHING_WRITTEN, TELL_OPERATOR),
    "part-invalid": Wording(_("Phần “%(part)s” không đúng định dạng (%(rule)s)."), OTHERS_GO_ON, TELL_PARTNER),
    "part-mismatch": Wording(
        _("Giá trị của phần “%(part)s” không phải là giá trị sổ đã cam kết."), OTHERS_GO_ON, TELL_PARTNER
    ),
    "checkpoint-malformed": Wording(_("Bản chốt sổ không đọc được (%(rule)s)."), OTHERS_GO_ON, TELL_PARTNER),
    "cosignature-malformed": Wording(_("Chữ ký đồng xác nhận không đọc được (%(rule)s)."), OTHERS_GO_ON, TELL_PARTNER),
    "note-malformed": Wording(_("Bản ký không đọc được (%(rule)s)."), OTHERS_GO_ON, TELL_PARTNER),
    "note-signature-invalid": Wording(_("Chữ ký của %(name)s không đúng."), OTHERS_GO_ON, TELL_PARTNER),
    "note-unsigned": Wording(_("Bản ký không có chữ ký nào của khóa đã biết."), OTHERS_GO_ON, TELL_PARTNER),
    "policy-malformed": Wording(
        _("Tệp chính sách chứng kiến sai ở dòng %(line)s (%(rule)s)."), NOTHING_WRITTEN, TELL_OPERATOR
    ),
    "proof-file-malformed": Wording(_("Tệp bằng chứng không đọc được (%(rule)s)."), NOTHING_WRITTEN, TELL_PARTNER),
    "proof-malformed": Wording(_("Bằng chứng không hợp lệ (%(rule)s)."), OTHERS_GO_ON, TELL_PARTNER),
    "root-mismatch": Wording(
        _("Mã băm gốc tính ra ở cỡ %(size)s khác mã đã ký: nội dung đã bị thay đổi."), OTHERS_GO_ON, TELL_PARTNER
    ),
    "tile-malformed": Wording(_("Một mảnh của cây băm không đúng định dạng (%(rule)s)."), OTHERS_GO_ON, TELL_PARTNER),
    "verifier-key-malformed": Wording(_("Khóa công khai không đọc được (%(rule)s)."), NOTHING_WRITTEN, TELL_PARTNER),
    "terms-invalid": Wording(
        _("Điều khoản thỏa thuận sai ở %(where)s (%(rule)s)."), NOTHING_SHARED, CORRECT_AND_REPEAT
    ),
    "acceptance-invalid": Wording(_("Chấp thuận của %(node)s không hợp lệ (%(rule)s)."), NOTHING_SHARED, TELL_PARTNER),
    "proposal-invalid": Wording(
        _("Đề nghị về %(about)s không nói rõ cần sửa gì (%(rule)s)."), NOTHING_WRITTEN, CORRECT_AND_REPEAT
    ),
    "node-document-invalid": Wording(
        _("Hồ sơ nút không hợp lệ (%(rule)s)."), NOTHING_WRITTEN, _("Xin đối tác gửi lại tệp node.json.")
    ),
    "fingerprint-mismatch": Wording(
        _("Dấu vân khóa đọc lên không phải dấu đã đối chiếu."),
        _("Đối tác này chưa được kết nối; không có dữ liệu nào được trao đổi."),
        _("Gọi lại cho cán bộ đầu mối và đọc dấu vân từng nhóm."),
    ),
    "freeze-code-invalid": Wording(
        _("“%(text)s” không phải là mã chốt số liệu (%(rule)s)."),
        _("Số liệu không đổi."),
        _("Đọc lại từng ký tự với bên kia."),
    ),
}
