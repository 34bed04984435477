"""Accounts are given by an administrator; nobody signs up."""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class NamedAccountsOnly(DefaultAccountAdapter):
    """Close every way to make an account from outside; say refusals in Vietnamese, which allauth does not speak."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Tài khoản này đã ngừng."),
        "username_password_mismatch": _("Tên đăng nhập hoặc mật khẩu không đúng."),
        "enter_current_password": _("Mật khẩu đang dùng không đúng."),
        "incorrect_password": _("Mật khẩu không đúng."),
        "too_many_login_attempts": _("Thử sai nhiều lần quá. Hãy đợi vài phút rồi thử lại."),
        "rate_limited": _("Gửi yêu cầu nhanh quá. Hãy đợi một lát."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
