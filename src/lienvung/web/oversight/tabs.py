"""The pages of Quản trị, as each of them lists its sisters."""

from django.utils.translation import gettext_lazy as _

TABS = (
    ("oversight:people", _("Người và vai trò")),
    ("oversight:roles", _("Vai trò được làm gì")),
    ("oversight:trail", _("Nhật ký thao tác")),
    ("oversight:health", _("Tình trạng nút")),
)
