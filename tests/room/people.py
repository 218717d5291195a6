"""Whoever acts in a room's tests: logged in, with the code of the moment, by the pages."""

from typing import Any

import pyotp
from django.test import Client
from django.urls import reverse

from tests.cast import SECOND_FACTOR
from zhicheng.almanac import clock
from zhicheng.people.models import Account


def code() -> str:
    """What the phone shows now."""
    return pyotp.TOTP(SECOND_FACTOR).at(int(clock.now().timestamp()))


def client_of(account: Account) -> Client:
    """Somebody logged in."""
    client = Client()
    client.force_login(account)
    return client


def post(account: Account, name: str, *args: Any, **data: Any) -> None:
    """A form that is sent and taken."""
    answer = client_of(account).post(reverse(name, args=args), data)
    assert answer.status_code == 302, (name, answer.status_code, answer.content.decode()[-3000:])
