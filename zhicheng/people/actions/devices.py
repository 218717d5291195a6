"""The browsers from which an account was opened: known again, listed, logged out, unlocked."""

from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Device
from zhicheng.trail import writing as trail
from zhicheng.vault.crypto import keyed_index


@transaction.atomic
def remember_device(account: Account, *, cookie: str, words: str, session_key: str) -> Device:
    """Note that the account was opened in the browser that `cookie` marks, with which session."""
    at = clock.now()
    device, _new = Device.objects.update_or_create(
        account=account,
        cookie_index=keyed_index("device", cookie),
        defaults={"words": words[:60], "last_at": at, "session_key": session_key},
        create_defaults={"words": words[:60], "last_at": at, "session_key": session_key, "first_at": at},
    )
    return device


@transaction.atomic
def end_device(account: Account, device: UUID) -> None:
    """Log out of one's own account in one browser. Errors: Refused where it is not one's own."""
    row = account.devices.select_for_update().filter(pk=device).first()
    if row is None:
        raise Refused(_("没有这台设备，请刷新页面。"), status=404)
    _end(account, [row])


@transaction.atomic
def end_other_devices(account: Account, *, besides: str) -> int:
    """Log out everywhere but in the session `besides`; in how many browsers."""
    live = Session.objects.exclude(session_key=besides).values("session_key")
    rows = account.devices.select_for_update().filter(session_key__in=live)
    return _end(account, list(rows))


def end_sessions(account: Account) -> None:
    """Log the account out everywhere; call it inside the act that changes what a log-in takes."""
    keys = account.devices.exclude(session_key="").values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    account.devices.update(session_key="")


def _end(account: Account, devices: list[Device]) -> int:
    Session.objects.filter(session_key__in=[one.session_key for one in devices]).delete()
    Device.objects.filter(pk__in=[one.pk for one in devices]).update(session_key="")
    for one in devices:
        trail.write("end_device", "account", account.id, actor=account.id, facts={"device": str(one.id)})
    return len(devices)


def unlock(account: Account) -> None:
    """Forget wrong tries, on the account and on every browser; call it inside the act's transaction."""
    account.locked_at, account.failed_logins, account.failed_codes = None, 0, 0
    account.save(update_fields=["locked_at", "failed_logins", "failed_codes"])
    account.devices.filter(Q(locked_at__isnull=False) | Q(failed_logins__gt=0)).update(
        locked_at=None, failed_logins=0
    )
