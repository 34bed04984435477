"""Refusals of shapes on the ground and of layers that others made."""

from lienvung.wording.sentence import NOTHING_WRITTEN, Wording, _

SPATIAL: dict[str, Wording] = {
    "axes-swapped": Wording(
        _("Vị trí (%(first)s; %(second)s) viết vĩ độ trước kinh độ."),
        NOTHING_WRITTEN,
        _("GeoJSON viết kinh độ trước: đổi chỗ hai số, hoặc xuất lại từ phần mềm bản đồ theo WGS 84."),
    ),
    "coordinates-in-metres": Wording(
        _("Số (%(first)s; %(second)s) là tọa độ phẳng tính bằng mét, không phải độ."),
        NOTHING_WRITTEN,
        _("Cho biết hệ tọa độ (VN-2000 và kinh tuyến trục), hoặc chuyển sang WGS 84 trước khi nhập."),
    ),
    "projection-unfit": Wording(
        _("Trong hệ %(name)s, vị trí (%(first)s; %(second)s) không nằm ở Việt Nam hay vùng lân cận."),
        NOTHING_WRITTEN,
        _("Chọn lại hệ tọa độ: kinh tuyến trục của tỉnh, múi 3 độ hay 6 độ, VN-2000 hay WGS 84."),
    ),
    "projection-unknown": Wording(
        _("Hệ tọa độ “%(name)s” không đọc được."),
        NOTHING_WRITTEN,
        _("Dùng WGS 84 (EPSG:4326) hoặc VN-2000: EPSG:4756, 3405, 3406, hay múi 3 độ theo kinh tuyến trục của tỉnh."),
    ),
    "shape-crosses": Wording(
        _("Ranh giới tự cắt hoặc tự chạm tại %(where)s (%(problem)s)."),
        NOTHING_WRITTEN,
        _("Mở hình ở phần mềm bản đồ, gỡ chỗ đường cắt nhau tại vị trí ấy rồi nhập lại."),
    ),
    "shape-misnested": Wording(
        _("Tại %(where)s có lỗ nằm ngoài vùng của nó, hoặc vùng này nằm trong vùng kia của cùng một hình."),
        NOTHING_WRITTEN,
        _("Mở hình ở phần mềm bản đồ, xếp lại lỗ và vùng tại vị trí ấy rồi nhập lại."),
    ),
    "shape-flat": Wording(
        _("Hình tại %(where)s không có bề dài hay diện tích: các điểm trùng nhau."),
        NOTHING_WRITTEN,
        _("Vẽ lại hình, hoặc ghi một điểm."),
    ),
    "shape-wraps": Wording(
        _("Tại %(where)s đường biên nhảy qua kinh tuyến 180°."),
        NOTHING_WRITTEN,
        _("Cắt hình làm hai ở kinh tuyến 180°, hoặc xem lại dấu của kinh độ."),
    ),
    "layer-unreadable": Wording(
        _("Không đọc được lớp bản đồ “%(name)s” (%(why)s)."),
        NOTHING_WRITTEN,
        _("Gửi GeoJSON, Shapefile nén thành một tệp zip (đủ .shp, .dbf, .prj) hoặc GeoPackage."),
    ),
    "layer-too-large": Wording(
        _("Lớp bản đồ “%(name)s” quá lớn: %(found)s, nhiều nhất %(most)s."),
        NOTHING_WRITTEN,
        _("Chia lớp thành nhiều tệp, hoặc giản lược ranh giới trước khi nhập."),
    ),
    "layer-unplaced": Wording(
        _("Lớp bản đồ “%(name)s” không cho biết hệ tọa độ."),
        NOTHING_WRITTEN,
        _("Kèm tệp .prj, hoặc chọn hệ tọa độ khi nhập."),
    ),
    "sovereignty-broken": Wording(
        _("Lớp bản đồ trái với chủ quyền của Việt Nam đối với Hoàng Sa và Trường Sa: %(found)s."),
        NOTHING_WRITTEN,
        _("Bỏ hình ấy khỏi lớp, hoặc ghi đúng đặc khu Hoàng Sa (Đà Nẵng), đặc khu Trường Sa (Khánh Hòa)."),
    ),
    "archipelago-missing": Wording(
        _("Ranh giới của đơn vị này thiếu đảo của nó: %(name)s."),
        NOTHING_WRITTEN,
        _("Ghép mọi đảo của quần đảo vào hình của đơn vị rồi nhập lại."),
    ),
}
