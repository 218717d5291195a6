"""Half a log-in: somebody has given a right password in this browser and still owes the second factor."""

import datetime as dt
from uuid import UUID

from django.http import HttpRequest

from zhicheng.almanac import clock
from zhicheng.people.models import Account

_HALF = "people.half"  # session key
_HELD_FOR = dt.timedelta(minutes=10)


def begin(request: HttpRequest, account: Account, wanted: str) -> None:
    """`wanted`: the page to which the whole log-in leads."""
    request.session[_HALF] = {
        "account": str(account.pk),
        "password": account.get_session_auth_hash(),  # another password ends the half log-in
        "at": clock.now().isoformat(),
        "wanted": wanted,
    }


def account_of_half(request: HttpRequest) -> Account | None:
    """Whose right password was given in this browser in the last minutes, and is still the right one."""
    kept = request.session.get(_HALF)
    if not kept or clock.now() - dt.datetime.fromisoformat(kept["at"]) > _HELD_FOR:
        return None
    account = Account.objects.filter(pk=UUID(kept["account"]), is_active=True).first()
    return account if account and account.get_session_auth_hash() == kept["password"] else None


def end(request: HttpRequest) -> str:
    """It is whole now: the page wanted."""
    return str(request.session.pop(_HALF)["wanted"])
