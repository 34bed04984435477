"""The datatypes of registers as people read them (docs/formats/item.md)."""

from lienvung.wording.sentence import _

DATATYPES: dict[str, str] = {
    "string": _("dòng chữ"),
    "text": _("đoạn văn"),
    "verbatim": _("nguyên văn"),
    "integer": _("số nguyên"),
    "decimal": _("số thập phân"),
    "measure": _("số đo có đơn vị"),
    "money": _("số tiền"),
    "boolean": _("có hoặc không"),
    "date": _("ngày"),
    "deadline": _("thời hạn"),
    "year-less": _("ngày trong năm"),
    "period": _("khoảng thời gian"),
    "enumeration": _("một trong danh mục"),
    "link": _("liên kết"),
    "file": _("tệp"),
    "geometry": _("hình trên bản đồ"),
    "docref": _("dẫn văn bản"),
    "milestone": _("mốc"),
    "extension": _("lần gia hạn"),
}
