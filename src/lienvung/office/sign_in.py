"""Accounts are given by an administrator; nobody signs up, and the sign-in page speaks Vietnamese."""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lienvung.node.proxies import caller, subscriber


class NamedAccountsOnly(DefaultAccountAdapter):
    """Close every way to make an account from outside; say why a sign-in failed without saying which half."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("Tên đăng nhập hoặc mật khẩu không đúng."),
        "incorrect_password": _("Mật khẩu không đúng."),
        "enter_current_password": _("Hãy gõ mật khẩu đang dùng."),
        "account_inactive": _("Tài khoản này đã ngừng dùng; hỏi người quản trị của nút."),
        "too_many_login_attempts": _("Sai quá nhiều lần. Đợi vài phút rồi thử lại."),
        "rate_limited": _("Yêu cầu dồn dập quá. Đợi một phút rồi thử lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Answer no: there is no sign-up."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return by which address attempts are counted."""
        forwarded = request.headers.get("X-Forwarded-For", "")
        return subscriber(caller(request.META.get("REMOTE_ADDR", ""), forwarded, settings.LIENVUNG_PROXIES))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Lead to the first page: who had to choose a password wanted to work."""
        return settings.LOGIN_REDIRECT_URL
