"""Refusals of whole tables that were brought for a register."""

from lienvung.wording.sentence import NOTHING_KEPT, NOTHING_WRITTEN, Wording, _

IMPORTS: dict[str, Wording] = {
    "encodings-mixed": Wording(
        _("Tệp “%(name)s” trộn hai bảng mã: dòng %(modern)s là UTF-8, dòng %(old)s thì không."),
        NOTHING_KEPT,
        _("Mở từng phần bằng đúng bảng mã của nó, rồi lưu tất cả bằng UTF-8."),
    ),
    "table-too-broken": Wording(
        _("Không đọc được bảng trong “%(name)s” (%(reason)s, dòng %(line)s)."),
        NOTHING_KEPT,
        _("Kiểm tra tệp có một dòng tiêu đề và các hàng bên dưới; hoặc lưu lại dưới dạng .xlsx."),
    ),
    "too-many-rows": Wording(
        _("Bảng “%(name)s” có quá %(limit)s hàng."), NOTHING_WRITTEN, _("Chia thành nhiều tệp rồi nhập lần lượt.")
    ),
    "nothing-understood": Wording(
        _("Không cột nào của “%(name)s” ứng với một trường của sổ."),
        NOTHING_WRITTEN,
        _("Chọn cột nào là trường nào rồi so lại."),
    ),
    "column-twice": Wording(
        _("Hai cột của “%(name)s” cùng ứng với trường “%(field)s”."), NOTHING_WRITTEN, _("Bỏ qua một trong hai cột.")
    ),
    "nothing-to-match-by": Wording(
        _("Bảng “%(name)s” không có cột nào để nhận ra bản ghi."),
        NOTHING_WRITTEN,
        _("Cho biết cột nào là khóa bản ghi hoặc “%(field)s”."),
    ),
    "shapes-misplaced": Wording(
        _("Tệp “%(name)s” dùng hệ tọa độ không rõ: %(system)s."),
        NOTHING_WRITTEN,
        _("Dùng WGS 84, hoặc ghi mã EPSG của hệ VN-2000 vào mục crs."),
    ),
    "units-unmatched": Wording(
        _("Không hình nào của “%(name)s” khớp một đơn vị hành chính ngày %(day)s."),
        NOTHING_WRITTEN,
        _("Lớp cần một cột mã hoặc tên đơn vị; xem lại ngày hiệu lực, hệ tọa độ và kinh tuyến trục."),
    ),
    "register-closed": Wording(
        _("Sổ này do các nút tự ghi về nhau, không nhập từ bảng."), NOTHING_WRITTEN, _("Chọn một sổ của việc hợp tác.")
    ),
    "import-rows-wrong": Wording(
        _("Bảng “%(name)s” còn %(wrong)s hàng sai."),
        NOTHING_WRITTEN,
        _("Sửa rồi nhập lại, hoặc chọn bỏ qua các hàng sai."),
    ),
    "import-moved": Wording(
        _("Sổ đã thay đổi sau khi so bảng “%(name)s”: “%(key)s” đã có bản ghi."),
        NOTHING_WRITTEN,
        _("Trả lại để người nhập so lại với sổ."),
    ),
    "import-busy": Wording(
        _("Bảng “%(name)s” đang được đọc, đang chờ quyết định, hoặc đã xong (%(state)s)."),
        NOTHING_WRITTEN,
        _("Mở lại trang của bảng để xem đang ở bước nào."),
    ),
}
