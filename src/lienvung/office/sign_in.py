"""Accounts are given by an administrator; nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class NamedAccountsOnly(DefaultAccountAdapter):
    """Close every way to make an account from outside."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
