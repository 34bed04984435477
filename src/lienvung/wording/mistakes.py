"""What is wrong with a cell or a row of a table: why it is not taken over, and what to do about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lienvung.core.register.sample import match_of
from lienvung.wording.bounds import words_of_bounds
from lienvung.wording.rules import RULES
from lienvung.wording.sentence import _


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a cell is wrong, and what to do; both may name facts as %(fact)s."""

    why: str
    do: str


_CORRECT = _("Sửa trong tệp rồi nhập lại.")

MISTAKES: dict[str, Reason] = {
    "not-number": Reason(_("không phải một số"), _("Viết chữ số, như 1941,5; đơn vị để ở tiêu đề cột.")),
    "not-integer": Reason(_("không phải số nguyên"), _("Bỏ phần lẻ và chữ, hoặc chọn trường khác cho cột này.")),
    "not-money": Reason(
        _("không đọc được số tiền bằng đồng"), _("Viết như 1.941 tỷ đồng hoặc 25.000.000; đổi ngoại tệ ra đồng.")
    ),
    "ambiguous-number": Reason(
        _("có thể là %(one)s, cũng có thể là %(other)s"), _("Viết %(one)s hoặc %(other)s, đúng số muốn nói.")
    ),
    "other-unit": Reason(_("đơn vị “%(found)s” không phải %(unit)s"), _("Đổi ra %(unit)s.")),
    "not-boolean": Reason(_("không phải có hoặc không"), _("Viết có hoặc không.")),
    "not-date": Reason(_("không phải ngày tháng"), _("Viết như 30/5/2019, tháng 5/2024, quý IV/2024 hoặc 2019.")),
    "not-year-less": Reason(_("không phải một ngày trong năm"), _("Viết ngày và tháng, như 18/10.")),
    "has-year": Reason(_("ngày hằng năm không có năm"), _("Viết ngày và tháng, như 18/10.")),
    "not-period": Reason(_("không phải khoảng thời gian"), _("Viết như từ 1/1/2021 đến 31/12/2025, hoặc 2021 - 2025.")),
    "not-choice": Reason(_("không có trong danh mục"), _("Chọn một trong: %(choices)s.")),
    "not-text": Reason(_("không phải chữ"), _CORRECT),
    "not-json": Reason(_("không phải một giá trị có phần"), _("Viết JSON như tệp xuất ra từ sổ này.")),
    "error-cell": Reason(_("ô đang báo lỗi của bảng tính"), _("Sửa công thức, hoặc xóa ô.")),
    "formula-unknown": Reason(
        _("ô là công thức chưa được tính"), _("Mở và lưu tệp bằng Excel, hoặc dán giá trị thay công thức.")
    ),
    "merged": Reason(_("ô nằm trong một ô gộp nên không rõ giá trị"), _("Bỏ gộp ô rồi điền từng ô.")),
    "too-long": Reason(_("giá trị dài quá một ô Excel nên không có trong tệp này"), _("Nhập từ bản CSV của sổ.")),
    "too-large": Reason(
        _("các giá trị của bản ghi dài hơn %(limit)s byte cộng lại"), _("Rút ngắn, hoặc để văn bản dài thành tệp kèm.")
    ),
    "old-letters": Reason(_("chữ TCVN3 hoặc VNI lẫn giữa chữ Unicode"), _("Đổi hàng này sang Unicode rồi nhập lại.")),
    "unreadable-letters": Reason(
        _("có ký tự không lưu được, hoặc lồng quá nhiều lớp"), _("Xóa ký tự hỏng rồi gõ lại ô này.")
    ),
    "more-cells": Reason(
        _("hàng có nhiều ô hơn %(count)s cột của dòng tiêu đề"),
        _("Đặt trong dấu nháy kép giá trị có dấu phân cách, như \"1,5\"."),
    ),
    "not-geometry": Reason(
        _("không đọc được thành một vị trí"),
        _("Ghi “vĩ độ, kinh độ”, GeoJSON hoặc WKT; hoặc dùng hai cột kinh độ và vĩ độ."),
    ),
    "not-coordinate": Reason(_("kinh độ hoặc vĩ độ không phải số độ"), _("Viết cả hai bằng độ, như 107,0452.")),
    "coordinates-in-metres": Reason(
        _("tọa độ %(first)s không phải độ"), _("Ghi hệ tọa độ (crs) vào tệp, như EPSG:9210 cho VN-2000.")
    ),
    "axes-swapped": Reason(
        _("[%(first)s, %(second)s] viết vĩ độ trước kinh độ"),
        _("Đổi chỗ hai số: [%(second)s, %(first)s]; GeoJSON viết kinh độ trước."),
    ),
    "pair-axes-swapped": Reason(_("viết kinh độ trước vĩ độ"), _("Đổi chỗ hai số: %(first)s, %(second)s.")),
    "projection-unfit": Reason(
        _("tọa độ %(first)s, %(second)s nằm ngoài vùng của hệ %(name)s"), _("Xem lại múi chiếu mà tệp nêu.")
    ),
    "shape-crosses": Reason(_("đường biên tự cắt ở %(where)s"), _("Vẽ lại vòng biên ở chỗ đó.")),
    "shape-misnested": Reason(
        _("lỗ nằm ngoài vùng, hoặc vùng nằm trong vùng, ở %(where)s"), _("Xếp lại lỗ và vùng ở chỗ đó.")
    ),
    "shape-flat": Reason(_("các điểm của hình trùng nhau ở %(where)s"), _("Vẽ lại hình, hoặc ghi một điểm.")),
    "shape-wraps": Reason(
        _("đường biên nhảy qua kinh tuyến 180° ở %(where)s"), _("Cắt hình ở kinh tuyến 180°, hoặc xem dấu kinh độ.")
    ),
    "sovereignty-broken": Reason(
        _("hình này gán Hoàng Sa hoặc Trường Sa cho nơi khác: %(found)s"),
        _("Bỏ hình ấy, hoặc ghi đúng đặc khu Hoàng Sa (Đà Nẵng), đặc khu Trường Sa (Khánh Hòa)."),
    ),
    "archipelago-missing": Reason(
        _("ranh giới của đơn vị này thiếu đảo của nó: %(name)s"), _("Ghép mọi đảo của quần đảo vào hình của đơn vị.")
    ),
    "link-unknown": Reason(
        _("sổ “%(register)s” không có bản ghi nào mang khóa, tên hay mã này"),
        _("Chọn bản ghi ở mục “Tên trong bảng là bản ghi nào”; chưa có thì ghi bản ghi đó trước."),
    ),
    "link-ambiguous": Reason(
        _("có %(count)s bản ghi trong sổ “%(register)s” cùng tên này"),
        _("Chọn bản ghi ở mục “Tên trong bảng là bản ghi nào”, hoặc ghi khóa thay cho tên."),
    ),
    "link-to-wrong-row": Reason(_("dẫn tới một hàng sai của chính bảng này"), _("Sửa hàng đó trước.")),
    "circle": Reason(_("liên kết vòng về chính bản ghi này"), _("Bỏ một liên kết trong vòng.")),
    "twice-in-file": Reason(_("đã có ở %(place)s"), _("Để mỗi bản ghi một hàng.")),
    "match-ambiguous": Reason(
        _("sổ có %(count)s bản ghi cùng giá trị này"), _("Thêm cột khóa bản ghi, hoặc chọn trường khác để nhận ra.")
    ),
    "key-unknown": Reason(
        _("không có bản ghi nào mang khóa này"), _("Để trống ô khóa nếu là bản ghi mới; khóa do nút đặt.")
    ),
    "key-not-ours": Reason(
        _("khóa của bản ghi mới ở sổ này do bạn đặt, và phải bắt đầu bằng %(node)s-"),
        _("Viết %(node)s- rồi chữ thường không dấu hoặc số, liền nhau."),
    ),
    "key-elsewhere": Reason(_("khóa này là của sổ “%(register)s”"), _("Nhập vào sổ đó, hoặc để trống ô khóa.")),
    "key-needed": Reason(_("sổ này cần khóa cho mỗi bản ghi"), _("Điền cột khóa.")),
    "not-ours": Reason(
        _("bản ghi do %(steward)s chủ quản, nhập bảng không sửa được"), _("Gửi đề nghị sửa cho bên chủ quản.")
    ),
    "not-live": Reason(_("bản ghi đã rút hoặc đã nhập vào bản ghi khác"), _("Khôi phục bản ghi trước, hoặc bỏ hàng.")),
    "said-once": Reason(_("sổ này chỉ ghi một lần, không sửa"), _("Bỏ hàng, hoặc ghi một bản ghi mới.")),
    "busy": Reason(_("bản ghi đang có thay đổi khác chờ duyệt"), _("Đợi thay đổi đó xong rồi so lại.")),
    "unique": Reason(_("bản ghi %(key)s của %(steward)s đã có giá trị này"), _("Mỗi giá trị một bản ghi; sửa ô này.")),
    "unique-then": Reason(
        _("bản ghi %(key)s của %(steward)s đã có giá trị này trong thời gian chồng nhau"),
        _("Sửa ô này, hoặc sửa thời gian để hai bản ghi không chồng nhau."),
    ),
    "I8-pattern": Reason(_("không theo mẫu %(pattern)s"), _("Viết như %(example)s.")),
    "I11-bounds": Reason(_("nằm ngoài giới hạn: %(bounds)s"), _("Sửa ô này.")),
    "I12-schema": Reason("%(found)s", _CORRECT),
}


def explain_mistake(code: str, facts: Mapping[str, object], translate: Callable[[str], str] = str) -> Reason:
    """Return the reason and the remedy of a mistake with its facts filled in."""
    reason = MISTAKES.get(code) or Reason(RULES.get(code, code), _CORRECT)
    known = _Known({**facts, **_in_words(facts, translate)})
    return Reason(translate(reason.why) % known, translate(reason.do) % known)


def _in_words(facts: Mapping[str, object], translate: Callable[[str], str]) -> dict[str, str]:
    """Return what a rule's own spelling says to a person: bounds in words, a value that keeps a pattern."""
    words = {}
    if bounds := words_of_bounds(str(facts.get("minimum", "")), str(facts.get("maximum", "")), translate):
        words["bounds"] = bounds
    if pattern := facts.get("pattern"):
        words["example"] = match_of(str(pattern), 1)
    return words


class _Known(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "…"
