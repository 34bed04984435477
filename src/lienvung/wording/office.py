"""Refusals of the office: drafts, confirmations, approvals, task tables."""

from lienvung.wording.sentence import CORRECT_AND_REPEAT, NOTHING_KEPT, NOTHING_WRITTEN, RELOAD, Wording, _

OFFICE: dict[str, Wording] = {
    "nothing-personal": Wording(
        _("Bản ghi %(key)s không có phần cá nhân nào để xóa."),
        NOTHING_WRITTEN,
        _("Phần dùng chung thì sửa lại hoặc rút; nó vẫn đọc được về sau."),
    ),
    "paper-erased": Wording(
        _("Tệp “%(name)s” đã bị xóa cùng dữ liệu cá nhân trong đó, nên không nhận lại."),
        NOTHING_KEPT,
        _("Nếu cần dùng văn bản, tải lên bản đã che phần cá nhân."),
    ),
    "secrecy-not-declared": Wording(
        _("Chưa cam đoan văn bản không chứa bí mật nhà nước."), NOTHING_KEPT, _("Đánh dấu ô cam đoan rồi tải lại.")
    ),
    "paper-already-here": Wording(
        _("Văn bản %(number)s đã có trong hệ thống."), NOTHING_WRITTEN, _("Mở văn bản đã có để làm tiếp.")
    ),
    "paper-entered-by-partner": Wording(
        _("Bên kia (%(node)s) đã nhập văn bản này."),
        NOTHING_WRITTEN,
        _("Mở bản của bên kia để chấp thuận hoặc đề nghị sửa."),
    ),
    "draft-moved": Wording(_("%(by)s đã sửa đề xuất này sau khi bạn mở trang."), NOTHING_WRITTEN, RELOAD),
    "draft-closed": Wording(_("Đề xuất này không còn mở (trạng thái %(state)s, %(by)s)."), NOTHING_WRITTEN, RELOAD),
    "record-busy": Wording(
        _("Bản ghi này đang có một thay đổi khác chờ xử lý (%(by)s)."),
        NOTHING_WRITTEN,
        _("Đợi thay đổi đó xong rồi làm tiếp."),
    ),
    "record-gone": Wording(_("Không có bản ghi %(key)s đang hiệu lực trong sổ %(register)s."), NOTHING_WRITTEN, RELOAD),
    "nothing-changed": Wording(
        _("Không có giá trị nào khác với bản ghi đang có."),
        NOTHING_WRITTEN,
        _("Sửa ít nhất một trường, hoặc quay lại bản ghi."),
    ),
    "version-gone": Wording(
        _("Lần ghi được chọn không còn giá trị ở đây để quay về."),
        NOTHING_WRITTEN,
        _("Chọn một lần ghi khác trong lịch sử, hoặc sửa bản ghi bằng mẫu."),
    ),
    "header-not-confirmed": Wording(
        _("Chưa xác nhận phần đầu văn bản (số, ngày, cơ quan ban hành)."),
        NOTHING_WRITTEN,
        _("Xác nhận phần đầu văn bản trước."),
    ),
    "nothing-to-submit": Wording(
        _("Chưa có đề xuất nào được xác nhận."), NOTHING_WRITTEN, _("Xác nhận ít nhất một đề xuất rồi trình.")
    ),
    "four-eyes": Wording(
        _("%(by)s đã xác nhận nên không thể tự duyệt."), NOTHING_WRITTEN, _("Nhờ một người duyệt khác.")
    ),
    "decision-closed": Wording(_("Việc này đã được xử lý (%(state)s, %(by)s)."), NOTHING_WRITTEN, RELOAD),
    "decision-not-yours": Wording(
        _("Vai trò của %(by)s không được làm việc này: %(kind)s."),
        NOTHING_WRITTEN,
        _("Nhờ người có vai trò ấy, xem trang Quản trị, mục Vai trò được làm gì."),
    ),
    "submission-not-yours": Wording(
        _("Lượt trình này do %(by)s trình nên chỉ người ấy rút lại được."),
        NOTHING_WRITTEN,
        _("Nhờ người trình rút lại, hoặc nhờ người duyệt trả lại."),
    ),
    "submission-decided": Wording(_("Lượt trình này đã được xử lý (%(state)s, %(by)s)."), NOTHING_WRITTEN, RELOAD),
    "submission-changed": Wording(_("Lượt trình đã thay đổi sau khi bạn mở trang."), NOTHING_WRITTEN, RELOAD),
    "link-unmet": Wording(
        _("Dòng “%(text)s” dẫn tới một bản ghi chưa có (%(field)s: %(key)s)."),
        NOTHING_WRITTEN,
        _("Xác nhận và trình cùng lượt, hoặc duyệt lượt có bản ghi đó trước."),
    ),
    "reason-missing": Wording(_("Việc này cần ghi lý do."), NOTHING_WRITTEN, _("Ghi lý do rồi làm lại.")),
    "evidence-missing": Wording(
        _("Báo hoàn thành phải kèm minh chứng."), NOTHING_WRITTEN, _("Chọn văn bản, ghi rõ hoặc đính tệp minh chứng.")
    ),
    "not-the-steward": Wording(
        _("Bản ghi này do %(steward)s chủ quản."), NOTHING_WRITTEN, _("Gửi đề nghị cho bên chủ quản.")
    ),
    "nobody-compared": Wording(
        _("Chưa ghi đã đối chiếu dấu vân khóa với ai."),
        NOTHING_WRITTEN,
        _("Ghi họ tên cán bộ bên kia đã đọc cho nghe."),
    ),
    "agreement-known": Wording(
        _("Thỏa thuận “%(title)s” với đúng các điều khoản này đã có."),
        NOTHING_WRITTEN,
        _("Mở thỏa thuận đã có, hoặc sửa điều khoản rồi trình lại."),
    ),
    "draft-partyless": Wording(
        _("Thỏa thuận chưa có bên nào khác ngoài nút này."), NOTHING_WRITTEN, _("Chọn ít nhất một bên đã kết nối.")
    ),
    "last-administrator": Wording(
        _("%(name)s là người quản trị duy nhất đang hoạt động nên không thể ngừng hoặc đổi vai trò."),
        NOTHING_WRITTEN,
        _("Giao vai trò quản trị cho một người khác trước."),
    ),
    "too-many-tokens": Wording(
        _("Mỗi người giữ nhiều nhất %(most)s khóa API."), NOTHING_WRITTEN, _("Thu hồi khóa không còn dùng rồi tạo lại.")
    ),
    "table-unreadable": Wording(
        _("Không tìm thấy dòng tiêu đề và cột nội dung trong “%(name)s”."),
        NOTHING_WRITTEN,
        _("Kiểm tra bảng có cột “Nội dung” và ít nhất một dòng."),
    ),
    "table-rows-wrong": Wording(
        _("Bảng còn dòng sai: %(rows)s."), NOTHING_WRITTEN, _("Sửa các dòng đó hoặc bỏ chọn rồi ghi lại.")
    ),
    "table-written": Wording(
        _("Bảng “%(name)s” đã được ghi và trình duyệt rồi."), NOTHING_WRITTEN, _("Xem lượt trình ở trang Duyệt.")
    ),
    "column-missing": Wording(_("Chưa chọn cột cho trường “%(field)s”."), NOTHING_WRITTEN, CORRECT_AND_REPEAT),
}
