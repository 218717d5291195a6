"""Log in by ID number, credit code or officer's name, and a password."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from zhicheng.people.models import Account


class LoginBackend(BaseBackend):
    """Password check alone; locking after wrong tries is people.actions.log_in's."""

    def authenticate(
        self, request: HttpRequest | None, login: str = "", password: str = "", **other: Any
    ) -> Account | None:
        account = Account.objects.by_login(login)
        if account is None:
            Account().set_password(password)  # as slow as for an account that exists
            return None
        return account if account.is_active and account.check_password(password) else None

    def get_user(self, user_id: Any) -> Account | None:
        return Account.objects.filter(pk=user_id, is_active=True).first()
